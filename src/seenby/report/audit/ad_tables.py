"""The tables of one ad: its groups in one dimension, and its shares over time."""

from __future__ import annotations

from seenby.model import UNKNOWN, AdResult, Cost
from seenby.report import formatting
from seenby.report.audit.selection import known
from seenby.report.audit.tables import Cell, Column, Table, used
from seenby.report.sanitise import shown_name

NOTHING = Cost(None, None, None, None)


def groups_table(ad: AdResult, name: str, dimension: str, number: int) -> Table:
    """Everything known of each group: aimed at, shown to, how many, what it cost; empty columns are left out."""
    shares = ad.share.get(dimension, {})
    groups = list(known(dimension, shares, ad.counts.get(dimension, {}), ad.aimed.get(dimension, {})))
    if UNKNOWN in ad.counts.get(dimension, {}):
        groups.append(UNKNOWN)
    money = f" ({ad.currency})" if ad.currency else ""
    columns = (
        Column(formatting.dimension(dimension).capitalize()),
        Column(f"Aimed at, {formatting.EVERY}", "share"),
        Column(f"Shown to, {formatting.EVERY}", "share"),
        Column("Shown to, counting those not known", "share"),
        Column(formatting.metric(ad.metric).capitalize(), "count"),
        Column(f"Spend{money}", "money"),
        Column(f"For a thousand impressions{money}", "money"),
        Column(f"For one account{money}", "money"),
        Column("Impressions for one account", "ratio"),
    )
    kept, rows = used(columns, [_group(ad, dimension, group) for group in groups])
    caption = f"{shown_name(name)}: by {formatting.dimension(dimension)}"
    return Table(number, caption, kept, tuple(map(tuple, rows)), note=_of_whom(ad, dimension))


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
    return f"Shares are of the {formatting.metric(ad.metric)} with a recorded {formatting.dimension(dimension)}."


def time_table(ad: AdResult, name: str, dimension: str, number: int) -> Table:
    """One row a report: the share of each group."""
    points = ad.over_time[dimension]
    groups = known(dimension, *(point.share for point in points))
    columns = (
        Column("Up to" if points[0].cumulative else "On"),
        *(Column(f"{formatting.group(dimension, group)}, {formatting.EVERY}", "share") for group in groups),
    )
    rows = [(formatting.when(point.at), *(point.share.get(group) for group in groups)) for point in points]
    caption = f"{shown_name(name)}: by {formatting.dimension(dimension)}, over time"
    return Table(number, caption, columns, tuple(rows), note=_of_whom(ad, dimension))
