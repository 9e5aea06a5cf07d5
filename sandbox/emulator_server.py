"""Serves MiniStack over TLS on a socket that the parent opened, for as long as the parent lives.

MiniStack's own `main` is not used: with TLS it also takes port 443 when it may, and it writes a PID file. Here it gets exactly
one socket, inherited from the parent, so nobody can take the port in between and nothing else is ever listened on.
"""

import asyncio
import os
import signal
import sys
import threading
import time

KEEP_RUNNING = b"keep running\n"
SECONDS_TO_STOP = 5.0


def serve() -> None:
    """Serve until a signal comes, or until standard input ends because the parent is gone."""
    from hypercorn.asyncio import serve as hypercorn_serve
    from hypercorn.config import Config
    from ministack.app import app

    config = Config()
    config.bind = [f"fd://{os.environ['LISTENING_SOCKET']}"]
    config.certfile = os.environ["MINISTACK_SSL_CERT"]
    config.keyfile = os.environ["MINISTACK_SSL_KEY"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = 0.2
    config.loglevel = "WARNING"
    threading.Thread(target=_stop_when_the_parent_ends, daemon=True).start()
    asyncio.run(hypercorn_serve(app, config))  # pyright: ignore[reportArgumentType] - an ASGI application all the same


def _stop_when_the_parent_ends() -> None:
    """The parent holds the other end of standard input: the kernel closes it even when the parent is killed."""
    if sys.stdin.buffer.read() == KEEP_RUNNING:
        return
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(SECONDS_TO_STOP)
    os._exit(1)


if __name__ == "__main__":
    serve()
