"""Claim A: who an ad was shown to, and how far that is from its aim. A complete count; no test, no p-value."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from seenby.judge.comparable_ads import is_binding
from seenby.judge.phrases import group_name, not_shown, phrase
from seenby.judge.threshold import verdict_of
from seenby.model import (
    DIMENSIONS,
    SMALL_UNKNOWN,
    AdResult,
    Check,
    Estimate,
    Finding,
    Groups,
    Interval,
    NotMeasurable,
    Verdict,
)
from seenby.model.ad import count_names
from seenby.model.audience import PEOPLE
from seenby.model.wording.in_every_100 import in_every_hundred


def judge_delivered(
    ads: Sequence[AdResult],
    line: float,
    one_cell_sources: Collection[str] = (),
    first: str = "",
    unread_sources: Collection[str] = (),
) -> tuple[Finding, ...]:
    """The findings of claim A: for each ad whom it was shown to, and its distance from its aim where that is known.

    Args:
        ads: What was measured.
        line: The gap that counts as another audience, as a share.
        one_cell_sources: Sources whose age and gender are the aim and no delivery.
        first: The dimension that was asked about, which findings speak of where an ad has it.
        unread_sources: Sources with a column that looks like people or places and was not read.
    """
    names, order = count_names(ad.key for ad in ads), (first, *DIMENSIONS)
    sources = _Sources(frozenset(one_cell_sources), frozenset(unread_sources))
    return tuple(finding for ad in ads for finding in _findings(ad, ad.key.name_among(names), line, sources, order))


class _Sources(NamedTuple):
    """What is known of sources: those whose groups are aims, and those with a column that may be a breakdown."""

    one_cell: frozenset[str]
    unread: frozenset[str]


def _findings(ad: AdResult, name: str, line: float, sources: _Sources, order: Sequence[str]) -> Iterator[Finding]:
    dimension = next((name for name in order if name in ad.share), None)
    if dimension is None or not ad.share[dimension] or not sources.one_cell.isdisjoint(ad.sources):
        yield _cannot_tell(ad, name, dimension, sources)
        return
    if not any(figure.high > 0 for figure in ad.counts.get(dimension, {"": Interval.exact(1)}).values()):
        yield _not_measurable(ad, dimension, phrase("not_measurable", "nothing_shown", ad=name))
        return
    yield _delivered(ad, name, dimension)
    if isinstance(ad.gap, Interval) and ad.gap_dimension:
        yield _gap(ad, name, ad.gap, ad.gap_dimension, line)


def _delivered(ad: AdResult, ad_name: str, dimension: str) -> Finding:
    """The largest group, whichever it is."""
    group, share = max(ad.share[dimension].items(), key=lambda item: (item[1].middle, item[0]))
    name = phrase("dimension", dimension)
    sentence = phrase(
        "delivered",
        ad.metric,
        ad=ad_name,
        dimension=name,
        share=in_every_hundred(share),
        group=group_name(dimension, group),
    )
    if ad.unknown and ad.unknown.high > 0 and dimension in PEOPLE:
        sentence += " " + phrase("delivered", "unknown", share=in_every_hundred(ad.unknown), dimension=name)
    return Finding(
        claim="A",
        verdict=Verdict.COUNTED,
        sentence=sentence,
        subject=ad.key,
        aspect="delivery",
        dimension=dimension,
        group=group,
        unit=ad.metric,
        estimate=Estimate.of(share, f"share of {ad.metric}", "share"),
        checks=_checks(ad, name, ad.share[dimension]),
        not_shown=not_shown("cause", "luck", "records"),
        sources=ad.sources,
    )


def _gap(ad: AdResult, ad_name: str, gap: Interval, dimension: str, line: float) -> Finding:
    verdict = verdict_of(ad, line)
    binding = Check("aim-is-binding", is_binding(ad.aim), phrase("checks", "aim-is-binding"))
    unheld = " and ".join(phrase("aim_part", part) for part in ad.unheld)
    sentence = " ".join(_about_gap(ad, ad_name, gap, dimension, line, verdict))
    if not binding.passed:
        sentence += " " + phrase("gap", "suggestion")
    return Finding(
        claim="A",
        verdict=verdict,
        sentence=sentence,
        subject=ad.key,
        aspect="gap",
        dimension=dimension,
        unit=ad.metric,
        estimate=Estimate.of(gap, f"share of {ad.metric}", "share"),
        checks=(*_checks(ad, phrase("dimension", dimension), ad.share.get(dimension, {})), binding),
        not_shown=(
            *not_shown("cause", "luck", "aim_asked"),
            *([phrase("not_shown", "aim_unheld", parts=unheld)] if unheld else []),
        ),
        sources=ad.sources,
    )


def _about_gap(
    ad: AdResult, ad_name: str, gap: Interval, dimension: str, line: float, verdict: Verdict
) -> Iterator[str]:
    """The gap against the line, and what keeps the rest of the aim, or the unknown, from a verdict."""
    key = {Verdict.BEYOND: "beyond", Verdict.WITHIN: "within"}.get(verdict, "straddles")
    words = {"units": phrase("units", ad.metric), "dimension": phrase("dimension", dimension)}
    if verdict is Verdict.BEYOND and ad.outside_only:
        key, words["outside"] = "outside", in_every_hundred(ad.outside[dimension])
    yield phrase(
        "gap", key, ad=ad_name, gap=in_every_hundred(gap), line=in_every_hundred(Interval.exact(line)), **words
    )
    if verdict is Verdict.TOO_LITTLE and ad.unheld:
        yield phrase("gap", "unheld", parts=" and ".join(phrase("aim_part", part) for part in ad.unheld))
    if verdict is Verdict.TOO_LITTLE and ad.gap_with_unknown:
        yield phrase("gap", "unknown", gap=in_every_hundred(ad.gap_with_unknown), **words)


def _checks(ad: AdResult, dimension: str, shares: Groups) -> tuple[Check, ...]:
    small = ad.unknown is None or ad.unknown.high <= SMALL_UNKNOWN
    exact = all(share.is_exact for share in shares.values())
    return (
        Check("unknown-small", small, phrase("checks", "unknown-small", dimension=dimension)),
        Check("figures-exact", exact, phrase("checks", "figures-exact")),
    )


def _cannot_tell(ad: AdResult, ad_name: str, dimension: str | None, sources: _Sources) -> Finding:
    if not sources.one_cell.isdisjoint(ad.sources):
        key = "one_cell"
    elif dimension:
        key = "nothing_known"
    else:
        key = "no_breakdown" if sources.unread.isdisjoint(ad.sources) else "breakdown_not_read"
    words = {"dimension": phrase("dimension", dimension)} if dimension else {}
    return _not_measurable(ad, dimension, phrase("not_measurable", key, ad=ad_name, **words))


def _not_measurable(ad: AdResult, dimension: str | None, sentence: str) -> Finding:
    return Finding(
        claim="A",
        verdict=Verdict.NOT_MEASURABLE,
        sentence=sentence,
        subject=ad.key,
        aspect="delivery",
        dimension=dimension,
        estimate=NotMeasurable(sentence),
        not_shown=not_shown("records"),
        sources=ad.sources,
    )
