"""One row of what was delivered: to which group, how much of it, over which days."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from seenby.model.ad import AdKey
from seenby.model.interval import Interval


class Delivery(NamedTuple):
    """What one ad delivered to one cell, as one source reports it.

    A breakdown the row does not make is ``""``; a group the platform does not know is ``unknown``. A metric that
    is not reported is None. Impressions, spend and share add up over rows; reach adds up over genders and ages
    only (decision 0002), so a reach folded over anything else runs from its largest part to the sum of its parts.

    Attributes:
        source: Index of the source the row came from.
        ad: What was bought.
        fold: Which table the row belongs to: ``people``, ``country``, ``region``, ``placement`` or ``time``.
        breakdowns: The breakdowns made by the rows behind it, by which mixed levels are kept apart.
        start: First day of the period.
        end: Last day of the period.
        day: The day, in the ``time`` table of an export broken down by day.
        rows: How many rows of the file it stands for.
        share: Percent of the whole, where a source gives percentages without counts.
    """

    source: int
    ad: AdKey
    fold: str
    breakdowns: frozenset[str]
    gender: str
    age: str
    country: str
    region: str
    placement: str
    start: date | None
    end: date | None
    day: date | None
    rows: int
    impressions: Interval | None
    reach: Interval | None
    spend: Interval | None
    share: Interval | None
    currency: str | None

    def plus(self, other: Delivery, *, same_people: bool) -> Delivery:
        """Both as one, under the names of the first, over the days of both.

        What one of them does not know is not known of both; neither is money of two currencies, nor a percentage.

        Args:
            other: What another row delivered.
            same_people: Whether those that one of them reached may be those that the other did; else reach adds up.
        """
        starts = [day for day in (self.start, other.start) if day]
        ends = [day for day in (self.end, other.end) if day]
        reach = Interval.total([self.reach, other.reach])
        if same_people and self.reach is not None and other.reach is not None:
            reach = self.reach.union(other.reach)
        return self._replace(
            start=min(starts, default=None),
            end=max(ends, default=None),
            rows=self.rows + other.rows,
            impressions=Interval.total([self.impressions, other.impressions]),
            reach=reach,
            spend=Interval.total([self.spend, other.spend]) if self.currency == other.currency else None,
            share=None,
        )
