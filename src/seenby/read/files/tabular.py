"""A table as rows of text, numbered as in the file, from CSV or from a workbook's sheet."""

from __future__ import annotations

import csv
import io
import itertools
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Protocol
from unicodedata import normalize

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from seenby.errors import Damaged
from seenby.evidence.unpack import TORN
from seenby.read.files.code_pages import Encoding
from seenby.read.files.delimiter import delimiter_of
from seenby.read.files.encoding import encoding_of, open_text
from seenby.read.files.open_files import RawFile, refuse_swelling
from seenby.read.files.xlsx_errors import Seen, look_at

NumberedCells = tuple[int, list[str]]
"""A row's number in the file, from 1, and its cells."""

PEEK_ROWS = 60
PEEK_LETTERS = 128 * 2**10
"""How much of a text the delimiter is judged by."""

LONGEST_CELL = 2**18
"""No name is longer; what is, has swallowed the rows after it."""

LARGEST_AREA, SPARSEST = 20_000_000, 10
"""A sheet is held with its blank cells: many may be that many, if a tenth of them says something."""

csv.field_size_limit(LONGEST_CELL)
TORN_WORKBOOK = (*TORN, CalamineError)


class Grid(Protocol):
    """Rows of text that can be read more than once."""

    @property
    def label(self) -> str:
        """The file, and the sheet when there are several."""

    @property
    def delimiter(self) -> str | None:
        """What separates cells in text; None in a workbook."""

    def rows(self) -> Iterator[NumberedCells]:
        """Every row from the first."""

    def head(self) -> Iterator[NumberedCells]:
        """The rows at the beginning, without reading on."""


def first_rows(grid: Grid, count: int = PEEK_ROWS) -> list[NumberedCells]:
    """The first rows of a grid; fewer when it is shorter."""
    return list(itertools.islice(grid.head(), count))


@dataclass(frozen=True)
class TextGrid:
    """A delimited text file. Row numbers count records, as a spreadsheet shows them, not lines."""

    raw: RawFile
    delimiter: str | None
    beginning: Encoding
    """How the rows at the beginning are written; what follows them may be written in another way."""

    @cached_property
    def encoding(self) -> Encoding:
        """The encoding of the whole file."""
        return encoding_of(self.raw)

    @property
    def label(self) -> str:
        """The file."""
        return self.raw.shown

    @property
    def decoded(self) -> Encoding:
        """How what has been read of the file was decoded: its beginning, or all of it."""
        return self.encoding if "encoding" in self.__dict__ else self.beginning

    @property
    def ends_line(self) -> bool:
        """Whether the file ends with a line end, or is packed, where a cut would have been noticed."""
        if self.raw.packed:
            return True
        with self.raw.open() as stream:
            stream.seek(max(self.raw.size - 4, 0))
            return any(end in stream.read() for end in (b"\n", b"\r"))

    def rows(self) -> Iterator[NumberedCells]:
        """Every record.

        Raises:
            Damaged: When a quotation is never closed, or the text breaks its own encoding.
        """
        yield from self._records(self.encoding)

    def head(self) -> Iterator[NumberedCells]:
        """The rows at the beginning; the rest of the file may be written in another way.

        Raises:
            Damaged: As `rows`.
        """
        return self._records(self.beginning)

    def _records(self, encoding: Encoding) -> Iterator[NumberedCells]:
        number = 0
        with open_text(self.raw, encoding) as stream:
            reader = csv.reader(stream, delimiter=self.delimiter or ",", strict=True)
            try:
                for number, cells in enumerate(reader, 1):
                    yield number, [normalize("NFC", cell) for cell in cells] if encoding.splits_accents else cells
            except csv.Error as error:
                raise Damaged(
                    f"the quotation marks of row {number + 1} do not match up",
                    where=self.label,
                    remedy="export it again as a workbook (XLSX), or as CSV without opening it in another program",
                ) from error
            except UnicodeError as error:
                raise Damaged(
                    f"row {number + 1} or the next is not written as the rest of the file is",
                    where=self.label,
                    remedy="export it again",
                ) from error


