"""A study of ads: what each arm shows, what it may cost, whom it is aimed at, and which ad takes which place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from seenby.model.aim import Aim
from seenby.model.design import Arm, Design, DrawnPlan, Place

Shows = Literal["nobody", "covered person", "drawn figure", "adult", "child"]
"""Who can be seen in an arm's picture. A drawn figure is no person; a child needs a guardian's recorded consent."""


@dataclass(frozen=True, slots=True)
class StudyArm(Arm):
    """One version of the ad.

    Attributes:
        picture: Path of the picture inside the study's folder.
        shows: Who can be seen in the picture.
        message: The text beside the picture.
        budget: How many times as much as the others an ad of this arm may cost; 1 except where money is the question.
    """

    picture: str
    shows: Shows
    message: str
    budget: float = 1.0


@dataclass(frozen=True, slots=True)
class Consent:
    """A guardian's recorded consent to show a child. Names no person: it says where the record is kept.

    Attributes:
        reference: Where the record is kept, in words that name nobody.
        date: When it was given, as YYYY-MM-DD.
        why_not_covered: Why the arm with the child covered is not enough.
    """

    reference: str
    date: str
    why_not_covered: str


@dataclass(frozen=True, slots=True)
class Advertiser:
    """Who the ads come from, in the platform's records; each is empty where it was not said.

    Attributes:
        page: Identifier of the page that the ads come from; needed where an account has several.
        instagram: Identifier of the Instagram account that they come from.
        beneficiary: Who the ads are for, and
        payor: who pays for them: in the EU both are shown to everybody who looks an ad up.
    """

    page: str = ""
    instagram: str = ""
    beneficiary: str = ""
    payor: str = ""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a study is.

    Attributes:
        pairs: Sets of arms that run together; None for as many as the power asked for takes.
        twins: Pairs of identical ads that run with them and measure luck.
        impressions: What each ad is meant to be shown.
        days: How long every ad runs.
        waves: In how many waves the sets run, one after another; None for one wave for each pair. A set is never torn:
            its ads run at the same time. Ads of one advertiser that run at once bid against each other.
        smallest: The smallest difference worth finding, as a share (0.05 is five points).
        power: The chance of finding it.
        rho: How clustered the delivery of identical ads is taken to be while planning.
    """

    pairs: int | None = 12
    twins: int = 9
    impressions: int = 3_000
    days: int = 1
    waves: int | None = None
    smallest: float = 0.10
    power: float = 0.80
    rho: float = 0.01


@dataclass(frozen=True, slots=True)
class Money:
    """What a study may cost. All amounts are whole hundredths of the currency.

    Attributes:
        currency: ISO 4217.
        cap: The most that all ads together may cost. No act is done that could exceed it.
        per_thousand: What a thousand impressions are expected to cost.
    """

    currency: str
    cap: int
    per_thousand: int


@dataclass(frozen=True, slots=True)
class StopRules:
    """When a running study stops by itself, apart from its cap and its end.

    Attributes:
        most_comments: Comments under all posts together from which it stops; texts are never read. None for no limit.
        most_unlike: How many times as much as another ad of its set one may have cost, before the set counts as
            spoilt and is named in the deviations.
    """

    most_comments: int | None = None
    most_unlike: float = 2.0


@dataclass(frozen=True, slots=True)
class Study(Design):
    """What ``study.toml`` says.

    Attributes:
        arms: The versions of the ad.
        aim: Whom all ads are aimed at, the same for every arm; ``estimated`` where a person typed it in.
        country: Two letters, where the ads are shown.
        link: Where the ads lead.
        money: What it may cost.
        accounts: Ad accounts; sets are dealt out to them in turn. Empty for a study by hand in one account.
        api: Address of the platform; empty for a study that is run by hand.
        metric: What is counted: people reached, or impressions.
        size: How large it is.
        stop: When it stops by itself.
        consent: To show a child.
        advertiser: Who the ads come from.
    """

    arms: tuple[StudyArm, ...]
    aim: Aim
    country: str
    link: str
    money: Money
    accounts: tuple[str, ...] = ()
    api: str = ""
    metric: Literal["reach", "impressions"] = "impressions"
    size: Size = field(default_factory=Size)
    stop: StopRules = field(default_factory=StopRules)
    consent: Consent | None = None
    advertiser: Advertiser = field(default_factory=Advertiser)

    def arm(self, name: str) -> StudyArm:
        """An arm by its name; KeyError where there is none."""
        return {arm.name: arm for arm in self.arms}[name]

    @property
    def by_hand(self) -> bool:
        """Whether a person runs it in an ads manager."""
        return not self.api


@dataclass(frozen=True, slots=True)
class Slot(Place):
    """A place that one ad takes.

    Attributes:
        account: The ad account; empty for a study by hand.
        ad: The name of its campaign, ad set and ad on the platform, unique in the study and neutral as to the arm.
        budget: What it may cost at most, in whole hundredths of the currency.
    """

    account: str
    ad: str
    budget: int


@dataclass(frozen=True, slots=True)
class Plan(DrawnPlan):
    """A study of ads with everything decided.

    Attributes:
        study: What was asked.
        slots: All ads. A set begins ``wave * days`` days after the study.
    """

    study: Study
    slots: tuple[Slot, ...]

    @property
    def greatest_spend(self) -> int:
        """What all ads together can cost at most, in whole hundredths of the currency."""
        return sum(slot.budget for slot in self.slots)

    @property
    def days(self) -> int:
        """How many days the whole study runs, all its waves together."""
        return self.waves * self.study.size.days
