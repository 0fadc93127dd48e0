"""Exports that are tables: find the header, match its columns, hand out rows by field.

A row is never guessed into shape. Rows with too few or too many cells are refused by number, notes under the table
are left out by number, and a total row is marked, so that it is checked and never counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from seenby.errors import BadRows, UnknownFormat
from seenby.model import Health
from seenby.read.cells.folded_text import LONGEST_WORD
from seenby.read.cells.headers import Columns, is_header, match_headers
from seenby.read.cells.vocabulary import group_words, unrecognised
from seenby.read.checks.broken_off import LoneCells, breaks_off
from seenby.read.checks.shifted_cells import ShiftedCells
from seenby.read.contract import FIELDS, GROUPS, KEYS, METRICS, SPLIT, Peek, Sheet
from seenby.read.files.delimiter import DELIMITERS
from seenby.read.files.encoding_doubts import REMEDY, refuse_doubtful_headers
from seenby.read.files.tabular import Grid, NumberedCells, TextGrid, first_rows
from seenby.read.row import Row
from seenby.read.sentences import say
from seenby.read.tables.cells_by_field import POSITION, fitted, row_of
from seenby.read.tables.likely_columns import line_to_paste

HEADER_WITHIN = 15
LARGE = 8 * 2**20
"""Bytes from which a file is not read once more only to look at the end of its last row."""

MOST_BAD_ROWS = 1_000
FREQUENCY = "frequency"
"""Impressions for each person, as the export says it: it is kept nowhere, but it tells when cells have slipped."""

PIVOT_STARTS = (
    "sum - ",
    "sum of ",
    "summe - ",
    "summe von ",
    "somme - ",
    "somme de ",
    "row labels",
    "zeilenbeschriftungen",
)


@dataclass(frozen=True)
class Table:
    """A grid whose header has been found; ``first`` is the row of the first header there, if another stands above."""

    grid: Grid
    header_row: int
    headers: tuple[str, ...]
    columns: Columns
    first: int | None = None

    @property
    def known(self) -> int:
        """How many different fields the header names."""
        return len(self.columns.fields)

    @property
    def is_breakdown(self) -> bool:
        """Whether it has both something delivered and something it is broken down by, or an object."""
        fields = self.columns.fields
        return any(name in fields for name in METRICS) and any(
            name in fields for name in (*GROUPS, *KEYS, "criteria", POSITION)
        )


def find_table(grids: Sequence[Grid], family: str, extra: Path | None = None) -> Table | None:
    """The table whose header names most fields of a family; of equals, raw data before formatted."""
    best: Table | None = None
    for grid in grids:
        first: int | None = None
        for number, cells in first_rows(grid, HEADER_WITHIN):
            if sum(map(bool, cells)) < 2:
                continue
            columns = match_headers(cells, family, extra)
            table = Table(grid, number, tuple(cells), columns, first)
            if table.is_breakdown:
                first = first or number
                best = table if best is None or _better(table, best) else best
    return best


def read_table(table: Table, platform: str, fields: Mapping[str, tuple[int, ...]] | None = None) -> Sheet:
    """The sheet of a table whose columns need no more interpretation.

    Args:
        table: The table.
        platform: Where the ads ran.
        fields: Field to column indexes, where they differ from what the header says.

    Raises:
        BadRows: While reading, when rows do not fit the header.
    """
    _refuse_side_by_side(table)
    if table.first:
        raise second_header(table.grid.label, [table.header_row])
    if isinstance(table.grid, TextGrid):
        unused = table.columns.unused
        refuse_doubtful_headers(table.grid.beginning, unused, table.columns.fields, table.grid.label)
    found = fields or table.columns.fields
    chosen, health = _one_column_each(table, found)
    splits = found.get(SPLIT, ())
    return Sheet(
        label=table.grid.label,
        platform=platform,
        fields=tuple(name for name in FIELDS if _is_read(name, chosen, splits)),
        rows=lambda: _field_rows(table, chosen, splits),
        decimal_hint="," if table.grid.delimiter == ";" else None,
        currency=table.columns.currency,
        language=table.columns.language,
        health=(*health, *_other_money(table, chosen), *_cut_off(table, chosen)),
    )


def other_tables(table: Table, grids: Sequence[Grid], family: str, extra: Path | None = None) -> tuple[Health, ...]:
    """A note about sheets with tables of their own beside the one that is read, unless they hold the same rows."""
    rows = _said(table)
    others = [find_table([grid], family, extra) for grid in grids if grid is not table.grid]
    missed = [other.grid.label for other in others if other and _said(other) != rows]
    if not missed:
        return ()
    names = ", ".join(label.removeprefix(table.grid.label.partition(", sheet ")[0] + ", ") for label in missed)
    return (Health("sheet-not-read", "warning", say("sheet-not-read", "said", names=names), table.grid.label),)


def _said(table: Table) -> list[dict[str, str]]:
    """The first rows, by field: the same in the formatted and in the raw sheet of one export."""
    fields = {name: indexes[0] for name, indexes in table.columns.fields.items()}
    rows = [cells for number, cells in first_rows(table.grid) if number > table.header_row and any(cells)]
    return [{name: cells[index] for name, index in fields.items() if index < len(cells)} for cells in rows]


def _other_money(table: Table, chosen: Mapping[str, int]) -> tuple[Health, ...]:
    """A note where money stands in the table a second time, in another currency."""
    if not table.columns.other_money:
        return ()
    names = ", ".join(f"“{header.strip()}”" for header in table.columns.other_money)
    note = say("money-not-read", "said", names=names, read=table.headers[chosen["spend"]].strip())
    return (Health("money-not-read", "warning", note, table.grid.label),)


def _cut_off(table: Table, chosen: Mapping[str, int]) -> tuple[Health, ...]:
    """A note where the file may have been cut in the middle of a figure, which nothing in the figure itself shows."""
    last = next((name for name, index in chosen.items() if index == len(table.headers) - 1), None)
    grid = table.grid
    if not isinstance(grid, TextGrid) or grid.ends_line:
        return ()
    is_broken = grid.raw.size < LARGE and breaks_off(_body(table), len(table.headers))
    if last not in METRICS and not is_broken:
        return ()
    return (Health("last-row-open", "info", say("last-row-open", "broken" if is_broken else "said"), grid.label),)


def refuse_unknown(peek: Peek) -> UnknownFormat:
    """The refusal for a table that no reader knows, saying what it looks like where that helps."""
    where = peek.raw.shown
    rows = [cells for grid in peek.grids for _, cells in first_rows(grid, HEADER_WITHIN)]
    if not any(any(cells) for cells in rows):
        return UnknownFormat("is empty", where=where, remedy="export it again")
    # Pivots and half-opened files lie in the same folders as real exports, so a refusal says which it met. One file may
    # look like several of these: the surest mark is asked for first.
    if any(cell.strip().casefold().startswith(PIVOT_STARTS) for cells in rows for cell in cells):
        return UnknownFormat(
            "is a pivot table, which no longer holds the export's own rows",
            where=where,
            remedy="give the export the pivot was made from",
        )
    # A semicolon file opened where commas are meant, or the other way round, and saved: nothing is lost, but guessing
    # where cells end inside quoted names would be.
    if any(map(_is_one_cell, rows)):
        return UnknownFormat(
            "has each row as one cell, as a spreadsheet saves a file whose columns it did not find",
            where=where,
            remedy="export it again, and give it as it comes",
        )
    if any(map(_is_wide, rows)):
        return UnknownFormat(
            "has a column for each gender, where a row for each is needed",
            where=where,
            remedy="export it with the breakdown in rows, or turn it round",
        )
    # Last, because a first row of figures also begins what the tests above know better.
    if rows and _looks_like_data(rows[0]):
        return UnknownFormat(
            "has no header row, so nobody can say what its columns are",
            where=where,
            remedy="export it again with its header, or name the columns in a mapping file (--mapping)",
        )
    line = line_to_paste(peek.grids)
    pasting = say("people-not-read", "by-cells", line=line) if line else ""
    if any(isinstance(grid, TextGrid) and grid.beginning.assumed for grid in peek.grids):
        remedy = f"{REMEDY}; {pasting or 'or name the columns in a mapping file (--mapping)'}"
        return UnknownFormat("no reader knows these columns, and the file is not UTF-8", where=where, remedy=remedy)
    other = "run “seenby readers” to see what can be read, or name the columns in a mapping file (--mapping)"
    return UnknownFormat("no reader knows these columns", where=where, remedy=pasting or other)


def _better(table: Table, best: Table) -> bool:
    raw = "raw" in table.grid.label.casefold()
    return (table.known, raw) > (best.known, "raw" in best.grid.label.casefold())


def _is_one_cell(cells: Sequence[str]) -> bool:
    """Whether a row is one cell that holds a whole header."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) == 1 and any(sum(map(is_header, filled[0].split(mark))) > 2 for mark in DELIMITERS)


