"""Dots with ranges: one row an ad, all on the same scale from 0 to 100.

A figure that is exact is one mark; a range is a thick line with a mark at each end, because nothing is known of
where between them it lies. The thin line behind reaches as far as those whose group is not known could take it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seenby.model import Interval
from seenby.report import svg
from seenby.report.charts import axis
from seenby.report.charts import row as layout
from seenby.report.charts.marks import mark, symbol
from seenby.report.formatting import hundred
from seenby.report.sanitise import clip
from seenby.report.sentences import say_chart

NUMBER, AWAY = 8, 10
"""Width of a digit, and how far a number stands from its mark, px."""

Side = tuple[float, float, str]
"""From where across, how far from there in px, and the anchor."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One figure of a row. ``shape`` is first (filled circle), second (open square) or aim (open diamond)."""

    shape: str
    value: Interval
    worst: Interval | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One ad: its name, its marks in any order, or a note where it has no figure."""

    label: str
    marks: tuple[Mark, ...] = ()
    note: str = ""


def dots(ident: str, title: str, desc: str, rows: Sequence[Row], names: Mapping[str, str], unit: str) -> str:
    """The picture as SVG; ``names`` says what each shape stands for."""
    used = {mark.shape for row in rows for mark in row.marks}
    items = [(symbol(shape), name) for shape, name in names.items() if shape in used]
    if any(mark.worst for row in rows for mark in row.marks):
        items.append((axis.whisker("worst"), say_chart("key", "counting")))
    legend, top = axis.key(items)
    bottom = top + layout.HEIGHT * len(rows)
    drawn = [_row(row, names, top + layout.HEIGHT * place) for place, row in enumerate(rows)]
    scale, end = axis.scale(top + 4, bottom, unit)
    return svg.picture(ident, title, desc, end, legend, scale, *drawn)


def _row(row: Row, names: Mapping[str, str], y: float) -> str:
    middle = layout.middle(y)
    if not row.marks:
        return _name(row.label, "", y) + svg.words(row.note, 8, middle + 4, class_="absent-note")
    order = sorted(row.marks, key=lambda one: one.value.middle)
    sides = [(one, _side(one, order)) for one in order if one.shape != "aim"]
    beside = ", ".join(
        say_chart("dots", "beside", group=names[one.shape], share=hundred(one.value))
        for one, side in sides
        if side is None
    )
    ranges = [_range(one, middle) for one in order]
    shapes = [mark(one.shape, at, middle) for one in order for at in dict.fromkeys((one.value.low, one.value.high))]
    numbers = [_number(one, side, middle) for one, side in sides if side]
    return "".join([_name(row.label, beside, y), *_link(order, middle), *ranges, *shapes, *numbers])


def _name(label: str, beside: str, y: float) -> str:
    """The row's name, and at its right what had no room by the marks."""
    width = layout.room_beside(beside) if beside else layout.LABEL
    name = svg.name(clip(label, width), 0, y + layout.BASELINE, class_="label")
    return name + (svg.name(beside, "100%", y + layout.BASELINE, class_="value", text_anchor="end") if beside else "")


def _range(mark: Mark, y: float) -> str:
    worst = axis.ranged(mark.worst, y, "worst") if mark.worst else ""
    if mark.value.is_exact:
        return worst
    return worst + svg.line(mark.value.low, y, mark.value.high, y, f"span {mark.shape}-line")


def _link(order: Sequence[Mark], y: float) -> list[str]:
    """A thin line from what was aimed at to what was shown: its length is what was added."""
    if len(order) != 2 or "aim" not in (order[0].shape, order[1].shape):
        return []
    return [svg.line(order[0].value.high, y, order[1].value.low, y, "link")] if _apart(*order) else []


def _apart(left: Mark, right: Mark) -> bool:
    return left.value.high < right.value.low


def _side(one: Mark, order: Sequence[Mark]) -> Side | None:
    """Where a mark's number stands: outside the marks, inward where the edge is near, None without any room."""
    low, high = _reach(one, order)
    room = (NUMBER * len(hundred(one.value)) + AWAY) / axis.NARROW
    left = (low, -AWAY, "end") if low >= room else None
    right = (high, AWAY, "start") if high <= 1 - room else None
    return left or right if one is order[0] and len(order) > 1 else right or left


def _number(one: Mark, side: Side, y: float) -> str:
    at, shift, anchor = side
    return svg.words(hundred(one.value), svg.across(at), y + 4, dx=shift, class_="value", text_anchor=anchor)


def _reach(one: Mark, order: Sequence[Mark]) -> tuple[float, float]:
    """From where to where a mark takes up room, with what was aimed at where the two overlap."""
    span = one.worst or one.value
    for other in order:
        if other.shape == "aim" and other.value.low <= span.high and span.low <= other.value.high:
            span = span.span(other.value)
    return span.low, span.high
