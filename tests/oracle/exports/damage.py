"""What becomes of exports before anybody reads them: every kind of damage, in the order in which it is done."""

from __future__ import annotations

from tests.oracle.exports.damages import columns, files, grids, names, rows
from tests.oracle.exports.damages.kind import Damage

DAMAGES: tuple[Damage, ...] = (
    *names.DAMAGES,
    *files.DAMAGES,
    *rows.DAMAGES,
    *columns.DAMAGES,
    *grids.DAMAGES,
)
