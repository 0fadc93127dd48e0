"""What went otherwise than registered: a dated list that only grows.

A line of ours names the sets that it spoils (``spoils``), so that judging need not read sentences; most spoil none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from seenby.evidence.hash_chain import Chain, Entry, read_chain
from seenby.model import Deviation
from seenby.model.design import DrawnPlan
from seenby.study.folder import DEVIATIONS, StudyFolder

BY_TOOL = "seenby"
HARMLESS = ("was moved", "began later")
"""In lines of the first format: sentences about a slot that leave its set in all the same."""


def note(
    folder: StudyFolder,
    at: datetime,
    what: str,
    by: Literal["person", "seenby"] = "seenby",
    *,
    spoils: Iterable[str] = (),
    beginning: str = "",
) -> None:
    """Add a sentence with the sets that it spoils, unless it is there, or one with the same ``beginning``."""
    chain = Chain(folder.path(DEVIATIONS))
    said = [str(one.get("what")) for one in chain.entries]
    if what in said or (beginning and any(one.startswith(beginning) for one in said)):
        return
    line = {"at": at.isoformat(), "what": what, "by": by}
    chain.append(line if by == "person" else {**line, "spoils": sorted(set(spoils))})


def spoilt(folder: StudyFolder) -> set[str]:
    """The sets that are spoilt by something that was noted."""
    lines = [line.get("spoils") for line in read_chain(folder.path(DEVIATIONS))]
    return {str(one) for spoils in lines if isinstance(spoils, list) for one in spoils}


def deviations(folder: StudyFolder, plan: DrawnPlan) -> tuple[Deviation, ...]:
    """What went otherwise than registered, oldest first, each line with the sets of the plan that it spoils.

    Raises:
        Damaged: When a line is not what was written.
    """
    sets = tuple(dict.fromkeys(slot.set for slot in plan.slots))
    return tuple(_deviation(row, sets) for row in read_chain(folder.path(DEVIATIONS)))


def _deviation(row: Entry, sets: Sequence[str]) -> Deviation:
    what, by, spoils = str(row.get("what", "")), str(row.get("by", "")), row.get("spoils")
    named = tuple(map(str, spoils)) if isinstance(spoils, list) else _spoilt_in_words(what, by, sets)
    return Deviation(str(row.get("at", "")), what, by, named)


def _spoilt_in_words(what: str, by: str, sets: Sequence[str]) -> tuple[str, ...]:
    """The sets that a line of the first format spoils, which has them in its sentence only.

    Lines have had ``spoils`` since; this is the one place where a sentence is read, so that old folders stay judgeable.
    """
    if by != BY_TOOL or any(word in what for word in HARMLESS):
        return ()
    return tuple(name for name in sets if re.search(rf"(?<![\w-]){re.escape(name)}(-\d+)?(?![\w-])", what))
