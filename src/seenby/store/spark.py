"""Apache Spark as the engine that folds: the rows go to it as Parquet, and the folded ones come back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
from pyspark.sql import Row, SparkSession

from seenby.errors import UsageError
from seenby.evidence.temporary_folder import temporary
from seenby.store.grouping_sets import Shape, columns_of, fold_sql, in_order
from seenby.store.spark_session import TROUBLE, ended, is_alive, trouble_name

ROWS = "seenby_rows"
FOR_ALL = 0o755
"""Executors may run under another name than the one who asks, and read only."""


class Spark:
    """Folds in a Spark session.

    Args:
        session: One that reads names in double quotes, as `seenby.store.spark_session` opens it.
    """

    def __init__(self, session: SparkSession) -> None:
        self.session = session

    def fold(self, connection: duckdb.DuckDBPyConnection, relation: str, shape: Shape) -> list[tuple[Any, ...]]:
        """The folded rows; see `seenby.store.engines.Engine`.

        The rows lie in a folder for temporary files meanwhile, which every machine that Spark runs on must see.

        Raises:
            duckdb.Error: When the relation cannot be read.
            UsageError: When Spark cannot go on.
        """
        with temporary("rows") as place:
            folder = str(place.path)
            _lay_out(connection, place.path, relation, shape)
            try:
                return in_order(map(tuple, self._folded(folder, shape)), shape)
            except TROUBLE as error:
                if not is_alive():
                    raise ended("nothing was written") from error
                raise UsageError(
                    f"Spark could not fold the rows ({trouble_name(error)})",
                    where="--engine spark",
                    remedy="see that all its machines reach the folder for temporary files (TMPDIR), or use DuckDB",
                ) from error

    def _folded(self, folder: str, shape: Shape) -> list[Row]:
        # With the types told, Spark need not open the files once before it reads them.
        types = ", ".join(f"`{name}` {kind}" for name, kind in columns_of(shape).items())
        self.session.read.schema(types).parquet(folder).createOrReplaceTempView(ROWS)
        return self.session.sql(fold_sql(ROWS, shape)).collect()


def _lay_out(connection: duckdb.DuckDBPyConnection, folder: Path, relation: str, shape: Shape) -> None:
    """The rows as Parquet files, one for each thread, so that as many can be read at once."""
    folder.chmod(FOR_ALL)
    target = str(folder).replace("'", "''")
    columns = ", ".join(f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in columns_of(shape).items())
    connection.execute(
        f"COPY (SELECT {columns} FROM {relation}) "
        f"TO '{target}' (FORMAT parquet, PER_THREAD_OUTPUT true, OVERWRITE_OR_IGNORE true)"
    )
