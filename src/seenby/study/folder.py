"""A study is a folder: what stands where in it.

study.toml          what is asked; a person writes it
pictures/           one for each arm
plan.json           the draw and what it will cost, to be looked at before it is registered
by-hand.md          the same plan as steps for a person at an ads manager
registration.json   the plan, sealed
deviations.jsonl    what went otherwise than registered, dated
journal.jsonl       each act intended, then done
collected.jsonl     each collection: when, what, and the fingerprints of what came
sources/            what came, byte for byte, each file named by its SHA-256
tables/             the same as tables, for other programs
findings.json       what it comes to
report/             the page
manifest.json       every file's fingerprint; see `seenby.evidence`
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from seenby.errors import UsageError
from seenby.evidence import SealedFolder

STUDY, PLAN, BY_HAND, REGISTRATION = "study.toml", "plan.json", "by-hand.md", "registration.json"
DEVIATIONS, JOURNAL, COLLECTED = "deviations.jsonl", "journal.jsonl", "collected.jsonl"
SOURCES, TABLES, PICTURES, REPORT = "sources", "tables", "pictures", "report"
FINDINGS = "findings.json"


class StudyFolder(SealedFolder):
    """The paths of a study, and its kept sources."""

    rooms: ClassVar[tuple[str, ...]] = (SOURCES, TABLES, PICTURES, REPORT)
    kept: ClassVar[str] = SOURCES
    listed: ClassVar[str] = COLLECTED
    busy: ClassVar[str] = "another command is at work in this study"

    @classmethod
    def at(cls, path: Path | str) -> StudyFolder:
        """The study in a folder.

        Raises:
            UsageError: When there is none.
        """
        root = Path(path)
        if not (root / STUDY).is_file():
            raise UsageError(f"holds no {STUDY}", where=str(path), remedy="begin one with: seenby study new FOLDER")
        return cls(root)
