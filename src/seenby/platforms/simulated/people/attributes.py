"""What simulated people are: drawn once from the settings and a seed, each attribute with random numbers of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seenby.platforms.simulated.people.demographics import BANDS, EDGES, MAN, UNRECORDED, WOMAN
from seenby.platforms.simulated.rng import generator
from seenby.platforms.simulated.world_settings import Interest, PeopleSettings

ANYBODY = np.uint32(1 << 31)
"""The interest that everyone has, so that an ad without interests needs no exception."""

OLDEST = 90


@dataclass(frozen=True, slots=True, eq=False)
class Attributes:
    """The truth about people, one entry each.

    Attributes:
        gender: 0 a woman, 1 a man.
        recorded: What the platform has on record: 0, 1, or 2 for nothing.
        age: Years.
        band: Index of the age band.
        place: Index of the place.
        parent: Whether a child lives at home.
        engaged: Whether in the small engaged group.
        interests: Bits, the highest set for everybody.
    """

    gender: NDArray[np.uint8]
    recorded: NDArray[np.uint8]
    age: NDArray[np.uint8]
    band: NDArray[np.uint8]
    place: NDArray[np.uint8]
    parent: NDArray[np.bool_]
    engaged: NDArray[np.bool_]
    interests: NDArray[np.uint32]

    @property
    def number(self) -> int:
        """How many people."""
        return int(self.gender.size)


def draw_attributes(settings: PeopleSettings, interests: tuple[Interest, ...], seed: int) -> Attributes:
    """Draw everyone's attributes."""
    number = settings.number

    def uniform(purpose: str) -> NDArray[np.float32]:
        return generator(seed, f"people/{purpose}").random(number, dtype=np.float32)

    gender = np.where(uniform("gender") < settings.women, WOMAN, MAN).astype(np.uint8)
    unknown = uniform("recorded") < settings.gender_unknown
    band = _pick(settings.ages, uniform("band"))
    parent_share = np.asarray([settings.mothers, settings.fathers])[gender, band]
    parent = uniform("parent") < parent_share
    engaged_share = np.asarray([_share(settings.engaged, "women"), _share(settings.engaged, "men")])[gender]
    return Attributes(
        gender=gender,
        recorded=np.where(unknown, UNRECORDED, gender).astype(np.uint8),
        age=_ages(band, uniform("age")),
        band=band,
        place=_pick(tuple(settings.places.values()), uniform("place")),
        parent=parent,
        engaged=uniform("engaged") < engaged_share * np.asarray(settings.engaged_ages)[band],
        interests=_interests(interests, gender, parent, [uniform(f"interest/{one.name}") for one in interests]),
    )


def _pick(weights: tuple[float, ...], uniform: NDArray[np.float32]) -> NDArray[np.uint8]:
    ends = np.cumsum(weights) / np.sum(weights)
    return np.asarray(np.minimum(np.searchsorted(ends, uniform, side="right"), len(weights) - 1), np.uint8)


def _ages(band: NDArray[np.uint8], uniform: NDArray[np.float32]) -> NDArray[np.uint8]:
    first, last = np.asarray(EDGES), np.asarray([*(edge - 1 for edge in EDGES[1:]), OLDEST])
    assert first.size == len(BANDS)
    return np.asarray(first[band] + uniform * (last - first + 1)[band], np.uint8)


def _share(shares: Mapping[str, float], name: str) -> float:
    return shares.get(name, 0.0)


def _interests(
    interests: tuple[Interest, ...],
    gender: NDArray[np.uint8],
    parent: NDArray[np.bool_],
    uniforms: list[NDArray[np.float32]],
) -> NDArray[np.uint32]:
    bits = np.full(gender.size, ANYBODY)
    for place, (one, uniform) in enumerate(zip(interests, uniforms, strict=True)):
        share = np.asarray([one.women, one.men])[gender] * np.where(parent, one.parents, 1.0)
        bits |= np.where(uniform < share, np.uint32(1 << place), np.uint32(0))
    return bits
