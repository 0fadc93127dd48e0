"""Paired bars: of every 100, how many of each group the ad was aimed at and how many it was shown to.

A bar is filled as far as it is certain and hatched as far as it may reach, with both ends of the range drawn.
Nobody is a mark on the zero line; not reported is a dashed empty box; those whose group is not known are dotted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seenby.model import Interval
from seenby.report import svg
from seenby.report.charts import axis
from seenby.report.formatting import hundred
from seenby.report.sanitise import clip
from seenby.report.sentences import say, say_chart

PAIRED_LABEL, SINGLE_LABEL = 21, 32
"""Columns a label may take beside its figures on a telephone."""

TITLE, AIMED, SHOWN, GAP = 17, 9, 12, 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One group. ``worst`` is the range of ``shown`` wherever the unknown belong, None where it is the same."""

    label: str
    shown: Interval | None
    aimed: Interval | None = None
    worst: Interval | None = None
    unknown: bool = False


def paired_bars(ident: str, title: str, desc: str, bars: Sequence[Bar], unit: str) -> str:
    """The picture as SVG; without any aim, single bars."""
    paired = any(bar.aimed for bar in bars)
    legend, y = axis.key(_key(ident, bars, paired))
    top, rows = y, []
    for bar in bars:
        height = _height(bar, paired)
        rows.append(_row(ident, bar, paired, y))
        y += height
    scale, end = axis.scale(top + 4, y, unit)
    return svg.picture(ident, title, desc, end, svg.patterns(ident), legend, scale, *rows)


def _height(bar: Bar, paired: bool) -> float:
    pair = AIMED + GAP if paired and not bar.unknown else 0
    return TITLE + pair + SHOWN + (7 if bar.worst else 0) + 10


def _row(ident: str, bar: Bar, paired: bool, y: float) -> str:
    clipped = clip(bar.label, PAIRED_LABEL if paired else SINGLE_LABEL)
    parts = [
        svg.name(clipped, 0, y + 13, class_="label"),
        svg.words(_figures(bar, paired), "100%", y + 13, class_="value", text_anchor="end"),
    ]
    y += TITLE
    if paired and not bar.unknown:
        parts.append(_bar(ident, bar.aimed, y, AIMED, "aimed"))
        y += AIMED + GAP
    parts.append(_bar(ident, bar.shown, y, SHOWN, "unknown" if bar.unknown else "shown"))
    if bar.worst:
        parts.append(axis.ranged(bar.worst, y + SHOWN + 5, "worst"))
    return "".join(parts)


def _bar(ident: str, value: Interval | None, y: float, height: float, class_: str) -> str:
    if value is None:
        return svg.tag("rect", x=0, y=y + 1, width=28, height=height - 2, class_="absent")
    if value.high == 0:
        return svg.tag("rect", x=0, y=y, width=3, height=height, class_="none")
    fill = f"url(#{ident}-dots)" if class_ == "unknown" else None
    solid = svg.bar(0, value.low, y, height, class_, fill) if value.low > 0 else ""
    if value.is_exact:
        return solid
    maybe = svg.bar(value.low, value.high, y, height, f"maybe {class_}-edge", f"url(#{ident}-range)")
    return solid + maybe + axis.ends(value, y + height / 2, height / 2 + 2, f"end {class_}-edge")


def _figures(bar: Bar, paired: bool) -> str:
    shown = say("figure", "not-reported") if bar.shown is None else hundred(bar.shown)
    if not paired or bar.unknown:
        return shown
    if bar.aimed is None:
        return say_chart("bars", "no-aim", shown=shown)
    return say_chart("bars", "both", aimed=hundred(bar.aimed), shown=shown)


def _key(ident: str, bars: Sequence[Bar], paired: bool) -> list[tuple[axis.Symbol, str]]:
    """Only what the picture uses."""
    items = [(axis.swatch("aimed"), say_chart("key", "aimed"))] if paired else []
    items.append((axis.swatch("shown"), say_chart("key", "shown")))
    if _ranges([value for bar in bars for value in (bar.shown, bar.aimed)]):
        items.append((axis.swatch("maybe shown-edge", f"url(#{ident}-range)"), say_chart("key", "range")))
    if any(bar.worst for bar in bars):
        items.append((axis.whisker("worst"), say_chart("key", "counting")))
    return items


def _ranges(values: Sequence[Interval | None]) -> bool:
    return any(value is not None and not value.is_exact for value in values)
