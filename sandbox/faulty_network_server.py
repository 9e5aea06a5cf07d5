"""Serves microburst on a socket that the parent opened, for as long as the parent lives.

Microburst forwards with the Host of its upstream. The caller signed its own, so every signature breaks, and the emulator checks
them; here the caller's Host goes on. Microburst also reads all of botocore's models before it answers at first, which takes five
seconds; here it reads those of the services that the kit calls.
"""

import json
import os
import socket
import sys
import threading
from typing import Any

import microburst.detection.host as host
from aiohttp import web
from microburst.app import Microburst, make_app
from microburst.forward import Upstream

PREFIXES = {
    **{
        service: service
        for service in ("access-analyzer", "cloudtrail", "events", "iam", "kms", "logs", "s3", "sns", "sqs", "sts")
    },
    "monitoring": "cloudwatch",
}
"""The service of an endpoint's first label."""

outbound_headers = Upstream._outbound_headers


def with_the_host_that_was_signed(self: Upstream, request: web.Request) -> dict[str, str]:
    return {**outbound_headers(self, request), "host": request.headers["Host"]}


def serve() -> None:
    Upstream._outbound_headers = with_the_host_that_was_signed
    host._endpoint_prefix_map = lambda: PREFIXES
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    rules: list[dict[str, Any]] = json.loads(os.environ["RULES"])
    app = make_app(Microburst(os.environ["UPSTREAM"], rules=rules, resign=False))
    listener = socket.socket(fileno=int(os.environ["LISTENING_SOCKET"]))
    web.run_app(app, sock=listener, print=None, access_log=None, shutdown_timeout=0.1)


def _end_with_the_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    serve()
