"""Rows that end too soon: a name that stands alone, and the last row of a file that was cut off in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from seenby.read.files.tabular import NumberedCells

MOST = 1_000


class LoneCells:
    """Keeps rows of one cell, and tells notes from rows that were broken off after their first cell.

    A note says something that no row of the table says. What a row of its width has in the same column is the
    beginning of a row, and its figures are lost.
    """

    def __init__(self) -> None:
        self._alone: dict[tuple[int, str], list[int]] = {}

    def watch(self, number: int, cells: Sequence[str]) -> None:
        """Look at a row of one cell."""
        place = next(((at, cell) for at, cell in enumerate(cells) if cell.strip()), None)
        if place is not None:
            rows = self._alone.setdefault(place, [])
            rows.extend([number] if len(rows) < MOST else [])

    def rows(self, table: Iterable[NumberedCells], width: int) -> list[int]:
        """The numbers of the rows whose one cell is at home in its column.

        Args:
            table: The rows below the header.
            width: How many cells a whole row has.
        """
        if not self._alone:
            return []
        home = {
            place
            for _, cells in table
            if len(cells) >= width and sum(map(bool, cells)) > 1
            for place in self._alone
            if place[0] < len(cells) and cells[place[0]] == place[1]
        }
        return sorted({number for place in home for number in self._alone[place]})


def breaks_off(rows: Iterable[NumberedCells], width: int) -> bool:
    """Whether the last row looks cut, given that no line end stands behind it.

    It has one cell, where others have all; or its last cell is the beginning of what stands in others.

    Args:
        rows: The rows below the header.
        width: How many cells a whole row has.
    """
    last: Sequence[str] = ()
    ends: set[str] = set()
    for _, cells in rows:
        ends.update([last[-1]] if len(last) == width else [])
        last = cells
    if not ends or not last:
        return False
    if len(last) < width:
        return sum(map(bool, last)) == 1
    return last[-1] not in ends and any(end.startswith(last[-1]) or len(last[-1]) < len(end) for end in ends)
