"""Whether the periods of an export's rows may be added, are steps of one run, or overlap."""

from __future__ import annotations

from seenby.errors import BadRows
from seenby.store import Shape, Workbench

MOST_ROWS = 1_000


def periods_are_steps(bench: Workbench, relation: str, shape: Shape, label: str) -> bool:
    """Whether one ad and group has several periods that follow one another, as in an export by day, week or month.

    Raises:
        BadRows: When periods of one ad and group overlap without being the same, so that adding them would count
            people twice.
    """
    if "day" in shape.dates or not {"start", "end"} <= set(shape.dates):
        return False
    cell = ", ".join(f'"{name}"' for name in (*shape.keys, *shape.breakdowns)) or "1"
    before = _ends_before(cell, order='"start", "end"')
    periods = f'SELECT DISTINCT {cell}, "start", "end" FROM {relation} WHERE "start" IS NOT NULL'
    several, overlapping = bench.connection.execute(
        f'SELECT count(before), count(*) FILTER (WHERE "start" <= before) '
        f'FROM (SELECT "start", {before} AS before FROM ({periods}))'
    ).fetchall()[0]
    if overlapping:
        raise BadRows(
            "rows of the same ad and group cover overlapping periods, and adding them would count people twice",
            where=label,
            rows=_overlapping_rows(bench, relation, cell),
            remedy="export one period at a time",
        )
    return bool(several)


def _ends_before(cell: str, order: str) -> str:
    """The latest end among earlier periods of the same cell."""
    earlier = "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    return f'max("end") OVER (PARTITION BY {cell} ORDER BY {order} {earlier})'


def _overlapping_rows(bench: Workbench, relation: str, cell: str) -> list[int]:
    before = _ends_before(cell, order='"start", "end", row')
    rows = bench.connection.execute(
        f'SELECT row FROM (SELECT row, "start", {before} AS before FROM {relation}) '
        f'WHERE "start" <= before ORDER BY row LIMIT {MOST_ROWS}'
    ).fetchall()
    return [row for (row,) in rows]


def refuse_backward(bench: Workbench, relation: str, shape: Shape, label: str) -> None:
    """Stop at periods that end before they begin.

    Raises:
        BadRows: Naming their rows.
    """
    if not {"start", "end"} <= set(shape.dates):
        return
    backward = bench.connection.execute(
        f'SELECT row FROM {relation} WHERE "start" > "end" ORDER BY row LIMIT {MOST_ROWS}'
    ).fetchall()
    if backward:
        raise BadRows(
            "the period ends before it begins",
            where=label,
            rows=[row for (row,) in backward],
            remedy="look whether cells have changed places, and export the file again",
        )
