"""The tables of one ad: its groups in one dimension, and its shares over time."""

from __future__ import annotations

from seenby.model import UNKNOWN, AdResult, Cost
from seenby.report import formatting
from seenby.report.audit.selection import known
from seenby.report.audit.tables import Cell, Column, Table, used
from seenby.report.sanitise import shown_name
from seenby.report.sentences import say_audit

NOTHING = Cost(None, None, None, None)


def groups_table(ad: AdResult, name: str, dimension: str, number: int) -> Table:
    """Everything known of each group: aimed at, shown to, how many, what it cost; empty columns are left out."""
    shares = ad.share.get(dimension, {})
    groups = list(known(dimension, shares, ad.counts.get(dimension, {}), ad.aimed.get(dimension, {})))
    if UNKNOWN in ad.counts.get(dimension, {}):
        groups.append(UNKNOWN)
    columns = (
        Column(formatting.dimension(dimension).capitalize()),
        Column(say_audit("ad-table", "aimed"), "share"),
        Column(say_audit("ad-table", "shown"), "share"),
        Column(say_audit("ad-table", "counting"), "share"),
        Column(formatting.metric(ad.metric).capitalize(), "count"),
        Column(in_currency(say_audit("ad-table", "spend"), ad.currency), "money"),
        Column(in_currency(say_audit("ad-table", "per-thousand"), ad.currency), "money"),
        Column(in_currency(say_audit("ad-table", "per-person"), ad.currency), "money"),
        Column(say_audit("ad-table", "frequency"), "ratio"),
    )
    kept, rows = used(columns, [_group(ad, dimension, group) for group in groups])
    caption = say_audit("ad-table", "caption", name=shown_name(name), dimension=formatting.dimension(dimension))
    return Table(number, caption, kept, tuple(map(tuple, rows)), note=_of_whom(ad, dimension))


def in_currency(title: str, currency: str | None) -> str:
    """A heading of sums, with the currency where there is one for all of them: ``Spend (EUR)``."""
    return say_audit("ad-table", "in-currency", title=title, currency=currency) if currency else title


def _group(ad: AdResult, dimension: str, group: str) -> list[Cell]:
    cost = ad.cost.get(dimension, {}).get(group, NOTHING)
    shares: list[Cell] = [
        ad.aimed.get(dimension, {}).get(group),
        ad.share.get(dimension, {}).get(group),
        ad.share_with_unknown.get(dimension, {}).get(group),
    ]
    return [
        formatting.group(dimension, group),
        *(["", "", ""] if group == UNKNOWN else shares),
        ad.counts.get(dimension, {}).get(group),
        cost.spend,
        cost.per_thousand,
        cost.per_person,
        cost.frequency,
    ]


def _of_whom(ad: AdResult, dimension: str) -> str:
    """What the shares are shares of."""
    metric = formatting.metric(ad.metric)
    return say_audit("ad-table", "of-whom", metric=metric, dimension=formatting.dimension(dimension))


def time_table(ad: AdResult, name: str, dimension: str, number: int) -> Table:
    """One row a report: the share of each group."""
    points = ad.over_time[dimension]
    groups = known(dimension, *(point.share for point in points))
    columns = (
        Column(say_audit("ad-table", "up-to" if points[0].cumulative else "on")),
        *(Column(formatting.every(formatting.group(dimension, group)), "share") for group in groups),
    )
    rows = [(formatting.when(point.at), *(point.share.get(group) for group in groups)) for point in points]
    caption = say_audit("ad-table", "over-time", name=shown_name(name), dimension=formatting.dimension(dimension))
    return Table(number, caption, columns, tuple(rows), note=_of_whom(ad, dimension))
