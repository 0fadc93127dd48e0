"""Where a figure came from: the file as it came, and what was not taken from it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from seenby.model.subject import Subject

MOST_NAMED = 5
"""Of several subjects that one note speaks of, how many are named; the others are counted."""

Severity = Literal["info", "warning", "refused"]
"""How bad something about an export is: worth knowing, in need of a look, or left out."""
Period = tuple[date | None, date | None]
"""The first and the last day, both included; None where the export does not say."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One row that was read but not counted, and why. Rows are numbered as in the file, from 1."""

    row: int
    reason: str

    def as_json(self) -> dict[str, object]:
        """``{"row", "reason"}``."""
        return {"row": self.row, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it came: its fingerprint, who read it, and what was left out of it."""

    path: str
    sha256: str
    reader: str
    reader_version: str
    rows_read: int
    rows_left_out: tuple[LeftOut, ...] = ()
    period: Period = (None, None)
    snapshot_at: datetime | None = None
    language: str | None = None

    def as_json(self) -> dict[str, object]:
        """The source in the shape ``seenby/audit/1``."""
        start, end = self.period
        return {
            "path": self.path,
            "sha256": self.sha256,
            "reader": self.reader,
            "reader_version": self.reader_version,
            "rows_read": self.rows_read,
            "rows_left_out": [row.as_json() for row in self.rows_left_out],
            "period": [start.isoformat() if start else None, end.isoformat() if end else None],
            "snapshot_at": self.snapshot_at.isoformat() if self.snapshot_at else None,
            "language": self.language,
        }


@dataclass(frozen=True, slots=True)
class Listed:
    """A sentence that says something of each of several subjects, in a list.

    Attributes:
        before: What stands before the list.
        parts: Each subject with what is said of it.
        after: What stands after the list.
        more: What stands at the end of a list that is cut short; ``{count}`` is how many more there are.
    """

    before: str
    parts: tuple[tuple[Subject, str], ...]
    after: str
    more: str

    @property
    def text(self) -> str:
        """The whole sentence: the first few, and how many more there are."""
        named = ", ".join(said for _, said in self.parts[:MOST_NAMED])
        left = len(self.parts) - MOST_NAMED
        return f"{self.before}{named}{self.more.format(count=left) if left > 0 else ''}{self.after}"

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """Those in the list, each once."""
        return tuple(dict.fromkeys(subject for subject, _ in self.parts))


@dataclass(frozen=True, slots=True)
class Health:
    """One thing to know about the data before believing a figure; every code is listed in the docs.

    Attributes:
        code: What it is, in one word.
        severity: How much it matters.
        message: The same in a sentence.
        where: The file or setting it was seen in.
        about: Whom it is about; empty where it holds for all of the source, whatever names stand in it.
        listed: The message by subject, where it speaks of several and can be said of some of them alone.
    """

    code: str
    severity: Severity
    message: str
    where: str = ""
    about: tuple[Subject, ...] = ()
    listed: Listed | None = None

    @classmethod
    def of_each(cls, code: str, severity: Severity, listed: Listed, where: str = "") -> Health:
        """A note about several subjects."""
        return cls(code, severity, listed.text, where, listed.subjects, listed)

    def only(self, subjects: Collection[Subject]) -> Health | None:
        """The note as far as it is about these, or about all of the source; None where nothing of it is left."""
        if all(one in subjects for one in self.about):
            return self
        if self.listed is None:
            return None
        parts = tuple(part for part in self.listed.parts if part[0] in subjects)
        return (
            Health.of_each(self.code, self.severity, replace(self.listed, parts=parts), self.where) if parts else None
        )

    def as_json(self) -> dict[str, object]:
        """``{"code", "severity", "message", "where"}``."""
        return {"code": self.code, "severity": self.severity, "message": self.message, "where": self.where}
