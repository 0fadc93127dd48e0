"""The table of all ads: one row an ad, the ads that matter most first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from seenby.model import AdResult, Finding, Interval, Subject
from seenby.report import formatting
from seenby.report.audit.ad_tables import in_currency
from seenby.report.audit.selection import known, verdict
from seenby.report.audit.tables import Column, Table, used
from seenby.report.display_names import Names
from seenby.report.sentences import say, say_audit

MOST_GROUPS = 8
NOTHING: Mapping[Subject, Sequence[Finding]] = {}


def ads_table(
    ads: Sequence[AdResult],
    names: Names,
    findings: Mapping[Subject, Sequence[Finding]],
    dimension: str | None,
    number: int,
    daily: Mapping[Subject, Sequence[Finding]] = NOTHING,
) -> Table:
    """Delivered, spent, shares by group, not known, gap and verdict of each ad, in the order given.

    ``findings`` say what each ad delivered, ``daily`` what was found of it day by day.

    A column in which nothing is reported, or no gap measurable, is left out.
    """
    groups = _groups(ads, dimension)
    currencies = {ad.currency for ad in ads if ad.spend}
    gaps = any(isinstance(ad.gap, Interval) for ad in ads)
    rows = [
        [
            names[ad.key],
            *(ad.impressions, ad.reach if ad.metric == "reach" else None, ad.spend),
            (ad.currency or "") if len(currencies) > 1 else "",
            *(ad.share.get(dimension or "", {}).get(group) for group in groups),
            *(ad.unknown, ad.gap if gaps else None),
            *(str(verdict(some.get(ad.key, ())) or "") for some in (findings, daily)),
        ]
        for ad in ads
    ]
    kept, cells = used(_columns(groups, dimension, currencies), rows)
    return Table(number, _caption(ads, dimension), kept, tuple(map(tuple, cells)))


def _columns(groups: Sequence[str], dimension: str | None, currencies: Set[str | None]) -> tuple[Column, ...]:
    """All columns the table may have; the currency stands in a heading where there is one for all."""
    currency = next(iter(currencies)) if len(currencies) == 1 else None
    return (
        Column(say_audit("ads-table", "ad")),
        Column(say_audit("ads-table", "impressions"), "count"),
        Column(say_audit("ads-table", "reached"), "count"),
        Column(in_currency(say_audit("ad-table", "spend"), currency), "money"),
        Column(say_audit("ads-table", "currency")),
        *(Column(formatting.every(formatting.group(dimension or "", group)), "share") for group in groups),
        Column(formatting.every(say("group", "not-known")), "share"),
        Column(say_audit("ads-table", "gap"), "share"),
        Column(say_audit("ads-table", "verdict")),
        Column(say_audit("ads-table", "daily")),
    )


def _groups(ads: Sequence[AdResult], dimension: str | None) -> tuple[str, ...]:
    """The groups with a column of their own: all of a few, else those shown most."""
    if dimension is None:
        return ()
    shares = [ad.share.get(dimension, {}) for ad in ads]
    names = known(dimension, *shares)
    if len(names) <= MOST_GROUPS:
        return names
    largest = {name: max(some[name].middle for some in shares if name in some) for name in names}
    most = sorted(names, key=lambda name: -largest[name])[:MOST_GROUPS]
    return tuple(name for name in names if name in most)


def _caption(ads: Sequence[AdResult], dimension: str | None) -> str:
    many = formatting.number(len(ads), "ad")
    if dimension is None:
        return say_audit("ads-table", "all", ads=many)
    return say_audit("ads-table", "by", ads=many, dimension=formatting.dimension(dimension))
