"""Lists in pages: cursors, the address of the next page, and how many there are when asked."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from seenby.platforms.simulated.api.errors import wrong
from seenby.platforms.simulated.api.http.request import Call

USUAL, MOST = 25, 5_000


def page(call: Call, rows: Sequence[Any], keys: Sequence[str]) -> dict[str, Any]:
    """A page of rows.

    Args:
        call: What was asked for; its ``limit``, ``after`` and ``before`` count.
        rows: All of them.
        keys: The key of each row, which its cursor holds; rows may be added between two calls.
    """
    limit = min(call.whole("limit", USUAL), MOST)
    if limit < 1:
        raise wrong("Param limit must be at least 1")
    first = _first(call, keys, limit)
    if call.fault == "lost-page" and first + limit < len(rows):
        first += limit
    told, last = rows[first : first + limit], min(first + limit, len(rows))
    paging = _paging(call, keys, first, last, more=last < len(rows))
    if call.fault == "empty-page" and last < len(rows):
        told = []
    if call.fault == "cut-page":
        paging.pop("next", None)
    return {"data": list(told), **({"paging": paging} if paging else {})}


def cursor(key: str) -> str:
    """A key as an opaque cursor."""
    return urlsafe_b64encode(key.encode()).decode().rstrip("=")


def _paging(call: Call, keys: Sequence[str], first: int, last: int, *, more: bool) -> dict[str, Any]:
    if first >= last:
        return {}
    paging: dict[str, Any] = {"cursors": {"before": cursor(keys[first]), "after": cursor(keys[last - 1])}}
    if more:
        paging["next"] = _address(call, {"after": paging["cursors"]["after"]})
    return paging


def _first(call: Call, keys: Sequence[str], limit: int) -> int:
    if call.params.get("after"):
        return _place(call.params["after"], keys) + 1
    if call.params.get("before"):
        return max(_place(call.params["before"], keys) - limit, 0)
    return 0


def _place(cursor: str, keys: Sequence[str]) -> int:
    try:
        key = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        return list(keys).index(key)
    except (ValueError, binascii.Error):
        raise wrong("Invalid cursors values") from None


def _address(call: Call, more: Mapping[str, str]) -> str:
    """The address of another page. It carries the caller's token, as Meta's does; ours is never followed nor kept."""
    kept = {name: value for name, value in call.params.items() if name not in ("after", "before")}
    query = urlencode({"access_token": call.token, **kept, **more}, errors="replace")
    return f"{call.base}/{call.version}/{call.path}?{query}"
