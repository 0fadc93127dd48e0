"""What every step of a run needs: the study, the platform, the journal, and how patient it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from seenby.model.progress import Progress, ShowProgress, no_progress
from seenby.model.study import Plan, Slot
from seenby.platforms.base import Shown, StudyPlatform
from seenby.study.ads.running.journal_entries import AIM
from seenby.study.ads.running.objects import accounts_of
from seenby.study.deviations import note
from seenby.study.entry_kinds import made
from seenby.study.folder import StudyFolder
from seenby.study.journal import Journal


@dataclass(frozen=True, slots=True)
class Manners:
    """How much a run waits.

    Attributes:
        lead: From the end of making to the common start, at least; half of it is the least that is left for checks.
        watch: Between two looks at ads that run, in the platform's time.
        asks: How often a platform is asked what exists under a name before it counts as nothing.
        pause: Real seconds between two such questions.
        starts: How often a common start is tried.
        failures: How many looks in a row may fail before all ads are switched off.
    """

    lead: timedelta = timedelta(hours=2)
    watch: timedelta = timedelta(hours=1)
    asks: int = 3
    pause: float = 0.2
    starts: int = 7
    failures: int = 3


@dataclass(frozen=True, slots=True)
class RunProgress(Progress):
    """A moment of a study's run: besides what it does, when, and what each arm has been shown.

    Never who it was shown to: looking at that before the end tempts to stop when it suits.

    Attributes:
        at: The platform's time.
        until: When the ads end, once that is known; then `done` and `of` are hours of the run.
        arms: What the ads of each arm were shown.
    """

    at: datetime = field(kw_only=True)
    until: datetime | None = field(default=None, kw_only=True)
    arms: Mapping[str, Shown] = field(default_factory=dict, kw_only=True)


@dataclass(frozen=True, slots=True)
class Context:
    """One run of one study.

    Attributes:
        folder: Of the study; whoever runs it holds its lock.
        plan: As it was registered.
        seal: SHA-256 of the registration.
        platform: Where it runs.
        journal: Of the study.
        manners: How patient it is.
        tell: Is told how it goes on.
        options: What a person adds to a command of this study, so that it reaches the same platform.
    """

    folder: StudyFolder
    plan: Plan
    seal: str
    platform: StudyPlatform
    journal: Journal
    manners: Manners = field(default_factory=Manners)
    tell: ShowProgress = no_progress
    options: str = ""

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts that have a slot."""
        return accounts_of(self.plan)

    def campaign(self, account: str) -> str:
        """Identifier of the campaign of an account; KeyError before it was made."""
        return self.journal.ident("campaign", account)

    def spec(self) -> dict[str, object]:
        """Whom every ad is aimed at, in the platform's words; KeyError before the run has begun."""
        aim = self.journal.done(AIM)
        if aim is None:
            raise KeyError(AIM.act)
        return dict(aim.what.spec)

    def slot(self, ident: str) -> Slot:
        """A slot by its identifier; KeyError where there is none."""
        return {slot.ident: slot for slot in self.plan.slots}[ident]

    def ads(self, account: str) -> dict[str, str]:
        """The identifiers of an account's ads that were made, each with its slot."""
        slots = (slot.ident for slot in self.plan.slots if slot.account == account)
        return {self.journal.ident("ad", one): one for one in slots if self.journal.done(made("ad"), one)}

    def deviate(
        self,
        what: str,
        by: Literal["person", "seenby"] = "seenby",
        *,
        spoils: Iterable[str] = (),
        beginning: str = "",
    ) -> None:
        """Note, at the platform's time, what went otherwise than registered; see `seenby.study.deviations.note`."""
        note(self.folder, self.platform.time, what, by, spoils=spoils, beginning=beginning)

    def say(self, doing: str) -> None:
        """Tell what is being done."""
        self.tell(RunProgress(doing, at=self.platform.time))


def context(
    folder: StudyFolder,
    plan: Plan,
    seal: str,
    platform: StudyPlatform,
    manners: Manners | None = None,
    tell: ShowProgress = no_progress,
    options: str = "",
) -> Context:
    """A run with the journal that stands in the folder."""
    journal = Journal(folder, lambda: platform.time)
    return Context(folder, plan, seal, platform, journal, manners or Manners(), tell, options)
