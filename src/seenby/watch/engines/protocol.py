"""What an engine of a watch must give: days counted, each an object of its own, and the tables of the state.

A day goes through three types, in the only order that makes sense: an engine counts files and gives a `CountedDay`;
that, once the expected shares stand beside its counts, gives a `DayToPlace`; and that gives a part's `PlacedCounts`.
Nothing is remembered by the engine between two days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from seenby.watch.state.counts import ShownCounts
from seenby.watch.state_columns import Table


@dataclass(frozen=True, slots=True, eq=False)
class PlacedCounts:
    """The counts of a part of a day, each ad at its place in the state.

    Attributes:
        fresh: How many ads got a place with this day; their names are in the file that was asked for.
        counts: The counts of all ads of the part that were shown.
    """

    fresh: int
    counts: ShownCounts


class DayToPlace(Protocol):
    """A day that has all its columns, the expected shares among them."""

    def place(self, part: int, known: Sequence[Path], to: Path, so_far: int) -> PlacedCounts:
        """Give the new ads of a part their places, in the order of their names, and return the counts of the part.

        Args:
            part: The part of the state.
            known: The files of the ads that have a place.
            to: The file to write the new ones to; it is not written where there are none.
            so_far: How many places are taken.

        Raises:
            Damaged: When a file of names cannot be read.
            UsageError: When there is no room.
        """
        ...


class CountedDay(Protocol):
    """The counts of one day, a row an ad. Its room is free again once the block that it was opened with ends."""

    @property
    def ads(self) -> int:
        """How many ads were shown."""
        ...

    @property
    def nameless(self) -> int:
        """How many impressions belong to no ad; they are left out."""
        ...

    def counts_of_known(self, part: int, known: Sequence[Path]) -> ShownCounts:
        """The counts of the ads of a part that have a place already, without expected shares.

        Raises:
            Damaged: When a file of names cannot be read.
        """
        ...

    def with_aims(self, table: Path | None) -> DayToPlace:
        """The day with the expected shares of a table beside its counts; as it is where there is no table.

        Raises:
            SettingsError: When a share cannot be.
            Damaged: When the table cannot be read.
        """
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class StateTables(Protocol):
    """The files of a state, read and written."""

    def write(self, columns: Mapping[str, Any], to: Path) -> None:
        """Write columns of one length as Parquet, in their order.

        Raises:
            UsageError: When there is no room.
        """
        ...

    def read(self, path: Path) -> Table:
        """The columns of a file written by `write`.

        Raises:
            Damaged: When it cannot be read to its end, or is another file under its name.
        """
        ...

    def rows(self, path: Path) -> int:
        """How many rows a file has that was written by `write`; they are not read.

        Raises:
            Damaged: When it cannot be read, or is another file under its name.
        """
        ...

    def names_at(self, known: Sequence[Path], rows: Sequence[int]) -> dict[int, tuple[str, str | None]]:
        """The name and the account of some ads of a part by their places."""
        ...

    def place_of(self, known: Sequence[Path], ad: str) -> int | None:
        """The place of an ad in a part; None where it has none."""
        ...

    def part_of(self, ad: str) -> int:
        """The part an ad belongs to."""
        ...

    def days_at(self, files: Mapping[str, Path], rows: Sequence[int]) -> dict[str, ShownCounts]:
        """The kept counts of some places on each day that is at hand.

        Raises:
            Damaged: When a file cannot be read.
        """
        ...


class CountingEngine(Protocol):
    """Counts the days of a watch."""

    @property
    def tables(self) -> StateTables:
        """The files of the state."""
        ...

    def days_of(self, file: Path, name: str = "") -> tuple[str, ...]:
        """The days that a file has rows of, oldest first.

        Args:
            file: The file.
            name: What a person knows it as, where that is not its path.

        Raises:
            Damaged: When it cannot be read to its end.
            Unreadable: When a row has no day.
            SettingsError: When it lacks a column that the settings name, or has one of another type.
        """
        ...

    def count(self, files: Sequence[Path], label: str, *, alone: bool, name: str = "") -> CountedDay:
        """Count a day.

        Args:
            files: Every file that has rows of it.
            label: The day.
            alone: Whether the files have no rows of another day.
            name: What a person knows the one file as, where that is not its path.

        Raises:
            Damaged: When a file cannot be read to its end.
            Unreadable: When a row has impressions or a spend that cannot be counted.
        """
        ...

    def count_arrays(self, columns: Mapping[str, Any]) -> CountedDay:
        """A day that was counted elsewhere: arrays of ``ad``, ``account``, ``least_0``, ``total_0`` and so on."""
        ...
