"""The line a gap is held against, and what lies beyond it."""

from __future__ import annotations

from collections.abc import Iterable

from seenby.model import AdResult, Interval, Verdict

TEN_POINTS = 0.10
"""The yardstick of the 2022 settlement between the US Department of Justice and Meta over housing ads: the gap
between the eligible and the actual audience was to be at most 10 points for most ads (docs/explanation.md)."""


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
