"""How much of an ad's delivery a breakdown covers: what it lacks of the whole is unknown, and not nobody."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from seenby.measure.breakdown import Split
from seenby.model import UNKNOWN, Delivery, Interval

SLACK_OF_LEVELS = 0.01
"""Breakdowns of one ad may miss each other by a hundredth: platforms estimate each on its own."""

SLACK_PER_ROW = 0.5
"""Rounded figures may miss their sum by half a unit a row."""

ALARM = 0.05
"""Platforms withhold small cells; less than this share that is missing is counted as unknown without a warning."""


def with_rest(split: Split, rows: Sequence[Delivery]) -> Split:
    """The split, with what it lacks of the ad's delivery among its unknown.

    Args:
        split: An ad's groups in one dimension.
        rows: All deliveries of the ad.
    """
    own, whole = _own(split), _whole(split, rows)
    if own is None or whole is None or _fits(whole, own, split):
        return split
    rest = Interval(whole.low - own.high, max(whole.high, whole.low) - own.low)
    unknown = split.groups.get(UNKNOWN)
    return replace(split, groups={**split.groups, UNKNOWN: unknown + rest if unknown else rest})


def coverage(split: Split, rows: Sequence[Delivery]) -> Interval | None:
    """The share of the ad's delivery that the split covers; None where it covers all but a usual gap.

    Args:
        split: An ad's groups in one dimension.
        rows: All deliveries of the ad.
    """
    own, whole = _own(split), _whole(split, rows)
    if own is None or whole is None or _fits(whole, own, split) or own.high >= whole.low * (1 - ALARM):
        return None
    low = 0.0 if math.isinf(whole.high) else own.low / whole.high
    return Interval(low, own.high / whole.low)


def _own(split: Split) -> Interval | None:
    own = Interval.total(split.groups.values()) if split.unit != "share" else None
    return own if own is not None and not math.isinf(own.high) else None


def _fits(whole: Interval, own: Interval, split: Split) -> bool:
    slack = 0.0 if whole.is_exact and own.is_exact else SLACK_PER_ROW * sum(map(len, split.rows.values()))
    return whole.low <= own.high * (1 + SLACK_OF_LEVELS) + slack


def _whole(split: Split, rows: Sequence[Delivery]) -> Interval | None:
    """The most that another level says of the same ad, over days of the split's own period.

    People who are reached do not add up over places; the figure of such a level runs from its largest part on, so that
    its lower end is true all the same.
    """
    behind = [row for its in split.rows.values() for row in its]
    levels: dict[frozenset[str], list[Delivery]] = defaultdict(list)
    for row in rows:
        if row.fold == "people" and row.breakdowns != behind[0].breakdowns:
            levels[row.breakdowns].append(row)
    sums = [
        total
        for its in levels.values()
        if _lies_within(_period(its), _period(behind))
        and (total := Interval.total(getattr(row, split.metric) for row in its)) is not None
    ]
    return max(sums, key=lambda total: total.low, default=None)


def _period(rows: Sequence[Delivery]) -> tuple[date | None, date | None]:
    starts, ends = [row.start for row in rows if row.start], [row.end for row in rows if row.end]
    return min(starts, default=None), max(ends, default=None)


def _lies_within(inner: tuple[date | None, date | None], outer: tuple[date | None, date | None]) -> bool:
    """Whether a period lies within another; one that is not dated may."""
    early = inner[0] is None or outer[0] is None or outer[0] <= inner[0]
    return early and (inner[1] is None or outer[1] is None or inner[1] <= outer[1])
