"""What a report was asked for: level, fields, breakdowns, days and ads, checked."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from seenby.platforms.simulated.api.dates import moment, read_day
from seenby.platforms.simulated.api.errors import wrong
from seenby.platforms.simulated.api.http.request import Call
from seenby.platforms.simulated.api.objects.listing import filters, meets
from seenby.platforms.simulated.api.objects.registry import Node
from seenby.platforms.simulated.api.platform import Platform
from seenby.platforms.simulated.results.reporting import FIRST_DAY

LEVELS = ("account", "campaign", "adset", "ad")
NAMES = tuple(f"{level}_{what}" for level in LEVELS for what in ("id", "name"))
METRICS = ("impressions", "reach", "frequency", "spend", "clicks", "cpm", "cpc", "ctr", "actions")
FIELDS = (*NAMES, *METRICS, "account_currency", "date_start", "date_stop", "objective", "optimization_goal")
USUAL = ("impressions", "spend")
BREAKDOWNS = (
    (),
    ("age",),
    ("gender",),
    ("age", "gender"),
    ("country",),
    ("publisher_platform",),
    ("publisher_platform", "platform_position"),
)
"""Permutations this platform offers."""

PRESETS = {
    "today": (0, 0),
    "yesterday": (1, 1),
    "last_3d": (3, 1),
    "last_7d": (7, 1),
    "last_14d": (14, 1),
    "last_28d": (28, 1),
    "last_30d": (30, 1),
    "last_90d": (90, 1),
}
"""First and last day, counted back from today."""

LONGEST_STEP = 90


@dataclass(frozen=True, slots=True)
class Span:
    """Days from a first to a last one: as numbers of the world's days, and as the report says them."""

    first: int
    last: int
    start: date
    stop: date


@dataclass(frozen=True, slots=True)
class Query:
    """A report: rows of what, with which fields, split by what, over which days, of which ads."""

    level: str
    fields: tuple[str, ...]
    breakdowns: tuple[str, ...]
    spans: tuple[Span, ...]
    ads: tuple[Node, ...]


def read_query(platform: Platform, node: Node, call: Call) -> Query:
    """The report that a call asks for.

    Raises:
        Refused: When a field, a breakdown or a range does not fit.
    """
    level = call.choice("level", LEVELS, node.kind)
    if LEVELS.index(level) < LEVELS.index(node.kind):
        raise wrong("Param level cannot be above the object asked", blame="level")
    fields = call.listed("fields")
    for name in fields:
        if name not in FIELDS:
            raise wrong(f"{name} is not valid for fields param. Please check the Insights API reference")
    asked = call.listed("breakdowns")
    if len(set(asked)) != len(asked) or tuple(sorted(asked)) not in {tuple(sorted(one)) for one in BREAKDOWNS}:
        raise wrong(f"Current combination of data breakdown columns ({', '.join(asked)}) is invalid")
    today = moment(max(platform.tick - 1, 0), platform.ticks_a_day).date()
    since, until = _range(call, today)
    return Query(level, fields, asked, tuple(_spans(call, since, until, today)), tuple(_ads(platform, node, call)))


def _ads(platform: Platform, node: Node, call: Call) -> Iterator[Node]:
    """The ads that have begun under an object and pass the filters, in the order in which they were made."""
    asked = filters(call, ("ad.id", "adset.id", "campaign.id", "ad.name"))
    for ad in platform.registry.of("ad", node.account):
        under = node.id in (ad.account, ad.id, ad.values["adset_id"], ad.values["campaign_id"])
        if under and ad.id in platform.running.numbers and all(_passes(ad, *one) for one in asked):
            yield ad


def _passes(ad: Node, name: str, operator: str, value: object) -> bool:
    own = {"ad.id": ad.id, "ad.name": str(ad.values["name"])}
    above = {"adset.id": ad.values["adset_id"], "campaign.id": ad.values["campaign_id"]}
    return meets({**own, **above}[name], operator, value)


def _range(call: Call, today: date) -> tuple[date, date]:
    told = call.table("time_range")
    if told:
        since, until = read_day(told.get("since"), "time_range"), read_day(told.get("until"), "time_range")
        if until < since:
            raise wrong("The start of time_range cannot be after its end", blame="time_range")
        return since, until
    preset = call.choice("date_preset", (*PRESETS, "maximum"), "last_30d")
    if preset == "maximum":
        return FIRST_DAY, today
    first, last = PRESETS[preset]
    return today - timedelta(days=first), today - timedelta(days=last)


def _spans(call: Call, since: date, until: date, today: date) -> Iterator[Span]:
    """The periods of the rows, as far as this world had days."""
    step = call.params.get("time_increment", "all_days")
    if step == "all_days":
        yield _span(since, until, today)
        return
    first = max(since, FIRST_DAY)
    last = min(until, today)
    if step == "monthly":
        while first <= last:
            end = date(first.year, first.month, calendar.monthrange(first.year, first.month)[1])
            yield _span(first, min(end, until), today)
            first = end + timedelta(days=1)
        return
    days = call.whole("time_increment")
    if not 1 <= days <= LONGEST_STEP:
        raise wrong("time_increment must be all_days, monthly, or from 1 to 90", blame="time_increment")
    first = since + timedelta(days=(first - since).days // days * days)
    while first <= last:
        yield _span(first, min(first + timedelta(days=days - 1), until), today)
        first += timedelta(days=days)


def _span(start: date, stop: date, today: date) -> Span:
    first, last = max(start, FIRST_DAY), min(stop, today)
    return Span((first - FIRST_DAY).days, (last - FIRST_DAY).days, start, stop)
