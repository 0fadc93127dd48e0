"""Whether an address is this machine: nothing else is called unless somebody says that it is for real."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

LOOPBACK, LOCALHOST = "127.0.0.1", "localhost"
HOST_HEADERS = (LOOPBACK, LOCALHOST, "[::1]")
"""What a caller on this machine writes for the host, as HTTP writes it."""


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its number; of names only ``localhost``."""
    if host == LOCALHOST:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def leads_here(url: str) -> bool:
    """Whether an address with a scheme leads to this machine; an empty one, or one that is none, does not."""
    try:
        return is_loopback(urlsplit(url).hostname or "")
    except ValueError:
        return False
