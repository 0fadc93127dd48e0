"""Who saw it: the dimensions an audience is broken down by, and the words kept for their groups."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

Dimension = Literal["gender", "age", "age_gender", "country", "region", "placement"]
"""What delivery is measured by."""

DIMENSIONS: tuple[Dimension, ...] = ("gender", "age", "age_gender", "country", "region", "placement")
"""In the order in which they are looked for: the first that an export has speaks for an ad."""

PEOPLE = ("gender", "age")
"""Those that every person has one group in: what is watched and compared where nobody says otherwise."""

BREAKDOWNS = ("gender", "age", "country", "region", "placement")
"""The columns an export may break delivery down by; ``age_gender`` is the first two together."""

FEMALE, MALE, UNKNOWN = "female", "male", "unknown"
"""The platform's own records: UNKNOWN means that the platform says it does not know."""

JOIN = " · "
"""Stands between age and gender in a joint group: ``25-34 · female``."""


def joint_group(age: str, gender: str) -> str:
    """The name of an age × gender group; ``unknown`` as soon as either part is."""
    return UNKNOWN if UNKNOWN in (age, gender) else f"{age}{JOIN}{gender}"


@lru_cache(maxsize=1024)
def age_span(band: str) -> tuple[int, int | None] | None:
    """First and last age of a band such as ``25-34`` or ``65+``; None when it is not a band of ages."""
    low, dash, high = band.partition("-")
    if dash and low.isdigit() and high.isdigit():
        return int(low), int(high)
    if band.endswith("+") and band[:-1].isdigit():
        return int(band[:-1]), None
    return None


def group_order(dimension: str, group: str) -> tuple[int, float, str]:
    """A sort key: ages by year, women before men by alphabet only, the unknown last."""
    if group == UNKNOWN:
        return (2, 0.0, group)
    span = age_span(group.split(JOIN, maxsplit=1)[0]) if dimension in ("age", "age_gender") else None
    return (0, float(span[0]), group) if span else (1, 0.0, group)
