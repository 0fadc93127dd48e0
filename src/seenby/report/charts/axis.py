"""What all pictures share: the scale from 0 to 100, the key, and how a range is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from textwrap import wrap

from seenby.model import Interval
from seenby.report import svg
from seenby.report.sanitise import columns

NARROW = 320
"""The narrowest place a picture is set in, px: the key breaks its lines for it."""

KEY_LINE = 18
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
UNIT_LINE, UNIT_COLUMNS = 16, 46

Symbol = Callable[[float, float], str]
"""Draws itself about 12 px wide, from a left edge and a middle line, both in pixels."""


def scale(top: float, bottom: float, unit: str) -> tuple[str, float]:
    """Grid lines at every quarter, the zero line stronger, numbers and unit underneath, and where that ends."""
    grid = [svg.line(at, top, at, bottom, "zero" if at == 0 else "grid") for at in TICKS]
    anchors = {0.0: "start", 1.0: "end"}
    numbers = [
        svg.words(f"{at * 100:.0f}", svg.across(at), bottom + 14, class_="tick", text_anchor=anchors.get(at, "middle"))
        for at in TICKS
    ]
    below, end = under(unit, bottom + 14)
    return "".join([*grid, *numbers, below]), end


def under(unit: str, y: float) -> tuple[str, float]:
    """What the numbers are numbers of, in lines that fit a telephone, below ``y``; and where they end."""
    lines = wrap(unit, UNIT_COLUMNS)
    drawn = [svg.words(line, 0, y + UNIT_LINE * place, class_="tick") for place, line in enumerate(lines, 1)]
    return "".join(drawn), y + UNIT_LINE * len(lines) + 7


def key(items: Sequence[tuple[Symbol, str]]) -> tuple[str, float]:
    """The key, broken into lines that fit a telephone, and the height it takes."""
    drawn, x, y = [], 0.0, 9.0
    for symbol, label in items:
        width = 18 + columns(label) * svg.LETTER + 14
        if x > 0 and x + width > NARROW:
            x, y = 0.0, y + KEY_LINE
        drawn += [symbol(x, y), svg.words(label, x + 18, y + 4, class_="key")]
        x += width
    return "".join(drawn), y + KEY_LINE


def swatch(class_: str, fill: str | None = None) -> Symbol:
    """A small box in the manner of a bar."""
    return lambda x, y: svg.tag("rect", x=x, y=y - 5, width=12, height=10, class_=class_, fill=fill)


def whisker(class_: str) -> Symbol:
    """A short thin range with its two ends, as under a bar or behind a dot."""
    return lambda x, y: svg.tag("path", d=f"M{x:g} {y - 3:g}v6m0-3h12m0-3v6", class_=class_)


def ends(interval: Interval, y: float, half: float, class_: str) -> str:
    """The two ends of a range as short upright lines; nothing for an exact figure."""
    if interval.is_exact:
        return ""
    return "".join(svg.line(at, y - half, at, y + half, class_) for at in (interval.low, interval.high))


def ranged(interval: Interval, y: float, class_: str) -> str:
    """A thin line from end to end with both ends marked."""
    return svg.line(interval.low, y, interval.high, y, class_) + ends(interval, y, 3, class_)
