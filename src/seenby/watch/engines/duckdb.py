"""The embedded engine: counts a day, and puts it in the order in which the state holds the ads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import numpy as np

from seenby.errors import Damaged, SeenbyError
from seenby.stats.numeric.arrays import FloatArray
from seenby.store import workbench
from seenby.watch.day_counts import day_counts
from seenby.watch.engines.expected_shares import keep_aims
from seenby.watch.engines.input_sql import described, kind_of, literal, pattern, quoted, reader, table
from seenby.watch.engines.state_files import MARK, kept, mark, no_room, parquet, recognise, room
from seenby.watch.engines.validate import complete, counts_wrong, dates, wrong_number
from seenby.watch.settings import WatchSettings

PART = "CAST('0x' || substr(md5(coalesce(ad, '')), 1, 8) AS UBIGINT) % {parts}"
"""The part of the state an ad belongs to; any engine can work it out."""
MEMORY_LIMIT = "1000MB"
"""Leaves room below 2 GB for the state of one part, as arrays, and for what the engine does not count."""
NO_COUNTS = ("ad", "account", "smallest", "part")
MERGED = {"account": "max", "smallest": "min"}
"""How columns of a day that was counted in lots become one; all others are sums."""
AT_ONCE = 64_000_000
"""Rows that are counted at a time: about a million ads by age, gender and placement, whose groups fit into memory."""


class DuckEngine:
    """Tables over DuckDB. Make one with `duck_engine`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, settings: WatchSettings) -> None:
        self.connection, self.settings = connection, settings
        self.called: dict[Path, str] = {}
        """What a person knows a file as, where it is not its path."""
        self.nameless = 0
        """How many impressions of the day that was counted last belong to no ad."""

    def days_of(self, file: Path) -> tuple[str, ...]:
        """The days that a file has rows of, oldest first.

        Raises:
            Damaged: When it cannot be read to its end.
            Unreadable: When a row has no day.
            SettingsError: When it lacks a column that the settings name, or has one of another type.
        """
        names, where = self.settings.file.input.columns, self._called(file)
        with self._damage([file]):
            source = reader([file])
            columns = described(self.connection, source)
            if not self.connection.execute(f"SELECT 1 FROM {source} LIMIT 1").fetchall():
                return ()
            complete(names.model_dump(), columns, where)
            day, kind = quoted(names.day), columns[names.day]
            short = f"CAST({day} AS DATE)" if kind.startswith("TIMESTAMP") else f"left(CAST({day} AS VARCHAR), 11)"
            found = self._run(
                f"SELECT DISTINCT CAST(day AS VARCHAR) FROM (SELECT DISTINCT {day if kind == 'DATE' else short} AS day "
                f"FROM {self._source([file])})",
                1,
            )
        return dates((label for (label,) in found), names.day, where)

    def count(self, files: Sequence[Path], label: str, *, alone: bool) -> None:
        """Count a day, a row an ad, and keep it until the next.

        Args:
            files: Every file that has rows of it.
            label: The day.
            alone: Whether the files have no rows of another day.

        Raises:
            Damaged: When a file cannot be read to its end.
            Unreadable: When a row has impressions or a spend that cannot be counted.
        """
        told = self.settings.file.input
        with self._damage(files, label), self._in_any_order():
            pieces = list(self._pieces(files))
            for number, piece in enumerate(pieces):
                rows = nw.from_native(self.connection.sql(f"SELECT * FROM {self._source(piece)}"))
                counted = day_counts(rows, self.settings.cells, told, None if alone else label).to_native().sql_query()
                divided = f"SELECT *, {self._part_of_ad()} AS part FROM ({counted})"
                into = "INSERT INTO day" if number else "CREATE OR REPLACE TEMP TABLE day AS"
                self.connection.execute(f"{into} {divided}")
            if len(pieces) > 1:
                self._joined()
        self._check(label, files)

    @contextmanager
    def _in_any_order(self) -> Iterator[None]:
        """The order of a day's rows says nothing, and not keeping it takes less memory."""
        self.connection.execute("SET preserve_insertion_order = false")
        try:
            yield
        finally:
            self.connection.execute("SET preserve_insertion_order = true")

    def _pieces(self, files: Sequence[Path]) -> Iterator[list[Path]]:
        """The files in lots whose rows can be counted at once; what is not Parquet does not say, and is one lot."""
        if len(files) == 1 or any(kind_of(file) != "parquet" for file in files):
            yield list(files)
            return
        listed = ", ".join(pattern(file) for file in files)
        found = dict(self._run(f"SELECT file_name, num_rows FROM parquet_file_metadata([{listed}])", 2))
        lot, rows = list[Path](), 0
        for file in files:
            if lot and rows + found[str(file)] > AT_ONCE:
                yield lot
                lot, rows = [], 0
            lot.append(file)
            rows += found[str(file)]
        yield lot

    def _joined(self) -> None:
        """Make one row an ad again of a day that was counted in lots, a part at a time; sums of whole numbers."""
        names = [name for name, *_ in self._run("DESCRIBE day", 1) if name not in ("ad", "part")]
        sums = ", ".join(f"{MERGED.get(name, 'sum')}({name}) AS {name}" for name in names)
        self.connection.execute("ALTER TABLE day RENAME TO lots")
        for part in range(self.settings.file.parts):
            into = "INSERT INTO day" if part else "CREATE OR REPLACE TEMP TABLE day AS"
            where = f"WHERE part = {part} GROUP BY ad"
            self.connection.execute(f"{into} SELECT ad, {sums}, {part} AS part FROM lots {where}")
        self.connection.execute("DROP TABLE lots")

    def put(self, columns: Mapping[str, Any]) -> None:
        """Keep a day that was counted elsewhere: arrays of ``ad``, ``least_0``, ``total_0`` and so on."""
        self.connection.register("given", dict(columns))
        self.connection.execute("CREATE OR REPLACE TEMP TABLE day AS SELECT * FROM given")
        self.connection.unregister("given")

    def add_expected(self, shares: Path) -> None:
        """Put the expected shares of a table beside the counts of the day.

        Raises:
            SettingsError: When a share cannot be.
            Damaged: When the table cannot be read.
        """
        told = self.settings.file.expected
        columns = {at: one.columns for at, one in enumerate(self.settings.file.cells) if one.columns}
        if told is None or not columns:
            return
        with self._damage([shares]):
            ends = keep_aims(self.connection, shares, told.ad, columns)
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE day AS SELECT d.*, {', '.join(f'e.{end}' for end in ends)} "
            "FROM day d LEFT JOIN aims e ON d.ad = e.of_ad"
        )
        self.connection.execute("DROP TABLE aims")

    def name(self, known: Sequence[Path], part: int, to: Path, so_far: int) -> int:
        """Write the ads of the day that have no place yet, in the order of their names; returns how many.

        Args:
            known: The files of those that have one.
            part: The part of the state.
            to: The file to write.
            so_far: How many places are taken.
        """
        old = f"WHERE NOT EXISTS (SELECT 1 FROM {parquet(known)} n WHERE n.ad = d.ad)" if known else ""
        has = any(name == "account" for name, *_ in self._run("DESCRIBE day", 1))
        account = "nullif(d.account, '')" if has else "CAST(NULL AS VARCHAR)"
        where = self._in_part(part)
        with kept(known):
            self.connection.execute(
                "CREATE OR REPLACE TEMP TABLE fresh AS SELECT ad, account, "
                f"CAST({so_far} + row_number() OVER (ORDER BY ad) - 1 AS INTEGER) AS row FROM "
                f"(SELECT d.ad, {account} AS account FROM (SELECT * FROM day {where}) d {old}) ORDER BY ad"
            )
        ((fresh,),) = self._run("SELECT count(*) FROM fresh", 1)
        if fresh:
            with room(to):
                self.connection.execute(f"COPY fresh TO {literal(str(to))} (FORMAT parquet, COMPRESSION zstd)")
        return int(fresh)

    def let_go(self) -> None:
        """Free what the day takes, once its counts are in order: the state needs the room."""
        self.connection.execute("DROP TABLE IF EXISTS day")
        self.connection.execute("DROP TABLE IF EXISTS fresh")

    def ads(self) -> int:
        """How many ads the day has."""
        ((ads,),) = self._run("SELECT count(*) FROM day", 1)
        return int(ads)

    def aligned(self, known: Sequence[Path], part: int) -> dict[str, FloatArray]:
        """The columns of the day for the ads of a part that were shown, ``row`` among them, ordered by it."""
        columns = [name for name, *_ in self._run("DESCRIBE day", 1) if name not in NO_COUNTS]
        if not known:
            return {name: np.zeros(0) for name in ("row", *columns)}
        with kept(known):
            found = self.connection.execute(
                f"SELECT n.row, {', '.join(f'd.{name}' for name in columns)} "
                f"FROM (SELECT * FROM day {self._in_part(part)}) d JOIN {parquet(known)} n ON n.ad = d.ad"
            ).fetchnumpy()
        return {
            name: _plain(values, np.nan if name.startswith(("low", "high")) else 0.0) for name, values in found.items()
        }

    def write(self, columns: Mapping[str, Any], to: Path) -> None:
        """Write columns of one length as Parquet, in their order.

        Raises:
            UsageError: When there is no room.
        """
        self.connection.register("kept", dict(columns))
        try:
            with room(to):
                self.connection.execute(
                    f"COPY (SELECT * FROM kept) TO {literal(str(to))} "
                    f"(FORMAT parquet, COMPRESSION snappy, KV_METADATA {{{MARK}: {literal(mark(to))}}})"
                )
        finally:
            self.connection.unregister("kept")

    def read(self, path: Path) -> dict[str, FloatArray]:
        """The columns of a file written by `write`.

        Raises:
            Damaged: When it cannot be read to its end, or is another file under its name.
        """
        with kept([path]):
            recognise(self.connection, [path])
            found = self.connection.execute(f"SELECT * FROM {parquet([path])}").fetchnumpy()
        # What is not a number was written as null.
        return {name: _plain(values, np.nan) for name, values in found.items()}

    def rows(self, path: Path) -> int:
        """How many rows a file has that was written by `write`; they are not read.

        Raises:
            Damaged: When it cannot be read, or is another file under its name.
        """
        with kept([path]):
            recognise(self.connection, [path])
            ((rows,),) = self._run(f"SELECT num_rows FROM parquet_file_metadata([{pattern(path)}])", 1)
        return int(rows)

    def names_at(self, known: Sequence[Path], rows: Sequence[int]) -> dict[int, tuple[str, str | None]]:
        """The name and the account of some ads of a part by their places."""
        if not rows:
            return {}
        self.connection.register("wanted", {"row": np.asarray(rows, dtype=np.int32)})
        with kept(known):
            found = self._run(
                f"SELECT n.row, n.ad, n.account FROM {parquet(known)} n JOIN wanted w ON w.row = n.row", 3
            )
        self.connection.unregister("wanted")
        return {int(row): (ad, account) for row, ad, account in found}

    def place_of(self, known: Sequence[Path], ad: str) -> int | None:
        """The place of an ad in a part; None where it has none."""
        with kept(known):
            found = self.connection.execute(f"SELECT row FROM {parquet(known)} WHERE ad = ?", [ad]).fetchall()
        return int(found[0][0]) if found else None

    def part_of(self, ad: str) -> int:
        """The part an ad belongs to."""
        sql = PART.format(parts=self.settings.file.parts)
        ((part,),) = self.connection.execute(f"SELECT {sql} FROM (SELECT CAST(? AS VARCHAR) AS ad)", [ad]).fetchall()
        return int(part)

    def days_at(self, files: Mapping[str, Path], rows: Sequence[int]) -> dict[str, dict[str, FloatArray]]:
        """The kept counts of some places on each day that is at hand."""
        self.connection.register("wanted", {"row": np.asarray(rows, dtype=np.int32)})
        with kept(list(files.values())):
            recognise(self.connection, list(files.values()))
            found = {
                label: {
                    name: _plain(values, 0.0)
                    for name, values in self.connection.execute(
                        f"SELECT k.* FROM {parquet([file])} k SEMI JOIN wanted w ON w.row = k.row ORDER BY k.row"
                    )
                    .fetchnumpy()
                    .items()
                }
                for label, file in files.items()
            }
        self.connection.unregister("wanted")
        return found

    def _check(self, label: str, files: Sequence[Path] = ()) -> None:
        """Stop where figures cannot be counted, and leave out what belongs to no ad."""
        ((worst, nameless),) = self._run(
            "SELECT min(smallest), sum(total_0) FILTER (ad IS NULL OR ad = '') FROM day", 2
        )
        if worst is not None and worst < 0:
            found = self._wrong(files, label) if files else None
            ad = self._run("SELECT ad FROM day WHERE smallest < 0 ORDER BY ad LIMIT 1", 1)[0][0]
            raise found or counts_wrong(ad, label, "any")
        self.nameless = int(nameless or 0)
        if nameless is not None:
            self.connection.execute("DELETE FROM day WHERE ad IS NULL OR ad = ''")

    def _called(self, file: Path) -> str:
        return self.called.get(file, str(file))

    @contextmanager
    def _damage(self, files: Sequence[Path], label: str = "") -> Iterator[None]:
        """Say of an input that cannot be read which file it is, and which row if it is one."""
        try:
            yield
        except duckdb.Error as error:
            raise self._fault(files, label, error) from error

    def _fault(self, files: Sequence[Path], label: str, error: duckdb.Error) -> SeenbyError:
        if isinstance(error, duckdb.OutOfMemoryException) or "No space left" in str(error):
            return no_room()
        file = next((one for one in files if not self._reads(one)), None)
        try:
            found = self._wrong(files, label) if label else None
        except duckdb.Error:
            found = None
        if found and not file:
            return found
        file = file or files[0]
        what = "is damaged" if kind_of(file) == "parquet" else "cannot be read as a table"
        return Damaged(
            what if file.is_file() else "there is no such file",
            where=self._called(file),
            remedy="get the file again and run again",
            unchanged="its days and those after them wait",
        )

    def _wrong(self, files: Sequence[Path], label: str) -> SeenbyError | None:
        found = wrong_number(self.connection, files, self.settings.file.input.columns, label)
        return counts_wrong(found[1], label, found[2], self._called(found[0])) if found else None

    def _reads(self, file: Path) -> bool:
        """Whether every cell of a file can be read."""
        try:
            source = reader([file])
            hashes = ", ".join(f"max(hash({quoted(name)}))" for name in described(self.connection, source))
            self.connection.execute(f"SELECT {hashes} FROM {source}").fetchall()
        except duckdb.Error:
            return False
        return True

    def _in_part(self, part: int) -> str:
        if self.settings.file.parts == 1:
            return ""
        known = any(name == "part" for name, *_ in self._run("DESCRIBE day", 1))
        return f"WHERE {'part' if known else self._part_of_ad()} = {part}"

    def _part_of_ad(self) -> str:
        parts = self.settings.file.parts
        return PART.format(parts=parts) if parts > 1 else "0"

    def _source(self, files: Sequence[Path]) -> str:
        names = self.settings.file.input.columns.model_dump().values()
        return table(self.connection, files, [name for name in dict.fromkeys(names) if name])

    def _run(self, sql: str, columns: int) -> list[tuple[Any, ...]]:
        return [row[:columns] for row in self.connection.execute(sql).fetchall()]


@contextmanager
def duck_engine(settings: WatchSettings) -> Iterator[DuckEngine]:
    """An engine for one piece of work; what it kept for itself vanishes with it."""
    with workbench() as bench:
        give_memory(bench.connection)
        yield DuckEngine(bench.connection, settings)


def give_memory(connection: duckdb.DuckDBPyConnection) -> None:
    """Let an engine have what a watch may use: more than an audit, whose tables are smaller; a day is one of UTC."""
    connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
    connection.execute("SET TimeZone = 'UTC'")


def _plain(values: Any, empty: float) -> FloatArray:
    if isinstance(values, np.ma.MaskedArray):
        values = values.filled(empty)
    return np.ascontiguousarray(values, dtype=np.float64)
