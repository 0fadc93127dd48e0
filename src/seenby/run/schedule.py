"""When all ads of a study start and end: at one midnight of the account, and so many days later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from seenby.run.journal import DONE, STUDY, Journal


@dataclass(frozen=True, slots=True)
class Schedule:
    """The common start and end of all ads.

    Attributes:
        start: When all begin.
        end: When all end.
        at_once: Whether the start is not the platform's but ours: the ad sets' own start has passed and cannot be
            moved, so all ads begin when their campaigns are switched on.
    """

    start: datetime
    end: datetime
    at_once: bool = False


def planned(now: datetime, lead: timedelta, days: int, zone: str, *, at_once: bool = False) -> Schedule:
    """The first midnight of a time zone that leaves time enough, and the midnight that so many days end with.

    Reports count whole days of the account's time: a run from midnight to midnight has no day in parts.
    """
    where = _zone(zone)
    soonest = (now + lead).astimezone(where)
    day = soonest.date()
    if soonest > datetime.combine(day, time(), where):
        day += timedelta(days=1)
    start, end = (datetime.combine(one, time(), where) for one in (day, day + timedelta(days=days)))
    return Schedule(start.astimezone(UTC), end.astimezone(UTC), at_once)


def kept(journal: Journal) -> Schedule | None:
    """The newest schedule in the journal."""
    told = journal.done("schedule", STUDY)
    if told is None:
        return None
    start, end = (datetime.fromisoformat(str(told[name])) for name in ("start", "end"))
    return Schedule(start, end, bool(told.get("at_once")))


def keep(journal: Journal, wanted: Schedule) -> Schedule:
    """Put a schedule into the journal."""
    start, end = wanted.start.isoformat(), wanted.end.isoformat()
    journal.write("schedule", STUDY, DONE, start=start, end=end, at_once=wanted.at_once)
    return wanted


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
