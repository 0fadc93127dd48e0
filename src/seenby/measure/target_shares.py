"""Which share of the audience aimed at each group is, as far as the aim says.

From the sizes of an estimated audience only the proportions are used.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np

from seenby.measure.countries import asked_countries
from seenby.model import UNKNOWN, Aim, Groups, Interval
from seenby.model.audience import JOIN, age_span
from seenby.stats.bounds import share_bounds, share_bounds_of_total

NOBODY, EVERYBODY = Interval.exact(0.0), Interval.exact(1.0)
ANYBODY = Interval(0.0, 1.0)
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
        names = [name for name in groups if name != UNKNOWN]
        said = {name: _said(aim, dimension, name, names) for name in names}
        return {name: share for name, share in said.items() if share is not None}
    kept = {name: NOBODY if _is_ruled_out(aim, dimension, name) else size for name, size in sizes.items()}
    return _proportions(kept) if any(size.high > 0 for size in kept.values()) else {}


def possible(aim: Aim, dimension: str, groups: Iterable[str]) -> Groups:
    """What the aim leaves open where it gives no sizes: nothing for groups that it rules out, anything for others.

    Args:
        aim: The aim.
        dimension: As for `aimed`.
        groups: The groups that were delivered to.
    """
    names = [name for name in groups if name != UNKNOWN]
    said = {name: _said(aim, dimension, name, names) for name in names}
    return {name: ANYBODY if share is None or share == EVERYBODY else share for name, share in said.items()}


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


def allows(aim: Aim, dimension: str, group: str, places: Iterable[str] | None = None) -> bool | None:
    """Whether the aim allows a group; None where it does not say, or where a band of ages straddles its edge.

    A joint group is allowed where its age and its gender are, and is not where either is not.

    Args:
        aim: The aim.
        dimension: One of ``gender``, ``age``, ``age_gender``, ``country``, ``region``.
        group: The group.
        places: All places of the dimension that were delivered to; without them the aim says nothing of places.
    """
    if dimension == "age_gender":
        age, _, gender = group.partition(JOIN)
        parts = (allows(aim, "age", age), allows(aim, "gender", gender))
        return False if False in parts else True if parts == (True, True) else None
    if dimension == "gender" and aim.genders is not None:
        return group in aim.genders
    if dimension == "age" and aim.ages is not None:
        return _allows_age(aim.ages, group)
    if dimension in ("country", "region") and aim.places is not None and places is not None:
        return _allows_place(aim.places, dimension, group, places)
    return None


def _allows_place(wanted: Iterable[str], dimension: str, group: str, places: Iterable[str]) -> bool | None:
    asked = {place.casefold() for place in wanted}
    if group.casefold() in asked:
        return True
    # A place that is nowhere in the export, such as a country among regions, may hold any of them.
    if asked <= {place.casefold() for place in places}:
        return False
    return asked_countries(wanted).allows(group) if dimension == "country" else None


def _allows_age(ages: tuple[int, int | None], band: str) -> bool | None:
    span = _years(band)
    if span is None:
        return None
    youngest, oldest = ages[0], math.inf if ages[1] is None else ages[1]
    if span[0] >= youngest and span[1] <= oldest:
        return True
    return False if span[1] < youngest or span[0] > oldest else None


def _said(aim: Aim, dimension: str, name: str, places: Iterable[str] | None = None) -> Interval | None:
    """Nobody, everybody, or None where the aim alone does not say how many."""
    if dimension == "age_gender":
        age, _, gender = name.partition(JOIN)
        parts = (_said(aim, "age", age), _said(aim, "gender", gender))
        return NOBODY if NOBODY in parts else EVERYBODY if parts == (EVERYBODY, EVERYBODY) else None
    if allows(aim, dimension, name, places) is False:
        return NOBODY
    return EVERYBODY if _is_all(aim, dimension, name) else None


def _is_all(aim: Aim, dimension: str, name: str) -> bool:
    """Whether everybody whom the aim allows belongs to the group."""
    if dimension == "gender":
        return aim.genders == (name,)
    if dimension == "country" and aim.places:
        return {place.casefold() for place in aim.places} == {name.casefold()} or asked_countries(aim.places).is_only(
            name
        )
    if dimension == "region" and aim.places:
        return {place.casefold() for place in aim.places} == {name.casefold()}
    span = _years(name) if dimension == "age" and aim.ages else None
    if span is None or aim.ages is None:
        return False
    return span[0] <= aim.ages[0] and (math.inf if aim.ages[1] is None else aim.ages[1]) <= span[1]


def _years(band: str) -> tuple[float, float] | None:
    span = age_span(band)
    return (span[0], math.inf if span[1] is None else span[1]) if span else None
