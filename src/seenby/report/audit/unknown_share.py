"""How many of all have no known group in a dimension: the one figure that a picture needs and no noun carries."""

from __future__ import annotations

import math

from seenby.model import UNKNOWN, AdResult, Interval


def unknown_share(ad: AdResult, dimension: str) -> Interval | None:
    """The share of all whose group in this dimension is not known; None when that is not reported."""
    own = "gender" if {"gender", "age_gender"} & set(ad.share) else "age"
    if dimension == own:
        return ad.unknown
    counts = dict(ad.counts.get(dimension, {}))
    lost = counts.pop(UNKNOWN, None)
    if lost is None:
        return None
    others = Interval.total(counts.values()) or Interval.exact(0.0)
    return Interval(_part(lost.low, others.high, nothing=0.0), _part(lost.high, others.low, nothing=1.0))


def _part(size: float, others: float, nothing: float) -> float:
    """``size`` as a part of itself and the others; without a size to divide by, ``nothing``."""
    if math.isinf(size):
        return 1.0
    return size / (size + others) if size + others > 0 else nothing
