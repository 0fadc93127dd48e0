"""When to try again, and how long to wait before it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

BUSINESS, APP, ACCOUNT = "x-business-use-case-usage", "x-app-usage", "x-ad-account-usage"
SHARES = ("call_count", "total_cputime", "total_time", "acc_id_util_pct")


@dataclass(frozen=True, slots=True)
class Patience:
    """How much a client waits.

    Attributes:
        tries: How often a call is made at most.
        first: Seconds before the second try; doubled before each further one.
        longest: Seconds between two tries at most.
        limit: Seconds to wait at most for a limit to end; a longer one is an error that says how long.
        slow_from: From this share of an allowance (in hundredths) calls are spread out.
        slow_seconds: Seconds to wait before a call when all of an allowance is used.
        total: Seconds in which a call is tried again.
        presses: Whether a call is tried again soon although the platform named a limit.
        listing: Seconds that reading one list may take, all its pages together.
    """

    tries: int = 5
    first: float = 1.0
    longest: float = 60.0
    limit: float = 3_600.0
    slow_from: float = 75.0
    slow_seconds: float = 60.0
    total: float = math.inf
    presses: bool = False
    listing: float = 3_600.0

    def backoff(self, tried: int, jitter: Callable[[], float]) -> float:
        """Seconds before the next try: anything from nothing to a span that doubles, so that clients fall apart."""
        return min(self.first * 2.0 ** (tried - 1), self.longest) * jitter()

    def breather(self, used: float) -> float:
        """Seconds to wait before the next call, by how much of the allowance is used."""
        over = (min(used, 100.0) - self.slow_from) / max(100.0 - self.slow_from, 1.0)
        return self.slow_seconds * over if over > 0 else 0.0


LEAST = 0.2
"""Seconds that even the last try of a call is given."""


def hurry(seconds: float) -> Patience:
    """The patience of somebody who switches ads off: many tries within a few seconds, whatever limits are named."""
    return Patience(
        tries=20, first=0.1, longest=0.5, limit=1.0, slow_seconds=0.0, total=seconds, presses=True, listing=seconds
    )


@dataclass(frozen=True, slots=True)
class Usage:
    """What the headers of an answer say: share of the allowance used (0 to 100), seconds until it is regained."""

    used: float = 0.0
    regain_seconds: float = 0.0


def read_usage(headers: Mapping[str, str]) -> Usage:
    """The fullest of all allowances that the headers of an answer tell of; headers that make no sense count nothing."""
    rows = [*_business(headers.get(BUSINESS)), *_one(headers.get(APP)), *_one(headers.get(ACCOUNT))]
    used = max((_number(row.get(name)) for row in rows for name in SHARES), default=0.0)
    minutes = max((_number(row.get("estimated_time_to_regain_access")) for row in rows), default=0.0)
    seconds = max((_number(row.get("reset_time_duration")) for row in rows), default=0.0)
    return Usage(used, max(minutes * 60.0, seconds if used >= 100.0 else 0.0))


def _business(text: str | None) -> list[Mapping[str, Any]]:
    told = _parsed(text)
    lists = told.values() if isinstance(told, dict) else ()
    return [row for some in lists if isinstance(some, list) for row in some if isinstance(row, dict)]


def _one(text: str | None) -> list[Mapping[str, Any]]:
    told = _parsed(text)
    return [told] if isinstance(told, dict) else []


def _parsed(text: str | None) -> Any:
    try:
        return json.loads(text or "")
    except (ValueError, RecursionError):
        return None


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) and 0 <= value < 1e9 else 0.0
