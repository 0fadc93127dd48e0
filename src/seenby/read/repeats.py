"""Records that come twice in one document, as when pages overlap or two answers were put into one file."""

from __future__ import annotations

from seenby.errors import BadRows
from seenby.model import LeftOut
from seenby.store import Workbench

MOST = 1_000


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
    return [LeftOut(row, "the same record as an earlier one") for row in rows]
