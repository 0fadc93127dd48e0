"""A workbench: a DuckDB connection that stays within its memory and cleans up after itself, and what folds its rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from seenby.evidence.temporary_folder import temporary
from seenby.store.engines import Duck, Engine, Rows, opened
from seenby.store.grouping_sets import Shape

MEMORY_LIMIT = "900MB"
"""Leaves room below 1.5 GB for Python and for what the engine does not count."""


@dataclass(frozen=True)
class Workbench:
    """A connection and the folder for what does not fit into memory. Both vanish when the work is done.

    Attributes:
        connection: Where rows are read and checked.
        folder: Where they may lie meanwhile.
        engine: What folds them.
    """

    connection: duckdb.DuckDBPyConnection
    folder: Path
    engine: Engine = field(default_factory=Duck)

    def fold(self, relation: str, shape: Shape) -> Rows:
        """The rows of a relation on this workbench, folded; see `seenby.store.grouping_sets.fold_sql`.

        Raises:
            duckdb.Error: When the relation cannot be read.
            UsageError: When the engine cannot do it.
        """
        return self.engine.fold(self.connection, relation, shape)


@contextmanager
def workbench(engine: str = "duckdb", master: str | None = None) -> Iterator[Workbench]:
    """A workbench for one piece of work.

    DuckDB may read local files and write into its own folder only; it never installs or loads extensions from
    elsewhere, so nothing phones home.

    Args:
        engine: What folds the rows; one of `seenby.store.engines.ENGINES`.
        master: Where Spark runs; by default on this machine.

    Raises:
        UsageError: When there is no such engine, or it is not installed.
    """
    with opened(engine, master) as folding, temporary("bench") as room:
        folder = room.path
        connection = duckdb.connect(
            str(folder / "bench.duckdb"),
            config={
                "memory_limit": MEMORY_LIMIT,
                "temp_directory": str(folder / "spill"),
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
            },
        )
        try:
            yield Workbench(connection, folder, folding)
        finally:
            connection.close()
