"""A table as CSV inside the page: a data: link, so that it can be had with scripts off and without a network.

A figure takes two columns, low and high, equal when it is exact; an open end and "not reported" are empty cells.
Text that a spreadsheet would run as a formula gets an apostrophe in front, also behind a semicolon.
"""

from __future__ import annotations

import csv
import io
import math
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from seenby.model import Interval, NotMeasurable
from seenby.report.audit.tables import Cell, Column, Table
from seenby.report.sanitise import plain
from seenby.report.sentences import say

MARK = "\ufeff"
"""Tells a spreadsheet that the file is UTF-8."""

SAFE = "!$()*,-./:;=?@_~"
"""Characters that a data: link and an attribute both take as they are."""

_AFTER_SEMICOLON = re.compile(r"(;[\s\"]*)(?=[=+\-@＝＋－＠])")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Download:
    """The link's address and how many of the table's rows it holds."""

    href: str
    rows: int


def csv_text(table: Table, rows: int | None = None) -> str:
    """The table as CSV (RFC 4180), the first ``rows`` of its rows."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow([title for column in table.columns for title in _titles(column)])
    for row in table.rows[:rows]:
        pairs = zip(table.columns, row, strict=True)
        write.writerow([text for column, cell in pairs for text in _cells(column, cell)])
    return out.getvalue()


def download(table: Table, most: int) -> Download:
    """The link, shortened to the rows that fit ``most`` characters."""
    rows = len(table.rows)
    link = _link(csv_text(table))
    while len(link) > most and rows:
        rows = min(rows - 1, rows * most // len(link))
        link = _link(csv_text(table, rows))
    return Download(link, rows)


def harmless(text: str) -> str:
    """The text on one line; with an apostrophe wherever a spreadsheet would take what follows for a formula.

    Where lists are separated by semicolons, programs part the cells of this file there too, quoted or not.
    """
    shown = f"'{plain(text)}" if text.lstrip(" ").startswith(FORMULA) else plain(text)
    return _AFTER_SEMICOLON.sub(r"\1'", shown)


def _titles(column: Column) -> Iterator[str]:
    if column.is_number:
        yield from (say("column", "low", title=column.title), say("column", "high", title=column.title))
    else:
        yield column.title


def _cells(column: Column, cell: Cell) -> Iterator[str]:
    if not column.is_number:
        yield harmless(cell) if isinstance(cell, str) else ""
    elif isinstance(cell, Interval):
        yield from (_number(cell.low, column.kind), _number(cell.high, column.kind))
    else:
        yield from (say("figure", "not-measurable") if isinstance(cell, NotMeasurable) else "", "")


def _number(value: float, kind: str) -> str:
    if math.isinf(value):
        return ""
    text = f"{value * 100:.4f}" if kind in ("share", "points") else f"{value:.6f}"
    return text.rstrip("0").rstrip(".")


def _link(text: str) -> str:
    """Percent signs are short for Latin text, base64 for any other."""
    whole = (MARK + text).encode()
    spelled = f"data:text/csv;charset=utf-8,{quote(whole, safe=SAFE)}"
    packed = f"data:text/csv;charset=utf-8;base64,{b64encode(whole).decode()}"
    return min(spelled, packed, key=len)
