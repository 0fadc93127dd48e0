"""The columns of a state: arrays of shape (ads,), and the names that its files give them.

In a file a column of a cell or a stream is called by its field and the number of its owner: ``count_0``, ``limit_3``.
The order of the fields below is the order of the columns in every file, so it stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from seenby.stats.numeric.arrays import FloatArray

Table = dict[str, FloatArray]


class _Columns:
    """Fields that are arrays of one length, which a file names after them and a number."""

    __slots__ = ()

    @classmethod
    def of_table(cls, table: Mapping[str, FloatArray], number: int) -> Self:
        """Those of the owner of that number."""
        return cls(*(table[f"{name}_{number}"] for name in cls.names()))

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The fields in their order."""
        return tuple(field.name for field in fields(cls))  # type: ignore[arg-type]

    def arrays(self) -> Iterator[tuple[str, FloatArray]]:
        """Each field and its array."""
        return ((name, getattr(self, name)) for name in self.names())

    def part(self, piece: slice) -> Self:
        """Those of some ads; what is changed there is changed here."""
        return type(self)(*(values[piece] for _, values in self.arrays()))

    def followed_by(self, more: Self) -> Self:
        """Those of these ads and of others after them."""
        pairs = zip(self.arrays(), more.arrays(), strict=True)
        return type(self)(*(np.concatenate([ours, theirs]) for (_, ours), (_, theirs) in pairs))


@dataclass(frozen=True, slots=True, eq=False)
class CellColumns(_Columns):
    """What is remembered of a cell of every ad.

    Attributes:
        prior: r of the day process, from the first day's people; 0 before it.
        count: Impressions of the cell over all days, at least.
        total: Those whose groups are known.
        spend: What the cell cost, in millionths of the input's currency.
    """

    prior: FloatArray
    count: FloatArray
    total: FloatArray
    spend: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class StreamColumns(_Columns):
    """What is remembered of a stream of every ad: the day process against its limit.

    Attributes:
        limit: The share it is held against; NaN where there is none.
        excess: S of the day process: the weighted excess over the limit so far.
        weight: V, the sum of the weights.
        peak: The largest log E so far; only against the aim.
        lowest: Where the running excess was lowest.
        since: The number of the day after that.
    """

    limit: FloatArray
    excess: FloatArray
    weight: FloatArray
    peak: FloatArray
    lowest: FloatArray
    since: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class PastColumns(StreamColumns):
    """What is remembered, besides, of a stream against the ad's own past.

    Attributes:
        base: Impressions of the cell in the first days, at the end that allows most.
        whole: All impressions in them whose groups are known.
        seen: How many first days there were.
        usual: People on a usual day of them, rounded downward.
        m0: M of the detector's first bet.
        m1: Of its second.
        m2: Of its third.
    """

    base: FloatArray
    whole: FloatArray
    seen: FloatArray
    usual: FloatArray
    m0: FloatArray
    m1: FloatArray
    m2: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """What is remembered of every ad.

    Attributes:
        days: How many days it was shown.
        last: The number of the last of them.
        cells: By the number of a cell, what is remembered of it.
        streams: What is remembered of each stream, in their order; `PastColumns` of those against the past.
    """

    days: FloatArray
    last: FloatArray
    cells: Mapping[int, CellColumns]
    streams: tuple[StreamColumns, ...]

    @classmethod
    def of_table(cls, table: Mapping[str, FloatArray], cells: Sequence[int], past: Sequence[bool]) -> State:
        """The state that a file holds.

        Args:
            table: Its columns by name.
            cells: For each stream, the number of its cell.
            past: For each stream, whether it is held against the ad's own past.
        """
        kinds = [PastColumns if drifts else StreamColumns for drifts in past]
        return cls(
            table["days"],
            table["last"],
            {cell: CellColumns.of_table(table, cell) for cell in sorted(set(cells))},
            tuple(kind.of_table(table, at) for at, kind in enumerate(kinds)),
        )

    def as_table(self) -> Table:
        """The columns by the names and in the order that files have."""
        owners: list[tuple[int, _Columns]] = list(self.cells.items())
        table: Table = {f"{name}_{at}": values for at, owner in owners for name, values in owner.arrays()}
        table |= {"days": self.days, "last": self.last}
        for at, stream in enumerate(self.streams):
            table |= {f"{name}_{at}": values for name, values in stream.arrays()}
        return table

    @property
    def ads(self) -> int:
        """How many ads there are."""
        return self.days.size

    def part(self, piece: slice) -> State:
        """The state of some ads; what is changed there is changed here."""
        return State(
            self.days[piece],
            self.last[piece],
            {at: cell.part(piece) for at, cell in self.cells.items()},
            tuple(stream.part(piece) for stream in self.streams),
        )

    def followed_by(self, more: State) -> State:
        """The state of these ads and of others after them."""
        return State(
            np.concatenate([self.days, more.days]),
            np.concatenate([self.last, more.last]),
            {at: cell.followed_by(more.cells[at]) for at, cell in self.cells.items()},
            tuple(ours.followed_by(theirs) for ours, theirs in zip(self.streams, more.streams, strict=True)),
        )
