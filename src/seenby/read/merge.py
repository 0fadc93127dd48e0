"""Deliveries of several slices as one: the latest with its restatements in it, or consecutive periods added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

from seenby.model import Delivery, Interval

How = Literal["earlier", "closed", "rival"]
"""What another slice is to the one that counts."""


class Slice(NamedTuple):
    """What one source says of one ad at one level of breakdown."""

    source: int
    start: date | None
    end: date | None
    rows: tuple[Delivery, ...]


def slice_of(source: int, rows: Sequence[Delivery]) -> Slice:
    """The slice that some rows of one source make up."""
    starts = [row.start for row in rows if row.start]
    ends = [row.end for row in rows if row.end]
    return Slice(source, min(starts, default=None), max(ends, default=None), tuple(rows))


def cell_of(row: Delivery) -> tuple[object, ...]:
    """What a row of one ad is about: by this it is found again in another source."""
    return (row.fold, row.gender, row.age, row.country, row.region, row.placement, row.day)


def restated(past: Sequence[Slice], closed: Sequence[Slice], rivals: Sequence[Slice] = ()) -> list[Delivery]:
    """The last slice's rows, their counts widened by what the others said beyond them.

    Args:
        past: The slices up to the one that counts, which stands last.
        closed: Earlier ones that should say the same as it does, because the period had ended.
        rivals: Others of which nothing tells whether they are earlier or later.
    """
    said: dict[tuple[object, ...], list[tuple[Delivery, How]]] = defaultdict(list)
    for part in [*past[:-1], *rivals]:
        how: How = "rival" if part in rivals else "closed" if part in closed else "earlier"
        for row in part.rows:
            said[cell_of(row)].append((row, how))
    rows = {cell_of(row): row for row in past[-1].rows}
    gone = [found[-1][0] for cell, found in said.items() if cell not in rows and found[-1][0].fold != "time"]
    latest = [*past[-1].rows, *(_emptied(row, past[-1].source) for row in gone)]
    return [*(_widened(row, said.get(cell_of(row), [])) for row in latest), *_days_beside(past[-1], rivals)]


def _days_beside(chosen: Slice, rivals: Sequence[Slice]) -> list[Delivery]:
    """The rows by day of another export of the same, where the one that counts has none."""
    if any(row.fold == "time" for row in chosen.rows):
        return []
    return next(filter(None, ([row for row in part.rows if row.fold == "time"] for part in rivals)), [])


def _emptied(row: Delivery, source: int) -> Delivery:
    """A cell that has vanished from the latest snapshot: it stands at nothing, as far as it was counted at all."""
    zero = Interval.exact(0)
    return row._replace(
        source=source,
        impressions=row.impressions and zero,
        reach=row.reach and zero,
        spend=row.spend and zero,
        share=row.share and zero,
    )


def _widened(row: Delivery, said: Sequence[tuple[Delivery, How]]) -> Delivery:
    impressions, reach, spend, share = row.impressions, row.reach, row.spend, row.share
    for other, how in said:
        impressions, reach = _held(impressions, other.impressions, how), _held(reach, other.reach, how)
        if how != "earlier":
            # Money is allocated anew all the time and may fall; percentages rise and fall anyway.
            spend, share = _held(spend, other.spend, how), _held(share, other.share, how)
    return row._replace(impressions=impressions, reach=reach, spend=spend, share=share)


def _held(now: Interval | None, other: Interval | None, how: How) -> Interval | None:
    """The figure with another one in it: when an earlier one was higher, or when both should say the same.

    Two exports of the same that do not contradict each other are both right: what both allow is left.
    """
    if now is None or other is None:
        return now if how == "earlier" or other is None else other
    if how == "rival" and now.low <= other.high and other.low <= now.high:
        return Interval(max(now.low, other.low), min(now.high, other.high))
    return now if how == "earlier" and other.low <= now.high else now.span(other)


def added(parts: Sequence[Slice]) -> list[Delivery]:
    """Consecutive periods as one: impressions and money add up, people may be the same ones again."""
    total: dict[tuple[object, ...], Delivery] = {}
    steps: list[Delivery] = []
    for part in parts:
        for row in part.rows:
            before = total.get(cell_of(row))
            total[cell_of(row)] = before.plus(row, same_people=True) if before else row
        if not any(row.fold == "time" for row in part.rows):
            steps += [row._replace(fold="time", day=part.start, age="") for row in part.rows if _is_gender(row)]
    return [*total.values(), *_merged(steps)]


def without_split(parts: list[Slice]) -> list[Slice]:
    """The slices, of which those that were exported a group each are one: no group stands in two of them.

    Snapshots of one run never look so, because a count that was there once does not vanish.
    """
    groups = [{cell_of(row) for row in part.rows if row.fold == "people"} for part in parts]
    has_groups = all(row.gender or row.age for part in parts for row in part.rows if row.fold == "people")
    shares = any(row.share for part in parts for row in part.rows)
    apart = all(groups) and sum(map(len, groups)) == len(set().union(*groups))
    if len(parts) < 2 or shares or not has_groups or not apart:
        return parts
    return [slice_of(parts[-1].source, _merged((row for part in parts for row in part.rows), same_people=False))]


def _is_gender(row: Delivery) -> bool:
    return row.fold == "people" and bool(row.gender)


def _merged(rows: Iterable[Delivery], *, same_people: bool = True) -> list[Delivery]:
    by_cell: dict[tuple[object, ...], Delivery] = {}
    for row in rows:
        before = by_cell.get(cell_of(row))
        by_cell[cell_of(row)] = before.plus(row, same_people=same_people) if before else row
    return list(by_cell.values())
