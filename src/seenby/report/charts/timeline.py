"""Share over time: steps from report to report, the range as a band, a panel for two groups or a panel a group.

What was last reported holds until the next report, so lines are steps and nothing is made up between two of them.
A group missing from a report breaks its line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from seenby.model import Interval
from seenby.report import svg
from seenby.report.charts import axis
from seenby.report.charts.marks import mark
from seenby.report.charts.steps import WIDE, steps
from seenby.report.formatting import hundred, when
from seenby.report.sentences import say_chart

Moment = date | datetime
TALL, LOW = 150, 70
LEFT, RIGHT = 0.09, 0.97
SHAPES = ("first", "second")
MANY = 16
"""Past this many reports the marks would touch: only the line is drawn."""


@dataclass(frozen=True, slots=True)
class Line:
    """One group: its name and its share at each moment, None where it was not reported."""

    label: str
    shares: tuple[Interval | None, ...]


def timeline(ident: str, title: str, desc: str, moments: Sequence[Moment], lines: Sequence[Line], unit: str) -> str:
    """The picture as SVG: one panel when there are at most two groups, else a low panel for each."""
    together = len(lines) <= 2
    panels = [tuple(lines)] if together else [(one,) for one in lines]
    height = TALL if together else LOW
    places = _places(moments)
    drawn, y = list[str](), 20.0
    for panel in panels:
        if not together:
            drawn.append(svg.name(panel[0].label, 0, y + 13, class_="label"))
            y += 34
        drawn.append(_panel(ident, panel, places, y, height))
        y += height + 18
    below, end = axis.under(unit, y)
    return svg.picture(ident, title, desc, end, svg.patterns(ident), *drawn, _dates(moments, y), below)


def _places(moments: Sequence[Moment]) -> list[float]:
    """Where each moment stands across, as a share of the width, true to the time between them."""
    seconds = [_seconds(moment) for moment in moments]
    first, last = min(seconds), max(seconds)
    if first == last:
        return [(LEFT + RIGHT) / 2 for _ in seconds]
    return [LEFT + (RIGHT - LEFT) * (at - first) / (last - first) for at in seconds]


def _seconds(moment: Moment) -> float:
    """Seconds on one clock; a moment without a zone counts as UTC, so that a page is the same everywhere."""
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, tzinfo=UTC).timestamp()
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _panel(ident: str, lines: Sequence[Line], places: Sequence[float], y: float, height: float) -> str:
    grid = []
    for at in (1.0, 0.5, 0.0):
        level = y + (1 - at) * height
        grid.append(svg.line(0, level, 1, level, "grid" if at else "zero"))
        grid.append(svg.words(f"{at * 100:.0f}", 0, level - 3, class_="tick"))
    stepped = [steps(ident, one.shares, shape, places, height) for one, shape in zip(lines, SHAPES, strict=False)]
    field = svg.tag(
        "svg",
        *stepped,
        y=y,
        width="100%",
        height=height,
        viewBox=f"0 0 {WIDE} {height}",
        preserveAspectRatio="none",
    )
    marks = [_marks(one, shape, places, y, height) for one, shape in zip(lines, SHAPES, strict=False)]
    return "".join([*grid, field, *marks, *_ends(lines, places, y, height)])


def _marks(line: Line, shape: str, places: Sequence[float], y: float, height: float) -> str:
    if len(places) > MANY:
        return ""
    return "".join(
        mark(shape, place, y + (1 - end) * height, 3.5)
        for place, share in zip(places, line.shares, strict=True)
        if share is not None
        for end in dict.fromkeys((share.low, share.high))
    )


def _ends(lines: Sequence[Line], places: Sequence[float], y: float, height: float) -> list[str]:
    """Name and last figure of each line at its end: the upper above it, the lower below if there is room."""
    last = [
        (share, place, line.label)
        for line in lines
        for share, place in [next(((s, p) for s, p in _backward(line, places) if s is not None), (None, 0.0))]
        if share is not None
    ]
    drawn = []
    for order, (share, place, label) in enumerate(sorted(last, key=lambda one: -one[0].middle)):
        above, below = y + (1 - share.high) * height - 9, y + (1 - share.low) * height + 20
        level = below if order and below < y + height - 6 else above
        figure = hundred(share)
        text = say_chart("line", "end", group=label, share=figure) if len(lines) > 1 else figure
        drawn.append(svg.name(text, svg.across(place), level, class_="value", text_anchor="end"))
    return drawn


def _backward(line: Line, places: Sequence[float]) -> Iterator[tuple[Interval | None, float]]:
    return zip(reversed(line.shares), reversed(places), strict=True)


def _dates(moments: Sequence[Moment], y: float) -> str:
    first, last = moments[0], moments[-1]
    if first == last:
        return svg.words(when(first), "50%", y, class_="tick", text_anchor="middle")
    return svg.words(when(first), svg.across(0), y, class_="tick") + svg.words(
        when(last), "100%", y, class_="tick", text_anchor="end"
    )
