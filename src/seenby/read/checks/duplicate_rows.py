"""What comes twice in one source: records of pages that overlap, rows that were pasted a second time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from seenby.errors import BadRows
from seenby.model import Health, LeftOut
from seenby.read.sentences import say
from seenby.store import Workbench

MOST = 1_000
COMPARED_AT_ONCE = 64 * 2**10


def leave_repeats(bench: Workbench, table: str, label: str) -> list[LeftOut]:
    """Take records out that say again what an earlier one said.

    Raises:
        BadRows: When two records speak of the same ad, group and period and say different things: those are two
            states of it, and adding them would count people twice.
    """
    changed = bench.connection.execute(
        f"SELECT DISTINCT row FROM {table} JOIN (SELECT subject FROM {table} GROUP BY subject "
        f"HAVING count(DISTINCT record) > 1) USING (subject) ORDER BY row LIMIT {MOST}"
    ).fetchall()
    if changed:
        raise BadRows(
            "the same ad, group and period comes twice, with different figures",
            where=label,
            rows=[row for (row,) in changed],
            remedy="give each download as a file of its own",
        )
    again = (
        f"SELECT DISTINCT row FROM {table} JOIN (SELECT record, min(row) AS first FROM {table} GROUP BY record) "
        f"USING (record) WHERE row > first"
    )
    rows = [row for (row,) in bench.connection.execute(f"{again} ORDER BY row LIMIT {MOST}").fetchall()]
    if rows:
        bench.connection.execute(f"DELETE FROM {table} WHERE row IN ({again})")
    return [LeftOut(row, say("left-out", "same-record")) for row in rows]


def rows_said_again(
    bench: Workbench, table: str, words: Sequence[str], figures: Sequence[str], label: str
) -> Iterator[Health]:
    """A note where rows of a table say what an earlier one said, figures and all.

    A column that is not read may tell them apart, so they are counted; who knows the export can tell.

    Args:
        bench: Where the table is.
        table: Its name.
        words: Its columns of names, groups and dates.
        figures: Its columns of figures. Rows in which all are 0 or missing may well be alike.
        label: The source, for the note.
    """
    again, first, last = _alike(bench, table, (*words, *figures), figures, "count(*) > 1")
    if again:
        note = (
            say("rows-said-again", "one", first=f"{first}", last=f"{last}")
            if again == 1
            else say("rows-said-again", "several", count=f"{again:,}", first=f"{first}", last=f"{last}")
        )
        yield Health("rows-said-again", "warning", note, label)


def cells_said_otherwise(
    bench: Workbench, table: str, words: Sequence[str], figures: Sequence[str], label: str
) -> Iterator[Health]:
    """A note where rows speak of the same ad, group and period, and their figures differ.

    A column that is not read may tell them apart (the device, the hour), or they may be two states of one export.

    Args:
        bench: Where the table is.
        table: Its name.
        words: Its columns of names, groups and dates.
        figures: Its columns of figures.
        label: The source, for the note.
    """
    values = ", ".join(f"{figure} := {figure}" for figure in figures)
    again, first, last = _alike(bench, table, words, figures, f"count(DISTINCT struct_pack({values})) > 1")
    if again:
        note = (
            say("rows-say-otherwise", "one", first=f"{first}", last=f"{last}")
            if again == 1
            else say("rows-say-otherwise", "several", count=f"{again:,}", first=f"{first}", last=f"{last}")
        )
        yield Health("rows-say-otherwise", "warning", note, label)


def _alike(
    bench: Workbench, table: str, columns: Sequence[str], figures: Sequence[str], having: str
) -> tuple[int, int, int]:
    """How many rows with some figure are like an earlier one in these columns, and the first and last of one such lot.

    Args:
        bench: Where the table is.
        table: Its name.
        columns: What the rows of a lot have in common.
        figures: The columns of figures; a row in which all are 0 or missing is passed over.
        having: What a lot must be, in SQL.
    """
    same = ", ".join(f'"{column}"' for column in columns) or "1"
    shown = " OR ".join(f"{figure} > 0" for figure in figures) or "false"
    lots: list[tuple[int, int, int]] = bench.connection.execute(
        f"SELECT count(*) - 1, min(row), max(row) FROM {table} WHERE {shown} GROUP BY {same} "
        f"HAVING {having} ORDER BY min(row)"
    ).fetchall()
    return (sum(again for again, _, _ in lots), *lots[0][1:]) if lots else (0, 0, 0)


def is_pasted_twice(path: Path, header_row: int) -> bool:
    """Whether the second half of a text file's rows begins like the first, as when a table was pasted below itself."""
    with path.open("rb") as stream:
        for _ in range(header_row):
            stream.readline()
        start = stream.tell()
        rest = path.stat().st_size - start
        first = stream.read(min(COMPARED_AT_ONCE, rest // 2))
        for middle in (start + rest // 2, start + (rest + 1) // 2):
            stream.seek(middle)
            if first and stream.read(len(first)) == first:
                return True
    return False
