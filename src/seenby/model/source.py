"""Where a figure came from: the file as it came, and what was not taken from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Severity = Literal["info", "warning", "refused"]
Period = tuple[date | None, date | None]


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
class Health:
    """One thing to know about the data before believing a figure; every code is listed in the docs."""

    code: str
    severity: Severity
    message: str
    where: str = ""

    def as_json(self) -> dict[str, object]:
        """``{"code", "severity", "message", "where"}``."""
        return {"code": self.code, "severity": self.severity, "message": self.message, "where": self.where}
