"""What readers of tables share: they know a family of headers and read the table that has most of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from seenby.errors import Unreadable
from seenby.read.contract import FIELDS, SPLIT, Peek, Sheet
from seenby.read.files.tabular import TextGrid
from seenby.read.tables.coded_column import refuse_coded_column
from seenby.read.tables.fast_csv import plain_table
from seenby.read.tables.money_units import money_of
from seenby.read.tables.rows_by_field import FREQUENCY, Table, find_table, other_tables, read_table
from seenby.read.tables.table_platform import where_it_ran
from seenby.read.tables.unread_columns import columns_not_read

EACH = 1_000
"""What a known column counts for, beside how far down the lists its spelling stands."""


@dataclass(frozen=True)
class FamilyReader:
    """A reader of CSV and XLSX tables whose headers are kept as TOML under ``columns/``."""

    name: str
    title: str
    platform: str
    family: str
    example: str
    version: str = "1"

    def recognise(self, peek: Peek) -> int:
        """How many header cells this family knows, in the table that has most; of equals, the plainer spellings win."""
        table = find_table(peek.grids, self.family, peek.options.columns)
        return max(1, EACH * len(table.columns.fields) - table.columns.stretch) if table else 0

    def read(self, peek: Peek) -> Sheet:
        """The table's sheet."""
        given = self.table(peek)
        refuse_coded_column(given)
        ran = where_it_ran(given, self.platform, self.family, self.title)
        table, unit, money = money_of(given, ran.platform)
        unread = columns_not_read(table)
        sheet = read_table(table, ran.platform)
        missed = other_tables(given, peek.grids, self.family, peek.options.columns)
        plain = None
        # What a row without its device stands for only shows where all rows are in a table of our own.
        if isinstance(table.grid, TextGrid) and SPLIT not in sheet.fields and unit == 1:
            wanted = {name: at[0] for name, at in table.columns.fields.items() if name in (*FIELDS, FREQUENCY)}
            plain = plain_table(table, wanted, peek.options)
        health = (*sheet.health, *missed, *unread, *money, *ran.health)
        return replace(sheet, plain=plain, health=health, money_unit=unit)

    def table(self, peek: Peek) -> Table:
        """The table this reader recognised."""
        table = find_table(peek.grids, self.family, peek.options.columns)
        if table is None:
            raise Unreadable("has no table with the expected columns", where=peek.raw.shown)
        return table
