"""The platform behind the API: a world, what advertisers made in it, a clock, and a journal of every act."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from seenby.platforms.simulated.api.budgets import Running
from seenby.platforms.simulated.api.errors import missing, not_allowed
from seenby.platforms.simulated.api.http.faults import Faults
from seenby.platforms.simulated.api.http.limits import Limits
from seenby.platforms.simulated.api.objects.registry import Act, Node, Registry
from seenby.platforms.simulated.api.objects.statuses import DISABLED, ENABLED, enabled
from seenby.platforms.simulated.auction.market import background
from seenby.platforms.simulated.auction.simulation import Simulation
from seenby.platforms.simulated.people.world import build_world
from seenby.platforms.simulated.world_settings import Preset, ReportSettings

FIRST_ACCOUNT, PAGES_FROM, INSTAGRAM_FROM = 101, 20_000, 30_000
BACKGROUND_DAYS = 366
"""Other advertisers bid for so long; a world is not meant to run longer."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a platform is started with.

    Attributes:
        preset: The world and how its platform decides; its arms are not run.
        seed: Of the world and its auctions.
        accounts: How many ad accounts there are.
        country: The country that the whole world is.
        review_ticks: How long a new ad is in review.
        calls_an_hour: What an account may call.
        token: The only token that is let in; any where empty.
        app_secret: With it, calls must carry the proof that belongs to their token.
    """

    preset: Preset
    seed: int = 1
    accounts: int = 3
    country: str = "NL"
    review_ticks: int = 0
    calls_an_hour: int = 100_000
    token: str = field(default="", repr=False)
    app_secret: str = field(default="", repr=False)

    @property
    def identity(self) -> str:
        """What must be the same for a kept state to go on in."""
        return repr((self.preset, self.seed, self.accounts, self.country, self.review_ticks))


class Platform:
    """A platform that can be called. One call at a time; ``lock`` is for whoever calls it from several threads."""

    def __init__(self, setup: Setup, now: Callable[[], float] = time.monotonic) -> None:
        self.setup = setup
        self.lock = threading.RLock()
        self.registry = Registry()
        self.engine = Simulation(build_world(setup.preset, setup.seed), setup.preset.platform, setup.seed)
        self.running = Running(self.engine, self.registry, setup.country)
        self.faults = Faults()
        self.limits = Limits(setup.calls_an_hour, now)
        self.report: ReportSettings = setup.preset.report
        self.polls: dict[str, int] = {}
        self.kept: Callable[[Act], None] | None = None
        self.rejecting = 0
        self.scheduled: list[tuple[int, str, Mapping[str, Any]]] = []
        self._traces = count(1)
        self._open_accounts()
        for one in background(self.engine.world, setup.preset.background, BACKGROUND_DAYS, setup.seed):
            self.engine.submit(replace(one, ticks=BACKGROUND_DAYS * self.ticks_a_day))

    @property
    def tick(self) -> int:
        """Ticks since the world began."""
        return self.engine.tick

    @property
    def ticks_a_day(self) -> int:
        """How many ticks make a day."""
        return self.engine.settings.ticks_a_day

    def trace(self) -> int:
        """The number of the next call."""
        return next(self._traces)

    def node(self, ident: str, *kinds: str) -> Node:
        """An object by its identifier.

        Raises:
            Refused: When there is none, or it is of another kind.
        """
        found = self.registry.found(ident)
        if found is None or (kinds and found.kind not in kinds):
            raise missing(ident)
        return found

    def create(self, kind: str, account: str, values: Mapping[str, Any]) -> Node:
        """Make an object, and keep that it was made before anybody is told."""
        self._allowed(account)
        if kind == "ad":
            values = {**values, "reviewed": self.tick + self.setup.review_ticks, "rejected": self.rejecting > 0}
        return self._made(Act(self.tick, "create", kind, account, values))

    def update(self, node: Node, values: Mapping[str, Any]) -> Node:
        """Change an object."""
        self._allowed(node.account)
        return self._made(Act(self.tick, "update", node.id, node.account, values))

    def begin_report(self, node: Node, asked: Mapping[str, str]) -> Node:
        """Keep that a report was asked for; a disabled account may still read."""
        values = {"object": node.id, "asked": dict(asked)}
        return self._made(Act(self.tick, "create", "report", node.account, values))

    def step(self, ticks: int) -> None:
        """Let the clock go on, and keep how far it came."""
        self.step_to(self.tick + ticks)
        if self.kept:
            self.kept(Act(self.tick, "step"))

    def step_to(self, tick: int) -> None:
        """Run up to a tick without keeping it."""
        while self.engine.tick < tick:
            self._come_due()
            self.running.before_tick()
            self.engine.step()

    def _come_due(self) -> None:
        """Let changes happen whose time has come."""
        due = [one for one in self.scheduled if one[0] <= self.tick]
        self.scheduled = [one for one in self.scheduled if one[0] > self.tick]
        for _, name, values in due:
            self.change(name, values)

    def change(self, name: str, values: Mapping[str, Any]) -> None:
        """Something that the platform does by itself, as a test asks for it; see `_apply_change`."""
        self._do(Act(self.tick, "change", name, "", values))

    def apply(self, act: Act) -> Node | None:
        """Apply an act that was accepted, now or when a journal is read again."""
        if act.verb == "create":
            if act.subject == "ad" and act.values.get("rejected"):
                self.rejecting = max(self.rejecting - 1, 0)
            return self.registry.create(act)
        if act.verb == "update":
            return self.registry.update(act)
        if act.verb == "change":
            self._apply_change(act)
        return None

    def _do(self, act: Act) -> Node | None:
        if self.kept:
            self.kept(act)
        return self.apply(act)

    def _made(self, act: Act) -> Node:
        node = self._do(act)
        assert node is not None
        return node

    def _apply_change(self, act: Act) -> None:
        values = act.values
        if act.subject == "account":
            status = DISABLED if values["disabled"] else ENABLED
            self.registry.update(Act(act.tick, "update", values["account"], "", {"account_status": status}))
        elif act.subject == "reject":
            self.registry.update(Act(act.tick, "update", values["ad"], "", {"rejected": True}))
        elif act.subject == "reject-next":
            self.rejecting += int(values["ads"])
        elif act.subject == "report":
            self.report = ReportSettings(**values)

    def _allowed(self, account: str) -> None:
        if not enabled(self.registry, account):
            raise not_allowed("This ad account has been disabled")

    def _open_accounts(self) -> None:
        currency = self.setup.preset.market.currency
        for number in range(FIRST_ACCOUNT, FIRST_ACCOUNT + self.setup.accounts):
            ident = f"act_{number}"
            page, instagram = str(PAGES_FROM + number), str(INSTAGRAM_FROM + number)
            told = {"name": f"Shop {number - FIRST_ACCOUNT + 1}"}
            values = {**told, "account_status": ENABLED, "currency": currency, "page_id": page}
            self.registry.put(Node(ident, "account", ident, 0, 0, values))
            self.registry.put(Node(page, "page", ident, 0, 0, {**told, "instagram_user_id": instagram}))
            self.registry.put(Node(instagram, "instagram", ident, 0, 0, {**told, "page_id": page}))
