"""What a kind of study must give, so that the same steps take it from a question to a finding.

The kernel beside this file knows folders, plans drawn by lot, journals and seals. What is shown, what is counted and
what that comes to is a kind's: `seenby.study.ads` is one; `seenby.study.kinds` knows which there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from seenby.model import Deviation, KeptSource
from seenby.model.design import Design, DrawnPlan
from seenby.study.folder import StudyFolder

DesignType = TypeVar("DesignType", bound=Design)
PlanType = TypeVar("PlanType", bound=DrawnPlan)
Plan_co = TypeVar("Plan_co", bound=DrawnPlan, covariant=True)


@dataclass(frozen=True, slots=True)
class Caution:
    """Something that would spoil a study: its code, and the sentence for this study."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Asked(Generic[DesignType]):
    """A question as it stands in a folder.

    Attributes:
        design: What ``study.toml`` says.
        study_sha256: Of that file.
        files: SHA-256 of what each arm shows, by the arm's name.
    """

    design: DesignType
    study_sha256: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Planned(Generic[Plan_co]):
    """A plan, and what it is expected to come to.

    Attributes:
        plan: Everything decided.
        text: Of ``plan.json``.
        by_hand: The plan as steps for a person.
        summary: What it comes to, in sentences.
        warnings: What would spoil it.
    """

    plan: Plan_co
    text: str
    by_hand: str
    summary: tuple[str, ...]
    warnings: tuple[Caution, ...]


@dataclass(frozen=True, slots=True)
class Decided(Generic[Plan_co]):
    """A plan, whether and when it was registered (ISO, empty where not), and the SHA-256 of the file it stands in."""

    plan: Plan_co
    registered: bool
    fingerprint: str
    at: str = ""


class Result(Protocol):
    """What a study came to, as its findings file and its page tell it."""

    @property
    def registered(self) -> bool:
        """Whether it was sealed before anything ran."""
        ...

    @property
    def plan(self) -> DrawnPlan:
        """What was decided before."""
        ...

    def as_json(self) -> dict[str, object]:
        """As ``findings.json`` has it."""
        ...


Result_co = TypeVar("Result_co", bound=Result, covariant=True)


class Judged(Protocol[Result_co]):
    """A study that was judged, not written anywhere yet."""

    @property
    def result(self) -> Result_co:
        """What it came to."""
        ...

    def write_table(self, path: Path) -> None:
        """Write what was counted as a table for other programs: the same bytes for the same sources."""
        ...

    def page(self) -> str:
        """The page of the study as one HTML string."""
        ...


class Kind(Protocol[DesignType, PlanType, Result_co]):
    """A kind of study."""

    @property
    def name(self) -> str:
        """As ``study.toml`` says it: ``kind = "ads"``."""
        ...

    def ask(self, folder: StudyFolder) -> Asked[DesignType]:
        """The question in a folder.

        Raises:
            SettingsError: When ``study.toml`` makes no sense.
            StoppedByGuard: When it asks for what must never be done.
            UsageError: When a file that an arm shows is not there.
        """
        ...

    def plan(self, asked: Asked[DesignType], seed: int) -> Planned[PlanType]:
        """The plan of a question under a seed.

        Raises:
            StoppedByGuard: When it would cost more than it may.
        """
        ...

    def plan_from(self, text: str | bytes, where: str) -> PlanType:
        """The plan in the text of ``plan.json`` or ``registration.json``.

        Raises:
            Damaged: When it is not what was written.
        """
        ...

    def by_hand(self, plan: PlanType) -> str:
        """A plan as steps for a person."""
        ...

    def registration(self, plan: PlanType, at: str) -> str:
        """The text that seals a plan at a moment (ISO 8601, UTC)."""
        ...

    def shown_files(self, plan: PlanType) -> Mapping[str, str]:
        """The files that the arms show, by their paths in the folder, with the SHA-256 that each was planned with."""
        ...

    def judge(
        self,
        folder: StudyFolder,
        decided: Decided[PlanType],
        noted: tuple[Deviation, ...],
        sources: tuple[KeptSource, ...],
    ) -> Judged[Result_co]:
        """What the kept sources of a study come to, without writing anything.

        Raises:
            UsageError: When nothing that was shown to anybody was collected.
            Damaged: When a kept source is not what was written.
        """
        ...
