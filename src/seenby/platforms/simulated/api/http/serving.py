"""Serving a platform on loopback, for as long as it is wanted. Nothing is written to a log: addresses hold tokens."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from seenby.errors import UsageError
from seenby.model.loopback import LOOPBACK

PATIENCE = 2
"""Seconds that calls under way are given when the server stops."""


def listen(port: int) -> socket.socket:
    """A socket on loopback; any free port for 0.

    Raises:
        UsageError: When the port is taken.
    """
    # asyncio sends small answers at once only on sockets that say they are TCP; without it each call takes 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOOPBACK, port))
        listening.listen()
    except OSError as error:
        listening.close()
        raise UsageError(f"port {port} is taken", remedy="choose another with --port, or 0 for any") from error
    return listening


def address(listening: socket.socket) -> str:
    """Where a socket can be reached."""
    return f"http://{LOOPBACK}:{listening.getsockname()[1]}"


def server(app: Starlette) -> uvicorn.Server:
    """The server of an application, without logs and without a date of its own."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            access_log=False,
            log_level="error",
            date_header=False,
            server_header=False,
            timeout_graceful_shutdown=PATIENCE,
        )
    )


@contextmanager
def serving(app: Starlette) -> Iterator[str]:
    """Serve an application from a thread, and give its address; it stops at the end of the block."""
    listening = listen(0)
    running = server(app)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not running.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield address(listening)
    finally:
        running.should_exit = True
        thread.join()
        listening.close()
