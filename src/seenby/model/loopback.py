"""Whether an address is this machine: nothing else is called unless somebody says that it is for real."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

LOOPBACK, LOCALHOST = "127.0.0.1", "localhost"
HOST_HEADERS = (LOOPBACK, LOCALHOST, "[::1]")
"""What a caller on this machine writes for the host, as HTTP writes it."""


PLACE = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]@:/?#%]+)(:\d{0,5})?")
"""A host and a port, as an address has them."""

STRANGE = re.compile(r"[\\\s\x00-\x1f\x7f]")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its number; of names only ``localhost``."""
    if host == LOCALHOST:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def parts_of_address(url: str) -> SplitResult | None:
    """The parts of an address of HTTP; None where it is none, or one that two readers could take for two hosts.

    The standard library takes ``[::1].evil.example`` for ``::1``, and reads past blanks and line breaks.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    place = parts.netloc.rpartition("@")[2]
    plain = parts.scheme in ("http", "https") and PLACE.fullmatch(place) and not STRANGE.search(url)
    return parts if plain and parts.hostname else None


def leads_here(url: str) -> bool:
    """Whether an address with a scheme leads to this machine; an empty one, or one that is none, does not."""
    parts = parts_of_address(url)
    return parts is not None and is_loopback(parts.hostname or "")
