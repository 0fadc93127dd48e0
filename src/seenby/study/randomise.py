"""Who gets which place: drawn by lot from a stored seed, so that nobody chose and anybody can draw again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from seenby.model.design import Kind, Place

HOW = "numpy.random.Generator(numpy.random.PCG64(seed)).permutation(number of arms), once for each pair in order"
"""The draw in words that let anybody repeat it."""


@dataclass(frozen=True, slots=True)
class Sets:
    """How many sets there are of each kind, and in how many waves they run."""

    pairs: int
    twins: int
    waves: int


def draw_places(arms: Sequence[str], twins_of: str, sets: Sets, seed: int) -> Iterator[Place]:
    """All places in the order in which they are filled: pairs first, then twins.

    In each pair a random permutation gives every place an arm, each arm once. Sets are spread over the waves in order;
    a set is never torn.

    Args:
        arms: The names of the arms.
        twins_of: The arm that both places of twins get.
        sets: How many there are.
        seed: Not negative; the same seed gives the same draw (see `HOW`).
    """
    lot = np.random.Generator(np.random.PCG64(seed))
    for kind, name, wave in _sets(sets):
        # The lot is only asked for pairs: twins added or taken away later leave the draw of the pairs as it is.
        drawn = [arms[index] for index in lot.permutation(len(arms))] if kind == "pair" else [twins_of] * 2
        for place, arm in enumerate(drawn, 1):
            yield Place(f"{name}-{place}", name, kind, place, arm, wave=wave)


def waves_of(asked: int | None, pairs: int, twins: int) -> int:
    """In how many waves the sets run: what was asked for, else one for each pair, or for each pair of twins alone."""
    return max(1, min(asked or pairs or twins, max(pairs, twins)))


def _sets(sets: Sets) -> Iterator[tuple[Kind, str, int]]:
    """Kind, name and wave of each set; both kinds are spread evenly over the waves."""
    kinds: tuple[tuple[Kind, str, int], ...] = (("pair", "p", sets.pairs), ("twin", "t", sets.twins))
    for kind, letter, count in kinds:
        for number in range(count):
            yield kind, f"{letter}{number + 1:02d}", number * sets.waves // count
