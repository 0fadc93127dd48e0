"""Days from the Marketing API: what each ad of some accounts was shown to, by day, gender and age.

Only days that are over in every account are asked for, by the platform's own clock and each account's own time zone.
Days that are still held open are asked for again each time, because platforms restate them.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from seenby.errors import BrokenAnswer, PlatformRefused
from seenby.evidence.temporary_folder import temporary
from seenby.model.loopback import leads_here
from seenby.platforms.meta import Account, Client, from_environment
from seenby.platforms.meta.answers import TOO_MUCH
from seenby.platforms.named_hosts import NOWHERE, Leave
from seenby.watch.engines.protocol import CountingEngine
from seenby.watch.inputs.input_files import Arrival, Arrivals
from seenby.watch.manifest import Manifest
from seenby.watch.settings import WatchSettings

FIRST_TIME = 28
"""Days that are asked for when nothing was taken yet and the settings name no first day."""
FIELDS = ("ad_id", "impressions", "spend")


@contextmanager
def api_arrivals(
    settings: WatchSettings, manifest: Manifest, engine: CountingEngine, leave: Leave = NOWHERE
) -> Iterator[Arrivals]:
    """The days of the accounts that are over and not closed; what came is kept for as long as the block lasts.

    Raises:
        UsageError: When there is no token in the environment.
        StoppedByGuard: When the address is not on this machine and nobody said that it may be, or named where it is.
        PlatformRefused: When the platform says no, or its answer cannot be relied on.
    """
    options = settings.file.input
    connection = from_environment(options.api, os.environ, live=leave.live and not leads_here(options.api))
    leave.check_address(options.api)
    with temporary("days") as place, Client(connection) as client:
        accounts = [Account(client, name) for name in options.accounts]
        last = min(_last_day(account) for account in accounts)
        days = list(_days(settings, manifest, last))
        yield Arrivals(tuple(one for day in days if (one := _arrival(accounts, day, engine, place.path))))


def _last_day(account: Account) -> date:
    """The last day that is over where the account is."""
    zone = _zone(str(account.state().get("timezone_name", "")))
    now = account.client.platform_time or datetime.now(tz=UTC)
    return now.astimezone(zone).date() - timedelta(days=1)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _days(settings: WatchSettings, manifest: Manifest, last: date) -> Iterator[date]:
    """From the first day that is held open, or that is wanted at all, to the last that is over."""
    taken = [one.day for one in manifest.days][-max(settings.file.grace_days, 1) :]
    first = settings.file.input.since or last - timedelta(days=FIRST_TIME - 1)
    day = date.fromisoformat(taken[0][:10]) if taken else first
    while day <= last:
        yield day
        day += timedelta(days=1)


def _arrival(accounts: list[Account], day: date, engine: CountingEngine, folder: Path) -> Arrival | None:
    """One day of all accounts; None where no ad was shown in any."""
    lines = sorted(line for account in accounts for line in _lines(account, day))
    if not lines:
        return None
    path = folder / f"{day}.ndjson"
    text = "".join(lines).encode()
    path.write_bytes(text)
    label = day.isoformat()
    return Arrival(label, hashlib.sha256(text).hexdigest(), lambda: engine.count([path], label, alone=True))


def _lines(account: Account, day: date) -> Iterator[str]:
    asked = {
        "level": "ad",
        "fields": FIELDS,
        "breakdowns": ["age", "gender"],
        "time_increment": 1,
        "time_range": {"since": day.isoformat(), "until": day.isoformat()},
    }
    try:
        rows = account.insights(account.id, asked)
    except PlatformRefused as error:
        # What is too much at once the platform prepares as a report.
        if (error.code, error.subcode) != TOO_MUCH:
            raise
        rows = account.report(account.id, asked)
    for row in rows:
        yield json.dumps(_row(account.id, day, row), sort_keys=True) + "\n"


def _finite(amount: Any) -> float:
    """An amount as a number; ValueError where nobody could reckon with it."""
    number = float(amount)
    if not math.isfinite(number):
        raise ValueError(amount)
    return number


def _row(account: str, day: date, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the report under our names; a metric that is missing is zero, a group that is missing is not known."""
    try:
        return {
            "ad": str(row["ad_id"]),
            "account": account,
            "day": day.isoformat(),
            "gender": str(row.get("gender", "unknown")),
            "age": str(row.get("age", "unknown")),
            "impressions": int(row.get("impressions", 0)),
            "spend": _finite(row.get("spend", 0)),
        }
    except (KeyError, TypeError, ValueError, OverflowError):
        raise BrokenAnswer(
            "a row of the report is none",
            where=f"GET {account}/insights",
            remedy="run again later",
            unchanged="the day was not taken",
        ) from None
