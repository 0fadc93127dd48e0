"""What readers of tables share: they know a family of headers and read the table that has most of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from seenby.errors import Unreadable
from seenby.model import Health
from seenby.read.cells.headers import is_of_one_family
from seenby.read.contract import FIELDS, SPLIT, Peek, Sheet
from seenby.read.files.tabular import TextGrid
from seenby.read.sentences import say
from seenby.read.tables.fast_csv import plain_table
from seenby.read.tables.rows_by_field import FREQUENCY, Table, find_table, other_tables, read_table
from seenby.read.tables.unread_columns import people_not_read

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
        table = self.table(peek)
        sheet = read_table(table, self.platform)
        missed = other_tables(table, peek.grids, self.family, peek.options.columns)
        plain = None
        # What a row without its device stands for only shows where all rows are in a table of our own.
        if isinstance(table.grid, TextGrid) and SPLIT not in sheet.fields:
            wanted = {name: at[0] for name, at in table.columns.fields.items() if name in (*FIELDS, FREQUENCY)}
            plain = plain_table(table, wanted, peek.options)
        return replace(
            sheet, plain=plain, health=(*sheet.health, *missed, *people_not_read(table), *self._guessed(table))
        )

    def _guessed(self, table: Table) -> tuple[Health, ...]:
        """A note where the table could be another platform's as well."""
        if is_of_one_family(table.headers, self.family):
            return ()
        note = say("platform-guessed", "said", title=self.title)
        return (Health("platform-guessed", "info", note, table.grid.label),)

    def table(self, peek: Peek) -> Table:
        """The table this reader recognised."""
        table = find_table(peek.grids, self.family, peek.options.columns)
        if table is None:
            raise Unreadable("has no table with the expected columns", where=peek.raw.shown)
        return table
