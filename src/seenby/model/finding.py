"""The unit that everything ends in: one sentence, what it rests on, and what it does not show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from html import escape
from typing import Literal

from seenby.model.ad import AdKey
from seenby.model.interval import Interval

Claim = Literal["A", "B", "C", "D"]


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
    """A quantity with its interval. ``value`` is None where only the interval is known."""

    low: float
    high: float
    unit: str
    value: float | None = None

    @classmethod
    def of(cls, interval: Interval, unit: str) -> Estimate:
        """An estimate whose value is given only when the interval is exact."""
        return cls(interval.low, interval.high, unit, interval.low if interval.is_exact else None)

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
    """

    name: str
    value: Interval
    kind: Literal["pair", "twin"] = "pair"

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

    ``sentence`` is for everybody, ``luck`` answers "could it be luck?", ``otherwise`` "could it be something else?", a
    sentence each, and ``method`` is for a methods section. ``against`` is the other ad of a pair; where arms of many
    pairs are compared, ``arms`` has the arm and its control, and the two ads are those of the first pair.
    ``tipping_point`` is the clustering (rho) that would overturn the verdict. ``runs`` are the pairs behind it, twins
    among them, ``steps`` the parts it is made of, ``since`` the day from which it holds.
    """

    claim: Claim
    verdict: Verdict
    sentence: str
    subject: AdKey
    about: str
    estimate: Estimate | NotMeasurable
    against: AdKey | None = None
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
