"""A world: people as arrays, what the platform sees of them, and how they respond."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seenby.errors import SettingsError
from seenby.platforms.simulated.auction.arrays import People
from seenby.platforms.simulated.people.activity import draw_rhythms
from seenby.platforms.simulated.people.attributes import Attributes, draw_attributes
from seenby.platforms.simulated.people.demographics import BANDS, GENDERS
from seenby.platforms.simulated.people.groups import members
from seenby.platforms.simulated.rng import generator
from seenby.platforms.simulated.world_settings import Factor, Interest, MarketSettings, PeopleSettings, Preset

BEHAVIOUR = 16
"""Entries of the behaviour vector: a constant, what it carries, and noise."""

CARRIED = ("gender", "age", "parent", "engaged")
MOST_INTERESTS = BEHAVIOUR - 1 - len(CARRIED)


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """People and everybody else's bids. Nothing in it changes while ads run.

    ``people`` is what the kernels read, ``attributes`` the truth, ``factors`` and ``interests`` the names in the
    order of their columns and bits.
    """

    settings: PeopleSettings
    market: MarketSettings
    factors: tuple[str, ...]
    interests: tuple[str, ...]
    seed: int
    attributes: Attributes
    people: People

    @property
    def number(self) -> int:
        """How many people."""
        return self.attributes.number

    @property
    def places(self) -> tuple[str, ...]:
        """The names of the places."""
        return tuple(self.settings.places)

    @property
    def segments(self) -> int:
        """Number of segments: recorded gender × age band × place."""
        return len(GENDERS) * len(BANDS) * len(self.places)

    @property
    def bytes_per_person(self) -> float:
        """Memory of all arrays for one person."""
        arrays = [*self.people, *(getattr(self.attributes, name) for name in self.attributes.__slots__)]
        own = {id(one): one.nbytes for one in arrays}
        return float(sum(own.values()) / self.number)

    def segment_parts(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Recorded gender, age band and place of each segment."""
        number = np.arange(self.segments)
        cell, place = np.divmod(number, len(self.places))
        gender, band = np.divmod(cell, len(BANDS))
        return gender, band, place


def build_world(preset: Preset, seed: int) -> World:
    """Build the world of a preset.

    Raises:
        SettingsError: When a list has another length than the age bands, or a group is unknown.
    """
    return make_world(preset.people, preset.market, preset.factors, preset.interests, seed)


def make_world(
    settings: PeopleSettings,
    market: MarketSettings,
    factors: Sequence[Factor],
    interests: Sequence[Interest],
    seed: int,
) -> World:
    """Build a world from its parts; see `build_world`."""
    _check(settings, market, interests)
    attributes = draw_attributes(settings, tuple(interests), seed)
    names = tuple(one.name for one in interests)
    cell = attributes.recorded.astype(np.int16) * len(BANDS) + attributes.band
    people = People(
        behaviour=_behaviour(settings.carries, attributes, names, seed),
        traits=_traits(factors, attributes, names, seed),
        segment=(cell * len(settings.places) + attributes.place).astype(np.int16),
        rhythm=draw_rhythms(settings.number, seed),
        interests=attributes.interests,
    )
    return World(settings, market, tuple(one.name for one in factors), names, seed, attributes, people)


def memory_needed(number: int, factors: int, remembered: int) -> int:
    """Bytes that a world of so many people takes while so many ads run, before anything is built."""
    attributes = 10
    kernels = 4 * BEHAVIOUR + 4 * max(factors, 1) + 3 + 4
    return number * (attributes + kernels + 4 * remembered)


def _check(settings: PeopleSettings, market: MarketSettings, interests: Sequence[Interest]) -> None:
    for name in ("ages", "mothers", "fathers", "engaged_ages"):
        if len(getattr(settings, name)) != len(BANDS):
            raise SettingsError(f"“{name}” needs {len(BANDS)} entries", remedy=f"one for each of {', '.join(BANDS)}")
    if len(market.ages) != len(BANDS):
        raise SettingsError(f"“ages” of the market needs {len(BANDS)} entries", remedy="one for each age band")
    if len(interests) > MOST_INTERESTS:
        raise SettingsError(f"a world has at most {MOST_INTERESTS} interests", remedy="leave some out")
    if settings.number < 1:
        raise SettingsError("a world needs people", remedy="set the number to 1 or more")


def _behaviour(
    carries: Mapping[str, float], people: Attributes, interests: tuple[str, ...], seed: int
) -> NDArray[np.float32]:
    """Noise that carries each attribute with its strength; the first entry is a constant."""
    unknown = set(carries) - {*CARRIED, "interests"}
    if unknown:
        raise SettingsError(f"behaviour cannot carry “{min(unknown)}”", remedy=f"use {', '.join(CARRIED)}, interests")
    x = generator(seed, "people/behaviour").standard_normal((people.number, BEHAVIOUR), dtype=np.float32)
    x[:, 0] = 1.0
    told = {
        "gender": people.gender * np.float32(2) - np.float32(1),
        "age": (people.age.astype(np.float32) - 42) / 17,
        "parent": people.parent.astype(np.float32),
        "engaged": people.engaged.astype(np.float32),
    }
    for column, name in enumerate(CARRIED, 1):
        x[:, column] += np.float32(carries.get(name, 0.0)) * told[name]
    for column, name in enumerate(interests, 1 + len(CARRIED)):
        x[:, column] += np.float32(carries.get("interests", 0.0)) * members(name, people, interests)
    return x


def _traits(
    factors: Sequence[Factor], people: Attributes, interests: tuple[str, ...], seed: int
) -> NDArray[np.float32]:
    """How much each person responds to each factor, in log-odds; one empty column where there are no factors."""
    traits = np.zeros((people.number, max(len(factors), 1)), np.float32)
    for column, factor in enumerate(factors):
        for group, effect in factor.responds.items():
            traits[:, column] += np.float32(effect) * members(group, people, interests)
        if factor.spread:
            noise = generator(seed, f"people/factor/{factor.name}").standard_normal(people.number, dtype=np.float32)
            traits[:, column] += np.float32(factor.spread) * noise
    return traits
