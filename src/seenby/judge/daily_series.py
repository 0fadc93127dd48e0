"""Shares by day as arrays: many ads and groups at once, in the form the day process takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from seenby.model import AdResult, Point
from seenby.model.audience import PEOPLE

FEWEST_DAYS = 2


@dataclass(frozen=True, slots=True)
class Stream:
    """One group of one ad, day by day.

    Attributes:
        least: How many of the group there were at least, shape (days,).
        most: How many at most.
        total: How many of a recorded group there were at least; what both are out of.
    """

    ad: AdResult
    dimension: str
    group: str
    days: tuple[date, ...]
    least: NDArray[np.float64]
    most: NDArray[np.float64]
    total: NDArray[np.float64]

    @property
    def per_day(self) -> float:
        """How many there are on a usual day."""
        return float(self.total.mean())


def streams_of(ad: AdResult) -> Iterator[Stream]:
    """An ad's groups by day, in the first dimension that has days with counts; none of a running total."""
    for dimension in PEOPLE:
        points = [point for point in ad.over_time.get(dimension, ()) if not point.cumulative and point.known]
        if len(points) >= FEWEST_DAYS:
            groups = sorted({group for point in points for group in point.share})
            yield from (_stream(ad, dimension, group, points) for group in groups)
            return


def stacked(streams: Sequence[Stream]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Least, most and total of all streams, shape (streams, days); shorter ones end in days that reached nobody."""
    longest = max((len(stream.days) for stream in streams), default=0)
    found = np.zeros((3, len(streams), longest))
    for at, stream in enumerate(streams):
        for which, values in enumerate((stream.least, stream.most, stream.total)):
            found[which, at, : len(values)] = values
    return found[0], found[1], found[2]


def _stream(ad: AdResult, dimension: str, group: str, points: Sequence[Point]) -> Stream:
    known = np.array([point.known.low if point.known else 0.0 for point in points])
    shares = [point.share.get(group) for point in points]
    least = np.array([share.low if share else 0.0 for share in shares]) * known
    most = np.array([share.high if share else 0.0 for share in shares]) * known
    return Stream(ad, dimension, group, tuple(_day(point.at) for point in points), least, most, known)


def _day(at: date | datetime) -> date:
    return at.date() if isinstance(at, datetime) else at
