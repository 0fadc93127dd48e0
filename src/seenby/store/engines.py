"""The engines that can fold rows: DuckDB, which is always there, and Apache Spark, which is loaded when asked for.

Rows are read and checked by DuckDB whichever is chosen, because the checks name rows of a file. What the engines share
is the statement of `seenby.store.grouping_sets`, to the letter; an engine is the one small thing that runs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import duckdb

from seenby.errors import UsageError
from seenby.store.grouping_sets import Shape, fold_sql, ordered

ENGINES = ("duckdb", "spark")

Rows = Sequence[tuple[Any, ...]]


class Engine(Protocol):
    """Folds rows that lie in DuckDB."""

    def fold(self, connection: duckdb.DuckDBPyConnection, relation: str, shape: Shape) -> Rows:
        """The folded rows, in the order of `seenby.store.grouping_sets.fold_sql`.

        Args:
            connection: Where the rows are.
            relation: A table name or a parenthesised query.
            shape: Which columns it has.
        """
        ...


class Duck:
    """DuckDB folds in one scan of the relation, be it a table or a file: the rows stay where they are."""

    def fold(self, connection: duckdb.DuckDBPyConnection, relation: str, shape: Shape) -> Rows:
        """The folded rows; see `Engine.fold`."""
        return connection.execute(ordered(fold_sql(relation, shape), shape)).fetchall()


@contextmanager
def opened(name: str, master: str | None = None) -> Iterator[Engine]:
    """An engine for one piece of work, by its name; what it started is stopped afterwards.

    Raises:
        UsageError: When there is no such engine, it is not installed, or a master is named for one that has none.
    """
    check_engine(name, master)
    if name == "duckdb":
        yield Duck()
        return
    with spark_installed():
        # Half a gigabyte, and a Java machine: only for those who ask.
        from seenby.store.spark import Spark
        from seenby.store.spark_session import spark_session
    with spark_session(master) as session:
        yield Spark(session)


def check_engine(name: str, master: str | None) -> None:
    """Stop where a choice of engine makes no sense.

    Raises:
        UsageError: When there is no such engine, or a master is named for one that has none.
    """
    if name not in ENGINES:
        raise UsageError(f"there is no engine {name}", remedy=f"choose one of: {', '.join(ENGINES)}")
    if name == "duckdb" and master is not None:
        raise UsageError("--master says where Spark runs", remedy="add --engine spark")


@contextmanager
def spark_installed() -> Iterator[None]:
    """Around the import of what needs Spark: where it is missing, the line to type is said.

    Raises:
        UsageError: When it is not installed.
    """
    try:
        yield
    except ImportError as missing:
        raise UsageError(
            "Apache Spark is not installed", where="--engine spark", remedy="type: pip install 'seenby[spark]'"
        ) from missing
