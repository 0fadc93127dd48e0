"""Why an input could not be counted, in a sentence: which file, and which row if it is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from seenby.errors import Damaged, SeenbyError
from seenby.watch.engines.input_sql import described, kind_of, quoted, reader
from seenby.watch.engines.state_files import no_room
from seenby.watch.engines.validate import counts_wrong, wrong_number
from seenby.watch.settings import Columns


@contextmanager
def reading(
    connection: duckdb.DuckDBPyConnection, names: Columns, files: Sequence[Path], label: str = "", called: str = ""
) -> Iterator[None]:
    """Read an input; what goes wrong says which file it is, and which row if it is one.

    Args:
        connection: What reads.
        names: What the input calls our columns.
        files: What is read.
        label: The day that is counted; empty where none is.
        called: What a person knows the one file as, where that is not its path.

    Raises:
        SeenbyError: In place of an error of the engine.
    """
    try:
        yield
    except duckdb.Error as error:
        raise _fault(connection, names, files, label, called, error) from error


def wrong_figures(
    connection: duckdb.DuckDBPyConnection, names: Columns, files: Sequence[Path], label: str, called: str = ""
) -> SeenbyError | None:
    """The sentence about the first row of a day whose figures cannot be counted; None where all can.

    Raises:
        duckdb.Error: When a file cannot be read.
    """
    found = wrong_number(connection, files, names, label)
    return counts_wrong(found[1], label, found[2], called or str(found[0])) if found else None


def _fault(
    connection: duckdb.DuckDBPyConnection,
    names: Columns,
    files: Sequence[Path],
    label: str,
    called: str,
    error: duckdb.Error,
) -> SeenbyError:
    if isinstance(error, duckdb.OutOfMemoryException) or "No space left" in str(error):
        return no_room()
    damaged = next((file for file in files if not _reads(connection, file)), None)
    try:
        wrong = wrong_figures(connection, names, files, label, called) if label else None
    except duckdb.Error:
        wrong = None
    # A figure that is none stops the engine as well; only where every file can be read is it the reason.
    if wrong and not damaged:
        return wrong
    file = damaged or files[0]
    what = "is damaged" if kind_of(file) == "parquet" else "cannot be read as a table"
    return Damaged(
        what if file.is_file() else "there is no such file",
        where=called or str(file),
        remedy="get the file again and run again",
        unchanged="its days and those after them wait",
    )


def _reads(connection: duckdb.DuckDBPyConnection, file: Path) -> bool:
    """Whether every cell of a file can be read."""
    try:
        source = reader([file])
        hashes = ", ".join(f"max(hash({quoted(name)}))" for name in described(connection, source))
        connection.execute(f"SELECT {hashes} FROM {source}").fetchall()
    except duckdb.Error:
        return False
    return True
