"""The share by day, or by snapshot where an export is a running total."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from seenby.measure.breakdown import Split, open_book, split
from seenby.measure.shares import shares
from seenby.model import UNKNOWN, Delivery, Interval, Metric, Point
from seenby.model.audience import PEOPLE

History = Sequence[tuple[datetime | date, Sequence[Delivery]]]


def by_day(rows: Sequence[Delivery], wanted: Metric | None, share_of: Sequence[str]) -> Mapping[str, tuple[Point, ...]]:
    """The shares of each day, by gender (or by age, in an export without genders). Each day stands for itself."""
    days: dict[date, list[Delivery]] = defaultdict(list)
    for row in rows:
        if row.fold == "time" and row.day:
            days[row.day].append(row._replace(fold="people"))
    return _points(sorted(days.items()), wanted, share_of, cumulative=False)


def by_snapshot(history: History, wanted: Metric | None, share_of: Sequence[str]) -> Mapping[str, tuple[Point, ...]]:
    """The shares at each snapshot. Each stands for everything up to then."""
    return _points(history, wanted, share_of, cumulative=True)


def _points(
    moments: History, wanted: Metric | None, share_of: Sequence[str], *, cumulative: bool
) -> dict[str, tuple[Point, ...]]:
    found: dict[str, tuple[Point, ...]] = {}
    for dimension in PEOPLE:
        splits = [(at, split(open_book(rows), dimension, wanted, share_of)) for at, rows in moments]
        metric = next((one.metric for _, one in reversed(splits) if one is not None), None)
        known = [(at, one) for at, one in splits if one is not None and one.metric == metric]
        # One snapshot says nothing of what came when; one day does.
        if len(known) > cumulative:
            lines = shares([one for _, one in known], dimension)
            found[dimension] = tuple(
                Point(at, line.known, cumulative, _known(one)) for (at, one), line in zip(known, lines, strict=True)
            )
    return found


def _known(one: Split) -> Interval | None:
    """What the shares of a split are shares of; None of percentages."""
    if one.unit == "share":
        return None
    return Interval.total(figure for group, figure in one.groups.items() if group != UNKNOWN)
