"""Claim B from one pair of ads that ran together: does it go beyond what identical ads do?

The impression is never the unit: one pair is one observation, however many impressions it has. Identical ads of the
same export are the yardstick where there are enough of them (`chance.by_twins`); without, a pair is held against how
clustered the delivery of identical ads has been found to be (``published.toml``), and the verdict prints the clustering
that would overturn it. Pairs asked for together are judged together (`many`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from seenby.errors import UsageError
from seenby.judge.ad_runs import NOBODY, contrast_of, run_of
from seenby.judge.chance import ALPHA, Luck, by_twins, enough_twins, in_points
from seenby.judge.comparability import comparable, reasons
from seenby.judge.comparable_ads import ads_must_share
from seenby.judge.contrast import Contrast, mean_share
from seenby.judge.other_explanations import about_one_pair
from seenby.judge.phrases import group_name, most_clustered, not_shown, phrase, settings
from seenby.model import UNKNOWN, AdKey, AdResult, Check, Estimate, Finding, Interval, NotMeasurable, Verdict
from seenby.model.ad import count_names
from seenby.model.audience import PEOPLE
from seenby.model.wording.in_every_100 import in_every_hundred
from seenby.spelling import did_you_mean
from seenby.stats.errors import NoSpread
from seenby.stats.multiple_testing import bh
from seenby.stats.tipping_point import p_of_pair, tipping_pair

MOST_SUGGESTED = 200


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two ads that passed every check, and the group in which they differ most.

    Attributes:
        first_share: The group's share in the first ad.
        second_share: The same in the second.
        groups: How many groups were looked at to find it; two groups are one question.
    """

    first: AdResult
    second: AdResult
    names: tuple[str, str]
    dimension: str
    group: str
    first_share: Interval
    second_share: Interval
    groups: int
    checks: tuple[Check, ...]

    @property
    def tipping(self) -> float:
        """The clustering that overturns the difference, alone and at the nearer ends; 0 where there is none."""
        if _least_apart(self.first_share, self.second_share) == 0.0:
            return 0.0
        return float(tipping_pair(*self._nearest(), level=1 - ALPHA / self.questions).rho)

    def p(self, rho: float) -> float:
        """How often two identical ads come out this far apart at a clustering, at the nearer ends."""
        if _least_apart(self.first_share, self.second_share) == 0.0:
            return 1.0
        return min(float(p_of_pair(*self._nearest(), rho)) * self.questions, 1.0)

    @property
    def questions(self) -> int:
        """How many groups could have been the one that differs most; of two each mirrors the other."""
        return self.groups if self.groups > 2 else 1

    def _nearest(self) -> tuple[float, float, float, float]:
        """Share and size of both, at the ends of the shares that lie nearest each other."""
        a, b = self.first_share, self.second_share
        near_a, near_b = (a.low, b.high) if a.low > b.high else (a.high, b.low)
        return near_a, _known(self.first, self.dimension), near_b, _known(self.second, self.dimension)


@dataclass(frozen=True, slots=True)
class ByTwins:
    """A comparison held against identical ads, and what came of it."""

    contrast: Contrast
    twins: tuple[Contrast, ...]
    luck: Luck


def judge_pairs(
    ads: Sequence[AdResult],
    pairs: Sequence[tuple[str, str]],
    baseline: str | None = None,
    twins: Sequence[tuple[str, str]] = (),
    one_cell_sources: Collection[str] = (),
) -> tuple[Finding, ...]:
    """A finding for each pair of ads named by the user, and for each ad against a baseline.

    Args:
        ads: What was measured.
        pairs: Names or ids of two ads each.
        baseline: The name or id of the ad that every other is compared with.
        twins: Names or ids of ads that do not differ; four pairs or more become the yardstick.
        one_cell_sources: Sources whose age and gender are the aim and no delivery.

    Raises:
        UsageError: When a name fits no ad, or several.
    """
    asked = [(find_ad(ads, first), find_ad(ads, second)) for first, second in pairs]
    if baseline is not None:
        base = find_ad(ads, baseline)
        asked += [(ad, base) for ad in ads if ad is not base]
    names = count_names(ad.key for ad in ads)
    found = [
        _looked_at(one, other, (one.key.name_among(names), other.key.name_among(names)), one_cell_sources)
        for one, other in asked
    ]
    compared = [one for one in found if isinstance(one, Comparison)]
    same = [(find_ad(ads, first), find_ad(ads, second)) for first, second in twins]
    lucks = {id(one): luck for one in compared if (luck := _luck_of(one, _twins_of(one, same)))}
    stands = _stand_together(compared, lucks)
    return tuple(
        one if isinstance(one, Finding) else _judged(one, id(one) in stands, len(compared), lucks.get(id(one)))
        for one in found
    )


