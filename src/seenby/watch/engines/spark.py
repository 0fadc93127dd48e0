"""Apache Spark as the engine of a watch: it counts the days, by the same expressions; all after that is the same.

A day of a hundred million ads is a table of billions of rows, and its counts are a row an ad. The first is Spark's to
read; the second fits one machine, part by part, and is put in order there as with DuckDB.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import reduce
from itertools import groupby
from pathlib import Path

import duckdb
import narwhals as nw
from pyspark.sql import DataFrame, Observation, SparkSession
from pyspark.sql.functions import count, lit

from seenby.errors import Damaged, SeenbyError, UsageError
from seenby.evidence.temporary_folder import temporary
from seenby.store import workbench
from seenby.store.spark_session import TROUBLE, ended, is_alive, spark_session, trouble_name
from seenby.watch.day_counts import day_counts
from seenby.watch.engines.duckdb import DuckEngine
from seenby.watch.engines.input_sql import kind_of, of_folders
from seenby.watch.settings import WatchSettings

COUNTS = "counts"
PATTERN = re.compile(r"[\[\]{}*?\\]")
"""The letters of a pattern; in the name of a file they stand for themselves."""


class SparkEngine(DuckEngine):
    """Tables over Spark where they are large. Make one with `spark_engine`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, settings: WatchSettings, session: SparkSession) -> None:
        super().__init__(connection, settings)
        self.session = session

    def count(self, files: Sequence[Path], label: str, *, alone: bool) -> None:
        """Count a day, a row an ad; see `DuckEngine.count`.

        Text, whose columns have no types of their own, is read by DuckDB with either engine, so that both take a cell
        for the same.

        Raises:
            Damaged: When a file cannot be read to its end.
            Unreadable: When a row has impressions or a spend that cannot be counted.
        """
        if any(kind_of(file) != "parquet" for file in files):
            super().count(files, label, alone=alone)
            return
        with temporary("day") as folder:
            written = self._counted(files, label, alone, folder.path)
            self._fetched(folder.path / COUNTS, written)
        self._check(label, files)

    def _fetched(self, counts: Path, written: int) -> None:
        # Where machines do not share the folder, Spark is content with what each wrote for itself, and so would we be.
        found = [str(path) for path in sorted(counts.glob("*.parquet"))]
        if found:
            self.connection.execute("CREATE OR REPLACE TEMP TABLE day AS SELECT * FROM read_parquet(?)", [found])
        if not found or self.ads() != written:
            raise UsageError(
                "the machines of Spark wrote counts that cannot be found here",
                where=str(counts.parent.parent),
                remedy="let TMPDIR name a folder that all of them share, and run again",
                unchanged="the day was not taken",
            )

    def _counted(self, files: Sequence[Path], label: str, alone: bool, folder: Path) -> int:
        """The counts as Parquet, written by whatever machines Spark runs on; returns how many rows they wrote."""
        rows_written = Observation()
        told = self.settings.file.input
        try:
            rows = nw.from_native(self._rows(files))
            counted = day_counts(rows, self.settings.cells, told, None if alone else label)
            told_of = counted.to_native().observe(rows_written, count(lit(1)).alias("rows"))
            told_of.write.parquet(str(folder / COUNTS))
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
            found = self._wrong(files, label)
            if found:
                return found
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
        yield SparkEngine(bench.connection, settings, session)
