"""Google Ads gender and age reports: CSV with its preamble and total rows, and XLSX written by a script."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from seenby.errors import UnknownFormat
from seenby.read.cells.dates import decide_dates
from seenby.read.cells.vocabulary import group_words, is_total
from seenby.read.contract import FIELDS, Peek, Sheet
from seenby.read.files.tabular import first_rows
from seenby.read.readers.family import FamilyReader
from seenby.read.row import Row
from seenby.read.tables.rows_by_field import Table, read_table

BETWEEN = re.compile(r"\s+[-–—]\s+|\s+(?:to|bis)\s+")
SAMPLE = 5_000


@dataclass(frozen=True)
class GoogleAds(FamilyReader):
    """Ages and genders come in separate reports: Google does not join them."""

    def read(self, peek: Peek) -> Sheet:
        """The table's sheet, with the period of its preamble and its ``Criteria`` column understood."""
        table = self.table(peek)
        if "criteria" in table.columns.fields:
            return _with_period(_understood(table, self.platform), table)
        return _with_period(super().read(peek), table)


def _understood(table: Table, platform: str) -> Sheet:
    """A script's ``Criteria`` column holds genders or ages; which of both, its words tell."""
    index = table.columns.fields["criteria"][0]
    texts = {
        row[index]
        for number, row in itertools.islice(table.grid.rows(), SAMPLE)
        if number > table.header_row and index < len(row) and row[index].strip() and not is_total(row[index])
    }
    kinds = [kind for kind in ("gender", "age") if _fits(kind, texts, table)]
    if len(kinds) != 1:
        raise UnknownFormat(
            "its Criteria column holds neither genders alone nor ages alone",
            where=table.grid.label,
            remedy="export genders and ages as separate reports",
        )
    fields = {name: at for name, at in table.columns.fields.items() if name != "criteria"}
    return read_table(table, platform, {**fields, kinds[0]: (index,)})


def _fits(kind: str, texts: set[str], table: Table) -> bool:
    try:
        groups = set(group_words(kind, texts, table.columns.language).values())
    except ValueError:
        return False
    known = groups - {"unknown", ""}
    return bool(known) and known <= {"female", "male"} if kind == "gender" else all(g[0].isdigit() for g in known)


def _with_period(sheet: Sheet, table: Table) -> Sheet:
    """The rows with the period that stands above the table, where no column has one."""
    if set(sheet.fields) & {"start", "end", "day"}:
        return sheet
    period = next(filter(None, map(_period, _preamble(table))), None)
    if period is None:
        return sheet

    def rows() -> Iterator[Row]:
        for row in sheet.rows():
            yield row._replace(cells={**row.cells, **period})

    fields = tuple(name for name in FIELDS if name in sheet.fields or name in period)
    return replace(sheet, fields=fields, rows=rows, plain=None)


def _preamble(table: Table) -> Iterator[str]:
    for number, cells in first_rows(table.grid, table.header_row):
        if number < table.header_row:
            yield " ".join(cell for cell in cells if cell)
            # A date such as “August 1, 2020” is split by the comma where the preamble is not quoted.
            yield ",".join(cells)


def _period(text: str) -> Mapping[str, str] | None:
    ends = BETWEEN.split(text.strip())
    if len(ends) != 2:
        return None
    plan = decide_dates({"start": [ends[0]], "end": [ends[1]]})
    return {"start": ends[0], "end": ends[1]} if plan.parse(ends[0]) and plan.parse(ends[1]) else None


READER = GoogleAds(
    name="google-ads",
    title="Google Ads gender or age report (CSV, XLSX)",
    platform="google",
    family="google",
    example="seenby audit 'Gender report.csv'",
)
