"""Records that were saved as a table: lists and bands in cells, as Meta's Ad Library and programs write them.

"{""age"": ""18-24"", ...},{...}"           the website's own file, a list without its brackets
"[{""age"": ""18-24"", ...}]"               a list as JSON
"[{'age': '18-24', ...}]"                   a list as Python prints it
"lower_bound: 100, upper_bound: 199"        a band, the website's own; the upper end may be missing
impressions.lower_bound, impressions_lower  a band in two columns
"""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from seenby.errors import BadValue
from seenby.read.files.json_records import Record
from seenby.read.files.tabular import Grid, first_rows

WITHIN = 15
"""The rows among which a header is looked for."""


def header_of(grids: Sequence[Grid], marks: frozenset[str]) -> tuple[Grid, int, list[str]] | None:
    """The first row that has one of some headers: its grid, its number and its cells."""
    for grid in grids:
        for number, cells in first_rows(grid, WITHIN):
            names = [cell.strip().casefold() for cell in cells]
            if marks & set(names):
                return grid, number, names
    return None


def table_records(
    grid: Grid, header_row: int, names: Sequence[str], plain: frozenset[str], nested: frozenset[str]
) -> Iterator[Record]:
    """The records of a table, with the number of their row under ``row``.

    Args:
        grid: The table.
        header_row: The row of its header.
        names: The header's cells.
        plain: The columns to read as they stand; a page may be called “[x]”.
        nested: The columns of lists and bands. No other cell is looked at.

    Raises:
        BadValue: When a cell begins like a list and is none, naming the row.
    """
    bands = {index: match for index, name in enumerate(names) if (match := _BAND_COLUMN.fullmatch(name))}
    for number, cells in grid.rows():
        if number <= header_row or not any(cells):
            continue
        record: dict[str, Any] = {"row": number}
        for index, (name, cell) in enumerate(zip(names, cells, strict=False)):
            if index in bands:
                band = bands[index]
                record.setdefault(band[1], {})[f"{band[2]}_bound"] = cell.strip() or None
            elif name in plain and cell.strip():
                record[name] = cell.strip()
            elif name in nested and cell.strip():
                record[name] = _value(cell.strip(), grid.label, number)
        yield record


def _value(cell: str, label: str, number: int) -> Any:
    bounds = dict(_BOUND.findall(cell))
    if bounds and cell[0] not in "[{":
        return bounds
    if cell[0] not in "[{":
        return cell
    for parse in _PARSERS:
        try:
            return parse(cell)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
    raise BadValue(
        "this row holds a list that is cut off, or that a spreadsheet has changed",
        where=label,
        rows=[number],
        remedy="give the file as it was downloaded",
    )


def _json(cell: str) -> Any:
    return json.loads(cell, parse_float=Decimal)


def _without_brackets(cell: str) -> Any:
    return _json(f"[{cell}]")


def _literal(cell: str) -> Any:
    with warnings.catch_warnings():
        # Python has its say on odd backslashes in what it is given to read; that is no matter of ours.
        warnings.simplefilter("ignore")
        return ast.literal_eval(cell)


_PARSERS: tuple[Callable[[str], Any], ...] = (_json, _without_brackets, _literal)
_BOUND = re.compile(r"\b((?:lower|upper)_bound): *(\d+)")
_BAND_COLUMN = re.compile(r"(impressions|spend)[._](lower|upper)(?:_bound)?")


def as_texts(value: object) -> list[str]:
    """A list of texts, which a table may hold as one text with commas."""
    if isinstance(value, str):
        return [part.strip(" \"'[]") for part in value.split(",")]
    return [str(part) for part in value] if isinstance(value, list) else []
