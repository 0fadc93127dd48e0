"""Records that no reader of records knows, as a table: their keys are its header.

A warehouse answers with the columns of a table, and a script saves one so. The cells of an object within a record are
columns too, under both names (``metrics.impressions``); lists are none.

A warehouse's raw tables hold each record as a document in one column (Airbyte's ``_airbyte_data``), which is the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

from seenby.errors import BadValue
from seenby.read.files.json_depths import is_row
from seenby.read.files.json_frames import flat
from seenby.read.files.json_records import records, text_of
from seenby.read.files.open_files import RawFile
from seenby.read.files.tabular import Grid, NumberedCells, first_rows


@dataclass(frozen=True)
class RecordGrid:
    """The records of a document as rows. The header is row 0, so that a row has the number of its record."""

    raw: RawFile
    delimiter: str | None = None

    @property
    def label(self) -> str:
        """The file."""
        return self.raw.shown

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The keys of all records, in the order in which they come: one may be missing from the first."""
        return tuple(dict.fromkeys(name for _, record in records(self.raw) for name, _ in flat(record)))

    def rows(self) -> Iterator[NumberedCells]:
        """The header, and the cells of every record.

        Raises:
            Damaged: When the document is not valid JSON or ends early.
        """
        yield 0, list(self.names)
        for number, record in records(self.raw):
            cells = dict(flat(record))
            yield number, [text_of(cells.get(name)) or "" for name in self.names]

    def head(self) -> Iterator[NumberedCells]:
        """The rows from the first."""
        return self.rows()


@dataclass(frozen=True)
class CellGrid:
    """The records in one column of a table as rows, which keep the numbers of the table's own rows."""

    grid: Grid
    header_row: int
    column: int
    delimiter: str | None = None

    @property
    def label(self) -> str:
        """The file, and the sheet where there are several."""
        return self.grid.label

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The keys of all records, in the order in which they come."""
        return tuple(dict.fromkeys(name for _, cells in self._records() for name in cells))

    def rows(self) -> Iterator[NumberedCells]:
        """The keys as a header, and the cells of every record.

        Raises:
            BadValue: When a cell is no record, naming its row.
        """
        yield self.header_row, list(self.names)
        for number, cells in self._records():
            yield number, [text_of(cells.get(name)) or "" for name in self.names]

    def head(self) -> Iterator[NumberedCells]:
        """The rows from the first."""
        return self.rows()

    def _records(self) -> Iterator[tuple[int, dict[str, Any]]]:
        for number, cells in self.grid.rows():
            if number <= self.header_row or not any(cells):
                continue
            record = _record(cells, self.column)
            if record is None:
                raise BadValue(
                    "this row holds no record in the column of records",
                    where=self.label,
                    rows=[number],
                    remedy="give the file as it was downloaded",
                )
            yield number, dict(flat(record))


def grid_of_cells(grids: Sequence[Grid]) -> CellGrid | None:
    """The records of a table that holds each of them as a document in one column; None where there is no such table."""
    for grid in grids:
        rows = [(number, cells) for number, cells in first_rows(grid) if any(cells)]
        for (header_row, headers), (_, cells) in pairwise(rows):
            for column in range(min(len(headers), len(cells))):
                record = _record(cells, column)
                if record is not None and is_row(record):
                    return CellGrid(grid, header_row, column)
    return None


def _record(cells: Sequence[str], column: int) -> dict[str, Any] | None:
    text = cells[column].strip() if column < len(cells) else ""
    if not text.startswith("{"):
        return None
    try:
        record = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None
