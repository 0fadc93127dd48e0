"""Simulated days as dates: tick 0 is the first hour of `FIRST_DAY`, and every account keeps UTC."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time, timedelta

from seenby.platforms.simulated.api.errors import wrong
from seenby.platforms.simulated.results.reporting import FIRST_DAY

BEGIN = datetime.combine(FIRST_DAY, time(), UTC)
FORMAT = "%Y-%m-%dT%H:%M:%S%z"
LAST_SECOND = 4_000_000_000


def moment(tick: int, ticks_a_day: int) -> datetime:
    """When a tick begins."""
    return BEGIN + timedelta(days=tick / ticks_a_day)


def stamp(tick: int, ticks_a_day: int) -> str:
    """A tick as the platform writes times: ``2026-03-02T05:00:00+0000``."""
    return moment(tick, ticks_a_day).strftime(FORMAT)


def read_moment(text: str, name: str, ticks_a_day: int) -> int:
    """The first tick that does not begin before a time: ISO 8601, without a zone in UTC, or seconds since 1970."""
    try:
        seconds = float(text)
        if not 0 <= seconds <= LAST_SECOND:
            raise wrong(f"Param {name} must be a time", blame=name)
        found = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError):
        found = _iso(text, name)
    days = (found - BEGIN) / timedelta(days=1)
    return math.ceil(round(days * ticks_a_day, 6))


def _iso(text: str, name: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise wrong(f"Param {name} must be a time", blame=name) from None
    if found.tzinfo is None:
        return found.replace(tzinfo=UTC)
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise wrong(f"Param {name} must be a time", blame=name) from None


def read_day(text: object, name: str) -> date:
    """A date as reports are asked for."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise wrong(f"Param {name} must be a date in the form YYYY-MM-DD", blame=name) from None