@dataclass(frozen=True)
class SheetGrid:
    """One sheet of a workbook. Numbers come as plain text with a point, dates as ISO dates."""

    raw: RawFile
    workbook: CalamineWorkbook
    sheet: str
    alone: bool
    delimiter: str | None = None

    @property
    def label(self) -> str:
        """The file, and the sheet when there are several."""
        return self.raw.shown if self.alone else f"{self.raw.shown}, sheet “{self.sheet}”"

    @cached_property
    def cells(self) -> CalamineSheet:
        """The sheet's cells, unpacked once.

        Raises:
            Damaged: When some stand so far out that the blank ones between them would not fit into memory.
        """
        if self.seen.area > LARGEST_AREA and self.seen.area > SPARSEST * self.seen.cells:
            raise Damaged(
                "has cells far outside its table",
                where=self.label,
                remedy="delete the rows below it and the columns beside it, or save it as CSV",
            )
        return self.workbook.get_sheet_by_name(self.sheet)

    @cached_property
    def seen(self) -> Seen:
        """What the sheet's own text says of its cells."""
        return look_at(self.raw, self.sheet)

    @cached_property
    def errors(self) -> Mapping[int, Mapping[int, str]]:
        """The cells that hold an error or a formula without its result, by row and column."""
        by_row: dict[int, dict[int, str]] = {}
        for (row, column), text in self.seen.errors.items():
            by_row.setdefault(row, {})[column] = text
        return by_row

    def rows(self) -> Iterator[NumberedCells]:
        """Every row of the sheet, empty ones above the first included.

        Raises:
            Damaged: When the workbook lists the sheet but does not hold it whole.
        """
        try:
            for number, cells in enumerate(self.cells.iter_rows(), 1):
                texts = [_as_text(cell) for cell in cells]
                for column, text in self.errors.get(number, {}).items() if self.errors else ():
                    at = column - self.first_column
                    if 0 <= at < len(texts):
                        texts[at] = text
                yield number, texts
        except TORN_WORKBOOK as error:
            raise Damaged("is a damaged workbook", where=self.label, remedy="export it again") from error

    @property
    def first_column(self) -> int:
        """The sheet's column in which its rows begin: empty ones on the left are not given."""
        return self.cells.start[1] if self.cells.start else 0

    def head(self) -> Iterator[NumberedCells]:
        """The rows from the first."""
        return self.rows()


def open_grids(raw: RawFile) -> list[Grid]:
    """The tables a file holds: one for text, one for each sheet of a workbook.

    Raises:
        Damaged: When the file is neither text nor a workbook, or a damaged one.
    """
    if not raw.is_workbook:
        beginning = encoding_of(raw, head_only=True)
        return [TextGrid(raw, _delimiter(raw, beginning), beginning)]
    _refuse_swelling(raw)
    try:
        with raw.open() as stream:
            workbook = CalamineWorkbook.from_filelike(stream)
        names = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    except TORN_WORKBOOK as error:
        raise Damaged("is a damaged workbook", where=raw.shown, remedy="export it again") from error
    return [SheetGrid(raw, workbook, name, len(names) == 1) for name in names]


def _refuse_swelling(raw: RawFile) -> None:
    """A workbook is unpacked whole, so what it says of its own size is looked at first."""
    try:
        with raw.open() as stream, zipfile.ZipFile(stream) as archive:
            refuse_swelling(raw, sum(member.file_size for member in archive.infolist()))
    except zipfile.BadZipFile:
        # An old workbook is no archive and cannot swell; a torn one is refused when it is opened.
        return
    except TORN as error:
        raise Damaged("is a damaged workbook", where=raw.shown, remedy="export it again") from error


def _as_text(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()
    return str(cell)


def _delimiter(raw: RawFile, encoding: Encoding) -> str:
    return delimiter_of(_first_lines(raw, encoding), raw.known)


def _first_lines(raw: RawFile, encoding: Encoding) -> list[str]:
    """Whole lines of the beginning; a caption may have hundreds, so they are counted by what they hold."""
    try:
        with open_text(raw, encoding) as stream:
            text = stream.read(PEEK_LETTERS)
    except UnicodeError as error:
        raise Damaged("is not a text file", where=raw.shown, remedy="export it again") from error
    lines = io.StringIO(text, newline="").readlines()
    return lines if len(text) < PEEK_LETTERS else lines[:-1]
