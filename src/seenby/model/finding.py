"""The unit that everything ends in: one sentence, what it rests on, and what it does not show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from html import escape
from typing import Literal

from seenby.model.interval import Interval
from seenby.model.subject import Subject

Claim = Literal["A", "B", "C", "D"]
"""Delivered, caused, beyond the aim or drifting, general: see docs/explanation.md, four claims."""
Aspect = Literal["delivery", "gap", "pair", "arms", "by day", "drift"]
"""What of its subject a finding is about: whom it reached, how far from its aim, beside another, day after day."""

Scale = Literal["share", "other"]
"""Whether a figure is a share, or a difference of shares, so that 0.01 of it is a point; or something of its own."""


class Verdict(StrEnum):
    """What a finding comes to. Claim A without a limit is a count, and says only that."""

    COUNTED = "counted"
    BEYOND = "goes beyond"
    WITHIN = "within"
    TOO_LITTLE = "too little to tell"
    NOT_COMPARABLE = "not comparable"
    NOT_MEASURABLE = "not measurable"


@dataclass(frozen=True, slots=True)
class NotMeasurable:
    """A figure that cannot be given, and why. Never 0, never NaN, never p = 1."""

    reason: str

    def as_json(self) -> dict[str, object]:
        """``{"not_measurable": reason}``."""
        return {"not_measurable": self.reason}


@dataclass(frozen=True, slots=True)
class Estimate:
    """A quantity with its interval.

    Attributes:
        low: The least it can be.
        high: The most.
        unit: What it is in, in words: ``difference in share of impressions``, ``log-odds``.
        value: The figure itself; None where only the interval is known.
        scale: How to write it; words are for reading only.
    """

    low: float
    high: float
    unit: str
    value: float | None = None
    scale: Scale = "other"

    @classmethod
    def of(cls, interval: Interval, unit: str, scale: Scale = "other") -> Estimate:
        """An estimate whose value is given only when the interval is exact."""
        return cls(interval.low, interval.high, unit, interval.low if interval.is_exact else None, scale)

    @classmethod
    def difference(cls, low: float, high: float, counted: str, value: float | None = None) -> Estimate:
        """A difference of two shares of what is counted, impressions for example."""
        return cls(low, high, f"difference in share of {counted}", value, "share")

    def as_json(self) -> dict[str, object]:
        """``{"value", "low", "high", "unit"}``, where an open upper end is null."""
        return {"value": self.value, **Interval(self.low, self.high).as_json(), "unit": self.unit}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at before the number was believed."""

    code: str
    passed: bool
    note: str = ""

    def as_json(self) -> dict[str, object]:
        """``{"code", "passed", "note"}``."""
        return {"code": self.code, "passed": self.passed, "note": self.note}


@dataclass(frozen=True, slots=True)
class Observed:
    """One pair of runs behind a finding: how far apart the two came out, in share of the metric.

    Attributes:
        name: The two ads, as a person would name the pair.
        value: The difference in share, first minus second, as far as rounding leaves it open.
        kind: ``pair`` for two runs that differ in what is asked about, ``twin`` for two that do not differ at all.
        between: What ran, first and second; empty where only the name is known.
    """

    name: str
    value: Interval
    kind: Literal["pair", "twin"] = "pair"
    between: tuple[Subject, ...] = ()

    def as_json(self) -> dict[str, object]:
        """``{"name", "kind", "value"}``."""
        return {"name": self.name, "kind": self.kind, "value": self.value.as_json()}


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a difference that is made of several, which add up exactly on the scale of log-odds.

    Attributes:
        name: What this part is put down to: ``item``, ``child`` ...
        estimate: The part, in log-odds; its ends are missing (equal to the value) where no interval exists.
        share: The share that is reached after this step.
    """

    name: str
    estimate: Estimate
    share: float

    def as_json(self) -> dict[str, object]:
        """``{"name", "estimate", "share"}``."""
        return {"name": self.name, "estimate": self.estimate.as_json(), "share": self.share}


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim about one ad (or pair, or account): rendered the same in terminal, page, JSON and notebook.

    Texts are for people; whatever a program wants to know of a finding has a field of its own.

    Attributes:
        claim: Which of the four kinds of claims it is.
        verdict: What it comes to.
        sentence: The same for everybody.
        subject: Whom it is about; of many pairs, the first of the first pair.
        aspect: What of the subject it is about.
        estimate: The figure behind it.
        against: What the subject is held against, where it is one of a pair.
        dimension: By what the people are told apart: ``gender``; None where there is nothing to tell apart.
        group: The group of that dimension whose share it is; None where it is about no single group.
        unit: What is counted: ``impressions``, ``reach``; empty where nothing could be.
        tipping_point: The clustering (rho) that would overturn the verdict.
        checks: What was looked at before the number was believed.
        not_shown: What it does not show, a sentence each.
        sources: The files it rests on.
        method: For a methods section.
        luck: The answer to "could it be luck?".
        otherwise: The answers to "could it be something else?", a sentence each.
        runs: The pairs behind it, twins among them.
        steps: The parts it is made of.
        since: The day from which it holds.
        arms: Where arms of many pairs are compared, the arm and its control.
    """

    claim: Claim
    verdict: Verdict
    sentence: str
    subject: Subject
    aspect: Aspect
    estimate: Estimate | NotMeasurable
    against: Subject | None = None
    dimension: str | None = None
    group: str | None = None
    unit: str = ""
    tipping_point: float | None = None
    checks: tuple[Check, ...] = ()
    not_shown: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    method: str = ""
    luck: str = ""
    otherwise: tuple[str, ...] = ()
    runs: tuple[Observed, ...] = ()
    steps: tuple[Step, ...] = ()
    since: date | None = None
    arms: tuple[str, str] | None = None

    @property
    def about(self) -> str:
        """Aspect, dimension and group in one line, for a person: ``gender: male, by day``."""
        if self.aspect == "gap":
            return f"gap by {self.dimension}" if self.dimension else "gap"
        if self.group is None:
            return self.dimension or self.aspect
        watched = f", {self.aspect}" if self.aspect in ("by day", "drift") else ""
        return f"{self.dimension}: {self.group}{watched}"

    def as_json(self) -> dict[str, object]:
        """The finding in the shape ``seenby/audit/1``."""
        return {
            "claim": self.claim,
            "verdict": str(self.verdict),
            "sentence": self.sentence,
            "about": self.about,
            "estimate": self.estimate.as_json(),
            "tipping_point": self.tipping_point,
            "subject": self.subject.as_json(),
            "against": self.against.as_json() if self.against else None,
            "checks": [check.as_json() for check in self.checks],
            "not_shown": list(self.not_shown),
            "sources": list(self.sources),
            "method": self.method,
            "luck": self.luck,
            "otherwise": list(self.otherwise),
            "runs": [run.as_json() for run in self.runs],
            "steps": [step.as_json() for step in self.steps],
            "arms": list(self.arms) if self.arms else None,
            "since": self.since.isoformat() if self.since else None,
        }

    def _repr_html_(self) -> str:
        """The finding for a notebook: sentence, verdict, luck, the first other reason, what it does not show."""
        answers = "".join(f"<p>{escape(line)}</p>" for line in (self.luck, *self.otherwise[:1]) if line)
        limits = "".join(f"<li>{escape(line)}</li>" for line in self.not_shown)
        return (
            f"<section><p><strong>{escape(self.sentence)}</strong></p>"
            f"<p>Claim {self.claim} · {escape(self.verdict)}</p>{answers}<ul>{limits}</ul></section>"
        )
