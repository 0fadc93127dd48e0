"""The files as they came: fingerprint, reader, rows read, and what was left out of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from seenby.model import Interval, LeftOut, Source
from seenby.report import formatting
from seenby.report.audit.tables import Cell, Column, Table, used
from seenby.report.sentences import say

ROWS_NAMED, REASONS_NAMED = 5, 6
"""Row numbers given for one reason, and reasons given for one file; the JSON has them all."""


def sources_table(sources: Sequence[Source], number: int) -> Table:
    """One row a file."""
    columns = (
        Column(say("sources", "file")),
        Column(say("sources", "sha256")),
        Column(say("sources", "read-by")),
        Column(say("sources", "rows-read"), "count"),
        Column(say("sources", "rows-left-out")),
        Column(say("sources", "period")),
        Column(say("sources", "taken-at")),
    )
    kept, rows = used(columns, [_row(source) for source in sources])
    return Table(number, say("sources", "caption"), kept, tuple(map(tuple, rows)))


def _row(source: Source) -> list[Cell]:
    return [
        source.path,
        source.sha256,
        f"{source.reader} {source.reader_version}",
        Interval.exact(source.rows_read),
        left_out(source.rows_left_out) or say("sources", "none-left-out"),
        formatting.period(source.period),
        formatting.when(source.snapshot_at) if source.snapshot_at else "",
    ]


def left_out(rows: Sequence[LeftOut]) -> str:
    """The rows that were not counted, by reason: ``total row (rows 12 and 14)``."""
    reasons: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        reasons[row.reason].append(row.row)
    named = list(reasons.items())[:REASONS_NAMED]
    said = [say("sources", "left-out", reason=reason, rows=_rows(places)) for reason, places in named]
    more = len(reasons) - REASONS_NAMED
    return "; ".join([*said, *([formatting.number(more, "other-reason")] if more > 0 else [])])


def _rows(places: list[int]) -> str:
    listed = formatting.listed([str(place) for place in places], ROWS_NAMED)
    return say("sources", "row", row=listed) if len(places) == 1 else say("sources", "rows", rows=listed)
