"""What readers of tables share: they know a family of headers and read the table that has most of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from seenby.errors import Unreadable
from seenby.read.grid import TextGrid
from seenby.read.plain import plain_table
from seenby.read.sheet import FIELDS, Peek, Sheet
from seenby.read.tables import FREQUENCY, Table, find_table, other_tables, read_table


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
        """The number of header cells this family knows, in the table that has most of them."""
        table = find_table(peek.grids, self.family, peek.options.columns)
        return len(table.columns.fields) if table else 0

    def read(self, peek: Peek) -> Sheet:
        """The table's sheet."""
        table = self.table(peek)
        sheet = read_table(table, self.platform)
        missed = other_tables(table, peek.grids, self.family, peek.options.columns)
        plain = None
        if isinstance(table.grid, TextGrid):
            wanted = {name: at[0] for name, at in table.columns.fields.items() if name in (*FIELDS, FREQUENCY)}
            plain = plain_table(table, wanted, peek.options)
        return replace(sheet, plain=plain, health=(*sheet.health, *missed))

    def table(self, peek: Peek) -> Table:
        """The table this reader recognised."""
        table = find_table(peek.grids, self.family, peek.options.columns)
        if table is None:
            raise Unreadable("has no table with the expected columns", where=peek.raw.shown)
        return table
