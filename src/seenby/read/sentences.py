"""The sentences of reading: what data health says, and why rows were left out. See ``sentences.toml``."""

from __future__ import annotations

from collections.abc import Sequence

from seenby.model import Listed, Subject
from seenby.sentences import Sentences

say = Sentences("seenby.read")
"""A sentence by its section (a code of data health, or ``left-out``) and its key."""

LIST = "{list}"
"""Said in place of a list, where `listed` is to put one."""


def first_of(things: Sequence[str], most: int, mark: str = ", ") -> str:
    """A list of which only the first are named: ``A, B, and 3 more``."""
    named = mark.join(things[:most])
    return named + say("list", "more", count=f"{len(things) - most}") if len(things) > most else named


def listed(sentence: str, parts: Sequence[tuple[Subject, str]]) -> Listed:
    """A sentence about several subjects that can be said of some of them alone: ``say(code, key, ads=LIST)``.

    Args:
        sentence: With `LIST` in it once.
        parts: Each subject, with what stands in the list about it.

    Raises:
        ValueError: When the sentence has no one place for the list.
    """
    before, after = sentence.split(LIST)
    return Listed(before, tuple(parts), after, say("list", "more", count="{count}"))
