"""The tables of a state, read and written by the embedded engine, whatever engine counts the days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from seenby.stats.numeric.arrays import FloatArray
from seenby.watch.engines.input_sql import literal, pattern
from seenby.watch.engines.state_files import MARK, kept, mark, parquet, recognise, room
from seenby.watch.state.counts import ShownCounts
from seenby.watch.state_columns import Table

PART = "CAST('0x' || substr(md5(coalesce(ad, '')), 1, 8) AS UBIGINT) % {parts}"
"""The part of the state an ad belongs to; any engine can work it out."""


def part_of_ad(parts: int) -> str:
    """The part of the column ``ad``, as SQL."""
    return PART.format(parts=parts) if parts > 1 else "0"


def plain(values: Any, empty: float) -> FloatArray:
    """A column as the engine gives it, as floating point numbers with `empty` where there is none."""
    if isinstance(values, np.ma.MaskedArray):
        values = values.filled(empty)
    return np.ascontiguousarray(values, dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class DuckTables:
    """The files of a state over DuckDB; see `StateTables`."""

    connection: duckdb.DuckDBPyConnection
    parts: int

    def write(self, columns: Mapping[str, Any], to: Path) -> None:
        """Write columns of one length as Parquet, in their order; see `StateTables.write`."""
        self.connection.register("kept", dict(columns))
        try:
            with room(to):
                self.connection.execute(
                    f"COPY (SELECT * FROM kept) TO {literal(str(to))} "
                    f"(FORMAT parquet, COMPRESSION snappy, KV_METADATA {{{MARK}: {literal(mark(to))}}})"
                )
        finally:
            self.connection.unregister("kept")

    def read(self, path: Path) -> Table:
        """The columns of a file written by `write`; see `StateTables.read`."""
        with kept([path]):
            recognise(self.connection, [path])
            found = self.connection.execute(f"SELECT * FROM {parquet([path])}").fetchnumpy()
        # What is not a number was written as null.
        return {name: plain(values, np.nan) for name, values in found.items()}

    def rows(self, path: Path) -> int:
        """How many rows a file has that was written by `write`; see `StateTables.rows`."""
        with kept([path]):
            recognise(self.connection, [path])
            asked = f"SELECT num_rows FROM parquet_file_metadata([{pattern(path)}])"
            ((rows,),) = self.connection.execute(asked).fetchall()
        return int(rows)

    def names_at(self, known: Sequence[Path], rows: Sequence[int]) -> dict[int, tuple[str, str | None]]:
        """The name and the account of some ads of a part by their places."""
        if not rows:
            return {}
        self.connection.register("wanted", {"row": np.asarray(rows, dtype=np.int32)})
        with kept(known):
            found = self.connection.execute(
                f"SELECT n.row, n.ad, n.account FROM {parquet(known)} n JOIN wanted w ON w.row = n.row"
            ).fetchall()
        self.connection.unregister("wanted")
        return {int(row): (ad, account) for row, ad, account in found}

    def place_of(self, known: Sequence[Path], ad: str) -> int | None:
        """The place of an ad in a part; None where it has none."""
        with kept(known):
            found = self.connection.execute(f"SELECT row FROM {parquet(known)} WHERE ad = ?", [ad]).fetchall()
        return int(found[0][0]) if found else None

    def part_of(self, ad: str) -> int:
        """The part an ad belongs to."""
        sql = PART.format(parts=self.parts)
        ((part,),) = self.connection.execute(f"SELECT {sql} FROM (SELECT CAST(? AS VARCHAR) AS ad)", [ad]).fetchall()
        return int(part)

    def days_at(self, files: Mapping[str, Path], rows: Sequence[int]) -> dict[str, ShownCounts]:
        """The kept counts of some places on each day that is at hand; see `StateTables.days_at`."""
        self.connection.register("wanted", {"row": np.asarray(rows, dtype=np.int32)})
        with kept(list(files.values())):
            recognise(self.connection, list(files.values()))
            found = {label: self._rows_wanted(file) for label, file in files.items()}
        self.connection.unregister("wanted")
        return found

    def _rows_wanted(self, file: Path) -> ShownCounts:
        sql = f"SELECT k.* FROM {parquet([file])} k SEMI JOIN wanted w ON w.row = k.row ORDER BY k.row"
        columns = self.connection.execute(sql).fetchnumpy()
        return ShownCounts({name: plain(values, 0.0) for name, values in columns.items()})
