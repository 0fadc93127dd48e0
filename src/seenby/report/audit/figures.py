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
from seenby.report.sentences import say, say_audit

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
    aimed, written = any(bar.aimed for bar in bars), formatting.dimension(dimension)
    title = say_audit("by-group", "aimed-and-shown" if aimed else "shown", dimension=written)
    desc = "; ".join(_said(bar) for bar in bars)
    svg = paired_bars(f"figure-{number}", title, desc, bars, unit([ad], dimension))
    left = len(groups) - len(drawn)
    note = say_audit("by-group", "largest", drawn=f"{len(drawn)}", left=f"{left}") if left else ""
    caption = say("caption", "of", title=title, name=shown_name(name))
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
    so_far, written = points[0].cumulative, formatting.dimension(dimension)
    title = say_audit("over-time", "so-far" if so_far else "daily", dimension=written)
    desc = "; ".join(say_audit("over-time", "heard", group=one.label, shares=_first_last(one.shares)) for one in lines)
    moments = [point.at for point in points]
    svg = timeline(f"figure-{number}", title, desc, moments, lines, unit([ad], dimension))
    caption = say("caption", "of", title=title, name=shown_name(name))
    many = len(ad.over_time[dimension])
    note = say_audit("over-time", "thinned", points=f"{len(points)}", many=f"{many:,}") if len(points) < many else ""
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
    metrics = say_audit("unit", "or").join(sorted({formatting.metric(ad.metric) for ad in ads}, reverse=True))
    return say_audit("unit", "recorded", metrics=metrics, dimension=formatting.dimension(dimension))


def _said(bar: Bar) -> str:
    shown = formatting.share(bar.shown)
    if bar.aimed is None:
        return say_audit("by-group", "heard", group=bar.label, shown=shown)
    return say_audit("by-group", "heard-aimed", group=bar.label, aimed=formatting.share(bar.aimed), shown=shown)


def _first_last(shares: Sequence[Interval | None]) -> str:
    reported = [share for share in shares if share is not None]
    if not reported:
        return say("figure", "not-reported")
    first, last = formatting.share(reported[0]), formatting.share(reported[-1])
    return say_audit("over-time", "first-last", first=first, last=last)


def _unknown(dimension: str) -> str:
    if dimension not in ("gender", "age"):
        return say("group", "not-known")
    return say_audit("by-group", "unknown", dimension=formatting.dimension(dimension))
