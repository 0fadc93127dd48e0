"""What an answer is worth: only a JSON object or list with a good status, and no error in it, is one."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from seenby.errors import AccessRefused, BrokenAnswer, LimitReached, PlatformRefused
from seenby.platforms.meta.connection import Connection

ACCESS = (10, 102, 190, 200, 294)
LIMITS = (4, 17, 32, 613)
BUSINESS_LIMITS = range(80_000, 80_100)
PASSING = (1, 2)
"""Codes of a fault of the platform's own; worth another try where trying again does no harm."""

TOO_MUCH = (100, 1_487_534)
LONGEST_MESSAGE = 300

Hide = Callable[[str], str]
"""Takes secrets out of a text: a platform may repeat what it was told."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came: status, headers, text, and what was called (method and path, no parameters)."""

    status: int
    headers: Mapping[str, str]
    text: str
    where: str


def body_of(reply: Reply, connection: Connection) -> dict[str, Any] | list[Any]:
    """The body of a good answer. A platform may repeat secrets in it: they are taken out before anybody keeps it.

    Raises:
        LimitReached: Too many calls.
        AccessRefused: The token may not.
        PlatformRefused: Any other refusal.
        BrokenAnswer: No JSON, or a body that says neither yes nor no.
    """
    try:
        body = json.loads(reply.text, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        raise broken(reply, f"the answer is not JSON (status {reply.status})") from None
    if isinstance(body, dict) and "error" in body:
        raise refusal(body["error"], reply, connection.hide)
    if reply.status >= 300 or not isinstance(body, (dict, list)):
        raise broken(reply, f"the answer is none (status {reply.status})")
    if isinstance(body, dict) and body.get("success") is False:
        raise PlatformRefused("the platform did not do it and does not say why", where=reply.where)
    hidden: dict[str, Any] | list[Any] = connection.without_secrets(body)
    return hidden


def refusal(error: Any, reply: Reply, hide: Hide) -> PlatformRefused:
    """The error that an answer tells of."""
    told = error if isinstance(error, dict) else {}
    code, subcode = _number(told.get("code")), _number(told.get("error_subcode"))
    message = hide(str(told.get("error_user_msg") or told.get("message") or "no reason given"))
    kind, remedy = _kind(code, subcode)
    return kind(
        message[:LONGEST_MESSAGE].rstrip("."),
        where=reply.where,
        remedy=remedy,
        code=code,
        subcode=subcode,
        trace=hide(str(told.get("fbtrace_id", ""))),
    )


def broken(reply: Reply, what: str) -> BrokenAnswer:
    """An answer that cannot be relied on."""
    return BrokenAnswer(what, where=reply.where, remedy="try again later", unchanged="")


def is_passing(error: PlatformRefused, reply: Reply | None) -> bool:
    """Whether the same call may succeed later, by the platform's word or because a gateway stood in the way."""
    if isinstance(error, BrokenAnswer):
        return reply is not None and (reply.status >= 500 or reply.status == 200)
    return error.code in PASSING


def _kind(code: int, subcode: int) -> tuple[type[PlatformRefused], str]:
    if code in LIMITS or code in BUSINESS_LIMITS:
        return LimitReached, "wait, then go on"
    if code in ACCESS:
        return AccessRefused, "check the token and what it may do"
    if (code, subcode) == TOO_MUCH:
        return PlatformRefused, "ask for fewer days or fewer ads at once"
    if (code, subcode) == (100, 33):
        return PlatformRefused, "check the identifier, and whether the token may see it"
    return PlatformRefused, "change what the message names"


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return 0


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    """A number that can be reckoned with: ``1e400`` is none."""
    number = float(text)
    return number if math.isfinite(number) else _refuse(text)
