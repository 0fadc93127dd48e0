"""Exports of one ad whose periods overlap, used as far as they go: what two of them say of the same days counts once.

Exports by day are united day by day. Of others nobody can take a part away, so a count lies between what exports that
do not overlap add up to, and what those add up to that cover all days together.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from seenby.model import Delivery, Interval
from seenby.read.merge import Slice, cell_of

Metric = Literal["impressions", "spend"]
NOTHING = Interval.exact(0)
Cell = tuple[object, ...]


class Dated(NamedTuple):
    """A slice whose period is known, and its rows by what they are about."""

    start: date
    end: date
    rows: Mapping[Cell, Delivery]


def can_unite(parts: Sequence[Slice]) -> bool:
    """Whether all periods are known and figures add up, as percentages do not."""
    return all(part.start and part.end for part in parts) and not any(row.share for part in parts for row in part.rows)


def united(parts: Sequence[Slice]) -> list[Delivery]:
    """What slices with overlapping periods say together; each figure holds every reading that they allow."""
    dated = [
        Dated(part.start, part.end, {cell_of(row): row for row in part.rows})
        for part in parts
        if part.start and part.end
    ]
    if all(map(_has_every_day, parts)):
        return _by_day(dated)
    return _by_period(dated)


def _has_every_day(part: Slice) -> bool:
    """Whether a slice has rows by day, and all its days could be read: dates in doubt are not, and lie anywhere."""
    days = [row.day for row in part.rows if row.fold == "time"]
    return bool(days) and None not in days


def _by_period(parts: Sequence[Dated]) -> list[Delivery]:
    """Counts of whole periods: at least those of some that do not overlap, at most those of some that cover all."""
    order = sorted(parts, key=lambda part: (part.end, part.start))
    ends = [part.end for part in order]
    # How many of the periods before each have ended before it begins.
    before = [bisect_left(ends, part.start) for part in order]
    cover = _cover(parts)
    found = []
    for cell in dict.fromkeys(cell for part in parts for cell, row in part.rows.items() if row.fold != "time"):
        rows = [part.rows.get(cell) for part in order]
        covering = [part.rows.get(cell) for part in cover]
        one = _spanning(next(row for row in rows if row), parts)
        found.append(
            one._replace(
                impressions=_between(rows, covering, before, "impressions"),
                spend=_between(rows, covering, before, "spend") if _same_money(rows) else None,
                reach=_people(rows, covering),
            )
        )
    return found


def _between(
    rows: Sequence[Delivery | None], covering: Sequence[Delivery | None], before: Sequence[int], metric: Metric
) -> Interval | None:
    figures = [_figure(row, metric) for row in rows]
    if any(figure is None for figure in figures):
        return None
    best = [0.0]
    for figure, earlier in zip(figures, before, strict=True):
        best.append(max(best[-1], best[earlier] + (figure or NOTHING).low))
    most = sum((_figure(row, metric) or NOTHING).high for row in covering)
    # A week may say more than the month that it is a part of: both are on record, so both are held.
    return Interval(min(best[-1], most), max(best[-1], most))


def _figure(row: Delivery | None, metric: Metric) -> Interval | None:
    """What a slice says: nothing where it has no such row, None where the row does not report it."""
    if row is None:
        return NOTHING
    return row.impressions if metric == "impressions" else row.spend


def _people(rows: Sequence[Delivery | None], covering: Sequence[Delivery | None]) -> Interval | None:
    """People reached in any of the periods: at least the largest number, at most all of those that cover all days."""
    known = [row.reach for row in rows if row and row.reach]
    if not known:
        return None
    low = max(reach.low for reach in known)
    return Interval(low, max(low, sum(row.reach.high for row in covering if row and row.reach)))


def _cover(parts: Sequence[Dated]) -> list[Dated]:
    """A few of the periods that hold every day of them all."""
    chosen: list[Dated] = []
    covered: date | None = None
    left = sorted(parts, key=lambda part: (part.start, part.end))
    while left:
        first = left[0].start if covered is None else max(left[0].start, covered + timedelta(days=1))
        touching = [part for part in left if part.start <= first] or [left[0]]
        longest = max(touching, key=lambda part: part.end)
        chosen.append(longest)
        covered = longest.end
        left = [part for part in left if part.end > longest.end]
    return chosen


def _by_day(parts: Sequence[Dated]) -> list[Delivery]:
    """Counts of days: a day that several slices have alike counts once, and one that they contradict is an interval."""
    days = _days(parts)
    spent = {row.currency for part in parts for row in part.rows.values()}
    shown, paid = _counted_twice(days, "impressions"), _counted_twice(days, "spend")
    found = [_one_day(rows) for rows in days.values()]
    cells = dict.fromkeys(cell for part in parts for cell, row in part.rows.items() if row.fold != "time")
    for cell in cells:
        rows = [part.rows.get(cell) for part in parts]
        one = _spanning(next(row for row in rows if row), parts)
        found.append(
            one._replace(
                impressions=_less(cell, parts, shown, "impressions"),
                spend=_less(cell, parts, paid, "spend") if len(spent) == 1 else None,
                reach=_people(rows, rows),
            )
        )
    return found


def _days(parts: Sequence[Dated]) -> dict[Cell, list[Delivery]]:
    """For each day and group, what every slice says whose period holds the day; one without a row says nothing."""
    days: dict[Cell, list[Delivery]] = {}
    for cell in dict.fromkeys(cell for part in parts for cell, row in part.rows.items() if row.fold == "time"):
        some = next(part.rows[cell] for part in parts if cell in part.rows)
        holding = [part for part in parts if some.day and part.start <= some.day <= part.end]
        days[cell] = [part.rows.get(cell, _nothing(some)) for part in holding]
    return days


def _nothing(row: Delivery) -> Delivery:
    return row._replace(
        impressions=row.impressions and NOTHING, reach=row.reach and NOTHING, spend=row.spend and NOTHING, rows=0
    )


def _one_day(rows: Sequence[Delivery]) -> Delivery:
    first = rows[0]
    return first._replace(
        impressions=_hull([row.impressions for row in rows]),
        reach=_hull([row.reach for row in rows]),
        spend=_hull([row.spend for row in rows]),
    )


def _hull(figures: Sequence[Interval | None]) -> Interval | None:
    known = [figure for figure in figures if figure]
    if len(known) < len(figures) or not known:
        return None
    return Interval(min(figure.low for figure in known), max(figure.high for figure in known))


def _counted_twice(days: Mapping[Cell, Sequence[Delivery]], metric: Metric) -> dict[Cell, Interval]:
    """For each gender, or age where there are no genders, what the slices together say beyond one saying."""
    over: dict[Cell, Interval] = defaultdict(lambda: NOTHING)
    for rows in days.values():
        figures = [_figure(row, metric) for row in rows]
        known = [figure for figure in figures if figure]
        once = _hull(figures)
        if once and len(rows) > 1:
            group = (rows[0].gender, rows[0].age)
            low, high = sum(figure.low for figure in known), sum(figure.high for figure in known)
            before = over[group]
            over[group] = Interval(before.low + max(0.0, low - once.high), before.high + max(0.0, high - once.low))
    return dict(over)


def _less(cell: Cell, parts: Sequence[Dated], over: Mapping[Cell, Interval], metric: Metric) -> Interval | None:
    """The sum over slices, less what they say twice; of one age of a gender, at most so much."""
    rows = [part.rows.get(cell) for part in parts]
    figures = [_figure(row, metric) for row in rows]
    known = [figure for figure in figures if figure]
    if len(known) < len(figures):
        return None
    low, high = sum(figure.low for figure in known), sum(figure.high for figure in known)
    some = next(row for row in rows if row)
    by_gender = any(group[0] for group in over)
    exact = some.fold == "people" and not (some.gender and some.age)
    if exact:
        twice = over.get((some.gender, "" if by_gender else some.age), NOTHING)
        return Interval(max(0.0, low - twice.high), max(0.0, high - twice.low))
    of_group = some.fold == "people" and by_gender
    shared = [twice for group, twice in over.items() if not of_group or group[0] == some.gender]
    most = min(sum(twice.high for twice in shared), low - max(figure.low for figure in known))
    return Interval(max(0.0, low - most), high)


def _same_money(rows: Sequence[Delivery | None]) -> bool:
    return len({row.currency for row in rows if row}) == 1


def _spanning(row: Delivery, parts: Sequence[Dated]) -> Delivery:
    return row._replace(
        start=min(part.start for part in parts),
        end=max(part.end for part in parts),
        rows=sum(part.rows[cell_of(row)].rows for part in parts if cell_of(row) in part.rows),
        share=None,
    )
