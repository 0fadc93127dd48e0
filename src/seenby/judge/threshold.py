"""The line a gap is held against, and what lies beyond it."""

from __future__ import annotations

from collections.abc import Iterable

from seenby.model import AdResult, Interval, Verdict


def against(gap: Interval, line: float) -> Verdict:
    """Where a gap lies: beyond the line, within it, or on both sides of it as far as is known."""
    if gap.low >= line:
        return Verdict.BEYOND
    return Verdict.WITHIN if gap.high < line else Verdict.TOO_LITTLE


def at_or_above(ads: Iterable[AdResult], line: float) -> list[AdResult]:
    """The ads whose gap is at or above a line whatever the rounding and the unknown, the largest first."""
    over = [ad for ad in ads if isinstance(ad.gap, Interval) and ad.gap.low >= line]
    return sorted(over, key=_least_gap, reverse=True)


def _least_gap(ad: AdResult) -> float:
    return ad.gap.low if isinstance(ad.gap, Interval) else -1.0
