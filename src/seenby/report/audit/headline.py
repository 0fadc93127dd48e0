"""The four things the first screen says of an ad: aimed at, shown to, cost, not known. Labels and figures only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from seenby.model import AdResult, Aim, Groups, Interval, NotMeasurable
from seenby.report import formatting
from seenby.report.audit.selection import dimensions, known

MOST_GROUPS = 4


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what is said under it, one line a figure."""

    label: str
    lines: tuple[str, ...]


def facts(ad: AdResult) -> tuple[Fact, ...]:
    """The four facts of an ad, always all four: what is missing is said to be missing."""
    return (
        Fact("Aimed at", tuple(aim_lines(ad))),
        Fact("Shown to", tuple(shown_lines(ad))),
        Fact("Cost", tuple(cost_lines(ad))),
        Fact("Not known", tuple(unknown_lines(ad))),
    )


def aim_lines(ad: AdResult) -> list[str]:
    """Who the advertiser asked for, and the estimated audience where the aim gives one."""
    aim = ad.aim
    if aim is None:
        return ["Not in this export. An aim file can state it."]
    return [
        _people(aim),
        *([f"Interests: {formatting.listed(list(aim.interests))}."] if aim.interests else []),
        *(f"Estimated audience by {name}: {said}." for name, said in _estimated(ad, aim)),
        *(["The platform may treat ages and genders as suggestions."] if aim.suggestion else []),
    ]


def _estimated(ad: AdResult, aim: Aim) -> Iterator[tuple[str, str]]:
    for name in ("gender", "age"):
        if ad.aimed.get(name) and {name, "age_gender"} & set(aim.estimated):
            yield name, _shares(name, ad.aimed[name])


def shown_lines(ad: AdResult) -> list[str]:
    """The shares of the groups of one or two dimensions, of those whose group is recorded."""
    names = list(dict.fromkeys(name for name in ("gender", *dimensions(ad)[:1]) if ad.share.get(name)))
    if not names:
        return ["Not broken down by any group in this export."]
    said = [formatting.dimension(name) for name in names if name != "gender" or "age_gender" not in names]
    recorded = formatting.listed(said)
    lines = [_shares(name, ad.share[name]) for name in names]
    return [*lines, f"Of the {formatting.metric(ad.metric)} with a recorded {recorded}."]


def cost_lines(ad: AdResult) -> list[str]:
    """What was spent, and the price of a thousand impressions (or of one account) by group."""
    if ad.spend is None and not ad.cost:
        return ["Not in this export."]
    priced = next((name for name in ("gender", *dimensions(ad)) if ad.cost.get(name)), None)
    total = "not reported in all" if ad.spend is None else f"{formatting.money(ad.spend, ad.currency)} in all"
    return [total, *(_prices(ad, priced) if priced else ())]


def unknown_lines(ad: AdResult) -> list[str]:
    """Whose group is not recorded, what that could change, and why a gap is missing."""
    about = "gender" if {"gender", "age_gender"} & set(ad.share) else "age" if "age" in ad.share else "group"
    if ad.unknown is None:
        lines = [f"How many have no recorded {about}: not reported."]
    elif ad.unknown == Interval.exact(0.0):
        lines = [f"None without a recorded {about}."]
    else:
        lines = [
            f"No recorded {about}: {formatting.share(ad.unknown)} {formatting.metric(ad.metric)}.",
            *_worst_case(ad),
        ]
    if isinstance(ad.gap, NotMeasurable):
        lines.append(f"Gap not measurable: {ad.gap.reason}")
    return lines


def _people(aim: Aim) -> str:
    genders = None if aim.genders is None else [formatting.group("gender", name) for name in aim.genders]
    who = "gender not stated" if genders is None else formatting.listed(sorted(genders, reverse=True))
    where = "" if aim.places is None else f", in {formatting.listed(list(aim.places))}"
    if aim.ages is None:
        return f"{who}, age not stated{where}"
    youngest, oldest = aim.ages
    return f"{who}, aged {youngest} {'and over' if oldest is None else f'to {oldest}'}{where}"


def _shares(dimension: str, shares: Groups) -> str:
    """``men 88, women 12 in every 100``: ages by year, other groups by size; the smallest of many are only counted."""
    by_size = sorted(known(dimension, shares), key=lambda name: -shares[name].middle)
    names = by_size[:MOST_GROUPS] if dimension != "age" else known(dimension, shares)
    colon = "" if dimension == "gender" else ":"
    said = [f"{formatting.group(dimension, name)}{colon} {formatting.hundred(shares[name], ' to ')}" for name in names]
    rest = len(by_size) - len(names)
    more = f", {formatting.number(rest, 'smaller group')} not named here" if rest else ""
    return f"{', '.join(said)} {formatting.EVERY}{more}"


def _prices(ad: AdResult, dimension: str) -> list[str]:
    """One line: the price of a thousand impressions by group, or of one account where that is all there is."""
    costs = ad.cost[dimension]
    for title, field in (("A thousand impressions", "per_thousand"), ("One account reached", "per_person")):
        prices = {name: getattr(cost, field) for name, cost in costs.items() if getattr(cost, field) is not None}
        names = sorted(known(dimension, prices), key=lambda name: -prices[name].low)[:MOST_GROUPS]
        if names:
            said = [
                f"{formatting.group(dimension, name)} {formatting.money(prices[name], ad.currency)}" for name in names
            ]
            return [f"{title}: {', '.join(said)}."]
    return []


def _worst_case(ad: AdResult) -> list[str]:
    for name in ("gender", *dimensions(ad)):
        if ad.share_with_unknown.get(name):
            return [f"Counting them in: {_shares(name, ad.share_with_unknown[name])}."]
    return []
