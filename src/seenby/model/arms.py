"""Which ads belong together: the versions that differ in one thing, and those that do not differ at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Arms:
    """The design behind some ads, as whoever ran them says it.

    Attributes:
        arms: For each arm the names or ids of its ads, in the same order: the first of each ran together, and so on.
            Arms stand in the order in which they build on each other.
        control: The arm that the others are held against; None where there is none.
        twins: Pairs of ads that do not differ at all; they measure luck.
        randomised: Whether it was drawn by lot which ad got which place in its pair.
        dimension: What is compared: ``gender``, ``age`` ...
        group: The group of that dimension; None for the first in order, of which the others are the rest.
        origin: The file it was read from.
        own_budgets: Whether arms differ in budget on purpose, so that unequal spending is no reason not to compare.
    """

    arms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    control: str | None = None
    twins: tuple[tuple[str, str], ...] = ()
    randomised: bool = False
    dimension: str = "gender"
    group: str | None = None
    origin: str = ""
    own_budgets: bool = False
