"""Rows that are as wide as their header and yet have cells in the wrong columns.

Such a row would give a figure to a group that never had it, so it is refused. Two things give it away: a word for a
gender or an age that stands in another column while its own column holds what belongs there, and a frequency that is
not impressions for each person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from seenby.model import UNKNOWN, Interval
from seenby.model.audience import PEOPLE
from seenby.read.cells.numbers import NumberStyle, parse_money
from seenby.read.cells.vocabulary import group_words, unrecognised
from seenby.read.files.tabular import NumberedCells

MOST = 1_000


class ShiftedCells:
    """Watches rows go by and keeps those that look as if two cells had changed places."""

    def __init__(self, columns: Mapping[str, int]) -> None:
        self._columns = {name: columns[name] for name in PEOPLE if name in columns}
        self._suspects: dict[tuple[str, int], list[int]] = {}

    def watch(self, number: int, cells: Sequence[str]) -> None:
        """Look at one row of the table."""
        for name, index in self._columns.items():
            if _is_strange(name, cells[index]):
                for other, text in enumerate(cells):
                    if other not in self._columns.values() and _is_group(name, text):
                        rows = self._suspects.setdefault((cells[index], other), [])
                        rows.extend([number] if len(rows) < MOST else [])

    def rows(self, table: Iterable[NumberedCells]) -> list[int]:
        """The numbers of the rows whose strange word is at home, on some other row, where their group's word stands.

        An ad may be called “Women” and a platform may have a word for women that no list knows: that alone is no slip.
        """
        if not self._suspects:
            return []
        home = {
            suspect
            for _, cells in table
            for suspect in self._suspects
            if suspect[1] < len(cells) and cells[suspect[1]] == suspect[0]
        }
        return sorted({number for suspect in home for number in self._suspects[suspect]})


@lru_cache(maxsize=4096)
def _is_strange(name: str, text: str) -> bool:
    return bool(unrecognised(name, [text])) and len(text.strip()) > 1


@lru_cache(maxsize=4096)
def _is_group(name: str, text: str) -> bool:
    """Whether a text is a word for one gender or age; a single letter may be anything."""
    if len(text.strip()) < 2 or unrecognised(name, [text]):
        return False
    return group_words(name, [text])[text] not in ("", UNKNOWN)


class Frequencies:
    """Compares what an export calls its frequency with impressions for each person."""

    def __init__(self) -> None:
        self._agree = self._differ = 0
        self._rows: list[int] = []

    def watch(
        self, number: int, text: str, impressions: Interval | None, reach: Interval | None, style: NumberStyle
    ) -> None:
        """Look at one row's figures."""
        try:
            said = _printed(text, style)
        except ValueError:
            self._differs(number)
            return
        if said is None or impressions is None or reach is None or reach.low <= 0:
            return
        if said.low <= impressions.high / reach.low and impressions.low / reach.high <= said.high:
            self._agree += 1
        else:
            self._differs(number)

    def _differs(self, number: int) -> None:
        self._differ += 1
        self._rows.extend([number] if len(self._rows) < MOST else [])

    @property
    def rows(self) -> list[int]:
        """The rows that do not agree, as long as most others do: else the column means something else."""
        return self._rows if self._differ < self._agree else []


@lru_cache(maxsize=4096)
def _printed(text: str, style: NumberStyle) -> Interval | None:
    """All frequencies that may be printed so: half a unit in the last digit either way, and a little for floats."""
    printed = parse_money(text, style)
    if printed is None or not printed.is_exact:
        return printed
    half = 0.5 * 10.0 ** -len(text.strip().rpartition(style.decimal)[2]) if style.decimal in text else 0.5
    return Interval(printed.low - half - 1e-9 * printed.low, printed.high + half + 1e-9 * printed.high)
