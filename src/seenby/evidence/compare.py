"""A folder against the manifest it was sealed with: what is changed, missing or new, file by file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from seenby.evidence.manifest import Manifest, manifest_of

Kind = Literal["changed", "missing", "new", "broken"]
"""What is wrong with a file: other bytes than sealed, gone, not there when it was sealed, or not sound in itself."""


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """One file that is not as it was sealed, and what was found, as the end of a sentence that begins with its name."""

    path: str
    kind: Kind
    note: str

    def as_json(self) -> dict[str, object]:
        """``{"path", "kind", "note"}``."""
        return {"path": self.path, "kind": self.kind, "note": self.note}


def differences(folder: Path, sealed: Manifest) -> tuple[Difference, ...]:
    """Every file that is changed, missing or new since sealing, by path.

    Raises:
        Unreadable: When a file cannot be read, or is a link.
    """
    before = {one.path: one for one in sealed.files}
    now = {one.path: one for one in manifest_of(folder, sealed.version).files}
    missing = (Difference(path, "missing", "is missing") for path in before.keys() - now.keys())
    new = (Difference(path, "new", "was not there when the folder was sealed") for path in now.keys() - before.keys())
    changed = (
        Difference(path, "changed", _how(before[path].bytes, now[path].bytes))
        for path in before.keys() & now.keys()
        if before[path] != now[path]
    )
    return tuple(sorted((*missing, *new, *changed)))


def _how(before: int, now: int) -> str:
    if before == now:
        return "has changed since it was sealed"
    return f"has changed since it was sealed: {before:,} bytes then, {now:,} now"
