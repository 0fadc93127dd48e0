"""Which share of the audience aimed at each group is, as far as the aim says.

From the sizes of an estimated audience only the proportions are used.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np

from seenby.model import UNKNOWN, Aim, Groups, Interval
from seenby.model.audience import JOIN, age_span
from seenby.stats.bounds import share_bounds, share_bounds_of_total

NOBODY, EVERYBODY = Interval.exact(0.0), Interval.exact(1.0)
PERCENT = 100.0
ROUNDING = 1e-9


def aimed(aim: Aim, dimension: str, groups: Iterable[str]) -> Groups:
    """The share of the audience aimed at that each group is, for those groups the aim says anything of.

    An estimated audience gives every group; one that the aim rules out is nobody, unless the aim is only a suggestion.
    Without an estimate only groups that the aim rules out (nobody) or names alone (everybody) have a share. A group
    that is missing from the answer is not stated, which is not nobody.

    Args:
        aim: The aim.
        dimension: One of ``gender``, ``age``, ``age_gender``, ``country``, ``region``.
        groups: The groups to speak of where there is no estimate.
    """
    sizes = _sizes(aim, dimension)
    if not sizes:
        said = {name: _said(aim, dimension, name) for name in groups if name != UNKNOWN}
        return {name: share for name, share in said.items() if share is not None}
    kept = {name: NOBODY if _is_ruled_out(aim, dimension, name) else size for name, size in sizes.items()}
    return _proportions(kept) if any(size.high > 0 for size in kept.values()) else {}


def is_whole(shares: Groups) -> bool:
    """Whether the shares can be those of everybody, so that none is missing."""
    low, high = (math.fsum(getattr(share, end) for share in shares.values()) for end in ("low", "high"))
    return bool(shares) and low <= 1 + ROUNDING and high >= 1 - ROUNDING


def _sizes(aim: Aim, dimension: str) -> dict[str, Interval]:
    """The sizes the aim gives for a dimension; a margin is summed where only age × gender is given."""
    sizes = {name: size for name, size in aim.estimated.get(dimension, {}).items() if name != UNKNOWN}
    joint = aim.estimated.get("age_gender", {})
    if sizes or dimension not in ("age", "gender"):
        return sizes
    margin: dict[str, Interval] = {}
    for name, size in joint.items():
        if JOIN in name:
            kept = name.split(JOIN, maxsplit=1)[0 if dimension == "age" else 1]
            margin[kept] = margin[kept] + size if kept in margin else size
    return margin


def _proportions(sizes: Mapping[str, Interval]) -> Groups:
    low, high = np.array([size.low for size in sizes.values()]), np.array([size.high for size in sizes.values()])
    if low.sum() <= PERCENT <= high.sum() and high.max() <= PERCENT and (low < high).any():
        # Ranges that can add up to exactly 100 are percentages of one whole, which narrows each of them.
        nobody = np.array(0.0)
        ends = share_bounds_of_total(low, high, nobody, nobody, PERCENT)
    else:
        ends = share_bounds(low, high)
    return {name: Interval(float(a), float(b)) for name, a, b in zip(sizes, *ends, strict=True)}


def _is_ruled_out(aim: Aim, dimension: str, name: str) -> bool:
    return not aim.suggestion and _said(aim, dimension, name) == NOBODY


def _said(aim: Aim, dimension: str, name: str) -> Interval | None:
    """Nobody, everybody, or None where the aim alone does not say how many."""
    if dimension == "gender":
        return _by_gender(aim.genders, name)
    if dimension == "age":
        return _by_age(aim.ages, name)
    if dimension == "age_gender":
        age, _, gender = name.partition(JOIN)
        parts = (_by_age(aim.ages, age), _by_gender(aim.genders, gender))
        return NOBODY if NOBODY in parts else EVERYBODY if parts == (EVERYBODY, EVERYBODY) else None
    return None


def _by_gender(genders: tuple[str, ...] | None, name: str) -> Interval | None:
    if genders is None:
        return None
    if name not in genders:
        return NOBODY
    return EVERYBODY if len(genders) == 1 else None


def _by_age(ages: tuple[int, int | None] | None, band: str) -> Interval | None:
    span = age_span(band)
    if ages is None or span is None:
        return None
    oldest = math.inf if ages[1] is None else ages[1]
    last = math.inf if span[1] is None else span[1]
    if last < ages[0] or span[0] > oldest:
        return NOBODY
    return EVERYBODY if span[0] <= ages[0] and oldest <= last else None
