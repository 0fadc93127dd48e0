"""The pictures of the page: which groups they are drawn for, what they are called, what a screen reader hears."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seenby.model import AdResult, Interval, Point
from seenby.report import words
from seenby.report.ad_tables import groups_table, time_table
from seenby.report.aimed import aimed
from seenby.report.charts import Bar, Line, Mark, Row, dots, paired_bars, timeline
from seenby.report.choose import known, telling_groups
from seenby.report.numbers import Numbers
from seenby.report.proportions import unknown_share
from seenby.report.tables import Table
from seenby.report.text import shown_name

MOST_BARS, MOST_ROWS, MOST_PANELS, MOST_POINTS = 16, 40, 6, 250


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture, its caption, a note under it and the table it was drawn from (None where that stands nearby)."""

    number: int
    caption: str
    svg: str
    table: Table | None
    note: str = ""

    @property
    def ident(self) -> str:
        """The name of its place in the page."""
        return f"figure-{self.number}"


def by_group(ad: AdResult, dimension: str, numbers: Numbers) -> Figure:
    """Paired bars of one ad: aimed at and shown to, by group."""
    shares = ad.share[dimension]
    names = known(dimension, shares)
    drawn = _largest(names, shares)
    meant = aimed(ad.aim, dimension, names)
    bars = [_bar(ad, dimension, name, meant) for name in drawn]
    lost = unknown_share(ad, dimension)
    if lost and lost.high > 0:
        bars.append(Bar(_unknown(dimension), lost, unknown=True))
    number = numbers.figure()
    verb = "Aimed at and shown to" if any(bar.aimed for bar in bars) else "Shown to"
    title = f"{verb}, by {words.dimension(dimension)}"
    desc = "; ".join(_said(bar) for bar in bars)
    svg = paired_bars(f"figure-{number}", title, desc, bars, _unit(ad, dimension))
    left = len(names) - len(drawn)
    note = f"The picture shows the {len(drawn)} largest groups; {left} more are in the table." if left else ""
    caption = f"{title}: {shown_name(ad.key.name)}"
    return Figure(number, caption, svg, groups_table(ad, dimension, numbers.table()), note)


def of_ads(ads: Sequence[AdResult], dimension: str, numbers: Numbers) -> Figure:
    """Dots of many ads: the share of one or two groups, and of the audience aimed at."""
    some = ads[:MOST_ROWS]
    groups = telling_groups(some, dimension)
    rows = [_row(ad, dimension, groups) for ad in some]
    number = numbers.figure()
    spoken = words.listed([words.group(dimension, name) for name in groups])
    title = f"How many in every 100 were {_recorded(dimension)}{spoken}, ad by ad"
    names = dict(zip(("first", "second"), (words.group(dimension, name) for name in groups), strict=False))
    if len(groups) == 1:
        names = {"aim": f"{names['first']}, aimed at", "first": f"{names['first']}, shown to"}
    unit = f"of every 100 {words.metric(some[0].metric)} with a recorded {words.dimension(dimension)}"
    svg = dots(f"figure-{number}", title, "; ".join(map(_heard, rows)), rows, names, unit)
    note = f"The {MOST_ROWS} ads that come first of {len(ads):,}." if len(ads) > MOST_ROWS else ""
    return Figure(number, title, svg, None, note)


def over_time(ad: AdResult, dimension: str, numbers: Numbers) -> Figure:
    """Share over time of one ad, by report or by day."""
    points = _thinned(ad.over_time[dimension])
    names = known(dimension, *(point.share for point in points))
    drawn = _largest(names, points[-1].share, MOST_PANELS)
    lines = [Line(words.group(dimension, name), tuple(point.share.get(name) for point in points)) for name in drawn]
    number = numbers.figure()
    kind = "so far, at each report" if points[0].cumulative else "day by day"
    title = f"Shown to, by {words.dimension(dimension)}, {kind}"
    desc = "; ".join(f"{line.label}: {_first_last(line.shares)}" for line in lines)
    unit = _unit(ad, dimension)
    svg = timeline(f"figure-{number}", title, desc, [point.at for point in points], lines, unit)
    caption = f"{title}: {shown_name(ad.key.name)}"
    many = len(ad.over_time[dimension])
    note = f"The picture shows {len(points)} of {many:,} reports." if len(points) < many else ""
    return Figure(number, caption, svg, time_table(ad, dimension, numbers.table()), note)


def _thinned(points: Sequence[Point]) -> Sequence[Point]:
    """Every n-th point and the last, no more than a line has room for."""
    step = -(-len(points) // MOST_POINTS)
    return [*points[:-1:step], points[-1]]


def _largest(names: Sequence[str], shares: Mapping[str, Interval], most: int = MOST_BARS) -> list[str]:
    """The names with the largest shares, in the order they came."""
    nothing = Interval.exact(0.0)
    first = sorted(names, key=lambda name: -shares.get(name, nothing).high)[:most]
    return [name for name in names if name in first]


def _bar(ad: AdResult, dimension: str, name: str, meant: Mapping[str, Interval]) -> Bar:
    shown, worst = ad.share[dimension].get(name), ad.share_with_unknown.get(dimension, {}).get(name)
    return Bar(words.group(dimension, name), shown, meant.get(name), worst if worst != shown else None)


def _row(ad: AdResult, dimension: str, groups: Sequence[str]) -> Row:
    shares, wide = ad.share.get(dimension, {}), ad.share_with_unknown.get(dimension, {})
    marks = [
        Mark(shape, shares[name], wide.get(name) if wide.get(name) != shares[name] else None)
        for shape, name in zip(("first", "second"), groups, strict=False)
        if name in shares
    ]
    meant = aimed(ad.aim, dimension, shares) if len(groups) == 1 else {}
    if marks and groups[0] in meant:
        marks.append(Mark("aim", meant[groups[0]]))
    return Row(ad.key.name, tuple(marks), "" if marks else words.NOT_REPORTED)


def _unit(ad: AdResult, dimension: str) -> str:
    return f"of every 100 {words.metric(ad.metric)} with a recorded {words.dimension(dimension)}"


def _recorded(dimension: str) -> str:
    return "recorded as " if dimension in ("gender", "age", "age_gender") else "in "


def _said(bar: Bar) -> str:
    meant = f"aimed at {words.share(bar.aimed)}, " if bar.aimed else ""
    return f"{bar.label}: {meant}shown to {words.share(bar.shown)}"


def _heard(row: Row) -> str:
    said = {"first": "shown to", "second": "and", "aim": "aimed at"}
    figures = ", ".join(f"{said[mark.shape]} {words.share(mark.value)}" for mark in row.marks)
    return f"{shown_name(row.label)}: {figures or row.note}"


def _first_last(shares: Sequence[Interval | None]) -> str:
    reported = [share for share in shares if share is not None]
    if not reported:
        return words.NOT_REPORTED
    return f"from {words.share(reported[0])} to {words.share(reported[-1])}"


def _unknown(dimension: str) -> str:
    return f"{dimension} not known" if dimension in ("gender", "age") else words.NOT_KNOWN
