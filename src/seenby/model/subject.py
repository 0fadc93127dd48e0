"""Whom or what something is said of: an ad, and whatever else a study may be about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Subject(Protocol):
    """What a finding or a note is about. Two are the same when they are equal; a name alone never decides it.

    `seenby.model.AdKey` is one: what was bought. `NamedSubject` is any other.
    """

    @property
    def kind(self) -> str:
        """What sort of thing it is: ``ad``, ``account``, ``feed``, ``arm``, ``study`` ..."""

    @property
    def name(self) -> str:
        """What it is called, to the letter."""

    @property
    def path(self) -> str:
        """The name with all that it is part of before it, as far as that is known."""

    def as_json(self) -> dict[str, object]:
        """What it is called, by the parts of its name."""


@dataclass(frozen=True, slots=True, order=True)
class NamedSubject:
    """Something that is no ad and has a name: an account, a feed, an arm, a study.

    Attributes:
        kind: What sort of thing it is, in one word.
        name: What it is called.
        within: What it is part of, the widest first: the study of an arm.
    """

    kind: str
    name: str
    within: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """All names, the widest first."""
        return " › ".join((*self.within, self.name))

    def as_json(self) -> dict[str, object]:
        """``{"kind", "name", "within"}``."""
        return {"kind": self.kind, "name": self.name, "within": list(self.within)}
