"""The sentences of reading: what data health says, and why rows were left out. See ``sentences.toml``."""

from __future__ import annotations

from collections.abc import Sequence

from seenby.sentences import Sentences

say = Sentences("seenby.read")
"""A sentence by its section (a code of data health, or ``left-out``) and its key."""


def first_of(things: Sequence[str], most: int, mark: str = ", ") -> str:
    """A list of which only the first are named: ``A, B, and 3 more``."""
    named = mark.join(things[:most])
    return named + say("list", "more", count=f"{len(things) - most}") if len(things) > most else named