def _stand_together(compared: Sequence[Comparison], lucks: Mapping[int, ByTwins]) -> set[int]:
    """Those that still stand when all are looked at together, by twins or in the most clustered published case.

    The false discovery rate is held at 5 % (Benjamini and Hochberg 1995): separate pairs are independent, and
    comparisons with one baseline lean the same way, which the rule allows for (see its tests).
    """
    high = most_clustered()
    alone = [lucks[id(one)].luck.p if id(one) in lucks else one.p(high) for one in compared]
    adjusted = bh(alone).tolist() if compared else []
    return {id(one) for one, p in zip(compared, adjusted, strict=True) if p <= ALPHA}


def find_ad(ads: Sequence[AdResult], name: str) -> AdResult:
    """The ad of a name, path or id.

    Raises:
        UsageError: When it fits no ad, or several.
    """
    found = [ad for ad in ads if called(ad, name)]
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"“{ad.key.path}”" for ad in (found or ads)[:5])
    problem = "no ad is" if not found else f"{len(found)} ads are"
    remedy = f"use one of {known}"
    if not found:
        remedy = did_you_mean(name, dict.fromkeys(way for ad in ads for way in (ad.key.name, ad.key.path)), remedy)
    raise UsageError(f"{problem} called “{name}”", remedy=remedy)


def called(ad: AdResult, name: str) -> bool:
    """Whether an ad goes by a name, path or id."""
    return name in (ad.key.name, ad.key.path, *(text for _, text in ad.key.ids))


def together(ads: Sequence[AdResult]) -> tuple[tuple[AdKey, ...], ...]:
    """Groups of ads that pass every check against the first of the group: a suggestion, never a choice.

    In each group the two whose names are most alike come first. Among very many ads nothing is suggested; there
    somebody must know what to look for.
    """
    groups: list[list[AdResult]] = []
    for ad in ads if len(ads) <= MOST_SUGGESTED else ():
        home = next((group for group in groups if _could_be_compared(group[0], ad)), None)
        if home is None:
            groups.append([ad])
        else:
            home.append(ad)
    return tuple(_most_alike_first([ad.key for ad in group]) for group in groups if len(group) > 1)


def _most_alike_first(keys: Sequence[AdKey]) -> tuple[AdKey, ...]:
    """The two whose names share most of their words, then the others in their order."""
    words = [set(re.findall(r"\w+", key.path.casefold())) for key in keys]

    def unlike(pair: tuple[int, int]) -> float:
        one, other = words[pair[0]], words[pair[1]]
        return len(one ^ other) / max(len(one | other), 1)

    first = min(combinations(range(len(keys)), 2), key=lambda pair: (unlike(pair), pair))
    return (*(keys[at] for at in first), *(key for at, key in enumerate(keys) if at not in first))


def _could_be_compared(one: AdResult, other: AdResult) -> bool:
    dimension = _dimension(one, other)
    return dimension is not None and all(check.passed for check in comparable(one, other, ads_must_share(), dimension))


def _dimension(one: AdResult, other: AdResult) -> str | None:
    return next((name for name in PEOPLE if one.share.get(name) and other.share.get(name)), None)


