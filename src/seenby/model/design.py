"""What every study has, whatever is shown in it and to whom: a question, arms that differ in one thing, places.

A kind of study builds on these: `seenby.model.study` for ads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["pair", "twin"]
"""A set of places that run together: one of each arm, or two that do not differ at all."""

Direction = Literal["either", "more", "fewer"]
"""Which way the difference is expected to go. The test is two-sided all the same; the page says whether it did."""


@dataclass(frozen=True, slots=True)
class Arm:
    """One version of what is shown.

    Attributes:
        name: As the findings call it.
        differs: The one thing in which it differs from the control, in a person's words.
    """

    name: str
    differs: str


@dataclass(frozen=True, slots=True)
class Design:
    """The part of ``study.toml`` that says what is asked, and what is held against what.

    Attributes:
        title: Of the study.
        question: What it is to answer, in one sentence that ends with a question mark.
        arms: In the order in which they build on each other; the first is usually the plainest.
        control: The arm that the others are held against; None where there is nothing to hold against (one arm only).
        twins_of: The arm that the identical pairs are made of.
        dimension: What is compared: ``gender``, ``age`` ...
        group: The group of that dimension; None for the first in order.
        direction: Which way the difference is expected to go.
    """

    title: str
    question: str
    arms: tuple[Arm, ...]
    control: str | None
    twins_of: str
    dimension: str = field(default="gender", kw_only=True)
    group: str | None = field(default=None, kw_only=True)
    direction: Direction = field(default="either", kw_only=True)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a set, and which arm the lot gave it.

    Attributes:
        ident: ``p03-2``: the set and the place in it. Twins are ``t03-1`` and ``t03-2``.
        set: ``p03``.
        kind: Whether its set is a pair or twins.
        place: Its place in the set, from 1: the order in which the places are filled.
        arm: Which arm the lot gave it.
        wave: In which wave its set runs, from 0.
    """

    ident: str
    set: str
    kind: Kind
    place: int
    arm: str
    wave: int = field(default=0, kw_only=True)


@dataclass(frozen=True, slots=True)
class DrawnPlan:
    """A design with everything decided: sealed, it is the registration.

    Attributes:
        study: What was asked.
        study_sha256: Of ``study.toml`` as it was when planned.
        pictures: SHA-256 of what each arm shows, by the arm's name.
        seed: Of the draw.
        slots: All places.
        warnings: What would spoil it, in sentences.
        version: Of seenby.
    """

    study: Design
    study_sha256: str
    pictures: Mapping[str, str]
    seed: int
    slots: tuple[Place, ...]
    warnings: tuple[str, ...] = ()
    version: str = ""

    @property
    def waves(self) -> int:
        """In how many waves the sets run."""
        return 1 + max((slot.wave for slot in self.slots), default=0)

    @property
    def pairs(self) -> int:
        """How many sets compare the arms."""
        return len({slot.set for slot in self.slots if slot.kind == "pair"})

    @property
    def twins(self) -> int:
        """How many sets are twins."""
        return len({slot.set for slot in self.slots if slot.kind == "twin"})
