"""``collect --from``: what a person exported from an ads manager, taken in byte for byte."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from seenby.errors import UsageError
from seenby.evidence.hash_chain import Chain
from seenby.model import Plan, Slot
from seenby.read import read
from seenby.store import workbench
from seenby.study.ads.results.match_slots import place
from seenby.study.folder import COLLECTED, StudyFolder
from seenby.study.kinds import kind_of
from seenby.study.registered_plan import decided

MOST_BYTES = 2 * 2**30
LONGEST_SUFFIX = 12


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What was found in some exports.

    Attributes:
        files: Their names in ``sources/``.
        found: The slots whose ads are in them.
        missing: The slots whose ads are in none of them.
        others: How many ads in them are none of the study's.
    """

    files: tuple[str, ...]
    found: tuple[Slot, ...]
    missing: tuple[Slot, ...]
    others: int

    def as_json(self) -> dict[str, object]:
        """``{"files", "found", "missing", "others"}``, slots by their idents."""
        return {
            "files": list(self.files),
            "found": [one.ident for one in self.found],
            "missing": [one.ident for one in self.missing],
            "others": self.others,
        }


def take_in(path: Path | str, exports: Sequence[Path], *, now: datetime | None = None, final: bool = False) -> TakenIn:
    """Keep exports as sources of a study, matched to its slots by the ads' names.

    Args:
        path: The study's folder.
        exports: Anything that `seenby.audit` reads.
        now: When they were taken in; the clock's own time by default.
        final: Whether nothing more is expected.

    Raises:
        UsageError: When none of the study's ads is in a file; then nothing is kept.
        Unreadable: When a file cannot be read.
    """
    folder = StudyFolder.at(path)
    plan = decided(folder, kind_of(folder)).plan
    if not exports:
        raise UsageError("no export was given", remedy="name one: --from export.csv")
    idents: set[str] = set()
    others = 0
    for export in exports:
        here, rest = _looked_into(export, plan)
        idents |= here
        others += rest
    with folder.lock():
        files = tuple(_kept(folder, export, now or datetime.now(UTC), final) for export in exports)
    return TakenIn(
        files,
        tuple(slot for slot in plan.slots if slot.ident in idents),
        tuple(slot for slot in plan.slots if slot.ident not in idents),
        others,
    )


def _looked_into(export: Path, plan: Plan) -> tuple[set[str], int]:
    """The slots an export has ads of, and how many other ads it has."""
    if not export.is_file():
        raise UsageError("is no file", where=str(export), remedy="name the exported file itself")
    if export.stat().st_size > MOST_BYTES:
        raise UsageError("is larger than any export of a study", where=str(export), remedy="export only its ads")
    with workbench() as bench:
        reading = read([export], bench)
    found, _, others = place({row.ad for row in reading.deliveries}, plan)
    if not found:
        raise UsageError(
            "holds none of this study's ads",
            where=str(export),
            remedy=f"the ads must be called as in the plan, the first “{plan.slots[0].ad}”",
            unchanged="nothing was kept",
        )
    return set(found), others


def _kept(folder: StudyFolder, export: Path, now: datetime, final: bool) -> str:
    suffix = "".join(export.suffixes[-2:] if export.suffix == ".gz" else export.suffixes[-1:]).lower()
    name = folder.keep(export.read_bytes(), suffix if len(suffix) <= LONGEST_SUFFIX and suffix.isascii() else "")
    entry = {"at": now.isoformat(timespec="seconds"), "what": "export", "sources": [name], "final": final}
    Chain(folder.path(COLLECTED)).append({**entry, "name": export.name})
    return name
