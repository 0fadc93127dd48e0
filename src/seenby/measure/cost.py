"""What each group cost: money, money for a thousand impressions, money for a person, impressions for a person."""

from __future__ import annotations

import math
from collections.abc import Mapping

from seenby.measure.breakdown import Split
from seenby.model import Cost, Interval


def costs(split: Split) -> Mapping[str, Cost]:
    """The cost of each group of a split that has money or reach; groups with neither are left out."""
    found = {group: _cost(split, group) for group in split.groups}
    return {group: cost for group, cost in found.items() if cost.spend or cost.frequency}


def _cost(split: Split, group: str) -> Cost:
    rows = split.rows[group]
    money = len({row.currency for row in rows}) == 1 and "/" not in (rows[0].currency or "")
    spend = Interval.total(row.spend for row in rows) if money else None
    shown, people = Interval.total(row.impressions for row in rows), Interval.total(row.reach for row in rows)
    return Cost(spend, _per(spend, shown, 1_000.0), _per(spend, people), _per(shown, people))


def _per(amount: Interval | None, count: Interval | None, times: float = 1.0) -> Interval | None:
    """Amount for each of a count; None where either is unknown or the count may be nothing."""
    if amount is None or count is None or count.low <= 0:
        return None
    low = 0.0 if math.isinf(count.high) else amount.low / count.high * times
    return Interval(low, max(low, amount.high / count.low * times))
