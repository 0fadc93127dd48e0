"""The files of a state, as the embedded engine reads and writes them: each says of itself which it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from seenby.errors import Damaged, UsageError
from seenby.evidence import temporary_folder
from seenby.watch.engines.input_sql import pattern

MARK = "seenby"


def recognise(connection: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> None:
    """Stop where a file is not the one that was written under its name.

    Raises:
        Damaged: Then.
        duckdb.Error: When one cannot be read.
    """
    if not files:
        return
    asked = f"SELECT file_name, value FROM parquet_kv_metadata({_listed(files)}) WHERE key = '{MARK}'"
    for name, value in connection.execute(asked).fetchall():
        if value.decode() != mark(Path(name)):
            raise _lost(Path(name))


@contextmanager
def kept(files: Sequence[Path]) -> Iterator[None]:
    """Read files, one of which may be gone.

    Raises:
        Damaged: When one cannot be read, naming it.
        UsageError: When they can, but there is no room for what is made of them.
    """
    try:
        yield
    except duckdb.Error as error:
        file = next((one for one in files if not _opens(one)), None)
        raise _lost(file) if file else no_room() from error


def _opens(file: Path) -> bool:
    try:
        with duckdb.connect() as connection:
            connection.execute(f"SELECT max(hash(COLUMNS(*))) FROM {parquet([file])}").fetchall()
    except duckdb.Error:
        return False
    return True


def _lost(file: Path) -> Damaged:
    return Damaged(
        "is missing, damaged or another file than the watch wrote",
        where=str(file),
        remedy="put it back from a copy, or name another folder under state and run again from the first day",
        unchanged="the state was left as it was",
    )


def no_room() -> UsageError:
    """The sentence where a piece of work did not fit into memory, nor into the folder for what does not."""
    return temporary_folder.no_room("its days were not taken")


def mark(file: Path) -> str:
    """What a file of the state says of itself: its room and its name, without the number that comes first."""
    return f"{file.parent.name}/{file.stem.split('-', 1)[-1]}"


@contextmanager
def room(file: Path) -> Iterator[None]:
    """Write a file, for which there may be no room.

    Raises:
        UsageError: When there is none.
    """
    try:
        yield
    except duckdb.Error as error:
        raise UsageError(
            "cannot be written",
            where=str(file.parent),
            remedy="free some room, or name another folder under state",
            unchanged="the day was not taken",
        ) from error


def parquet(files: Sequence[Path]) -> str:
    """What reads files as one table, to stand after FROM."""
    return f"read_parquet({_listed(files)}, hive_partitioning = false)"


def _listed(files: Sequence[Path]) -> str:
    return f"[{', '.join(pattern(file) for file in files)}]"
