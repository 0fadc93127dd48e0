"""When the waves of a study start and end: at midnights of the account, so many days apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from seenby.model.design import Place
from seenby.study.entry_kinds import SCHEDULE, Scheduled
from seenby.study.journal import Journal


@dataclass(frozen=True, slots=True)
class Schedule:
    """When the waves of a study run.

    Attributes:
        borders: The start of each wave, and the end of the last.
        at_once: Whether the start of the first wave is not the platform's but ours: the ad sets' own start has passed
            and cannot be moved, so its ads begin when their campaigns are switched on.
    """

    borders: tuple[datetime, ...]
    at_once: bool = False

    @property
    def start(self) -> datetime:
        """When the study begins."""
        return self.borders[0]

    @property
    def end(self) -> datetime:
        """When it ends."""
        return self.borders[-1]

    def of(self, slot: Place) -> tuple[datetime, datetime]:
        """When an ad begins and ends."""
        return self.borders[slot.wave], self.borders[slot.wave + 1]

    def ours(self, slot: Place) -> bool:
        """Whether the platform's own start of an ad does not count, because its campaign is switched on at it."""
        return self.at_once and slot.wave == 0


def planned(now: datetime, lead: timedelta, days: int, waves: int, zone: str) -> Schedule:
    """Waves of so many days each, from the first midnight of a time zone that leaves time enough.

    Reports count whole days of the account's time: a run from midnight to midnight has no day in parts.
    """
    where = _zone(zone)
    soonest = (now + lead).astimezone(where)
    day = soonest.date()
    if soonest > datetime.combine(day, time(), where):
        day += timedelta(days=1)
    firsts = [day + timedelta(days=days * wave) for wave in range(waves + 1)]
    return Schedule(tuple(datetime.combine(one, time(), where).astimezone(UTC) for one in firsts))


def kept(journal: Journal) -> Schedule | None:
    """The newest schedule in the journal."""
    newest = journal.done(SCHEDULE)
    if newest is None:
        return None
    return Schedule(tuple(datetime.fromisoformat(one) for one in newest.what.borders), newest.what.at_once)


def keep(journal: Journal, wanted: Schedule) -> Schedule:
    """Put a schedule into the journal."""
    journal.complete(SCHEDULE, Scheduled(tuple(one.isoformat() for one in wanted.borders), wanted.at_once))
    return wanted


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
