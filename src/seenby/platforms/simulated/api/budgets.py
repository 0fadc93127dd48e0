"""From what advertisers made to what runs: before each tick, ads begin, stop, and are told what they may still cost.

Money belongs to an ad set, or to a campaign that shares it out. Before every tick what is left of it is divided evenly
among the ads that run, and the engine never charges an ad more than its part: so no cent is spent above a budget. A
daily budget is for each 24 hours from the first tick in which it was used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from seenby.platforms.simulated.api.objects.registry import Node, Registry
from seenby.platforms.simulated.api.objects.statuses import shown
from seenby.platforms.simulated.api.objects.targeting_spec import read_aim
from seenby.platforms.simulated.auction.campaign import MICRO, Campaign
from seenby.platforms.simulated.auction.simulation import Simulation

MICRO_PER_MINOR = MICRO // 100
"""Budgets come in hundredths of the currency."""

FOREVER = 1 << 20
"""Ticks that an ad without an end may run; longer than any world lasts."""

BUDGETS = ("lifetime_budget", "daily_budget")


class Running:
    """The ads that the engine knows, and the days of daily budgets.

    Attributes:
        numbers: The engine's number of each ad.
        windows: For each purse with a daily budget: its first tick, the number of its day, and what had been spent
            when that day began.
    """

    def __init__(self, engine: Simulation, registry: Registry, country: str) -> None:
        self.engine, self.registry, self.country = engine, registry, country
        self.numbers: dict[str, int] = {}
        self.windows: dict[str, tuple[int, int, int]] = {}

    def before_tick(self) -> None:
        """Bring the engine in line with what advertisers want now."""
        tick = self.engine.tick
        wanted = [ad for ad in self.registry.of("ad") if shown(self.registry, ad, tick)]
        purses: dict[str, list[Node]] = {}
        for ad in wanted:
            purses.setdefault(self.purse(ad).id, []).append(ad)
        for ident, ads in purses.items():
            self._share_out(self.registry.nodes[ident], ads)
        on = {ad.id for ad in wanted}
        for ident, number in self.numbers.items():
            self.engine.states.paused[number] = ident not in on

    def spent(self, ad: str) -> int:
        """What an ad has cost so far, in micro-currency."""
        return int(self.engine.states.spent[self.numbers[ad]]) if ad in self.numbers else 0

    def spent_under(self, name: str, ident: str) -> int:
        """What all ads whose ``name`` value is an identifier have cost."""
        return sum(self.spent(ad.id) for ad in self.registry.under("ad", name, ident))

    def purse(self, ad: Node) -> Node:
        """The ad set or campaign that pays for an ad."""
        campaign = self.registry.nodes[ad.values["campaign_id"]]
        pays = any(campaign.values.get(name) for name in BUDGETS)
        return campaign if pays else self.registry.nodes[ad.values["adset_id"]]

    def _share_out(self, purse: Node, ads: list[Node]) -> None:
        left, end = self._left(purse)
        part = left // len(ads)
        for ad in ads:
            until = min(end, self.registry.nodes[ad.values["adset_id"]].values.get("ends") or FOREVER)
            if ad.id in self.numbers:
                self.engine.amend(ad.account, ad.id, budget=max(self.spent(ad.id) + part, 1), end=until)
            elif part > 0:
                self._submit(ad, part, until)

    def _left(self, purse: Node) -> tuple[int, int]:
        """What a purse may still cost, in micro-currency, and the tick at which it is to be spent."""
        spent = self.spent_under(f"{purse.kind}_id", purse.id)
        lifetime = purse.values.get("lifetime_budget")
        if lifetime:
            return max(lifetime * MICRO_PER_MINOR - spent, 0), purse.values.get("ends") or FOREVER
        tick, day = self.engine.tick, self.engine.settings.ticks_a_day
        first, number, before = self.windows.get(purse.id, (tick, 0, spent))
        if (tick - first) // day != number:
            number, before = (tick - first) // day, spent
        self.windows[purse.id] = (first, number, before)
        allowed = before + purse.values["daily_budget"] * MICRO_PER_MINOR
        return max(allowed - spent, 0), first + (number + 1) * day

    def _submit(self, ad: Node, budget: int, end: int) -> None:
        adset = self.registry.nodes[ad.values["adset_id"]]
        tick = self.engine.tick
        campaign = Campaign(
            name=ad.id,
            advertiser=ad.account,
            features=self.features(ad),
            budget=budget,
            aim=read_aim(adset.values["targeting"], self.engine.world, self.country, decided=True),
            start=tick,
            ticks=end - tick,
            bid=int(adset.values.get("bid_amount", 0)) * MICRO_PER_MINOR,
        )
        self.begin(ad.id, campaign)

    def begin(self, ad: str, campaign: Campaign) -> None:
        """Hand an ad to the engine."""
        self.engine.submit(campaign)
        self.numbers[ad] = len(self.engine.campaigns) - 1

    def features(self, ad: Node) -> Mapping[str, float]:
        """What the picture of an ad holds."""
        media = self.registry.nodes[self.registry.nodes[ad.values["creative_id"]].values["post_id"]]
        image: Any = self.registry.found(media.values.get("image_id", ""))
        return dict(image.values["features"]) if image else {}
