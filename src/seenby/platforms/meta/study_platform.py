"""Meta's platform, or the simulated one that speaks its dialect, as a study needs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any

from seenby.errors import BrokenAnswer, PlatformRefused, UsageError
from seenby.model import Advertiser, Aim
from seenby.model.wording.money import WHOLE_COINS
from seenby.platforms.base import AccountState, Look, Made, Purse, Shown
from seenby.platforms.clock import Clock, WallClock
from seenby.platforms.meta.account import Account, identifier
from seenby.platforms.meta.answers import TOO_MUCH
from seenby.platforms.meta.client import Client
from seenby.platforms.meta.clock import Time
from seenby.platforms.meta.object_state import FIELDS, MOST, hundredths, look_of, no_amount
from seenby.platforms.meta.targeting import Cell, cells_of, contains, spec_of

EDGES: Mapping[Made, str] = {"campaign": "campaigns", "ad set": "adsets", "creative": "adcreatives", "ad": "ads"}
ENABLED = 1
BROKEN_DOWN = ("age", "gender")
ROWS = (
    "account_id",
    "account_name",
    "campaign_id",
    "campaign_name",
    "adset_id",
    "adset_name",
    "ad_id",
    "ad_name",
    "impressions",
    "reach",
    "spend",
    "clicks",
    "actions",
    "account_currency",
)
TIMES = "%Y-%m-%dT%H:%M:%S%z"


@dataclass(slots=True)
class MetaStudies:
    """A `StudyPlatform` through a client. Remembers what does not change: pages and posts.

    Attributes:
        client: Who calls.
        currency: Of the study's money. Amounts come and go in its smallest coin, so it is known before the first call;
            that an account pays in it is checked before anything is made there.
        clock: How time goes by while a study waits.
        advertiser: For whom the ads are.
    """

    client: Client
    currency: str
    clock: Clock = field(default_factory=WallClock)
    advertiser: Advertiser = field(default_factory=Advertiser)
    _time: Time = field(init=False)
    _coin: int = field(init=False)
    _pages: dict[str, str] = field(default_factory=dict)
    _posts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._time = Time(self.client, self.clock)
        self._coin = coin_of(self.currency)

    @property
    def time(self) -> datetime:
        """The platform's time at its last answer."""
        return self._time.last

    def now(self) -> datetime:
        """The platform's time, asked for anew."""
        return self._time.now()

    def wait(self, until: datetime, stopped: Callable[[], bool]) -> bool:
        """Wait for a moment of the platform's time; false when ``stopped`` said so before it came."""
        return self._time.wait(until, stopped)

    def pause(self, seconds: float) -> None:
        """Wait for so many real seconds."""
        self.clock.sleep(seconds)

    def hurried(self, seconds: float) -> AbstractContextManager[None]:
        """Within the block each call is over after so many seconds, and waits for no limit to end."""
        return self.client.hurried(seconds)

    def account(self, account: str) -> AccountState:
        """The account itself."""
        told = self._of(account).state()
        currency = str(told.get("currency", ""))
        # Of an account that pays in another currency than the study's, the guard must see its own money.
        spent = hundredths(told.get("amount_spent", "0"), coin_of(currency))
        return AccountState(told.get("account_status") == ENABLED, currency, str(told.get("timezone_name", "")), spent)

    def page(self, account: str) -> str:
        """The page that the account's ads come from: the one that was named, or the only one."""
        if account not in self._pages:
            rows = self._of(account).pages()
            ids = [str(row.get("id")) for row in rows]
            wanted = self.advertiser.page
            if (wanted and wanted not in ids) or (not wanted and len(ids) != 1):
                raise UsageError(
                    f"its ads may not come from the page {wanted}"
                    if wanted
                    else f"it has {len(ids)} pages that its ads may come from",
                    where=account,
                    remedy=f"name one as page under [advertiser] before the study is registered: {_named(rows)}"
                    if rows
                    else "give the account a page on the platform",
                    unchanged="nothing was made",
                )
            self._pages[account] = wanted or ids[0]
        return self._pages[account]

    def aimed(self, account: str, aim: Aim, country: str) -> Mapping[str, Any]:
        """An aim as a targeting spec."""
        return spec_of(self._of(account), aim, country)

    def found(self, account: str, kind: Made, name: str, above: str = "") -> Sequence[str]:
        """The identifiers of the objects that bear exactly a name."""
        # The ads and ad sets of one campaign are few, those of an account may be many thousands.
        place = Account(self.client, above) if above and kind in ("ad set", "ad") else self._of(account)
        where = f"GET {account}/{EDGES[kind]}"
        return [identifier(row.get("id"), where) for row in place.named(EDGES[kind], name)]

    def make_campaign(self, account: str, name: str) -> str:
        """A campaign without a budget of its own, switched off."""
        told = {"objective": "OUTCOME_TRAFFIC", "special_ad_categories": [], "is_adset_budget_sharing_enabled": False}
        return self._of(account).create("campaigns", {**told, "name": name, "status": "PAUSED"})

    def make_ad_set(self, account: str, wanted: Purse) -> str:
        """An ad set, switched off."""
        told = {
            "name": wanted.name,
            "campaign_id": wanted.campaign,
            "lifetime_budget": wanted.budget // self._coin,
            "billing_event": "IMPRESSIONS",
            "optimization_goal": "LINK_CLICKS",
            "bid_strategy": "LOWEST_COST_WITHOUT_CAP",
            "targeting": dict(wanted.spec),
            "start_time": _written(wanted.start),
            "end_time": _written(wanted.end),
            "status": "PAUSED",
            # What was not said is not sent.
            "dsa_beneficiary": self.advertiser.beneficiary or None,
            "dsa_payor": self.advertiser.payor or None,
        }
        return self._of(account).create("adsets", told)

    def upload(self, account: str, name: str, picture: bytes) -> str:
        """A picture; returns its hash."""
        return self._of(account).upload(name, picture)

    def make_creative(self, account: str, name: str, picture: str, message: str, link: str) -> str:
        """A post of its own."""
        data = {"image_hash": picture, "message": message, "link": link}
        story = {"page_id": self.page(account), "link_data": data}
        if self.advertiser.instagram:
            story["instagram_user_id"] = self.advertiser.instagram
        return self._of(account).create("adcreatives", {"name": name, "object_story_spec": story})

    def make_ad(self, account: str, name: str, ad_set: str, creative: str) -> str:
        """An ad, switched off."""
        told = {"name": name, "adset_id": ad_set, "creative": {"creative_id": creative}, "status": "PAUSED"}
        return self._of(account).create("ads", told)

    def looks(self, kind: Made, campaign: str) -> Sequence[Look]:
        """The campaign itself, or all ad sets or ads in it."""
        fields = FIELDS[kind]
        if kind == "campaign":
            return [self.look(kind, campaign)]
        return [look_of(row, self._coin) for row in self._of(campaign).objects(EDGES[kind], fields)]

    def look(self, kind: Made, ident: str) -> Look:
        """One object by itself, also when it is in no list any more because somebody deleted it."""
        return look_of(self._of(ident).look(ident, FIELDS[kind]), self._coin)

    def switch(self, ident: str, on: bool) -> None:
        """Switch an object on or off."""
        self._of(ident).set_status(ident, "ACTIVE" if on else "PAUSED")

    def move(self, ad_set: str, start: datetime | None, end: datetime) -> None:
        """Give an ad set another start, where one is named, and another end."""
        told = {"start_time": _written(start) if start else None, "end_time": _written(end)}
        # Said twice it is the same as said once.
        self.client.post(ad_set, told, repeatable=True)

    def fits(self, answer: Mapping[str, Any] | None, asked: Mapping[str, Any]) -> bool:
        """Whether an aim that the platform tells is the one that was asked for."""
        return contains(answer, dict(asked))

    def same_budget(self, budget: int | None, asked: int) -> bool:
        """Whether a budget that the platform tells is the one that was asked for, in its smallest coin."""
        return budget == asked // self._coin * self._coin

    def cells(self, aim: Aim, spec: Mapping[str, Any]) -> Sequence[tuple[Cell, Mapping[str, Any]]]:
        """The groups within an aim, each as a targeting spec."""
        return list(cells_of(aim, spec))

    def estimate(self, account: str, spec: Mapping[str, Any]) -> Mapping[str, Any]:
        """How many accounts a spec would reach, as the platform answered."""
        return self._of(account).estimated(spec)

    def delivery(
        self, account: str, ads: Sequence[str], since: datetime, until: datetime
    ) -> Sequence[Mapping[str, Any]]:
        """Delivery of these ads and no others by day, age and gender."""
        told = {"fields": ROWS, "breakdowns": BROKEN_DOWN, "time_increment": 1}
        return self._report(account, ads, {**told, **_range(since, until)})

    def shown(self, account: str, ads: Sequence[str], since: datetime, until: datetime) -> Mapping[str, Shown]:
        """What each of these ads has been shown and has cost so far, without groups."""
        fields = ("ad_id", "impressions", "spend")
        rows = self._report(account, ads, {"fields": fields, **_range(since, until)})
        return {str(row.get("ad_id")): Shown(hundredths(row.get("impressions", 0), 1), _cents(row)) for row in rows}

    def comments(self, creative: str) -> int:
        """How many comments stand under a post. Only their number is asked for."""
        if creative not in self._posts:
            told = self._of(creative).look(creative, ("effective_object_story_id",))
            self._posts[creative] = identifier(told.get("effective_object_story_id"), f"GET {creative}")
        path = f"{self._posts[creative]}/comments"
        counted = self.client.get(path, {"fields": "id", "summary": "true", "limit": 1}).get("summary")
        total = counted.get("total_count") if isinstance(counted, dict) else None
        if not isinstance(total, int) or total < 0:
            raise BrokenAnswer("the platform does not say how many comments there are", where="GET comments")
        return total

    def _report(self, account: str, ads: Sequence[str], asked: Mapping[str, Any]) -> list[dict[str, Any]]:
        """A report on some ads; prepared first where it is too much at once, and in halves where that is too much."""
        if not ads:
            return []
        some = {"field": "ad.id", "operator": "IN", "value": list(ads)}
        whole = {**asked, "level": "ad", "filtering": [some]}
        place = self._of(account)
        for read in (place.insights, place.report):
            try:
                return read(account, whole)
            except PlatformRefused as error:
                if (error.code, error.subcode) != TOO_MUCH or (read == place.report and len(ads) == 1):
                    raise
        half = len(ads) // 2
        return [*self._report(account, ads[:half], asked), *self._report(account, ads[half:], asked)]

    def _of(self, account: str) -> Account:
        return Account(self.client, account, self.clock.sleep)


def coin_of(currency: str) -> int:
    """How many hundredths the smallest coin of a currency has, as the platform counts: 1, or 100 for whole coins."""
    return 100 if currency in WHOLE_COINS else 1


def _named(pages: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(f"{page.get('id')} ({page.get('name')})" for page in pages[:5])


def _range(since: datetime, until: datetime) -> dict[str, Any]:
    last = max(since.date(), until.date())
    return {"time_range": {"since": since.date().isoformat(), "until": last.isoformat()}}


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(TIMES)


def _cents(row: Mapping[str, Any]) -> int:
    """What a row cost, told with a point, as hundredths: rounded up, so that no cap is passed unseen."""
    try:
        amount = Decimal(str(row.get("spend", "0")))
        if not 0 <= amount <= MOST:
            raise no_amount()
        return int((amount * 100).to_integral_value(ROUND_CEILING))
    except (ArithmeticError, ValueError):
        raise no_amount() from None
