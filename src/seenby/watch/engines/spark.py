"""Apache Spark as the engine of a watch: it counts the days, by the same expressions; all after that is the same.

A day of a hundred million ads is a table of billions of rows, and its counts are a row an ad. The first is Spark's to
read; the second fits one machine, part by part, and is put in order there as with DuckDB.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import reduce
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
from pyspark.sql import DataFrame, Observation, SparkSession
from pyspark.sql.functions import count, lit

from seenby.errors import Damaged, SeenbyError, UsageError
from seenby.evidence.temporary_folder import temporary
from seenby.store import workbench
from seenby.store.spark_session import TROUBLE, ended, is_alive, spark_session, trouble_name
from seenby.watch.day_counts import day_counts
from seenby.watch.engines.day_table import DayTable
from seenby.watch.engines.duckdb import DuckEngine
from seenby.watch.engines.input_sql import kind_of, of_folders
from seenby.watch.engines.state_tables import DuckTables
from seenby.watch.settings import WatchSettings

COUNTS = "counts"
PATTERN = re.compile(r"[\[\]{}*?\\]")
"""The letters of a pattern; in the name of a file they stand for themselves."""


class SparkEngine:
    """Days over Spark where they are large, all else over DuckDB; see `CountingEngine`. Made by `spark_engine`.

    Attributes:
        duck: Reads what is small: text, the counts of a day, the files of the state.
        session: Counts.
    """

    def __init__(self, duck: DuckEngine, session: SparkSession) -> None:
        self.duck, self.session = duck, session

    @property
    def tables(self) -> DuckTables:
        """The files of the state."""
        return self.duck.tables

    def days_of(self, file: Path, name: str = "") -> tuple[str, ...]:
        """The days that a file has rows of, oldest first; see `CountingEngine.days_of`."""
        return self.duck.days_of(file, name)

    def count(self, files: Sequence[Path], label: str, *, alone: bool, name: str = "") -> DayTable:
        """Count a day, a row an ad; see `CountingEngine.count`.

        Text, whose columns have no types of their own, is read by DuckDB with either engine, so that both take a cell
        for the same.
        """
        if any(kind_of(file) != "parquet" for file in files):
            return self.duck.count(files, label, alone=alone, name=name)
        with temporary("day") as folder:
            written = self._counted(files, label, alone, folder.path)
            return self.duck.adopt(self._found(folder.path / COUNTS, written), files, label)

    def count_arrays(self, columns: Mapping[str, Any]) -> DayTable:
        """A day that was counted elsewhere; see `CountingEngine.count_arrays`."""
        return self.duck.count_arrays(columns)

    def _found(self, counts: Path, written: int) -> list[Path]:
        """The files of counts that Spark's machines wrote."""
        # Where machines do not share the folder, Spark is content with what each wrote for itself, and so would we be.
        found = sorted(counts.glob("*.parquet"))
        if not found or self.duck.rows_in(found) != written:
            raise UsageError(
                "the machines of Spark wrote counts that cannot be found here",
                where=str(counts.parent.parent),
                remedy="let TMPDIR name a folder that all of them share, and run again",
                unchanged="the day was not taken",
            )
        return found

    def _counted(self, files: Sequence[Path], label: str, alone: bool, folder: Path) -> int:
        """The counts as Parquet, written by whatever machines Spark runs on; returns how many rows they wrote."""
        rows_written = Observation()
        settings = self.duck.settings
        try:
            rows = nw.from_native(self._rows(files))
            counted = day_counts(rows, settings.cells, settings.file.input, None if alone else label)
            observed = counted.to_native().observe(rows_written, count(lit(1)).alias("rows"))
            observed.write.parquet(str(folder / COUNTS))
            return int(rows_written.get["rows"])
        except TROUBLE as error:
            if not is_alive():
                raise ended("its days were not taken") from error
            raise self._trouble(files, label, error) from error

    def _rows(self, files: Sequence[Path]) -> DataFrame:
        """The rows of files, with the columns that their folders give, as `DuckEngine` reads them."""
        read, frames = self.session.read.option("mergeSchema", "true"), list[DataFrame]()
        for columns, some in groupby(sorted(files, key=lambda file: str(of_folders(file))), of_folders):
            values = {name: lit(value).cast("string") for name, value in columns}
            paths = [PATTERN.sub(r"\\\g<0>", str(file)) for file in some]
            frames.append(read.parquet(*paths).withColumns(values))
        return reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), frames)

    def _trouble(self, files: Sequence[Path], label: str, error: Exception) -> SeenbyError:
        """What is wrong with the figures of the day, as the other engine finds it; else that Spark cannot read it."""
        with suppress(duckdb.Error):
            wrong = self.duck.wrong_figures(files, label)
            if wrong:
                return wrong
        return Damaged(
            f"cannot be read by Spark ({trouble_name(error)})",
            where=str(files[0]),
            remedy="see that all its machines reach it and run under your name, or get it again, and run again",
            unchanged="its days were not taken",
        )


@contextmanager
def spark_engine(settings: WatchSettings, master: str | None = None) -> Iterator[SparkEngine]:
    """An engine for one piece of work; what it kept for itself, and a Spark that it started, vanish with it.

    Raises:
        UsageError: When there is no Java, or the master does not answer.
    """
    with spark_session(master) as session, on_session(session, settings) as engine:
        yield engine


@contextmanager
def on_session(session: SparkSession, settings: WatchSettings) -> Iterator[SparkEngine]:
    """An engine over a session that is running."""
    with workbench() as bench:
        yield SparkEngine(DuckEngine(bench.connection, settings), session)
