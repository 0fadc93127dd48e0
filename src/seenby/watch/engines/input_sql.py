"""How the files of an input become one table: what each is, by the end of its name, and the SQL that reads it.

Text has no types of its own, so every cell of CSV and JSON is read as it is written: 007 stays 007, and a number with a
hundred digits keeps them all. A folder called ``date=2026-05-01`` is a column of each file in it.
"""

from __future__ import annotations

import glob
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from urllib.parse import unquote

import duckdb

KINDS = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".ndjson": "lines",
    ".jsonl": "lines",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
}
PACKED = (".gz", ".zst")
READERS = {
    "parquet": "read_parquet([{files}], union_by_name = true, binary_as_string = true, {common})",
    "lines": "read_json([{files}], format = 'newline_delimited', {cells}, union_by_name = true, {common})",
    "json": "read_json([{files}], format = 'auto', {cells}, union_by_name = true, {common})",
    "csv": "read_csv([{files}], header = true, all_varchar = true, union_by_name = true, {common})",
}
COMMON = "hive_types_autocast = false, filename = {filename}"
FILE = "filename"
DEFAULT = "__HIVE_DEFAULT_PARTITION__"
AS_WRITTEN = "maximum_depth = 1"
"""Finds out which columns JSON has, and nothing of their types."""


def kind_of(path: Path) -> str:
    """What a file is, by the end of its name: a key of `READERS`; empty where it is no table."""
    name = path.name.lower()
    for end in PACKED:
        if name.endswith(end):
            kind = kind_of(Path(name.removesuffix(end)))
            # Parquet packs its own pages.
            return "" if kind == "parquet" else kind
    return next((kind for end, kind in KINDS.items() if name.endswith(end)), "")


def of_folders(path: Path) -> tuple[tuple[str, str | None], ...]:
    """The columns that the names of a file's folders give, and their values; None for what Hive calls its default."""
    parts = (part.partition("=") for part in path.parent.parts)
    return tuple((name, None if text == DEFAULT else unquote(text)) for name, sign, text in parts if name and sign)


def reader(files: Sequence[Path], *, filename: bool = False, cells: str = AS_WRITTEN) -> str:
    """What reads files of one kind, to stand after FROM; `cells` is how it reads those of JSON."""
    common = COMMON.format(filename=str(filename).lower())
    kind = kind_of(files[0]) or "csv"
    return READERS[kind].format(files=", ".join(pattern(file) for file in files), common=common, cells=cells)


def described(connection: duckdb.DuckDBPyConnection, source: str) -> dict[str, str]:
    """The columns of a source and their types.

    Raises:
        duckdb.Error: When it cannot be read.
    """
    return {name: kind for name, kind, *_ in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}


def table(
    connection: duckdb.DuckDBPyConnection, files: Sequence[Path], names: Sequence[str], *, filename: bool = False
) -> str:
    """What reads files of any kinds as one table, to stand after FROM.

    Args:
        connection: Asked for the columns of text files.
        files: The files.
        names: The columns that are wanted.
        filename: Whether a column says which file a row is of.

    Raises:
        duckdb.Error: When one cannot be read.
    """
    kinds = [list(some) for _, some in groupby(sorted(files, key=kind_of), kind_of)]
    if len(kinds) == 1 and kind_of(files[0]) == "parquet":
        return reader(files, filename=filename)
    wanted = [*names, *([FILE] if filename else [])]
    parts = [_part(connection, some, wanted, filename=filename) for some in kinds]
    return f"({' UNION ALL BY NAME '.join(parts)})"


def _part(connection: duckdb.DuckDBPyConnection, files: Sequence[Path], names: Sequence[str], *, filename: bool) -> str:
    kinds = described(connection, reader(files, filename=filename))
    has = [name for name in names if name in kinds]
    texts = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in has if kinds[name] == "JSON")
    source = reader(files, filename=filename, cells=f"columns = {{{texts}}}" if texts else AS_WRITTEN)
    return f"SELECT {', '.join(map(quoted, has))} FROM {source}"


def pattern(path: Path) -> str:
    """A path in SQL, where a reader takes patterns: the letters of a pattern stand for themselves."""
    return literal(glob.escape(str(path)))


def literal(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """The name of a column in SQL."""
    return '"' + name.replace('"', '""') + '"'
