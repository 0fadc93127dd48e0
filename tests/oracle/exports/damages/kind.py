"""One kind of damage: what it does, to which exports, and which notes say what it takes away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from tests.oracle.exports.table import Table

File = tuple[str, bytes]
Run = Callable[[list[Table], Random], list[Table]]


def always(_: Table) -> bool:
    """For every export."""
    return True


def is_table(table: Table) -> bool:
    """For whatever is written in cells."""
    return table.is_table


def unchanged(tables: list[Table], _: Random) -> list[Table]:
    """For damage that is only done to the bytes."""
    return tables


@dataclass(frozen=True)
class Damage:
    """One kind of damage.

    Attributes:
        name: What it is called in a case's description and in the table of outcomes.
        run: Does it to the tables of a case, and to the world where names change.
        fits: Which tables it can be done to.
        stage: When it is done; names first, bytes last.
        codes: By kind of problem, the notes that say exactly what this damage takes away; ``""`` is every kind.
        may_miss: Kinds of figures that nobody could find afterwards, so that they may be left out without a word.
        on_files: What is done to the files once they are written.
        no_period: Whether the period is no longer what it was.
    """

    name: str
    run: Run = unchanged
    fits: Callable[[Table], bool] = is_table
    stage: int = 2
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    may_miss: frozenset[str] = frozenset()
    on_files: Callable[[list[File], Random], list[File]] | None = None
    no_period: bool = False


DIMENSIONS = frozenset({"gender", "age", "age_gender", "country", "region", "placement"})
"""Kinds of problems that are about groups."""


def each(change: Callable[[Table, Random], object]) -> Run:
    """Damage that is done to every table in place."""

    def run(tables: list[Table], rng: Random) -> list[Table]:
        for table in tables:
            change(table, rng)
        return tables

    return run


def says(*codes: str) -> dict[str, frozenset[str]]:
    """Notes that say what is wrong with any figure."""
    return {"": frozenset(codes)}
