"""A guard at the lowest door: sockets connect to loopback, or not at all."""

from __future__ import annotations

import socket
from ipaddress import ip_address

import pytest


def guard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Refuse names and addresses beyond loopback; whatever was refused is in the list."""
    refused: list[str] = []
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and not ip_address(str(address[0])).is_loopback:
            refused.append(str(address[0]))
            raise ConnectionRefusedError(f"{address[0]} is beyond loopback")
        connect(self, address)  # type: ignore[arg-type]

    def named(host: object, *rest: object, **more: object) -> object:
        if str(host) not in ("127.0.0.1", "::1", "localhost", "None"):
            refused.append(str(host))
            raise socket.gaierror(f"{host} is beyond loopback")
        return resolve(host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket, "getaddrinfo", named)
    return refused
