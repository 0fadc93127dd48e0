"""Claim B from one pair of ads that ran together: does it go beyond what identical ads do?

The impression is never the unit: one pair is one observation, however many impressions it has. Without twins of its own
a pair is held against how clustered the delivery of identical ads has been found to be (``published.toml``), and the
verdict prints the clustering that would overturn it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seenby.errors import UsageError
from seenby.judge.comparable import comparable, reasons
from seenby.judge.phrases import group_name, not_shown, phrase, settings
from seenby.model import AdKey, AdResult, Check, Estimate, Finding, Interval, NotMeasurable, Verdict
from seenby.model.ad import count_names
from seenby.model.frequency import in_every_hundred
from seenby.stats.tipping import tipping_pair

COMPARED = ("gender", "age")
MOST_SUGGESTED = 200


def judge_pairs(
    ads: Sequence[AdResult], pairs: Sequence[tuple[str, str]], baseline: str | None = None
) -> tuple[Finding, ...]:
    """A finding for each pair of ads named by the user, and for each ad against a baseline.

    Args:
        ads: What was measured.
        pairs: Names or ids of two ads each.
        baseline: The name or id of the ad that every other is compared with.

    Raises:
        UsageError: When a name fits no ad, or several.
    """
    asked = [(find_ad(ads, first), find_ad(ads, second)) for first, second in pairs]
    if baseline is not None:
        base = find_ad(ads, baseline)
        asked += [(ad, base) for ad in ads if ad is not base]
    names = count_names(ad.key for ad in ads)
    return tuple(_compare(one, other, one.key.name_among(names), other.key.name_among(names)) for one, other in asked)


def find_ad(ads: Sequence[AdResult], name: str) -> AdResult:
    """The ad of a name, path or id.

    Raises:
        UsageError: When it fits no ad, or several.
    """
    found = [ad for ad in ads if name in (ad.key.name, ad.key.path, *(text for _, text in ad.key.ids))]
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"“{ad.key.path}”" for ad in (found or ads)[:5])
    problem = "no ad is" if not found else f"{len(found)} ads are"
    raise UsageError(f"{problem} called “{name}”", remedy=f"use one of {known}")


def together(ads: Sequence[AdResult]) -> tuple[tuple[AdKey, ...], ...]:
    """Groups of ads that pass every check against the first of the group: a suggestion, never a choice.

    Among very many ads nothing is suggested; there somebody must know what to look for.
    """
    groups: list[list[AdResult]] = []
    for ad in ads if len(ads) <= MOST_SUGGESTED else ():
        home = next((group for group in groups if _could_be_compared(group[0], ad)), None)
        if home is None:
            groups.append([ad])
        else:
            home.append(ad)
    return tuple(tuple(ad.key for ad in group) for group in groups if len(group) > 1)


def _could_be_compared(one: AdResult, other: AdResult) -> bool:
    dimension = _dimension(one, other)
    return dimension is not None and all(check.passed for check in comparable(one, other, dimension))


def _dimension(one: AdResult, other: AdResult) -> str | None:
    return next((name for name in COMPARED if one.share.get(name) and other.share.get(name)), None)


def _compare(one: AdResult, other: AdResult, first: str, second: str) -> Finding:
    dimension = _dimension(one, other)
    if dimension is None:
        return _refused(one, other, phrase("why", "figures"), (), first, second)
    checks = comparable(one, other, phrase("dimension", dimension))
    failed = list(reasons(checks, phrase("dimension", dimension)))
    if failed:
        return _refused(one, other, "; ".join(failed), checks, first, second)
    return _judged(one, other, dimension, checks, first, second)


def _refused(one: AdResult, other: AdResult, why: str, checks: tuple[Check, ...], first: str, second: str) -> Finding:
    sentence = phrase("pair", "not_comparable", first=first, second=second, why=why)
    return Finding(
        claim="B",
        verdict=Verdict.NOT_COMPARABLE,
        sentence=sentence,
        subject=one.key,
        about="pair",
        estimate=NotMeasurable(sentence),
        against=other.key,
        checks=checks,
        not_shown=not_shown("generality"),
        sources=_sources(one, other),
    )


def _judged(
    one: AdResult, other: AdResult, dimension: str, checks: tuple[Check, ...], first: str, second: str
) -> Finding:
    group, a, b = max(_both(one, other, dimension), key=lambda found: (_least_apart(*found[1:]), found[0]))
    rho = _tipping(a, b, _known(one, dimension), _known(other, dimension))
    verdict = _verdict(rho)
    words = {"first": first, "second": second, "group": group_name(dimension, group)}
    sentence = phrase("pair", "difference", **words, first_share=in_every_hundred(a), second_share=in_every_hundred(b))
    return Finding(
        claim="B",
        verdict=verdict,
        sentence=f"{sentence} {_how_lucky(verdict, rho)}",
        subject=one.key,
        about=f"{dimension}: {group}",
        estimate=Estimate(a.low - b.high, a.high - b.low, f"difference in share of {one.metric}", _exact(a, b)),
        against=other.key,
        tipping_point=rho,
        checks=checks,
        not_shown=not_shown("arms", "generality", "shared_budget", "records"),
        sources=_sources(one, other),
        method=_method(one, other, dimension, rho),
    )


def _method(one: AdResult, other: AdResult, dimension: str, rho: float) -> str:
    published = settings("published.toml")["rho"]
    return phrase(
        "pair",
        "method",
        metric=one.metric,
        dimension=phrase("dimension", dimension),
        sizes=f"{_known(one, dimension):,.0f} and {_known(other, dimension):,.0f}",
        rho=f"{rho:.4f}",
        low=f"{published['low']:g}",
        high=f"{published['high']:g}",
    )


def _both(one: AdResult, other: AdResult, dimension: str) -> Iterator[tuple[str, Interval, Interval]]:
    """The groups of either ad. A group that one of them has no row for got nothing there."""
    nothing = Interval.exact(0.0)
    for group in sorted({*one.share[dimension], *other.share[dimension]}):
        yield group, one.share[dimension].get(group, nothing), other.share[dimension].get(group, nothing)


def _least_apart(a: Interval, b: Interval) -> float:
    """The smallest difference that the figures allow."""
    return max(a.low - b.high, b.low - a.high, 0.0)


def _tipping(a: Interval, b: Interval, size_a: float, size_b: float) -> float:
    """The clustering that overturns the difference, at the nearer ends of both shares; 0 where there is none."""
    near_a, near_b = (a.low, b.high) if a.low > b.high else (a.high, b.low)
    if _least_apart(a, b) == 0.0 or min(size_a, size_b) < 1:
        return 0.0
    return float(tipping_pair(near_a, size_a, near_b, size_b).rho)


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


def _how_lucky(verdict: Verdict, rho: float) -> str:
    key = {Verdict.BEYOND: "beyond", Verdict.WITHIN: "within"}.get(verdict, "too_little")
    return phrase("pair", key, times=f"{rho / float(settings('published.toml')['rho']['high']):.1f}")


def _exact(a: Interval, b: Interval) -> float | None:
    return a.low - b.low if a.is_exact and b.is_exact else None


def _sources(one: AdResult, other: AdResult) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one.sources, *other.sources)))
