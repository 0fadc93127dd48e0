"""What comes first: which dimension, which group, which sentence. Nothing here computes a figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from seenby.model import DIMENSIONS, UNKNOWN, AdResult, Audit, Claim, Finding, Groups, Subject, Verdict
from seenby.model.audience import group_order

STRENGTH = (
    Verdict.BEYOND,
    Verdict.WITHIN,
    Verdict.TOO_LITTLE,
    Verdict.NOT_COMPARABLE,
    Verdict.COUNTED,
    Verdict.NOT_MEASURABLE,
)
"""The verdict that speaks for an ad which has several."""


def by_ad(audit: Audit, claim: Claim = "A") -> dict[Subject, tuple[Finding, ...]]:
    """What was found of each ad on its own: what it delivered (claim A), or day by day (C). What goes beyond is first.

    Comparisons of several ads are sections of their own.
    """
    grouped: dict[Subject, list[Finding]] = defaultdict(list)
    for finding in audit.findings:
        if finding.claim == claim:
            grouped[finding.subject].append(finding)
    return {key: tuple(sorted(some, key=lambda f: f.verdict != Verdict.BEYOND)) for key, some in grouped.items()}


def verdict(findings: Iterable[Finding]) -> Verdict | None:
    """The strongest verdict among the findings of one ad; None without a finding."""
    found = {finding.verdict for finding in findings}
    return next((one for one in STRENGTH if one in found), None)


def dimensions(ad: AdResult) -> tuple[str, ...]:
    """The ad's dimensions, the one its gap is taken over first, then gender, age and so on."""
    known = [name for name in (*DIMENSIONS, *sorted(set(ad.share) - set(DIMENSIONS))) if ad.share.get(name)]
    return tuple(sorted(known, key=lambda name: name != ad.gap_dimension))


def timed(ad: AdResult, dimension: str) -> bool:
    """Whether the ad has that dimension at more than one moment."""
    return len(ad.over_time.get(dimension, ())) > 1


def main_dimension(ads: Iterable[AdResult]) -> str | None:
    """The dimension that lets most ads be compared; ties go to gender, then age, as everywhere."""
    tally: dict[str, int] = defaultdict(int)
    for ad in ads:
        for name in ad.share:
            tally[name] += bool(ad.share[name])
    order = [name for name in DIMENSIONS if name != "age_gender"] + ["age_gender"]
    return max((name for name in order if tally[name]), key=lambda name: tally[name], default=None)


def known(dimension: str, *groups: Groups) -> tuple[str, ...]:
    """The names of all groups but the unknown, in their order."""
    names = {name for some in groups for name in some} - {UNKNOWN}
    return tuple(sorted(names, key=lambda name: group_order(dimension, name)))


def telling_groups(ads: Sequence[AdResult], dimension: str) -> tuple[str, ...]:
    """The groups a picture of many ads is drawn for.

    Where some aim gives shares, the one group that delivery added most to beyond its aim; else both of two
    groups; else the one group whose share differs most from ad to ad. The table always has them all.
    """
    names = known(dimension, *(ad.share.get(dimension, {}) for ad in ads))
    added = {name: sum(_added(ad, dimension, name) for ad in ads) for name in names}
    if any(added.values()):
        return (max(names, key=lambda name: added[name]),)
    if len(names) <= 2:
        return names
    return (max(names, key=lambda name: _spread(ads, dimension, name)),)


def _added(ad: AdResult, dimension: str, name: str) -> float:
    shown, meant = ad.share.get(dimension, {}).get(name), ad.aimed.get(dimension, {})
    return shown.middle - meant[name].middle if shown and name in meant else 0.0


def _spread(ads: Sequence[AdResult], dimension: str, name: str) -> float:
    shown = [ad.share[dimension][name].middle for ad in ads if name in ad.share.get(dimension, {})]
    return max(shown) - min(shown) if shown else 0.0
