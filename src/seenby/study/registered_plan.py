"""A study's plan as it was decided: the registration where there is one, else the plan; and whether it still holds."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from seenby.errors import Damaged, StoppedByGuard, UsageError
from seenby.study.folder import PLAN, REGISTRATION, STUDY, StudyFolder
from seenby.study.kind import Decided, DesignType, Kind, PlanType, Result_co


def decided(folder: StudyFolder, kind: Kind[DesignType, PlanType, Result_co]) -> Decided[PlanType]:
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
    plan = check_registered(folder, kind) if name == REGISTRATION else kind.plan_from(content, name)
    # A text may have the shape of a plan and yet be none: every place has one of the arms.
    if not {slot.arm for slot in plan.slots} <= {arm.name for arm in plan.study.arms}:
        raise Damaged(
            "has a place with an arm that the study does not have",
            where=name,
            remedy="get the file from whoever sent it",
            unchanged="nothing was changed",
        )
    at = str(json.loads(content).get("registered") or "") if name == REGISTRATION else ""
    return Decided(plan, name == REGISTRATION, hashlib.sha256(content).hexdigest(), at)


def check_registered(folder: StudyFolder, kind: Kind[DesignType, PlanType, Result_co]) -> PlanType:
    """The registered plan, after looking whether the study is still what was registered.

    Raises:
        UsageError: When it is not registered.
        StoppedByGuard: When ``study.toml`` or a picture has changed since, naming it.
        Damaged: When ``registration.json`` is not what was written.
    """
    if not folder.has(REGISTRATION):
        raise UsageError(
            "is not registered", where=str(folder.root), remedy="register it with: seenby study register FOLDER"
        )
    plan = kind.plan_from(folder.path(REGISTRATION).read_bytes(), REGISTRATION)
    refuse_changes(folder, kind, plan, "registered", "put back what was registered, or begin another study")
    return plan


def refuse_changes(
    folder: StudyFolder, kind: Kind[DesignType, PlanType, Result_co], plan: PlanType, done: str, remedy: str
) -> None:
    """Stop where a file of the study is not what a plan was made of.

    Raises:
        StoppedByGuard: Naming the files.
    """
    files = changed(folder, kind, plan)
    if files:
        raise StoppedByGuard(
            f"not what was {done}: {', '.join(files)}",
            where=str(folder.root),
            remedy=remedy,
            unchanged="nothing was changed",
        )


def changed(folder: StudyFolder, kind: Kind[DesignType, PlanType, Result_co], plan: PlanType) -> tuple[str, ...]:
    """The files of a study that are not what a plan was made of: ``study.toml``, and what its arms show."""
    was = {STUDY: plan.study_sha256, **kind.shown_files(plan)}
    return tuple(name for name, sha256 in was.items() if _sha256(folder, name) != sha256)


def _sha256(folder: StudyFolder, name: str) -> str:
    """The fingerprint of a file; empty where it is gone, or would lie outside the folder."""
    if Path(name).is_absolute() or ".." in Path(name).parts:
        return ""
    try:
        return hashlib.sha256(folder.path(name).read_bytes()).hexdigest()
    except OSError:
        return ""
