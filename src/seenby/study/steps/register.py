"""``seenby study register`` and ``deviate``: the plan sealed, and what went otherwise, dated."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path

from seenby.errors import StoppedByGuard, UsageError
from seenby.model import Plan
from seenby.store.chain import Chain
from seenby.store.files import write_whole
from seenby.study.ads.planning import holds_contact, plan_from_json, plan_of, registration_text
from seenby.study.folder import COLLECTED, DEVIATIONS, JOURNAL, PLAN, REGISTRATION, STUDY, StudyFolder
from seenby.study.steps.plan import refuse_registered
from seenby.study.steps.read_study import read_study

PLAN_AGAIN = "plan again with: seenby study plan FOLDER"
LONGEST = 1_000
"""Signs of a deviation."""


@dataclass(frozen=True, slots=True)
class Registration:
    """What was registered.

    Attributes:
        plan: The plan that it seals.
        text: Of ``registration.json``.
        sha256: Of that file's bytes: this is what is published.
    """

    plan: Plan
    text: str
    sha256: str


def register(path: Path) -> Registration:
    """Seal the plan in ``registration.json``.

    Raises:
        UsageError: When there is no plan, or the study is registered already.
        StoppedByGuard: When ``study.toml`` or a picture is not what was planned, the plan is not what its seed gives,
            or the study has begun.
        Damaged: When ``plan.json`` is not what was written.
    """
    folder = StudyFolder.at(path)
    with folder.lock():
        refuse_registered(folder, "a study is registered once")
        if not folder.has(PLAN):
            raise UsageError("is not planned", where=str(path), remedy="plan it with: seenby study plan FOLDER")
        _refuse_begun(folder)
        plan = plan_from_json(folder.path(PLAN).read_bytes(), PLAN)
        _refuse_changes(folder, plan, "planned", PLAN_AGAIN)
        _refuse_another_draw(folder, plan)
        text = registration_text(plan, _now())
        write_whole(folder.path(REGISTRATION), text, remedy="free some room")
    return Registration(plan, text, hashlib.sha256(text.encode()).hexdigest())


def check_registered(folder: StudyFolder) -> Plan:
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
    plan = plan_from_json(folder.path(REGISTRATION).read_bytes(), REGISTRATION)
    _refuse_changes(folder, plan, "registered", "put back what was registered, or begin another study")
    return plan


def changed(folder: StudyFolder, plan: Plan) -> tuple[str, ...]:
    """The files of a study that are not what a plan was made of: ``study.toml``, and pictures."""
    study = plan.study
    now = {STUDY: _sha256(folder, STUDY), **{arm.picture: _sha256(folder, arm.picture) for arm in study.arms}}
    was = {STUDY: plan.study_sha256, **{arm.picture: plan.pictures.get(arm.name, "") for arm in study.arms}}
    return tuple(name for name, sha256 in was.items() if now[name] != sha256)


def deviate(path: Path, what: str) -> None:
    """Write down what went otherwise than registered, by a person, with the date.

    Raises:
        UsageError: When the study is not registered, or the text is empty, too long or of several lines.
        StoppedByGuard: When it holds what looks like a way to reach somebody; it is not quoted.
    """
    folder, sentence = StudyFolder.at(path), what.strip()
    if not folder.has(REGISTRATION):
        raise UsageError(
            "is not registered, so nothing can deviate",
            where=str(path),
            remedy="change study.toml and plan again",
        )
    if not sentence or len(sentence) > LONGEST or not sentence.isprintable():
        raise UsageError(
            "a deviation is one line of text", where=f"at most {LONGEST:,} signs", remedy="write what happened"
        )
    if holds_contact(sentence):
        raise StoppedByGuard(
            "the text holds what looks like an e-mail address or a telephone number",
            remedy="write it in words that name nobody",
        )
    with folder.lock():
        Chain(folder.path(DEVIATIONS)).append({"at": _now(), "what": sentence, "by": "person"})


def _refuse_begun(folder: StudyFolder) -> None:
    """Stop where ads were made or figures collected: a registration comes first, or it is none."""
    begun = next((name for name in (JOURNAL, COLLECTED) if folder.has(name)), None)
    if begun is not None:
        raise StoppedByGuard(
            f"{begun} is there: the study has begun, and can no longer be registered",
            where=str(folder.root),
            remedy="begin another study",
            unchanged="nothing was changed",
        )


def _refuse_changes(folder: StudyFolder, plan: Plan, done: str, remedy: str) -> None:
    files = changed(folder, plan)
    if files:
        raise StoppedByGuard(
            f"not what was {done}: {', '.join(files)}",
            where=str(folder.root),
            remedy=remedy,
            unchanged="nothing was changed",
        )


def _refuse_another_draw(folder: StudyFolder, plan: Plan) -> None:
    """Stop where a plan is not what its seed gives: somebody else than the lot chose who gets which slot."""
    study = read_study(folder.path(STUDY))
    again = plan_of(study, plan.study_sha256, plan.pictures, plan.seed).plan
    if (again.study, again.slots) != (plan.study, plan.slots):
        raise StoppedByGuard(
            "is not what its seed gives for study.toml", where=PLAN, remedy=PLAN_AGAIN, unchanged="nothing was changed"
        )


def _sha256(folder: StudyFolder, name: str) -> str:
    """The fingerprint of a file; empty where it is gone, or would lie outside the folder."""
    if Path(name).is_absolute() or ".." in Path(name).parts:
        return ""
    try:
        return hashlib.sha256(folder.path(name).read_bytes()).hexdigest()
    except OSError:
        return ""


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
