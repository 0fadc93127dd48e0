"""The line a gap is held against, and what lies beyond it."""

from __future__ import annotations

from collections.abc import Iterable

from seenby.model import AdResult, Interval, Verdict


def against(gap: Interval, line: float) -> Verdict:
    """Where a gap lies: beyond the line, within it, or on both sides of it as far as is known."""
    if gap.low >= line:
        return Verdict.BEYOND
    return Verdict.WITHIN if gap.high < line else Verdict.TOO_LITTLE


def verdict_of(ad: AdResult, line: float) -> Verdict:
    """Where an ad's gap lies, held against all that its aim says; too little to tell where a part could not be held.

    Beyond needs one dimension that is; within needs all of them. Many unknown must not turn it either way.

    Args:
        ad: An ad with a gap.
        line: The gap that counts as another audience, as a share.
    """
    found = [against(gap, line) for gap in (ad.gap, ad.gap_with_unknown) if isinstance(gap, Interval)]
    if not found or any(verdict is not found[0] for verdict in found):
        return Verdict.TOO_LITTLE
    others = [against(gap, line) for gap in ad.gaps.values() if isinstance(gap, Interval)]
    whole = not ad.unheld and all(verdict is Verdict.WITHIN for verdict in others)
    return found[0] if found[0] is not Verdict.WITHIN or whole else Verdict.TOO_LITTLE


def at_or_above(ads: Iterable[AdResult], line: float) -> list[AdResult]:
    """The ads whose gap is at or above a line whatever the rounding and the unknown, the largest first."""
    over = [ad for ad in ads if verdict_of(ad, line) is Verdict.BEYOND]
    return sorted(over, key=_least_gap, reverse=True)


def _least_gap(ad: AdResult) -> float:
    return ad.gap.low if isinstance(ad.gap, Interval) else -1.0
