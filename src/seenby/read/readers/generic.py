"""Any other table, read with a mapping file that says what its columns are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from seenby.errors import UnknownFormat
from seenby.read.cells.folded_text import fold
from seenby.read.cells.headers import Columns
from seenby.read.contract import Peek, Sheet
from seenby.read.files.tabular import Grid, first_rows
from seenby.read.row import Row
from seenby.read.tables.rows_by_field import HEADER_WITHIN, Table, read_table
from seenby.spelling import alike, did_you_mean

if TYPE_CHECKING:
    from seenby.read.tables.mapping import Mapped


@dataclass(frozen=True)
class Generic:
    """Used for every table as soon as ``--mapping`` is given, and never without it."""

    name: str = "generic"
    title: str = "Any table, with a mapping file (CSV, XLSX)"
    example: str = "seenby audit report.csv --mapping mapping.toml"
    version: str = "1"

    def recognise(self, peek: Peek) -> int:
        """Wins over every other reader where a mapping is given and the file is a table."""
        return 1_000_000 if peek.options.mapping and peek.grids else 0

    def read(self, peek: Peek) -> Sheet:
        """The table's sheet, with the mapping's own words for its groups."""
        from seenby.read.tables.mapping import read_mapping

        path = peek.options.mapping
        assert path is not None
        mapped = read_mapping(path)
        sheet = read_table(_find(peek.grids, mapped, peek.raw.shown), mapped.platform)
        words = {field: {fold(raw): word for raw, word in some.items()} for field, some in mapped.values.items()}

        def rows() -> Iterator[Row]:
            for row in sheet.rows():
                cells = {
                    field: words[field].get(fold(cell), cell) if field in words else cell
                    for field, cell in row.cells.items()
                }
                yield row._replace(cells=cells)

        return replace(
            sheet,
            rows=rows,
            decimal_hint=mapped.decimal or sheet.decimal_hint,
            decimal_given=mapped.decimal is not None,
            currency=mapped.currency or sheet.currency,
            share_of="reach" if mapped.percent_of == "people" else "impressions",
        )


def _find(grids: tuple[Grid, ...], mapped: Mapped, label: str) -> Table:
    """The first table that has all the columns of the mapping."""
    best: tuple[str, ...] = ()
    for grid in grids:
        for number, cells in first_rows(grid, HEADER_WITHIN):
            headers = [fold(cell) for cell in cells]
            places = {
                field: tuple(at for at, header in enumerate(headers) if header == fold(wanted))
                for field, wanted in mapped.columns.items()
            }
            if all(places.values()):
                return Table(grid, number, tuple(cells), Columns(places, "en", mapped.currency, ()))
            if len(_missing(mapped, cells)) < len(_missing(mapped, best)):
                best = tuple(cells)
    names = ", ".join(f"“{header}”" for header in mapped.columns.values())
    raise UnknownFormat(
        f"no row has all the columns that the mapping names: {names}",
        where=label,
        remedy=_meant(_missing(mapped, best), best),
    )


def _missing(mapped: Mapped, cells: Sequence[str]) -> list[str]:
    """The columns of the mapping that a row does not have."""
    headers = {fold(cell) for cell in cells}
    return [wanted for wanted in mapped.columns.values() if fold(wanted) not in headers]


def _meant(missing: Sequence[str], cells: Sequence[str]) -> str:
    """What to do about columns that the likeliest header row does not have."""
    otherwise = "spell them as the table does"
    return next((did_you_mean(one, cells, otherwise) for one in missing if alike(one, cells)), otherwise)


READER = Generic()
