"""A day as a table of the embedded engine: a row an ad, until each ad's counts are at its place in the state."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import numpy as np

from seenby.watch.engines.expected_shares import keep_aims
from seenby.watch.engines.input_errors import reading
from seenby.watch.engines.input_sql import literal
from seenby.watch.engines.protocol import PlacedCounts
from seenby.watch.engines.state_files import kept, parquet, room
from seenby.watch.engines.state_tables import part_of_ad, plain
from seenby.watch.settings import WatchSettings
from seenby.watch.state.counts import ShownCounts

NO_COUNTS = ("ad", "account", "smallest", "part")


@dataclass(frozen=True, slots=True, eq=False)
class PlaceableTable:
    """A day's table that has all its columns; see `DayToPlace`.

    Attributes:
        connection: Holds the table.
        name: What it is called there.
        parts: How many parts the state has.
        columns: All its columns.
    """

    connection: duckdb.DuckDBPyConnection
    name: str
    parts: int
    columns: tuple[str, ...]

    def place(self, part: int, known: Sequence[Path], to: Path, so_far: int) -> PlacedCounts:
        """Give the new ads of a part their places; see `DayToPlace.place`."""
        fresh = self._write_new_names(part, known, to, so_far)
        return PlacedCounts(fresh, self.counts(part, [*known, to] if fresh else known))

    def counts(self, part: int, known: Sequence[Path]) -> ShownCounts:
        """The counts of the ads of a part that have a place."""
        columns = [name for name in self.columns if name not in NO_COUNTS]
        if not known:
            return ShownCounts({name: np.zeros(0) for name in ("row", *columns)})
        with kept(known):
            found = self.connection.execute(
                f"SELECT n.row, {', '.join(f'd.{name}' for name in columns)} "
                f"FROM (SELECT * FROM {self.name} {self._in_part(part)}) d JOIN {parquet(known)} n ON n.ad = d.ad"
            ).fetchnumpy()
        # Whoever gave no share has none; whoever is in no row has no impressions.
        empty = {name: np.nan if name.startswith(("low", "high")) else 0.0 for name in found}
        return ShownCounts.ordered({name: plain(values, empty[name]) for name, values in found.items()})

    def _write_new_names(self, part: int, known: Sequence[Path], to: Path, so_far: int) -> int:
        old = f"WHERE NOT EXISTS (SELECT 1 FROM {parquet(known)} n WHERE n.ad = d.ad)" if known else ""
        account = "nullif(d.account, '')" if "account" in self.columns else "CAST(NULL AS VARCHAR)"
        with kept(known):
            self.connection.execute(
                "CREATE OR REPLACE TEMP TABLE fresh AS SELECT ad, account, "
                f"CAST({so_far} + row_number() OVER (ORDER BY ad) - 1 AS INTEGER) AS row FROM "
                f"(SELECT d.ad, {account} AS account FROM (SELECT * FROM {self.name} {self._in_part(part)}) d {old}) "
                "ORDER BY ad"
            )
        ((fresh,),) = self.connection.execute("SELECT count(*) FROM fresh").fetchall()
        if fresh:
            with room(to):
                self.connection.execute(f"COPY fresh TO {literal(str(to))} (FORMAT parquet, COMPRESSION zstd)")
        self.connection.execute("DROP TABLE fresh")
        return int(fresh)

    def _in_part(self, part: int) -> str:
        if self.parts == 1:
            return ""
        return f"WHERE {'part' if 'part' in self.columns else part_of_ad(self.parts)} = {part}"


@dataclass(frozen=True, slots=True, eq=False)
class DayTable:
    """A day that was counted; see `CountedDay`. Made by the engine, which fills the table.

    Attributes:
        connection: Holds the table.
        name: What it is called there.
        settings: Of the watch.
        columns: The columns it was counted with.
        ads: How many rows it has.
        nameless: How many impressions belong to no ad.
    """

    connection: duckdb.DuckDBPyConnection
    name: str
    settings: WatchSettings
    columns: tuple[str, ...]
    ads: int
    nameless: int

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection, name: str, settings: WatchSettings, nameless: int) -> DayTable:
        """The day in a table that was filled."""
        columns = tuple(str(row[0]) for row in connection.execute(f"DESCRIBE {name}").fetchall())
        ((ads,),) = connection.execute(f"SELECT count(*) FROM {name}").fetchall()
        return cls(connection, name, settings, columns, int(ads), nameless)

    def counts_of_known(self, part: int, known: Sequence[Path]) -> ShownCounts:
        """The counts of the ads that have a place already; see `CountedDay.counts_of_known`."""
        return self._with(self.columns).counts(part, known)

    def with_aims(self, table: Path | None) -> PlaceableTable:
        """The day with the expected shares beside it; see `CountedDay.with_aims`."""
        file = self.settings.file
        wanted = {at: cell.columns for at, cell in enumerate(file.cells) if cell.columns}
        if table is None or file.expected is None or not wanted:
            return self._with(self.columns)
        with reading(self.connection, file.input.columns, [table]):
            ends = keep_aims(self.connection, table, file.expected.ad, wanted)
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {self.name} AS SELECT {', '.join(f'd.{name}' for name in self.columns)}, "
            f"{', '.join(f'e.{end}' for end in ends)} FROM {self.name} d LEFT JOIN aims e ON d.ad = e.of_ad"
        )
        self.connection.execute("DROP TABLE aims")
        return self._with((*self.columns, *ends))

    def __enter__(self) -> Self:
        """The day, for as long as the block lasts."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Free the room that the table takes; where that fails the engine frees it, and an error goes before it."""
        with suppress(duckdb.Error):
            self.connection.execute(f"DROP TABLE IF EXISTS {self.name}")

    def _with(self, columns: tuple[str, ...]) -> PlaceableTable:
        return PlaceableTable(self.connection, self.name, self.settings.file.parts, columns)
