"""The embedded engine: counts the days of a watch with DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw

from seenby.errors import SeenbyError
from seenby.store import workbench
from seenby.watch.day_counts import day_counts
from seenby.watch.engines.day_table import DayTable
from seenby.watch.engines.input_errors import reading, wrong_figures
from seenby.watch.engines.input_sql import described, kind_of, pattern, quoted, reader, table
from seenby.watch.engines.state_tables import DuckTables, part_of_ad
from seenby.watch.engines.validate import complete, counts_wrong, dates
from seenby.watch.settings import WatchSettings

MEMORY_LIMIT = "1000MB"
"""Leaves room below 2 GB for the state of one part, as arrays, and for what the engine does not count."""
MERGED = {"account": "max", "smallest": "min"}
"""How columns of a day that was counted in lots become one; all others are sums."""
AT_ONCE = 64_000_000
"""Rows that are counted at a time: about a million ads by age, gender and placement, whose groups fit into memory."""


class DuckEngine:
    """Days over DuckDB; see `CountingEngine`. Make one with `duck_engine`.

    Attributes:
        tables: The files of the state.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, settings: WatchSettings) -> None:
        self.connection, self.settings = connection, settings
        self.tables = DuckTables(connection, settings.file.parts)
        # Each day has a table of its own, so that no day can be taken for another.
        self._numbers = count(1)

    def days_of(self, file: Path, name: str = "") -> tuple[str, ...]:
        """The days that a file has rows of, oldest first; see `CountingEngine.days_of`."""
        names, where = self.settings.file.input.columns, name or str(file)
        with reading(self.connection, names, [file], called=name):
            source = reader([file])
            columns = described(self.connection, source)
            if not self.connection.execute(f"SELECT 1 FROM {source} LIMIT 1").fetchall():
                return ()
            complete(names.model_dump(), columns, where)
            day, kind = quoted(names.day), columns[names.day]
            short = f"CAST({day} AS DATE)" if kind.startswith("TIMESTAMP") else f"left(CAST({day} AS VARCHAR), 11)"
            found = self._run(
                f"SELECT DISTINCT CAST(day AS VARCHAR) FROM (SELECT DISTINCT {day if kind == 'DATE' else short} AS day "
                f"FROM {self._source([file])})"
            )
        return dates((label for (label,) in found), names.day, where)

    def count(self, files: Sequence[Path], label: str, *, alone: bool, name: str = "") -> DayTable:
        """Count a day, a row an ad; see `CountingEngine.count`."""
        options = self.settings.file.input
        with (
            self._filling() as day,
            reading(self.connection, options.columns, files, label, name),
            self._in_any_order(),
        ):
            pieces = list(self._pieces(files))
            for number, piece in enumerate(pieces):
                rows = nw.from_native(self.connection.sql(f"SELECT * FROM {self._source(piece)}"))
                counted = day_counts(rows, self.settings.cells, options, None if alone else label)
                # The part is worked out here, once a day, and not again for each part.
                divided = f"SELECT *, {self._part_of_ad()} AS part FROM ({counted.to_native().sql_query()})"
                into = f"INSERT INTO {day}" if number else f"CREATE TEMP TABLE {day} AS"
                self.connection.execute(f"{into} {divided}")
            if len(pieces) > 1:
                self._join_lots(day)
        return self._checked(day, files, label, name)

    def count_arrays(self, columns: Mapping[str, Any]) -> DayTable:
        """A day that was counted elsewhere; see `CountingEngine.count_arrays`."""
        with self._filling() as day:
            self.connection.register("given", dict(columns))
            self.connection.execute(f"CREATE TEMP TABLE {day} AS SELECT * FROM given")
            self.connection.unregister("given")
        return DayTable.of(self.connection, day, self.settings, nameless=0)

    def rows_in(self, counts: Sequence[Path]) -> int:
        """How many rows some files of counts have, which another engine wrote."""
        ((rows,),) = self.connection.execute("SELECT count(*) FROM read_parquet(?)", [_texts(counts)]).fetchall()
        return int(rows)

    def adopt(self, counts: Sequence[Path], files: Sequence[Path], label: str) -> DayTable:
        """The day that another engine counted, a row an ad.

        Args:
            counts: The files of counts, with the columns of `seenby.watch.day_counts`.
            files: What was counted.
            label: The day.

        Raises:
            Unreadable: When a row has impressions or a spend that cannot be counted.
        """
        with self._filling() as day:
            sql = f"CREATE TEMP TABLE {day} AS SELECT * FROM read_parquet(?)"
            self.connection.execute(sql, [_texts(counts)])
        return self._checked(day, files, label)

    def wrong_figures(self, files: Sequence[Path], label: str, name: str = "") -> SeenbyError | None:
        """The sentence about the first row of a day whose figures cannot be counted; None where all can.

        Raises:
            duckdb.Error: When a file cannot be read.
        """
        return wrong_figures(self.connection, self.settings.file.input.columns, files, label, name)

    @contextmanager
    def _filling(self, day: str = "") -> Iterator[str]:
        """The name of the table of a day; it is dropped where what is done with it fails."""
        day = day or f"day_{next(self._numbers)}"
        try:
            yield day
        except BaseException:
            for name in (day, f"{day}_lots"):
                with suppress(duckdb.Error):
                    self.connection.execute(f"DROP TABLE IF EXISTS {name}")
            raise

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

    def _join_lots(self, day: str) -> None:
        """Make one row an ad again of a day that was counted in lots, a part at a time; sums of whole numbers."""
        names = [name for (name,) in self._run(f"DESCRIBE {day}") if name not in ("ad", "part")]
        sums = ", ".join(f"{MERGED.get(name, 'sum')}({name}) AS {name}" for name in names)
        self.connection.execute(f"ALTER TABLE {day} RENAME TO {day}_lots")
        for part in range(self.settings.file.parts):
            into = f"INSERT INTO {day}" if part else f"CREATE TEMP TABLE {day} AS"
            where = f"WHERE part = {part} GROUP BY ad"
            self.connection.execute(f"{into} SELECT ad, {sums}, {part} AS part FROM {day}_lots {where}")
        self.connection.execute(f"DROP TABLE {day}_lots")

    def _checked(self, day: str, files: Sequence[Path], label: str, name: str = "") -> DayTable:
        """The day in a table, without what belongs to no ad; stops where figures cannot be counted."""
        with self._filling(day):
            asked = f"SELECT min(smallest), sum(total_0) FILTER (ad IS NULL OR ad = '') FROM {day}"
            ((worst, nameless),) = self._run(asked, 2)
            if worst is not None and worst < 0:
                wrong = self.wrong_figures(files, label, name)
                ad = self._run(f"SELECT ad FROM {day} WHERE smallest < 0 ORDER BY ad LIMIT 1")[0][0]
                raise wrong or counts_wrong(ad, label, "any")
            if nameless is not None:
                self.connection.execute(f"DELETE FROM {day} WHERE ad IS NULL OR ad = ''")
            return DayTable.of(self.connection, day, self.settings, int(nameless or 0))

    def _part_of_ad(self) -> str:
        return part_of_ad(self.settings.file.parts)

    def _source(self, files: Sequence[Path]) -> str:
        names = self.settings.file.input.columns.model_dump().values()
        return table(self.connection, files, [name for name in dict.fromkeys(names) if name])

    def _run(self, sql: str, columns: int = 1) -> list[tuple[Any, ...]]:
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


def _texts(files: Sequence[Path]) -> list[str]:
    return [str(file) for file in files]
