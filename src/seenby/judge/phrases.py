"""Templates filled in: the only place where a finding's sentence is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from seenby.model.audience import JOIN
from seenby.sentences import Sentences, tables_of

ROOM = "seenby.judge"

phrase = Sentences(ROOM)
"""A sentence by its section and its key, with its words filled in."""


def settings(name: str) -> Mapping[str, Mapping[str, Any]]:
    """The tables of one of the room's TOML files: words, thresholds, published values."""
    return tables_of(ROOM, name)


def most_clustered() -> float:
    """The clustering of the most clustered published ads, up to which a finding must hold."""
    return float(settings("published.toml")["rho"]["high"])


def not_shown(*keys: str) -> tuple[str, ...]:
    """What a finding does not show, by the keys of ``sentences.toml``."""
    return tuple(phrase("not_shown", key) for key in keys)


def overturned(tipping: float | None) -> str:
    """How clustered days would have to be for a finding of claim C to fall, to end a sentence; empty if not known."""
    return "" if tipping is None else phrase("days", "overturned", tipping=f"{tipping:.3f}")


def group_name(dimension: str, group: str) -> str:
    """A group as a record: ``accounts recorded as women``, ``accounts recorded as women aged 25-34``."""
    words = settings("sentences.toml")["group"][dimension]
    if dimension == "age_gender" and JOIN in group:
        age, gender = group.split(JOIN, maxsplit=1)
        return f"{group_name('gender', gender)} and aged {age}"
    return str(words.get(group, words["other"])).format(group=group)


def platform_notes(platforms: Iterable[str]) -> dict[str, str]:
    """For each platform, what its figures mean."""
    notes = settings("platforms.toml")
    return {name: str(notes.get(name, notes["other"])["note"]) for name in sorted(set(platforms))}