def _looked_at(
    one: AdResult, other: AdResult, names: tuple[str, str], one_cell_sources: Collection[str]
) -> Comparison | Finding:
    if {*one.sources, *other.sources} & set(one_cell_sources):
        why = phrase("why_not", "one_cell")
        return _not_measurable(one, other, (), phrase("pair", "cannot", first=names[0], second=names[1], why=why))
    dimension = _dimension(one, other)
    if dimension is None:
        return _refused(one, other, phrase("why", "figures"), (), names)
    checks = comparable(one, other, ads_must_share(), phrase("dimension", dimension))
    failed = list(reasons(checks, ads_must_share(), phrase("dimension", dimension)))
    if failed:
        return _refused(one, other, "; ".join(failed), checks, names)
    both = list(_both(one, other, dimension))
    reached = [found for found in both if found[1].high > 0 or found[2].high > 0]
    why = _why_not(one, other, dimension, [group for group, _, _ in reached])
    if why:
        sentence = phrase("pair", "cannot", first=names[0], second=names[1], why=why)
        return _not_measurable(one, other, checks, sentence)
    group, a, b = max(both, key=lambda group_shares: (_least_apart(*group_shares[1:]), group_shares[0]))
    return Comparison(one, other, names, dimension, group, a, b, len(reached), checks)


def _refused(one: AdResult, other: AdResult, why: str, checks: tuple[Check, ...], names: tuple[str, str]) -> Finding:
    sentence = phrase("pair", "not_comparable", first=names[0], second=names[1], why=why)
    return Finding(
        claim="B",
        verdict=Verdict.NOT_COMPARABLE,
        sentence=sentence,
        subject=one.key,
        aspect="pair",
        estimate=NotMeasurable(sentence),
        against=other.key,
        checks=checks,
        not_shown=not_shown("generality"),
        sources=_sources(one, other),
    )


def _why_not(one: AdResult, other: AdResult, dimension: str, reached: Sequence[str]) -> str:
    """Why two ads that may be compared have nothing to compare; empty where they have."""
    for ad in (one, other):
        if _known(ad, dimension) < 1:
            run = run_of(ad, dimension, reached[0] if reached else "")
            return run.reason if isinstance(run, NotMeasurable) else phrase("why_not", "nobody", ad=ad.key.name)
    if len(reached) < 2:
        return phrase("why_not", "zero_cells", group=group_name(dimension, reached[0]))
    return ""


def _not_measurable(one: AdResult, other: AdResult, checks: tuple[Check, ...], sentence: str) -> Finding:
    """Nothing to compare, which is not "no difference"."""
    refused = _refused(one, other, "", checks, ("", ""))
    return replace(refused, verdict=Verdict.NOT_MEASURABLE, sentence=sentence, estimate=NotMeasurable(sentence))


def _judged(comparison: Comparison, stands: bool, many: int, by: ByTwins | None) -> Finding:
    one, other, a, b = comparison.first, comparison.second, comparison.first_share, comparison.second_share
    finding = Finding(
        claim="B",
        verdict=Verdict.TOO_LITTLE,
        sentence=phrase(
            "pair",
            "difference",
            first=comparison.names[0],
            second=comparison.names[1],
            group=group_name(comparison.dimension, comparison.group),
            first_share=in_every_hundred(a),
            second_share=in_every_hundred(b),
        ),
        subject=one.key,
        aspect="pair",
        dimension=comparison.dimension,
        group=comparison.group,
        unit=one.metric,
        estimate=Estimate.difference(a.low - b.high, a.high - b.low, one.metric, _exact(a, b)),
        against=other.key,
        checks=comparison.checks,
        not_shown=not_shown("arms", "generality", "shared_budget", "records"),
        sources=_sources(one, other),
        otherwise=about_one_pair(one, other, comparison.dimension, comparison.group),
    )
    return _by_twins(by, finding, stands, many) if by else _by_published(comparison, finding, stands, many)


