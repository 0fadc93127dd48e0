"""Keeps a process on this machine: it connects to loopback and to sockets of files, or not at all.

``tests/conftest.py`` imports it, and puts its folder on the path of every Python that a test starts, which then imports
it by its name. Whatever was refused is a line in the file that the setting names, for the guard of the test to read.
"""

from __future__ import annotations

import os
import socket
from ipaddress import ip_address
from typing import Any

SETTING = "SEENBY_TESTS_REFUSED"
NAMES = frozenset({"localhost", socket.gethostname().lower()})


def is_here(host: object) -> bool:
    """Whether a host is this machine, by its address or by a name that needs no asking."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if not host or str(host).lower() in NAMES:
        return True
    try:
        return ip_address(str(host)).is_loopback
    except ValueError:
        return False


def refuse(host: object) -> None:
    """Write down a host that is elsewhere; a process without the setting has nobody to tell."""
    if record := os.environ.get(SETTING):
        with open(record, "a", encoding="utf-8") as lines:  # noqa: PTH123 — pathlib would slow every Python that starts
            lines.write(f"{host!s}\n")


def keep_here() -> None:
    """From now on this process resolves and connects to nothing beyond this machine."""
    connect, connect_ex, resolve = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(address: object) -> None:
        if isinstance(address, tuple) and not is_here(address[0]):
            refuse(address[0])
            raise ConnectionRefusedError(f"{address[0]} is beyond loopback, and no test connects there")

    def connected(self: socket.socket, address: Any) -> None:
        check(address)
        connect(self, address)

    def tried(self: socket.socket, address: Any) -> int:
        check(address)
        return connect_ex(self, address)

    def resolved(host: Any, *rest: Any, **more: Any) -> Any:
        if not is_here(host):
            refuse(host)
            raise socket.gaierror(f"{host} is beyond loopback, and no test asks for it")
        return resolve(host, *rest, **more)

    for name, guarded in (("connect", connected), ("connect_ex", tried)):
        setattr(socket.socket, name, guarded)
    socket.getaddrinfo = resolved


keep_here()
