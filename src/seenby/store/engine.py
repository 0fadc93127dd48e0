"""The embedded engine: a DuckDB connection that stays within its memory and cleans up after itself."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

MEMORY_LIMIT = "900MB"
"""Leaves room below 1.5 GB for Python and for what the engine does not count."""


@dataclass(frozen=True)
class Workbench:
    """A connection and the folder for what does not fit into memory. Both vanish when the work is done."""

    connection: duckdb.DuckDBPyConnection
    folder: Path


@contextmanager
def workbench() -> Iterator[Workbench]:
    """A workbench for one piece of work.

    The engine may read local files and write into its own folder only; it never installs or loads extensions from
    elsewhere, so nothing phones home.
    """
    folder = Path(tempfile.mkdtemp(prefix="seenby-"))
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
        yield Workbench(connection, folder)
    finally:
        connection.close()
        shutil.rmtree(folder, ignore_errors=True)
