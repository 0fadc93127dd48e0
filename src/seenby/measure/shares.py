"""Shares of groups as intervals, for many ads at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seenby.measure.breakdown import Split
from seenby.model import UNKNOWN, Groups, Interval
from seenby.model.audience import PEOPLE, group_order
from seenby.stats.bounds import share_bounds, share_bounds_of_total, share_bounds_with_unknown

OF_PEOPLE = (*PEOPLE, "age_gender")
"""Dimensions whose groups together are everybody. Lists of places are often cut off after the first few."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shares:
    """One ad's shares in one dimension: of the known, in the worst case over the unknown, and the unknown's own."""

    known: Groups
    with_unknown: Groups
    unknown: Interval


def shares(splits: Sequence[Split], dimension: str) -> list[Shares]:
    """The shares of each split, in order. Splits in percent have a fixed total, splits in counts have none.

    The bounds are those of `seenby.stats.bounds`.
    """
    names = sorted(
        {group for one in splits for group in one.groups if group != UNKNOWN},
        key=lambda group: group_order(dimension, group),
    )
    found: list[Shares | None] = [None] * len(splits)
    for percent in (False, True):
        where = [i for i, one in enumerate(splits) if (one.unit == "share") == percent]
        if where:
            chosen = [splits[i] for i in where]
            for i, one in zip(where, _bounded(chosen, names, dimension, percent=percent), strict=True):
                found[i] = one
    return [one for one in found if one is not None]


def _bounded(splits: Sequence[Split], names: Sequence[str], dimension: str, *, percent: bool) -> list[Shares]:
    low, high = _table(splits, names)
    unknown_low, unknown_high = (column[:, 0] for column in _table(splits, [UNKNOWN]))
    if percent:
        rest_low = np.maximum(100 - high.sum(axis=1), 0)
        rest_high = np.maximum(100 - low.sum(axis=1), 0)
        unknown_low = np.maximum(unknown_low, rest_low)
        unknown_high = np.where(unknown_high > 0, np.maximum(unknown_high, unknown_low), rest_high)
    if percent and dimension not in OF_PEOPLE:
        known = (low / 100, np.minimum(high / 100, 1.0))
    elif percent:
        known = share_bounds_of_total(low, high, unknown_low, unknown_high, 100.0)
    else:
        known = share_bounds(low, high)
    worst = share_bounds_with_unknown(low, high, unknown_low, unknown_high)
    own = share_bounds(
        np.stack([unknown_low, low.sum(axis=1)], axis=1), np.stack([unknown_high, high.sum(axis=1)], axis=1)
    )
    places = {name: column for column, name in enumerate(names)}
    return [
        Shares(
            _row(one.groups, places, known[0][i], known[1][i]),
            _row(one.groups, places, worst[0][i], worst[1][i]),
            Interval(float(own[0][i, 0]), float(own[1][i, 0])),
        )
        for i, one in enumerate(splits)
    ]


def _table(splits: Sequence[Split], names: Sequence[str]) -> tuple[Floats, Floats]:
    """Lower and upper ends, shape (splits, names); a group without a row got nothing."""
    low, high = np.zeros((len(splits), len(names))), np.zeros((len(splits), len(names)))
    places = {name: column for column, name in enumerate(names)}
    for i, one in enumerate(splits):
        for group, figure in one.groups.items():
            column = places.get(group)
            if column is not None:
                low[i, column], high[i, column] = figure.low, figure.high
    return low, high


def _row(groups: Mapping[str, Interval], places: Mapping[str, int], low: Floats, high: Floats) -> Groups:
    """The bounds of the groups one split has, in the dimension's order."""
    lows, highs = low.tolist(), high.tolist()
    return {
        name: Interval(min(lows[column], highs[column]), highs[column])
        for name, column in places.items()
        if name in groups
    }
