"""Sizes as shares of their sum: the one piece of arithmetic that drawing needs.

Sizes are intervals, so each share is the widest range they allow: the group at its smallest among the others at
their largest, and the reverse.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from seenby.model import UNKNOWN, AdResult, Interval


def proportions(sizes: Mapping[str, Interval]) -> dict[str, Interval]:
    """The share of each size among them all; from 0 to 1 where there is nothing to divide by."""
    shares = {}
    for name, size in sizes.items():
        others = [other for key, other in sizes.items() if key != name]
        low = _part(size.low, math.fsum(other.high for other in others), nothing=0.0)
        high = _part(size.high, math.fsum(other.low for other in others), nothing=1.0)
        shares[name] = Interval(low, high)
    return shares


def unknown_share(ad: AdResult, dimension: str) -> Interval | None:
    """The share of all whose group in this dimension is not known; None when that is not reported."""
    own = "gender" if {"gender", "age_gender"} & set(ad.share) else "age"
    if dimension == own:
        return ad.unknown
    counts = ad.counts.get(dimension, {})
    return proportions(counts)[UNKNOWN] if UNKNOWN in counts else None


def _part(size: float, others: float, nothing: float) -> float:
    """``size`` as a part of itself and the others; without a size to divide by, ``nothing``."""
    if math.isinf(size):
        return 1.0
    return size / (size + others) if size + others > 0 else nothing
