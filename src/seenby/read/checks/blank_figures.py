"""Rows of a group without the count that the others have: nobody knows how many people stand behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seenby.model import Health
from seenby.read.sentences import say
from seenby.store import Shape, Workbench

COUNTS = ("impressions", "reach")


def counts_left_blank(
    bench: Workbench, table: str, shape: Shape, metrics: Sequence[str], label: str
) -> Iterator[Health]:
    """A note where rows of a group, or of an ad that has groups, leave the count blank that other rows have.

    An ad that never ran has one row without a count, and none of a group: that is no gap.

    Args:
        bench: Where the table is.
        table: Its name.
        shape: Its columns.
        metrics: Those of its figures.
        label: The source, for the note.
    """
    for counted in (name for name in COUNTS if name in metrics and shape.breakdowns):
        if note := _left_blank(bench, table, shape, counted, label):
            yield note
            return


def _left_blank(bench: Workbench, table: str, shape: Shape, counted: str, label: str) -> Health | None:
    names = " || chr(31) || ".join(f'"{name}"' for name in shape.keys) or "''"
    has_group = " OR ".join(f"\"{name}\" <> ''" for name in shape.breakdowns)
    blank = f"{counted}_low IS NULL"
    ((gaps, first, filled),) = bench.connection.execute(
        f"SELECT count(*) FILTER ({blank} AND ({has_group} OR {names} IN (SELECT {names} FROM {table} "
        f"WHERE ({has_group}) AND NOT {blank}))), min(row) FILTER ({blank}), count(*) FILTER (NOT {blank}) FROM {table}"
    ).fetchall()
    if gaps and filled:
        note = say("figures-blank", "said", metric=counted, rows=f"{gaps:,}", first=f"{first:,}")
        return Health("figures-blank", "warning", note, label)
    return None
