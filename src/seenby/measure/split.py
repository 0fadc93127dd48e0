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
    rows: Mapping[str, tuple[Delivery, ...]]


def split(rows: Sequence[Delivery], dimension: str, wanted: Metric | None, share_of: Sequence[str]) -> Split | None:
    """The split of an ad's deliveries over a dimension; None where no rows make it or none has a figure.

    Impressions are taken unless only reach is known, or reach is wanted; the two are never mixed in one split.

    Args:
        rows: All deliveries of one ad.
        dimension: One of `seenby.model.DIMENSIONS`.
        wanted: The metric asked for; None for impressions where there are any.
        share_of: For each source, what its percentages are shares of.
    """
    for level in _levels(rows, dimension):
        chosen = [row for row in rows if row.fold == FOLD_OF[dimension] and row.breakdowns == level]
        unit = _unit(chosen, wanted, share_of)
        if unit is not None:
            return _gathered(chosen, dimension, unit, share_of)
    return None


def _levels(rows: Iterable[Delivery], dimension: str) -> list[frozenset[str]]:
    """The levels of breakdown that make this dimension, those with the fewest other breakdowns first."""
    needs = NEEDS.get(dimension, {dimension})
    levels = {row.breakdowns for row in rows if row.fold == FOLD_OF[dimension] and needs <= row.breakdowns}
    return sorted(levels, key=lambda level: (len(level), sorted(level)))


def _unit(rows: Sequence[Delivery], wanted: Metric | None, share_of: Sequence[str]) -> Unit | None:
    order: tuple[Unit, ...] = ("reach", "share") if wanted == "reach" else ("impressions", "share")
    if wanted is None:
        order = ("impressions", "share", "reach")
    for unit in order:
        known = [getattr(row, unit) is not None for row in rows]
        fits = unit != "share" or wanted is None or all(share_of[row.source] == wanted for row in rows)
        if known and all(known) and fits:
            return unit
    return None


def _gathered(rows: Sequence[Delivery], dimension: str, unit: Unit, share_of: Sequence[str]) -> Split:
    found: dict[str, list[Delivery]] = defaultdict(list)
    for row in rows:
        found[_group(row, dimension)].append(row)
    groups = {group: total([getattr(row, unit) for row in its]) for group, its in found.items()}
    metric: Metric = "reach" if (share_of[rows[0].source] if unit == "share" else unit) == "reach" else "impressions"
    return Split(
        {group: figure for group, figure in groups.items() if figure is not None},
        unit,
        metric,
        {group: tuple(its) for group, its in found.items()},
    )


def _group(row: Delivery, dimension: str) -> str:
    if dimension == "age_gender":
        return joint_group(row.age, row.gender)
    return str(getattr(row, dimension)) or UNKNOWN


def total(figures: Sequence[Interval | None]) -> Interval | None:
    """The sum of the figures; None when any of them is not reported."""
    known = [figure for figure in figures if figure is not None]
    if not known or len(known) < len(figures):
        return None
    return sum(known[1:], known[0])
