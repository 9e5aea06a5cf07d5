"""Serves MiniStack over TLS on a socket that the parent opened, for as long as the parent lives.

MiniStack's own `main` is not used: with TLS it also takes port 443 when it may, and it writes a PID file. Here it gets exactly
one socket, inherited from the parent, so nobody can take the port in between and nothing else is ever listened on.
"""

import asyncio
import os
import sys
import threading

KEEP_RUNNING = b"keep running\n"


def serve() -> None:
    """Serve until a signal ends the process, or until standard input ends because the parent is gone."""
    from hypercorn.asyncio import serve as hypercorn_serve
    from hypercorn.config import Config
    from ministack.app import app

    config = Config()
    config.bind = [f"fd://{os.environ['LISTENING_SOCKET']}"]
    config.certfile = os.environ["MINISTACK_SSL_CERT"]
    config.keyfile = os.environ["MINISTACK_SSL_KEY"]
    config.keep_alive_timeout = 75
    config.loglevel = "WARNING"
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    asyncio.run(hypercorn_serve(app, config, shutdown_trigger=_never))


async def _never() -> None:
    """No orderly shutdown, which would wait for idle connections: there is nothing to save."""
    await asyncio.Event().wait()


def _end_with_the_parent() -> None:
    """The parent holds the other end of standard input: the kernel closes it even when the parent is killed."""
    if sys.stdin.buffer.read() != KEEP_RUNNING:
        os._exit(0)


if __name__ == "__main__":
    serve()
