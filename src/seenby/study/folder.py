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

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from seenby.errors import Damaged, UsageError
from seenby.store.files import held, write_whole

STUDY, PLAN, BY_HAND, REGISTRATION = "study.toml", "plan.json", "by-hand.md", "registration.json"
DEVIATIONS, JOURNAL, COLLECTED = "deviations.jsonl", "journal.jsonl", "collected.jsonl"
SOURCES, TABLES, PICTURES, REPORT = "sources", "tables", "pictures", "report"
FINDINGS, MANIFEST = "findings.json", "manifest.json"

KEPT = re.compile(r"[0-9a-f]{64}(\.[^/\\\x00]{1,12})?")
"""Names in ``sources/``. Whoever sends a folder may have written others, which lead out of it."""


@dataclass(frozen=True, slots=True)
class StudyFolder:
    """The paths of a study, and its kept sources."""

    root: Path

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

    def path(self, name: str) -> Path:
        """Where one of its files stands."""
        return self.root / name

    def has(self, name: str) -> bool:
        """Whether one of its files is there."""
        return (self.root / name).exists()

    def keep(self, content: bytes, suffix: str) -> str:
        """Keep something that came, byte for byte, and return its name in ``sources/``: SHA-256 and suffix.

        The same bytes are kept once.
        """
        name = f"{hashlib.sha256(content).hexdigest()}{suffix}"
        path = self.root / SOURCES / name
        if not path.exists():
            write_whole(path, content, remedy="free some room")
        return name

    def source(self, name: str) -> bytes:
        """A kept source by its name.

        Raises:
            Damaged: When it is gone, or is not what its name says.
        """
        if not KEPT.fullmatch(name):
            raise Damaged("is no name of a kept source", where=COLLECTED, remedy="get the folder again", unchanged="")
        try:
            content = (self.root / SOURCES / name).read_bytes()
        except OSError as error:
            raise Damaged("is gone", where=f"{SOURCES}/{name}", remedy="get the folder again", unchanged="") from error
        if hashlib.sha256(content).hexdigest() != name.partition(".")[0]:
            raise Damaged(
                "is not what its name says", where=f"{SOURCES}/{name}", remedy="get the folder again", unchanged=""
            )
        return content

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the folder against a second command that would change it; nothing is left behind.

        Raises:
            UsageError: When another command holds it.
        """
        with held(self.root, "another command is at work in this study"):
            yield