def _is_wide(cells: Sequence[str]) -> bool:
    """Whether a header has a column for women and one for men, as pivoted tables have."""
    if _looks_like_data(cells):
        return False
    parts = (part for cell in cells if len(cell) <= LONGEST_WORD for part in _BETWEEN_WORDS.split(cell))
    words = {part for part in parts if len(part) > 2}
    return {"female", "male"} <= {group for word in words if (group := _gender(word))}


def _gender(word: str) -> str:
    return "" if unrecognised("gender", [word]) else group_words("gender", [word])[word]


_BETWEEN_WORDS = re.compile(r"[\W_]+")


def _looks_like_data(cells: Sequence[str]) -> bool:
    return any(cell.strip().replace(".", "", 1).replace(",", "").isdigit() for cell in cells)


def _refuse_side_by_side(table: Table) -> None:
    """Stop at two tables with an empty column between: their rows have nothing to do with each other.

    Raises:
        BadRows: When both sides of a blank header name something delivered and something it is broken down by.
    """
    whole: list[bool] = []
    side: set[str] = set()
    named = {index: name for name, indexes in table.columns.fields.items() for index in indexes}
    for index, header in enumerate((*table.headers, "")):
        if header.strip():
            side |= {named[index]} if index in named else set()
        elif side:
            whole.append(bool(side & set(METRICS)) and bool(side & {*GROUPS, *KEYS}))
            side = set()
    if sum(whole) > 1:
        raise BadRows(
            "two tables stand side by side",
            where=table.grid.label,
            rows=[table.header_row],
            remedy="save each as a file of its own",
        )


