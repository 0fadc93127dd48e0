"""The four things the first screen says of an ad: aimed at, shown to, cost, not known. Labels and figures only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from seenby.model import AdResult, Aim, Groups, Interval, NotMeasurable
from seenby.report import formatting
from seenby.report.audit.selection import dimensions, known
from seenby.report.sentences import say, say_audit

MOST_GROUPS = 4


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what is said under it, one line a figure."""

    label: str
    lines: tuple[str, ...]


def facts(ad: AdResult) -> tuple[Fact, ...]:
    """The four facts of an ad, always all four: what is missing is said to be missing."""
    return (
        Fact(say_audit("fact", "aimed"), tuple(aim_lines(ad))),
        Fact(say_audit("fact", "shown"), tuple(shown_lines(ad))),
        Fact(say_audit("fact", "cost"), tuple(cost_lines(ad))),
        Fact(say_audit("fact", "unknown"), tuple(unknown_lines(ad))),
    )


def aim_lines(ad: AdResult) -> list[str]:
    """Who the advertiser asked for, and the estimated audience where the aim gives one."""
    aim = ad.aim
    if aim is None:
        return [say_audit("aim", "missing")]
    lines = [_people(aim)]
    if aim.interests:
        lines.append(say_audit("aim", "interests", interests=formatting.listed(list(aim.interests))))
    lines += [
        say_audit("aim", "estimated", dimension=formatting.dimension(name), shares=shares)
        for name, shares in _estimated(ad, aim)
    ]
    return [*lines, *([say_audit("aim", "suggestion")] if aim.suggestion else [])]


def _estimated(ad: AdResult, aim: Aim) -> Iterator[tuple[str, str]]:
    for name in ("gender", "age"):
        if ad.aimed.get(name) and {name, "age_gender"} & set(aim.estimated):
            yield name, _shares(name, ad.aimed[name])


def shown_lines(ad: AdResult) -> list[str]:
    """The shares of the groups of one or two dimensions, of those whose group is recorded."""
    names = list(dict.fromkeys(name for name in ("gender", *dimensions(ad)[:1]) if ad.share.get(name)))
    if not names:
        return [say_audit("shown", "missing")]
    said = [formatting.dimension(name) for name in names if name != "gender" or "age_gender" not in names]
    recorded = formatting.listed(said)
    lines = [_shares(name, ad.share[name]) for name in names]
    return [*lines, say_audit("shown", "recorded", metric=formatting.metric(ad.metric), dimensions=recorded)]


def cost_lines(ad: AdResult) -> list[str]:
    """What was spent, and the price of a thousand impressions (or of one account) by group."""
    if ad.spend is None and not ad.cost:
        return [say_audit("cost", "missing")]
    priced = next((name for name in ("gender", *dimensions(ad)) if ad.cost.get(name)), None)
    if ad.spend is None:
        total = say_audit("cost", "not-all")
    else:
        total = say_audit("cost", "all", money=formatting.money(ad.spend, ad.currency))
    return [total, *(_prices(ad, priced) if priced else ())]


def unknown_lines(ad: AdResult) -> list[str]:
    """Whose group is not recorded, what that could change, and why a gap is missing."""
    key = "gender" if {"gender", "age_gender"} & set(ad.share) else "age" if "age" in ad.share else "group"
    about = say("dimension", key)
    if ad.unknown is None:
        lines = [say_audit("unknown", "missing", dimension=about)]
    elif ad.unknown == Interval.exact(0.0):
        lines = [say_audit("unknown", "none", dimension=about)]
    else:
        share, metric = formatting.share(ad.unknown), formatting.metric(ad.metric)
        lines = [say_audit("unknown", "some", dimension=about, share=share, metric=metric), *_worst_case(ad)]
    if isinstance(ad.gap, NotMeasurable):
        lines.append(say_audit("unknown", "no-gap", reason=ad.gap.reason))
    return lines


def _people(aim: Aim) -> str:
    genders = None if aim.genders is None else [formatting.group("gender", name) for name in aim.genders]
    who = say_audit("aim", "no-gender") if genders is None else formatting.listed(sorted(genders, reverse=True))
    if aim.places is None:
        return say_audit("aim", "anywhere", who=who, ages=_ages(aim))
    return say_audit("aim", "in-places", who=who, ages=_ages(aim), places=formatting.listed(list(aim.places)))


def _ages(aim: Aim) -> str:
    if aim.ages is None:
        return say_audit("aim", "no-age")
    youngest, oldest = aim.ages
    if oldest is None:
        return say_audit("aim", "aged-over", youngest=f"{youngest}")
    return say_audit("aim", "aged", youngest=f"{youngest}", oldest=f"{oldest}")


def _shares(dimension: str, shares: Groups) -> str:
    """``men 88, women 12 in every 100``: ages by year, other groups by size; the smallest of many are only counted."""
    by_size = sorted(known(dimension, shares), key=lambda name: -shares[name].middle)
    names = by_size[:MOST_GROUPS] if dimension != "age" else known(dimension, shares)
    said = ", ".join(_share(dimension, name, shares[name]) for name in names)
    rest = len(by_size) - len(names)
    if not rest:
        return say_audit("shares", "all", shares=said)
    return say_audit("shares", "largest", shares=said, rest=formatting.number(rest, "smaller-group"))


def _share(dimension: str, name: str, share: Interval) -> str:
    kind, figure = formatting.group(dimension, name), formatting.hundred(share, spoken=True)
    return say_audit("shares", "gender" if dimension == "gender" else "group", group=kind, share=figure)


def _prices(ad: AdResult, dimension: str) -> list[str]:
    """One line: the price of a thousand impressions by group, or of one account where that is all there is."""
    costs = ad.cost[dimension]
    thousands = _by_group(ad, dimension, {name: cost.per_thousand for name, cost in costs.items()})
    if thousands:
        return [say_audit("cost", "per-thousand", prices=thousands)]
    accounts = _by_group(ad, dimension, {name: cost.per_person for name, cost in costs.items()})
    return [say_audit("cost", "per-person", prices=accounts)] if accounts else []


def _by_group(ad: AdResult, dimension: str, prices: Mapping[str, Interval | None]) -> str:
    """The dearest groups with their prices; empty without any price."""
    priced = {name: price for name, price in prices.items() if price is not None}
    names = sorted(known(dimension, priced), key=lambda name: -priced[name].low)[:MOST_GROUPS]
    return ", ".join(
        say_audit(
            "cost",
            "price",
            group=formatting.group(dimension, name),
            money=formatting.money(priced[name], ad.currency),
        )
        for name in names
    )


def _worst_case(ad: AdResult) -> list[str]:
    for name in ("gender", *dimensions(ad)):
        if ad.share_with_unknown.get(name):
            return [say_audit("unknown", "counting", shares=_shares(name, ad.share_with_unknown[name]))]
    return []
