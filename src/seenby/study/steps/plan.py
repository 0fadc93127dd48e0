"""``seenby study plan``: the draw, what it will cost, and the steps by hand."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from seenby.errors import UsageError
from seenby.evidence.atomic_write import write_whole
from seenby.model import Plan
from seenby.study.folder import BY_HAND, PLAN, REGISTRATION, StudyFolder
from seenby.study.kind import Planned
from seenby.study.kinds import kind_of

SEED_BITS = 48
"""Of a seed that nobody named; other programs read numbers up to 53 bits without loss."""


@dataclass(frozen=True, slots=True)
class Draw:
    """A plan as it stands in the folder.

    Attributes:
        planned: The plan, and what it is expected to come to.
        note: What became of an earlier draw; empty where there was none.
    """

    planned: Planned[Plan]
    note: str


def plan(path: Path, seed: int | None = None) -> Draw:
    """Plan the study in a folder, and write ``plan.json`` and ``by-hand.md``.

    Planning again keeps the draw while ``study.toml`` stays as it was, unless a seed is named.

    Args:
        path: The folder.
        seed: Of the draw; None for the earlier plan's, or one that nobody knew before.

    Raises:
        UsageError: When there is no study, a picture is not there, or the study is registered.
        SettingsError: When ``study.toml`` makes no sense.
        StoppedByGuard: When the ads could cost more than the cap, or a child would be shown without consent.
        Damaged: When ``plan.json`` is not what was written.
    """
    folder = StudyFolder.at(path)
    with folder.lock():
        refuse_registered(folder, "the plan stays as it was registered")
        kind = kind_of(folder)
        asked = kind.ask(folder)
        drawn, note = _seed(folder, asked.study_sha256, seed)
        planned = kind.plan(asked, drawn)
        write_whole(folder.path(BY_HAND), planned.by_hand, remedy="free some room")
        write_whole(folder.path(PLAN), planned.text, remedy="free some room")
    return Draw(planned, note)


def refuse_registered(folder: StudyFolder, why: str) -> None:
    """Stop where the study is registered.

    Raises:
        UsageError: Saying why.
    """
    if folder.has(REGISTRATION):
        raise UsageError(
            f"is registered: {why}",
            where=str(folder.root),
            remedy="write down what goes otherwise with: seenby study deviate FOLDER, or begin another study",
            unchanged="nothing was changed",
        )


def _seed(folder: StudyFolder, study_sha256: str, asked: int | None) -> tuple[int, str]:
    """The seed, and what became of an earlier draw."""
    if not folder.has(PLAN):
        return (secrets.randbits(SEED_BITS) if asked is None else asked), ""
    before = kind_of(folder).plan_from(folder.path(PLAN).read_bytes(), PLAN)
    if asked is not None:
        return asked, "" if asked == before.seed else "Drawn again under the seed you named; the earlier draw is gone."
    if before.study_sha256 == study_sha256:
        return before.seed, "study.toml is as it was: the draw is the earlier one."
    return secrets.randbits(SEED_BITS), "study.toml has changed since the last plan: drawn again, under a new seed."
