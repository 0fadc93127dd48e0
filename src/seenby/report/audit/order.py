"""Which ads come first, and by what. Only figures that the findings and ads already have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seenby.model import AdKey, AdResult, Estimate, Finding, Interval, Verdict

BEYOND_AIM, APART, DELIVERED = "beyond-aim", "apart", "delivered"
"""What ads are ordered by; ``[order]`` of ``audit_sentences.toml`` says each in a sentence."""


@dataclass(frozen=True, slots=True)
class Order:
    """The ads that matter most first, and which of `BEYOND_AIM`, `APART` and `DELIVERED` they are ordered by."""

    ads: tuple[AdResult, ...]
    by: str


def order_of(ads: Sequence[AdResult], findings: Sequence[Finding] = ()) -> Order:
    """By the least the excess can be; without any, by the least distance to all ads; without that, by delivery.

    The excess of an ad is its gap, or how far it went beyond its limit or its first days, whichever is larger at its
    least. An ad without the figure comes after all that have it, by the least it was delivered; ties stay as they came.
    """
    for figures, by in ((_excesses(ads, findings), BEYOND_AIM), (_distances(ads), APART)):
        if figures:
            return Order(tuple(sorted(ads, key=lambda ad: _place(ad, figures))), by)
    return Order(tuple(sorted(ads, key=lambda ad: _place(ad, {}))), DELIVERED)


def _excesses(ads: Sequence[AdResult], findings: Sequence[Finding]) -> dict[AdKey, float]:
    watched = defaultdict(list)
    for one in findings:
        if one.claim == "C" and one.verdict == Verdict.BEYOND and isinstance(one.estimate, Estimate):
            watched[one.subject].append(one.estimate.low)
    known = {ad.key: [*_least(ad.gap), *watched[ad.key]] for ad in ads}
    return {key: max(lows) for key, lows in known.items() if lows}


def _distances(ads: Sequence[AdResult]) -> dict[AdKey, float]:
    return {ad.key: low for ad in ads for low in _least(ad.apart)}


def _least(figure: object) -> list[float]:
    return [figure.low] if isinstance(figure, Interval) else []


def _place(ad: AdResult, figures: Mapping[AdKey, float]) -> tuple[bool, float]:
    if ad.key in figures:
        return False, -figures[ad.key]
    delivered = ad.impressions or ad.reach
    return True, -delivered.low if delivered else 0.0
