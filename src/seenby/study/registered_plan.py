"""A study's plan as it was decided: the registration where there is one, else the plan."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from seenby.errors import UsageError
from seenby.model import Deviation, Plan
from seenby.store.chain import Entry, read_chain
from seenby.study.ads.planning import plan_from_json
from seenby.study.folder import DEVIATIONS, PLAN, REGISTRATION, StudyFolder
from seenby.study.steps.register import check_registered


@dataclass(frozen=True, slots=True)
class Decided:
    """A plan, whether and when it was registered (ISO, empty where not), and the SHA-256 of the file it stands in."""

    plan: Plan
    registered: bool
    fingerprint: str
    at: str = ""


def decided(folder: StudyFolder) -> Decided:
    """What was decided before anything ran.

    Raises:
        UsageError: When nothing was planned yet.
        Damaged: When the file is no plan.
        StoppedByGuard: When ``study.toml`` or a picture is not what was registered.
    """
    name = next((name for name in (REGISTRATION, PLAN) if folder.has(name)), None)
    if name is None:
        raise UsageError("was not planned yet", where=str(folder.root), remedy="plan it with: seenby study plan FOLDER")
    content = folder.path(name).read_bytes()
    plan = check_registered(folder) if name == REGISTRATION else plan_from_json(content, name)
    at = str(json.loads(content).get("registered") or "") if name == REGISTRATION else ""
    return Decided(plan, name == REGISTRATION, hashlib.sha256(content).hexdigest(), at)


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
    told = row.get("spoils")
    return tuple(str(one) for one in told) if isinstance(told, list) else None
