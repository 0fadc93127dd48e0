"""A study that was judged: everything its page, its summary and its JSON show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from seenby.model.aim import Aim
from seenby.model.audit import AdResult, Audit
from seenby.model.finding import Finding
from seenby.model.study import Plan

STUDY_SCHEMA = "seenby/study/1"
"""The shape in which a study's result is written as JSON."""

Placed = Literal["counted", "left out", "missing"]
"""What became of a slot: its ad counts, its set was left out, or no delivery bears its ad's name."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """Something that went otherwise than registered.

    Attributes:
        at: When it was noted, ISO, in the platform's time where a platform was asked.
        what: In a sentence.
        by: ``person`` or ``seenby``.
        spoils: The sets that it spoils; what a person wrote spoils none.
    """

    at: str
    what: str
    by: str
    spoils: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """``{"at", "what", "by"}``."""
        return {"at": self.at, "what": self.what, "by": self.by}


@dataclass(frozen=True, slots=True)
class SetLeftOut:
    """A set that does not count, by which rule, and the reason in words."""

    set: str
    rule: str
    why: str

    def as_json(self) -> dict[str, object]:
        """``{"set", "rule", "why"}``."""
        return {"set": self.set, "rule": self.rule, "why": self.why}


@dataclass(frozen=True, slots=True)
class KeptSource:
    """Something that came: its name in ``sources/``, what it is, when it came, and its own name where it had one."""

    file: str
    what: str
    at: str
    name: str = ""

    def as_json(self) -> dict[str, object]:
        """``{"file", "what", "at", "name"}``."""
        return {"file": self.file, "what": self.what, "at": self.at, "name": self.name or None}


@dataclass(frozen=True, slots=True)
class StudyResult:
    """What a study comes to.

    Attributes:
        plan: What was decided before.
        registered: Whether it was sealed before anything ran.
        fingerprint: SHA-256 of the registration; of the plan where there is none.
        registered_at: When, ISO; empty where it was not, or where the file does not say.
        simulated: Whether nothing in it is real.
        aim: Whom the ads were aimed at, with the estimated audience as far as it is known.
        arms: For each arm that was shown to somebody, its counted ads together.
        delivered: Claim A for each of them.
        audit: The counted and uncounted ads one by one, and claims B, C and D.
        slots: What became of each slot, by its ident.
        left_out: Sets that do not count.
        deviations: What went otherwise than registered.
        sources: What came.
        others: How many ads in the sources are none of the study's.
        version: Of seenby.
        ads: The ad of each slot that was found, by the slot's ident.
    """

    plan: Plan
    registered: bool
    fingerprint: str
    simulated: bool
    aim: Aim
    arms: Mapping[str, AdResult]
    delivered: tuple[Finding, ...]
    audit: Audit
    slots: Mapping[str, Placed]
    left_out: tuple[SetLeftOut, ...]
    deviations: tuple[Deviation, ...]
    sources: tuple[KeptSource, ...]
    others: int
    version: str
    registered_at: str = ""
    ads: Mapping[str, AdResult] = field(default_factory=dict)

    @property
    def compared(self) -> tuple[Finding, ...]:
        """Claim B: each arm against the control."""
        return tuple(one for one in self.audit.findings if one.claim == "B")

    @property
    def begun_before(self) -> date | None:
        """The first day that an ad was shown, where that is before the day of the registration.

        Nothing is said of a simulated study, whose platform has a time of its own.
        """
        try:
            sealed = datetime.fromisoformat(self.registered_at).date()
        except ValueError:
            return None
        first = min((ad.period[0] for ad in self.audit.ads if ad.period[0]), default=None)
        return first if first is not None and first < sealed and not self.simulated else None

    def as_json(self) -> dict[str, object]:
        """The study in the shape ``seenby/study/1``."""
        study, plan = self.plan.study, self.plan
        return {
            "schema": STUDY_SCHEMA,
            "version": self.version,
            "study": {
                "title": study.title,
                "question": study.question,
                "arms": [{"name": arm.name, "differs": arm.differs, "shows": arm.shows} for arm in study.arms],
                "control": study.control,
                "dimension": study.dimension,
                "group": study.group,
                "direction": study.direction,
                "metric": study.metric,
            },
            "registration": {
                "registered": self.registered,
                "at": self.registered_at or None,
                "sha256": self.fingerprint,
                "seed": plan.seed,
                "pairs": plan.pairs,
                "twins": plan.twins,
                "version": plan.version,
            },
            "simulated": self.simulated,
            "aim": self.aim.as_json(),
            "sources": [one.as_json() for one in self.sources],
            "slots": [
                {"slot": one.ident, "set": one.set, "arm": one.arm, "ad": one.ad, "state": self.slots[one.ident]}
                for one in plan.slots
            ],
            "left_out": [one.as_json() for one in self.left_out],
            "deviations": [one.as_json() for one in self.deviations],
            "others": self.others,
            "arms": {name: ad.as_json() for name, ad in self.arms.items()},
            "delivered": [one.as_json() for one in self.delivered],
            "audit": self.audit.as_json(),
        }
