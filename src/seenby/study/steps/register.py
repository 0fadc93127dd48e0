"""``seenby study register`` and ``deviate``: the plan sealed, and what went otherwise, dated."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from seenby.errors import StoppedByGuard, UsageError
from seenby.evidence.atomic_write import write_whole
from seenby.evidence.hash_chain import Chain
from seenby.model import Plan
from seenby.study import registered_plan
from seenby.study.contact_details import holds_contact
from seenby.study.folder import COLLECTED, DEVIATIONS, JOURNAL, PLAN, REGISTRATION, StudyFolder
from seenby.study.kinds import kind_of
from seenby.study.registered_plan import refuse_changes
from seenby.study.steps.plan import refuse_registered

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
        kind = kind_of(folder)
        plan = kind.plan_from(folder.path(PLAN).read_bytes(), PLAN)
        refuse_changes(folder, kind, plan, "planned", PLAN_AGAIN)
        _refuse_another_draw(folder, plan)
        text = kind.registration(plan, _now())
        write_whole(folder.path(REGISTRATION), text, remedy="free some room")
    return Registration(plan, text, hashlib.sha256(text.encode()).hexdigest())


def check_registered(folder: StudyFolder) -> Plan:
    """The registered plan of a folder; see `seenby.study.registered_plan.check_registered`."""
    return registered_plan.check_registered(folder, kind_of(folder))


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


def _refuse_another_draw(folder: StudyFolder, plan: Plan) -> None:
    """Stop where a plan is not what its seed gives: somebody else than the lot chose who gets which slot."""
    kind = kind_of(folder)
    asked = replace(kind.ask(folder), study_sha256=plan.study_sha256, files=plan.pictures)
    again = kind.plan(asked, plan.seed).plan
    if (again.study, again.slots) != (plan.study, plan.slots):
        raise StoppedByGuard(
            "is not what its seed gives for study.toml", where=PLAN, remedy=PLAN_AGAIN, unchanged="nothing was changed"
        )


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
