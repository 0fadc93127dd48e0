"""Sentences of a watch: the only place where they are made."""

from __future__ import annotations

from seenby.judge.phrases import group_name
from seenby.model.alarm import Cell
from seenby.model.wording import plural
from seenby.sentences import Sentences

number_of = plural.number_of
say = Sentences("seenby.watch.alarms")
"""A sentence by its section and its key, with its words filled in."""


def cell_words(cell: Cell) -> str:
    """A cell for a person: ``accounts recorded as men, aged 13-17, at the placement “reels”``."""
    words = dict(cell.values)
    parts = []
    if "gender" in words:
        parts.append(group_name("gender", words["gender"]))
    if "age" in words:
        parts.append(f"aged {words['age']}" if parts else group_name("age", words["age"]))
    if "placement" in words:
        parts.append(f"at the placement “{words['placement']}”" if parts else f"the placement “{words['placement']}”")
    return ", ".join(parts)


def per_hundred(share: float) -> str:
    """A share as ``57`` or, near the ends, ``0.4``; for sentences only."""
    value = share * 100
    return f"{value:.0f}" if 1 <= value <= 99 or value in (0, 100) else f"{value:.1f}"


def in_tenths(share: float) -> str:
    """The end of a range of shares as ``30`` or ``30.5``; for sentences only."""
    return f"{share * 100:.1f}".removesuffix(".0")
