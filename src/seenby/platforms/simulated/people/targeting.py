"""Whom an ad may be shown to, and how many the platform says they are."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seenby.errors import UsageError
from seenby.model import Aim, Interval
from seenby.model.audience import joint_group
from seenby.platforms.simulated.people.attributes import ANYBODY
from seenby.platforms.simulated.people.demographics import BANDS, EDGES, GENDERS
from seenby.platforms.simulated.people.world import World

SPREAD = 1.15
"""The upper end of a stated audience is this many times the lower, rounded to two digits."""


@dataclass(frozen=True, slots=True, eq=False)
class Reachable:
    """Which segments, and which interests of which a person needs one (as bits)."""

    segments: NDArray[np.bool_]
    need: np.uint32


def reachable(world: World, aim: Aim) -> Reachable:
    """Whom the platform may show an ad to: with suggestions, everyone in the places; else everyone in the aim.

    Raises:
        UsageError: When a gender, an age, a place or an interest is not one of the world's.
    """
    asked = in_aim(world, aim)
    if not aim.suggestion:
        return asked
    _, _, place = world.segment_parts()
    return Reachable(_places(world, aim)[place], ANYBODY)


def in_aim(world: World, aim: Aim) -> Reachable:
    """Whom the advertiser asked for, whatever the platform may do with it.

    Raises:
        UsageError: As in `reachable`.
    """
    gender, band, place = world.segment_parts()
    segments = _genders(aim)[gender] & _bands(aim)[band] & _places(world, aim)[place]
    need = np.uint32(0)
    for name in aim.interests:
        need |= np.uint32(1 << _index(world.interests, name, "interest"))
    return Reachable(segments, need if aim.interests else ANYBODY)


def people_of(world: World, audience: Reachable) -> NDArray[np.bool_]:
    """Who is in an audience, shape (people,)."""
    return np.asarray(audience.segments[world.people.segment] & ((world.people.interests & audience.need) != 0))


def estimated_audience(world: World, aim: Aim) -> dict[str, dict[str, Interval]]:
    """The size of each group in the aim as the platform would state it: ranges by gender, by age and by both.

    The groups are those on record, and people without a record are left out, as ads managers do.
    """
    known = audience(world, aim)
    return {
        "gender": {name: stated(int(known[code].sum())) for code, name in enumerate(GENDERS[:2])},
        "age": {name: stated(int(known[:, code].sum())) for code, name in enumerate(BANDS)},
        "age_gender": {
            joint_group(age, name): stated(int(known[code, place]))
            for code, name in enumerate(GENDERS[:2])
            for place, age in enumerate(BANDS)
        },
    }


def audience(world: World, aim: Aim) -> NDArray[np.int64]:
    """How many people on record are in the aim, by gender and age band, shape (2, bands): what the platform knows."""
    inside = people_of(world, in_aim(world, aim))
    recorded, band = world.attributes.recorded[inside], world.attributes.band[inside]
    counts = np.zeros((len(GENDERS), len(BANDS)), np.int64)
    np.add.at(counts, (recorded, band), 1)
    return counts[:2]


def stated(people: int) -> Interval:
    """A count as ads managers state it: a range with two digits at each end, which holds the count."""
    if people == 0:
        return Interval.exact(0)
    unit = 10 ** max(int(math.log10(people)) - 1, 0)
    low = people // unit * unit
    high = math.ceil(max(people, low * SPREAD) / unit) * unit
    return Interval(float(low), float(high))


def _genders(aim: Aim) -> NDArray[np.bool_]:
    """Which recorded genders: nobody without a record once one gender was asked for."""
    if aim.genders is None or set(aim.genders) == set(GENDERS[:2]):
        return np.ones(len(GENDERS), dtype=bool)
    for name in aim.genders:
        _index(GENDERS[:2], name, "gender")
    return np.asarray([name in aim.genders for name in GENDERS])


def _bands(aim: Aim) -> NDArray[np.bool_]:
    if aim.ages is None:
        return np.ones(len(BANDS), dtype=bool)
    first, last = aim.ages
    if first not in EDGES or (last is not None and last + 1 not in EDGES):
        raise UsageError(f"ages {first} to {last or 'any'} cut through an age band", remedy=f"use {', '.join(BANDS)}")
    return np.asarray([edge >= first and (last is None or edge <= last) for edge in EDGES])


def _places(world: World, aim: Aim) -> NDArray[np.bool_]:
    if aim.places is None:
        return np.ones(len(world.places), dtype=bool)
    asked = {_index(world.places, name, "place") for name in aim.places}
    return np.asarray([number in asked for number in range(len(world.places))])


def _index(names: tuple[str, ...], name: str, kind: str) -> int:
    if name not in names:
        raise UsageError(f"the world has no {kind} “{name}”", remedy=f"use some of {', '.join(names) or 'none'}")
    return names.index(name)
