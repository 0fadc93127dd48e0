"""What went otherwise than registered: a dated list that only grows.

A line of ours names the sets that it spoils (``spoils``), so that judging need not read sentences; most spoil none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from seenby.evidence.hash_chain import Chain, Entry, read_chain
from seenby.model import Deviation
from seenby.study.folder import DEVIATIONS, StudyFolder


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


def deviations(folder: StudyFolder) -> tuple[Deviation, ...]:
    """What went otherwise than registered, oldest first.

    Raises:
        Damaged: When a line is not what was written.
    """
    rows = read_chain(folder.path(DEVIATIONS))
    return tuple(
        Deviation(str(row.get("at", "")), str(row.get("what", "")), str(row.get("by", "")), _spoils(row))
        for row in rows
    )


def _spoils(row: Entry) -> tuple[str, ...] | None:
    listed = row.get("spoils")
    return tuple(str(one) for one in listed) if isinstance(listed, list) else None
