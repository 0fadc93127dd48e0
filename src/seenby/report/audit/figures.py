"""The pictures of one ad: which groups they are drawn for, what they are called, what a screen reader hears."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seenby.model import AdResult, Interval, Point
from seenby.report import formatting
from seenby.report.audit.ad_tables import groups_table, time_table
from seenby.report.audit.selection import known
from seenby.report.audit.tables import Table
from seenby.report.audit.unknown_share import unknown_share
from seenby.report.charts import Bar, Line, paired_bars, timeline
from seenby.report.numbering import Numbers
from seenby.report.sanitise import shown_name

MOST_BARS, MOST_ROWS, MOST_PANELS, MOST_POINTS = 16, 40, 6, 250

ANYTHING = "nothing known: anywhere from 0 to 100"


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


def by_group(ad: AdResult, name: str, dimension: str, numbers: Numbers) -> Figure:
    """Paired bars of one ad: aimed at and shown to, by group."""
    shares = ad.share[dimension]
    groups = known(dimension, shares, ad.aimed.get(dimension, {}))
    drawn = _largest(groups, shares)
    bars = [_bar(ad, dimension, group) for group in drawn]
    lost = unknown_share(ad, dimension)
    if lost and lost.high > 0:
        bars.append(Bar(_unknown(dimension), lost, unknown=True))
    number = numbers.figure()
    verb = "Aimed at and shown to" if any(bar.aimed for bar in bars) else "Shown to"
    title = f"{verb}, by {formatting.dimension(dimension)}"
    desc = "; ".join(_said(bar) for bar in bars)
    svg = paired_bars(f"figure-{number}", title, desc, bars, unit([ad], dimension))
    left = len(groups) - len(drawn)
    note = f"The picture shows the {len(drawn)} largest groups; {left} more are in the table." if left else ""
    caption = f"{title}: {shown_name(name)}"
    return Figure(number, caption, svg, groups_table(ad, name, dimension, numbers.table()), note)


def over_time(ad: AdResult, name: str, dimension: str, numbers: Numbers) -> Figure:
    """Share over time of one ad, by report or by day."""
    points = _thinned(ad.over_time[dimension])
    groups = known(dimension, *(point.share for point in points))
    drawn = _largest(groups, points[-1].share, MOST_PANELS)
    lines = [
        Line(formatting.group(dimension, group), tuple(point.share.get(group) for point in points)) for group in drawn
    ]
    number = numbers.figure()
    kind = "so far, at each report" if points[0].cumulative else "day by day"
    title = f"Shown to, by {formatting.dimension(dimension)}, {kind}"
    desc = "; ".join(f"{line.label}: {_first_last(line.shares)}" for line in lines)
    moments = [point.at for point in points]
    svg = timeline(f"figure-{number}", title, desc, moments, lines, unit([ad], dimension))
    caption = f"{title}: {shown_name(name)}"
    many = len(ad.over_time[dimension])
    note = f"The picture shows {len(points)} of {many:,} reports." if len(points) < many else ""
    return Figure(number, caption, svg, time_table(ad, name, dimension, numbers.table()), note)


def _thinned(points: Sequence[Point]) -> Sequence[Point]:
    """Every n-th point and the last, no more than a line has room for."""
    step = -(-len(points) // MOST_POINTS)
    return [*points[:-1:step], points[-1]]


def _largest(names: Sequence[str], shares: Mapping[str, Interval], most: int = MOST_BARS) -> list[str]:
    """The names with the largest shares, in the order they came."""
    nothing = Interval.exact(0.0)
    first = sorted(names, key=lambda name: -shares.get(name, nothing).high)[:most]
    return [name for name in names if name in first]


def _bar(ad: AdResult, dimension: str, name: str) -> Bar:
    shown, meant = ad.share[dimension].get(name), ad.aimed.get(dimension, {}).get(name)
    worst = ad.share_with_unknown.get(dimension, {}).get(name)
    return Bar(formatting.group(dimension, name), shown, meant, worst if worst != shown else None)


def unit(ads: Sequence[AdResult], dimension: str) -> str:
    """What the numbers of a picture are numbers of."""
    metrics = " or ".join(sorted({formatting.metric(ad.metric) for ad in ads}, reverse=True))
    return f"of 100 {metrics} with a recorded {formatting.dimension(dimension)}"


def _said(bar: Bar) -> str:
    meant = f"aimed at {formatting.share(bar.aimed)}, " if bar.aimed else ""
    return f"{bar.label}: {meant}shown to {formatting.share(bar.shown)}"


def _first_last(shares: Sequence[Interval | None]) -> str:
    reported = [share for share in shares if share is not None]
    if not reported:
        return formatting.NOT_REPORTED
    return f"from {formatting.share(reported[0])} to {formatting.share(reported[-1])}"


def _unknown(dimension: str) -> str:
    return f"{dimension} not known" if dimension in ("gender", "age") else formatting.NOT_KNOWN