def _by_published(comparison: Comparison, finding: Finding, stands: bool, many: int) -> Finding:
    """Against the clustering of published ads."""
    published = settings("published.toml")["rho"]
    rho = comparison.tipping
    verdict = _verdict(rho)
    key = {Verdict.BEYOND: "beyond", Verdict.WITHIN: "within"}.get(verdict, "too_little")
    if verdict is Verdict.BEYOND and not stands and many > 1:
        verdict, key = Verdict.TOO_LITTLE, "too_many"
    sizes = [f"{_known(ad, comparison.dimension):,.0f}" for ad in (comparison.first, comparison.second)]
    method = phrase(
        "pair",
        "method_many" if many > 1 else "method",
        metric=comparison.first.metric,
        dimension=phrase("dimension", comparison.dimension),
        sizes=" and ".join(sizes),
        rho=f"{rho:.4f}",
        low=f"{published['low']:g}",
        high=f"{published['high']:g}",
        many=f"{many:,}",
    )
    luck = phrase("pair", key, times=f"{rho / float(published['high']):.1f}", many=f"{many:,}")
    return replace(finding, verdict=verdict, luck=luck, tipping_point=rho, method=method)


def _luck_of(comparison: Comparison, twins: Sequence[Contrast]) -> ByTwins | None:
    """A comparison against identical ads of the same export; None where these cannot serve."""
    contrast = contrast_of(comparison.first, comparison.second, comparison.dimension, comparison.group)
    if len(twins) < enough_twins() or not isinstance(contrast, Contrast):
        return None
    try:
        return ByTwins(contrast, tuple(twins), by_twins([contrast], twins, comparison.questions))
    except NoSpread:
        return None


def _by_twins(by: ByTwins, finding: Finding, stands: bool, many: int) -> Finding:
    """Against identical ads of the same export."""
    value, effect = in_points(by.luck, mean_share([by.contrast.second]))
    runs = (
        by.contrast.observed("pair"),
        *(twin.observed("twin") for twin in by.twins),
    )
    alone = by.luck.verdict is Verdict.BEYOND and not stands and many > 1
    return replace(
        finding,
        verdict=Verdict.TOO_LITTLE if alone else by.luck.verdict,
        estimate=Estimate.difference(effect.low, effect.high, by.contrast.unit, value),
        luck=phrase("pair", "too_many", many=f"{many:,}") if alone else by.luck.sentence,
        method=by.luck.method,
        tipping_point=by.luck.tipping,
        runs=runs,
    )


def _twins_of(comparison: Comparison, twins: Sequence[tuple[AdResult, AdResult]]) -> list[Contrast]:
    """The identical ads that passed every check, as contrasts in the group that is compared."""
    alike = [
        pair
        for pair in twins
        if all(check.passed for check in comparable(*pair, ads_must_share(), comparison.dimension))
    ]
    some = [contrast_of(one, other, comparison.dimension, comparison.group) for one, other in alike]
    return [one for one in some if isinstance(one, Contrast) and not one.is_empty]


def _both(one: AdResult, other: AdResult, dimension: str) -> Iterator[tuple[str, Interval, Interval]]:
    """The groups of either ad. A group that one of them has no row for got nothing there."""
    for group in sorted({*one.share[dimension], *other.share[dimension]} - {UNKNOWN}):
        yield group, one.share[dimension].get(group, NOBODY), other.share[dimension].get(group, NOBODY)


def _least_apart(a: Interval, b: Interval) -> float:
    """The smallest difference that the figures allow."""
    return max(a.low - b.high, b.low - a.high, 0.0)


def _known(ad: AdResult, dimension: str) -> float:
    """How many impressions or people of a known group stand behind the shares, at least."""
    counts = ad.counts.get(dimension)
    if counts:
        return sum(figure.low for group, figure in counts.items() if group in ad.share[dimension])
    whole = ad.reach if ad.metric == "reach" else ad.impressions
    unknown = ad.unknown.high if ad.unknown else 0.0
    return whole.low * (1.0 - unknown) if whole else 0.0


def _verdict(rho: float) -> Verdict:
    published = settings("published.toml")["rho"]
    if rho >= float(published["high"]):
        return Verdict.BEYOND
    return Verdict.WITHIN if rho < float(published["low"]) else Verdict.TOO_LITTLE


def _exact(a: Interval, b: Interval) -> float | None:
    return a.low - b.low if a.is_exact and b.is_exact else None


def _sources(one: AdResult, other: AdResult) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one.sources, *other.sources)))
