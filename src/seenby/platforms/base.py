"""What a study needs of a platform, in our words. Each platform's own words stay in its adapter.

Every object bears a name by which it is found again, so that an act whose outcome is unknown is never done twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from seenby.model import Aim

Made = Literal["campaign", "ad set", "creative", "ad"]
"""What is made for a study: a roof over all ads of an account, a purse for each ad, what is shown, and the ad."""

State = Literal["running", "off", "in review", "rejected", "gone", "unclear"]
"""What an object is doing, its own switch and those above it taken together."""


@dataclass(frozen=True, slots=True)
class AccountState:
    """An ad account: whether it may act, its currency, its time zone, what it has cost (whole hundredths)."""

    enabled: bool
    currency: str
    zone: str
    spent: int


@dataclass(frozen=True, slots=True)
class Purse:
    """An ad set that is to be made.

    Attributes:
        campaign: Identifier of the campaign above it.
        name: By which it is found again.
        budget: What it may cost in its whole life, in whole hundredths of the currency.
        spec: Whom it is aimed at, as `StudyPlatform.aimed` gave it.
        start: When it may begin.
        end: When it ends.
    """

    campaign: str
    name: str
    budget: int
    spec: Mapping[str, Any]
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """An object as the platform shows it.

    Attributes:
        ident: Its identifier.
        name: Its name.
        on: Whether its own switch is on.
        state: What it is doing.
        above: Identifier of the ad set above an ad; of the campaign above an ad set.
        budget: What an ad set may cost, in whole hundredths; None for other objects.
        spent: What an ad set has cost, in whole hundredths, rounded up; None for other objects.
        spec: Whom an ad set is aimed at; None for other objects.
        start: When an ad set may begin.
        end: When it ends.
        issues: What the platform says is wrong with it.
    """

    ident: str
    name: str
    on: bool
    state: State
    above: str = ""
    budget: int | None = None
    spent: int | None = None
    spec: Mapping[str, Any] | None = None
    start: datetime | None = None
    end: datetime | None = None
    issues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What an ad has been shown and has cost so far: impressions, whole hundredths of the currency."""

    impressions: int
    spent: int


class StudyPlatform(Protocol):
    """A platform on which a study can run. Whatever is made is made switched off.

    Making raises `OutcomeUnknown` when nobody knows whether it happened; all calls raise `PlatformRefused` otherwise.
    """

    @property
    def time(self) -> datetime:
        """The platform's time at its last answer."""

    def now(self) -> datetime:
        """The platform's time, asked for anew."""

    def wait(self, until: datetime, stopped: Callable[[], bool]) -> bool:
        """Wait for a moment of the platform's time; false when ``stopped`` said so before it came."""

    def pause(self, seconds: float) -> None:
        """Wait for so many real seconds, before the same thing is asked again."""

    def hurried(self, seconds: float) -> AbstractContextManager[None]:
        """Within the block each call is over after so many seconds, and waits for no limit to end."""

    def account(self, account: str) -> AccountState:
        """The account itself."""

    def page(self, account: str) -> str:
        """Identifier of the page that the account's ads come from.

        Raises:
            UsageError: When there is none, or several and none was named.
        """

    def aimed(self, account: str, aim: Aim, country: str) -> Mapping[str, Any]:
        """An aim in the platform's words, every topic and place looked up by its exact name.

        Raises:
            UsageError: When the platform knows none of that name, or several.
        """

    def found(self, account: str, kind: Made, name: str, above: str = "") -> Sequence[str]:
        """The identifiers of the objects that bear exactly a name; ``above`` narrows it to one campaign."""

    def make_campaign(self, account: str, name: str) -> str:
        """A campaign without a budget of its own, switched off; returns its identifier."""

    def make_ad_set(self, account: str, wanted: Purse) -> str:
        """An ad set, switched off; returns its identifier."""

    def upload(self, account: str, name: str, picture: bytes) -> str:
        """A picture; returns what creatives call it. The same bytes are the same picture."""

    def make_creative(self, account: str, name: str, picture: str, message: str, link: str) -> str:
        """A post of its own; returns its identifier."""

    def make_ad(self, account: str, name: str, ad_set: str, creative: str) -> str:
        """An ad, switched off; returns its identifier."""

    def looks(self, kind: Made, campaign: str) -> Sequence[Look]:
        """The campaign itself, or all ad sets or ads in it."""

    def look(self, kind: Made, ident: str) -> Look:
        """One object by itself, also when it is in no list any more because somebody deleted it."""

    def switch(self, ident: str, on: bool) -> None:
        """Switch an object on or off; saying it twice is the same as saying it once."""

    def move(self, ad_set: str, start: datetime | None, end: datetime) -> None:
        """Give an ad set another start, where one is named, and another end."""

    def fits(self, answer: Mapping[str, Any] | None, asked: Mapping[str, Any]) -> bool:
        """Whether an aim that the platform tells is the one that was asked for."""

    def same_budget(self, budget: int | None, asked: int) -> bool:
        """Whether a budget that the platform tells is the one that was asked for, in its smallest coin."""

    def cells(self, aim: Aim, spec: Mapping[str, Any]) -> Sequence[tuple[Mapping[str, str | None], Mapping[str, Any]]]:
        """The groups within an aim (``gender``, ``age``; None for all of it), each as a spec to be estimated."""

    def estimate(self, account: str, spec: Mapping[str, Any]) -> Mapping[str, Any]:
        """How many accounts a spec would reach, as the platform answered."""

    def delivery(
        self, account: str, ads: Sequence[str], since: datetime, until: datetime
    ) -> Sequence[Mapping[str, Any]]:
        """Delivery of these ads and no others by day, age and gender: rows as the platform gave them."""

    def shown(self, account: str, ads: Sequence[str], since: datetime, until: datetime) -> Mapping[str, Shown]:
        """What each of these ads has been shown and has cost so far, without groups."""

    def comments(self, creative: str) -> int:
        """How many comments stand under a post. Their texts are not asked for."""
