"""What share of the audience aimed at each group is.

From the sizes of an estimated audience only the proportions are used.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from seenby.model import UNKNOWN, Aim, Interval
from seenby.model.audience import JOIN, age_span
from seenby.report.proportions import proportions

NOBODY, EVERYBODY = Interval.exact(0.0), Interval.exact(1.0)


def aimed(aim: Aim | None, dimension: str, groups: Iterable[str]) -> dict[str, Interval]:
    """The share of the audience aimed at that each group is, for those groups the aim says anything of.

    An estimated audience gives every group; without one, only groups that the aim shuts out (nobody) or names
    alone (everybody) have a share. A group that is missing from the answer is not stated, which is not nobody.
    """
    if aim is None:
        return {}
    sizes = estimated_sizes(aim, dimension)
    if sizes:
        return proportions(sizes)
    said = {name: _said(aim, dimension, name) for name in groups if name != UNKNOWN}
    return {name: share for name, share in said.items() if share is not None}


def estimated_sizes(aim: Aim, dimension: str) -> dict[str, Interval]:
    """The sizes the aim gives for a dimension; a margin is summed where only age × gender is given."""
    sizes = {name: size for name, size in aim.estimated.get(dimension, {}).items() if name != UNKNOWN}
    joint = aim.estimated.get("age_gender", {})
    if sizes or dimension not in ("age", "gender") or not joint:
        return sizes
    part = 0 if dimension == "age" else 1
    margin: dict[str, Interval] = {}
    for name, size in joint.items():
        if JOIN in name:
            kept = name.split(JOIN, maxsplit=1)[part]
            margin[kept] = margin[kept] + size if kept in margin else size
    return margin


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
    oldest, last = ages[1] or math.inf, span[1] or math.inf
    if last < ages[0] or span[0] > oldest:
        return NOBODY
    return EVERYBODY if span[0] <= ages[0] and oldest <= last else None