def _one_column_each(table: Table, fields: Mapping[str, tuple[int, ...]]) -> tuple[dict[str, int], tuple[Health, ...]]:
    """One column a field. A header that stands twice is only accepted when both columns say the same."""
    read = {*FIELDS, POSITION, FREQUENCY} - {SPLIT}
    wanted = {name: indexes for name, indexes in fields.items() if name in read}
    chosen = {name: indexes[0] for name, indexes in wanted.items()}
    twice = {name: indexes for name, indexes in wanted.items() if len(indexes) > 1}
    if not twice:
        return chosen, ()
    for number, cells in _body(table):
        for indexes in twice.values():
            if len({cells[i] if i < len(cells) else "" for i in indexes}) > 1:
                names = " and ".join(f"“{table.headers[i].strip()}”" for i in indexes)
                raise BadRows(
                    f"columns {names} mean the same and hold different values",
                    where=table.grid.label,
                    rows=[number],
                    remedy="remove one of them from the report and export it again",
                )
    names = ", ".join(f"“{table.headers[indexes[0]].strip()}”" for indexes in twice.values())
    return chosen, (Health("duplicate-header", "info", say("duplicate-header", "said", names=names), table.grid.label),)


def _is_read(name: str, chosen: Mapping[str, int], splits: Sequence[int]) -> bool:
    return name in chosen or (name == "placement" and POSITION in chosen) or (name == SPLIT and bool(splits))


def _field_rows(table: Table, chosen: Mapping[str, int], splits: Sequence[int]) -> Iterator[Row]:
    # Spreadsheets save empty columns on the right; no row has to have a cell under a header that is blank.
    width = len(table.headers)
    while width and not table.headers[width - 1].strip():
        width -= 1
    wrong: list[int] = []
    headings: list[int] = []
    shifted, alone = ShiftedCells(chosen), LoneCells()
    padded = table.grid.delimiter is None
    for number, cells in _body(table):
        full = cells if len(cells) == width else fitted(cells, width, padded=padded)
        if full is not None:
            shifted.watch(number, full)
            yield row_of(number, full, chosen, splits)
        elif sum(map(bool, map(str.strip, cells))) == 1:
            # "This is raw data. See Sheet 1 ...": exports put notes above and below their tables.
            alone.watch(number, cells)
            yield Row.left_out(number, say("left-out", "note"))
        else:
            wrong.extend([number] if len(wrong) < MOST_BAD_ROWS else [])
            headings.extend([number] if number in wrong and sum(map(is_header, cells)) > 1 else [])
    # Only now are all rows at fault known, and a person who must repair them wants them in one go.
    # A second header explains the rows below it, so it is said before their widths are.
    if headings:
        raise second_header(table.grid.label, headings)
    wrong = sorted([*wrong, *alone.rows(_body(table), width)])
    if wrong:
        raise BadRows(
            f"{'it has' if len(wrong) == 1 else 'they have'} not the {width} columns of the header",
            where=table.grid.label,
            rows=wrong,
            remedy="export it again, or repair these rows",
        )
    # Wants a second look at the table, because a word is only strange while no other row shows it at home.
    shifted_rows = shifted.rows(_body(table))
    if shifted_rows:
        raise BadRows(
            "a gender or an age stands in another column than the header says",
            where=table.grid.label,
            rows=shifted_rows,
            remedy="look whether cells have changed places, and export the file again",
        )


def second_header(label: str, rows: Sequence[int]) -> BadRows:
    """The refusal of two tables one below the other, of which the second begins with a header of its own."""
    return BadRows(
        "a second header stands below the first, as where two exports are pasted together",
        where=label,
        rows=rows,
        remedy="save each as a file of its own",
    )


def _body(table: Table) -> Iterator[NumberedCells]:
    """The rows below the header that are not empty."""
    return ((number, cells) for number, cells in table.grid.rows() if number > table.header_row and any(cells))
