"""Tables: what stands in them, and how a cell reads. The page, the terminal and the CSV all take them here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from seenby.model import Interval, NotMeasurable
from seenby.report import formatting
from seenby.report.sentences import say

Cell = str | Interval | NotMeasurable | None
"""Text, a figure, a figure that cannot be given, or None for not reported. An empty text does not apply."""

NOT_APPLICABLE = "—"
SIGNED = ("points", "odds")
"""Kinds of cell that are differences: they carry a sign."""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and what its cells are: text, day, share (of every 100), points (of it), odds, count, money, ratio."""

    title: str
    kind: str = "text"

    @property
    def is_number(self) -> bool:
        """Whether the column is set to the right."""
        return self.kind not in ("text", "day")


@dataclass(frozen=True, slots=True)
class Table:
    """A caption, columns and rows; the first cell of a row is its heading. ``shown`` rows stand in the page."""

    number: int
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shown: int = 100
    note: str = ""

    @property
    def ident(self) -> str:
        """The name of its place in the page."""
        return f"table-{self.number}"


def display(cell: Cell, kind: str) -> str:
    """A cell as the page shows it: ``15.3``, ``57.0–65.6``, ``5,000–9,999``, ``not reported``."""
    if cell is None:
        return say("figure", "not-reported")
    if isinstance(cell, NotMeasurable):
        return say("figure", "not-measurable")
    if isinstance(cell, str):
        return cell or NOT_APPLICABLE
    low, high = figure(cell.low, kind), figure(cell.high, kind)
    if math.isinf(cell.high):
        return say("figure", "or-more", low=low)
    if low == high:
        return low
    return say("figure", "range", low=low, high=high) if kind in SIGNED else f"{low}–{high}"


def figure(value: float, kind: str) -> str:
    """One end of a figure: shares and points with one decimal, counts grouped, money and ratios with two."""
    if kind in SIGNED:
        return formatting.signed(value * 100) if kind == "points" else formatting.signed(value, 2)
    if kind == "share":
        small = 0 < value < 0.0005
        return "<0.1" if small else f"{value * 100:.0f}" if value in (0, 1) else f"{value * 100:.1f}"
    if kind == "count":
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    return formatting.amount(value)


def used(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> tuple[tuple[Column, ...], list[list[Cell]]]:
    """The columns in which something is reported, and the rows cut down to them; the first column always stays."""
    kept = [place for place in range(len(columns)) if place == 0 or any(row[place] for row in rows)]
    return tuple(columns[place] for place in kept), [[row[place] for place in kept] for row in rows]
