"""A door with TLS before whatever is served here, under a name that leads elsewhere in the world."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HERE = Path(__file__).with_name("tls")
AUTHORITY = HERE / "ca.pem"
"""Made for this test alone; its key was thrown away."""

HOST = "platform.example.org"
CALLED = re.compile(rb"(?i)host: platform\.example\.org:\d+")


@contextmanager
def tls_door(inside: int) -> Iterator[tuple[str, list[bytes]]]:
    """A door to a port of this machine: its address, and all bytes that callers sent through it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(HERE / "server.pem")
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_answer, args=(listening, context, inside, heard), daemon=True)
        thread.start()
        yield f"https://{HOST}:{listening.getsockname()[1]}", heard
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def _answer(listening: socket.socket, context: ssl.SSLContext, inside: int, heard: list[bytes]) -> None:
    while True:
        try:
            caller, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=_through, args=(caller, context, inside, heard), daemon=True).start()


def _through(caller: socket.socket, context: ssl.SSLContext, inside: int, heard: list[bytes]) -> None:
    with (
        suppress(OSError),
        context.wrap_socket(caller, server_side=True) as outside,
        socket.create_connection(("127.0.0.1", inside)) as behind,
    ):
        for one in (outside, behind):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        back = threading.Thread(target=_pump, args=(behind, outside, None), daemon=True)
        back.start()
        _pump(outside, behind, heard)
        with suppress(OSError):
            behind.shutdown(socket.SHUT_RDWR)
        back.join(5)


def _pump(source: socket.socket, target: socket.socket, heard: list[bytes] | None) -> None:
    with suppress(OSError):
        while piece := source.recv(65_536):
            if heard is not None:
                heard.append(piece)
            # What is served here answers to its own name only.
            target.sendall(CALLED.sub(b"Host: 127.0.0.1", piece))
