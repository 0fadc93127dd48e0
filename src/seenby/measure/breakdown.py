"""How one ad's delivery splits over the groups of one dimension, from the coarsest rows that say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from seenby.model import UNKNOWN, Delivery, Interval, Metric
from seenby.model.audience import joint_group

Unit = Literal["impressions", "reach", "share"]
FOLD_OF = {
    "gender": "people",
    "age": "people",
    "age_gender": "people",
    "country": "country",
    "region": "region",
    "placement": "placement",
}
NEEDS = {"gender": {"gender"}, "age": {"age"}, "age_gender": {"age", "gender"}}

Book = Mapping[tuple[str, frozenset[str]], Sequence[Delivery]]
"""An ad's deliveries by fold and by the breakdowns they make, so that no two tables are ever mixed."""


@dataclass(frozen=True, slots=True)
class Split:
    """An ad's groups in one dimension.

    Attributes:
        groups: The figure of each group, the unknown among them: counts, or percent where ``unit`` is ``share``.
        unit: What the figures are.
        metric: What they count, or are percentages of.
        rows: The deliveries behind each group.
    """

    groups: Mapping[str, Interval]
    unit: Unit
    metric: Metric
    rows: Mapping[str, Sequence[Delivery]]


def open_book(rows: Iterable[Delivery]) -> Book:
    """One ad's deliveries, sorted into their tables."""
    book: dict[tuple[str, frozenset[str]], list[Delivery]] = defaultdict(list)
    for row in rows:
        book[row.fold, row.breakdowns].append(row)
    return book


def split(book: Book, dimension: str, wanted: Metric | None, share_of: Sequence[str]) -> Split | None:
    """The split of an ad's deliveries over a dimension; None where no rows make it or none has a figure.

    Impressions are taken unless only reach is known, or reach is wanted; the two are never mixed in one split.

    Args:
        book: All deliveries of one ad.
        dimension: One of `seenby.model.DIMENSIONS`.
        wanted: The metric asked for; None for impressions where there are any.
        share_of: For each source, what its percentages are shares of.
    """
    for table in _tables(book, dimension):
        unit = _unit(book[table], wanted, share_of)
        if unit is not None:
            return _gathered(book[table], dimension, unit, share_of)
    return None


def _tables(book: Book, dimension: str) -> list[tuple[str, frozenset[str]]]:
    """The tables that make this dimension, those with the fewest other breakdowns first."""
    needs = NEEDS.get(dimension, {dimension})
    tables = [table for table in book if table[0] == FOLD_OF[dimension] and needs <= table[1]]
    return sorted(tables, key=lambda table: (len(table[1]), sorted(table[1])))


def _unit(rows: Sequence[Delivery], wanted: Metric | None, share_of: Sequence[str]) -> Unit | None:
    order: tuple[Unit, ...] = ("reach", "share") if wanted == "reach" else ("impressions", "share")
    if wanted is None:
        order = ("impressions", "share", "reach")
    for unit in order:
        known = all(getattr(row, unit) is not None for row in rows)
        fits = unit != "share" or wanted is None or all(share_of[row.source] == wanted for row in rows)
        if known and fits:
            return unit
    return None


def _gathered(rows: Sequence[Delivery], dimension: str, unit: Unit, share_of: Sequence[str]) -> Split:
    found: dict[str, list[Delivery]] = defaultdict(list)
    for row in rows:
        found[_group(row, dimension)].append(row)
    groups = {group: Interval.total(getattr(row, unit) for row in its) for group, its in found.items()}
    metric: Metric = "reach" if (share_of[rows[0].source] if unit == "share" else unit) == "reach" else "impressions"
    return Split({group: figure for group, figure in groups.items() if figure is not None}, unit, metric, found)


def _group(row: Delivery, dimension: str) -> str:
    if dimension == "age_gender":
        return joint_group(row.age, row.gender)
    return str(getattr(row, dimension)) or UNKNOWN
