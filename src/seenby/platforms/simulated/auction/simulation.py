"""The simulated platform: submit campaigns, step the clock, read what was delivered.

world = build_world(preset("charm-2024"), seed=1)
platform = Simulation(world, preset("charm-2024").platform, seed=1)
platform.submit(campaign)
platform.step(24)
platform.deliveries()
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from seenby.errors import UsageError
from seenby.model.progress import Progress, ShowProgress, no_progress
from seenby.platforms.simulated.auction import kernels, pacing
from seenby.platforms.simulated.auction.arrays import Ads, Sums
from seenby.platforms.simulated.auction.campaign import Campaign
from seenby.platforms.simulated.auction.controller import steer
from seenby.platforms.simulated.auction.learning import drawn, learn, start_precision
from seenby.platforms.simulated.auction.market import log_prices
from seenby.platforms.simulated.auction.state import AdStates, no_memory, remember_one_more
from seenby.platforms.simulated.auction.tick import clock, fixed_part, room_for_sums
from seenby.platforms.simulated.people.activity import rhythms
from seenby.platforms.simulated.people.targeting import Reachable, audience, people_of, reachable
from seenby.platforms.simulated.people.world import World
from seenby.platforms.simulated.pictures.image_prior import ImagePrior, learn_prior
from seenby.platforms.simulated.results.ledger import Ledger, by_gender, charge
from seenby.platforms.simulated.rng import generator
from seenby.platforms.simulated.world_settings import PlatformSettings

SAMPLE = 1024
"""People of the audience that a first bid is forecast on."""


class Simulation:
    """A platform in a world. The same world, settings, seed and calls give the same result, to the bit."""

    def __init__(self, world: World, settings: PlatformSettings, seed: int, prior: ImagePrior | None = None) -> None:
        self.world, self.settings, self.seed = world, settings, seed
        self._prior = prior
        self.tick = 0
        self.campaigns: list[Campaign] = []
        self.audiences: list[Reachable] = []
        self.states = AdStates.none(world.people.behaviour.shape[1])
        self.memory = no_memory(world.number)
        self.ledger = Ledger(len(settings.placements))
        self._prices = log_prices(world)
        self._rhythms = rhythms(world.settings.visits_a_day, world.settings.evenness, settings.ticks_a_day)
        self._ads: Ads | None = None
        self._sums: Sums | None = None
        self._priors: list[NDArray[np.float64]] = []
        self._eligible: list[NDArray[np.float64]] = []

    @property
    def prior(self) -> ImagePrior:
        """What the platform learned from the pictures it showed before; learned when it is first needed."""
        if self._prior is None:
            self._prior = learn_prior(self.world, self.settings, self.seed)
        return self._prior

    @property
    def reported(self) -> list[int]:
        """The numbers of the ads that are reported on, in the order of their columns."""
        return [k for k, one in enumerate(self.campaigns) if one.reported]

    def submit(self, campaign: Campaign) -> None:
        """Add an ad; it runs from its start tick, at the earliest the next one.

        Raises:
            UsageError: When the advertiser has an ad of this name, the budget or the length is not positive, or the
                aim names something the world does not have.
        """
        if any(one.key == campaign.key for one in self.campaigns):
            raise UsageError(f"{campaign.advertiser} has an ad “{campaign.name}” already", remedy="choose another name")
        if campaign.budget <= 0 or campaign.ticks <= 0:
            raise UsageError(f"“{campaign.name}” has no budget or no time to run", remedy="give it both")
        self.audiences.append(reachable(self.world, campaign.aim))
        self.campaigns.append(campaign)
        self._eligible.append(self._eligible_mix(campaign))
        self._priors.append(self.prior.weights(campaign.features, self.settings.prior))
        self.states.add(start_precision(self.settings.learning, self.world.people.behaviour.shape[1]))
        if campaign.reported:
            self.memory = remember_one_more(self.memory)
        self._ads = None

    def pause(self, advertiser: str, name: str, paused: bool = True) -> None:
        """Stop an ad, or let it go on.

        Raises:
            UsageError: When there is no such ad.
        """
        self.states.paused[self.number(advertiser, name)] = paused

    def amend(self, advertiser: str, name: str, *, budget: int, end: int) -> None:
        """Change what an ad may cost altogether, and the first tick it no longer runs in.

        Raises:
            UsageError: When there is no such ad.
        """
        k = self.number(advertiser, name)
        before = self.campaigns[k]
        self.campaigns[k] = replace(before, budget=budget, ticks=end - before.start)

    def number(self, advertiser: str, name: str) -> int:
        """The number of an ad.

        Raises:
            UsageError: When there is no such ad.
        """
        for k, one in enumerate(self.campaigns):
            if (one.advertiser, one.name) == (advertiser, name):
                return k
        raise UsageError(f"{advertiser} has no ad “{name}”", remedy="submit it first")

    def step(self, ticks: int = 1, progress: ShowProgress = no_progress) -> None:
        """Let the clock go on by so many ticks.

        Between two ticks everything is whole: a `progress` that raises stops the run, which can go on or be kept.
        """
        last = self.tick + ticks
        while self.tick < last:
            self._step()
            progress(Progress("", self.tick, last))

    def _step(self) -> None:
        ads, sums = self._arrays()
        plan = self._plan()
        self._first_bids(plan)
        self._freeze(ads)
        visits = self._rhythms.thresholds(self.tick)
        fixed = clock(self.seed, self.tick, visits, self._prices, self.world, self.settings.placements)
        kernels.run_tick(self.world.people, ads, fixed, self.memory, sums)
        self._settle(sums, plan)
        self.tick += 1

    def _arrays(self) -> tuple[Ads, Sums]:
        """The kernels' inputs, made anew when an ad was added."""
        if self._ads is None or self._sums is None:
            self._ads = fixed_part(self.campaigns, self.audiences, self.world, self.settings)
            entries = self.world.people.behaviour.shape[1]
            self._sums = room_for_sums(self._ads.quality.size, entries, len(self.reported), self.ledger.cells)
        return self._ads, self._sums

    def _runs(self) -> NDArray[np.bool_]:
        """Which ads take part in this tick."""
        on = [one.start <= self.tick < one.end for one in self.campaigns]
        return np.asarray(on, dtype=bool) & ~self.states.paused & (self.states.spent < self._budgets())

    def _budgets(self) -> NDArray[np.int64]:
        return np.asarray([one.budget for one in self.campaigns], np.int64)

    def _plan(self) -> NDArray[np.float64]:
        """Micro-currency each ad is to spend in this tick: what is left, in proportion to activity until its end."""
        now = self._rhythms.activity[self.tick % self.settings.ticks_a_day]
        so_far = self._activity(self.tick)
        until = {end: self._activity(end) - so_far for end in {one.end for one in self.campaigns}}
        ahead = np.asarray([until[one.end] for one in self.campaigns])
        left = (self._budgets() - self.states.spent).astype(np.float64)
        share = np.divide(now, ahead, out=np.zeros(len(self.campaigns)), where=ahead > 0)
        return np.where(self._runs(), left * np.minimum(share, 1.0), 0.0)

    def _activity(self, tick: int) -> float:
        """Visits expected of one person from the beginning to a tick."""
        days, rest = divmod(tick, self.settings.ticks_a_day)
        activity = self._rhythms.activity
        return float(days * activity.sum() + activity[:rest].sum())

    def _first_bids(self, plan: NDArray[np.float64]) -> None:
        """Forecast the bid of every ad that begins now."""
        for k in np.flatnonzero(self._runs() & ~self.states.begun):
            self.states.log_bid[k] = self._forecast(int(k), float(plan[k]))
            self.states.begun[k] = True

    def _forecast(self, k: int, plan: float) -> float:
        everyone = np.flatnonzero(people_of(self.world, self.audiences[k]))
        if not everyone.size:
            return pacing.LOW
        sample = everyone[:: max(everyone.size // SAMPLE, 1)]
        behaviour = self.world.people.behaviour[sample].astype(np.float64)
        rates = expit(np.einsum("ij,j->i", behaviour, self._priors[k] + self.states.weights[k]))
        prices = self._prices[self.world.people.segment[sample]].astype(np.float64)
        own = self._rivals(k)
        each = self._rhythms.activity[self.tick % self.settings.ticks_a_day] * everyone.size / sample.size / own
        visits = np.full(sample.size, each)
        bid = pacing.start_bid(plan, visits, rates, prices, self.world.market.sigma)
        return min(bid, self._most(k))

    def _rivals(self, k: int) -> int:
        """How many ads of the same advertiser the lot is drawn among, itself included."""
        mine = self.audiences[k].segments
        same = [j for j, one in enumerate(self.campaigns) if one.advertiser == self.campaigns[k].advertiser]
        return sum(bool((self.audiences[j].segments & mine).any()) for j in same)

    def _most(self, k: int) -> float:
        bid = self.campaigns[k].bid
        return float(np.log(bid)) if bid else pacing.HIGH

    def _freeze(self, ads: Ads) -> None:
        """Write this tick's weights and bids into the kernels' arrays."""
        many = len(self.campaigns)
        chance = generator(self.seed, "exploration", self.tick)
        learned = drawn(self.states.weights, self.states.precision, self.settings.exploration, chance)
        ads.weights[:, :many] = (np.asarray(self._priors).reshape(learned.shape) + learned).T
        gender, _, _ = self.world.segment_parts()
        log = (
            np.where(self._runs(), self.states.log_bid, -np.inf)[None, :] + _of_segments(self.states.multiplier)[gender]
        )
        allowed = np.asarray([one.segments for one in self.audiences]).reshape(many, self.world.segments).T
        ads.bids[:, :many] = np.where(allowed, np.exp(log), 0.0)

    def _settle(self, sums: Sums, plan: NDArray[np.float64]) -> None:
        """Add up the blocks, charge no more than there is, and let learning, pacing and the controller follow."""
        many, states = len(self.campaigns), self.states
        wins, cost = sums.wins.sum(axis=0)[:many], sums.spend.sum(axis=0)[:many]
        cells = sums.cells.sum(axis=0)
        charged = np.minimum(cost, self._budgets() - states.spent)
        for slot, k in enumerate(self.reported):
            if charged[k] < cost[k]:
                charge(cells[slot], int(charged[k]))
        states.spent += charged
        states.unbilled += cost - charged
        states.wins += wins
        gradient = sums.gradient.sum(axis=0)[:many]
        states.weights, states.precision = learn(states.weights, states.precision, gradient, wins, self._curve())
        followed = pacing.follow(states.log_bid, cost.astype(np.float64), plan, self.settings.pace)
        states.log_bid = np.minimum(followed, [self._most(k) for k in range(many)])
        self._steer(cells)
        day = self.tick // self.settings.ticks_a_day
        self.ledger.add(day, cells, int(sums.opportunities.sum()), int(charged.sum()))

    def _curve(self) -> NDArray[np.float64]:
        rates = np.asarray([min(self.settings.base_rate * one.scale, 0.5) for one in self.campaigns])
        return np.asarray((rates * (1 - rates))[:, None] * self._mean_square[None, :])

    @cached_property
    def _mean_square(self) -> NDArray[np.float64]:
        some = self.world.people.behaviour[: 1 << 16].astype(np.float64)
        return np.asarray(np.einsum("ij,ij->j", some, some) / len(some))

    def _steer(self, cells: NDArray[np.int64]) -> None:
        """Let the controller work on the ads it is switched on for."""
        shown = by_gender(cells[:, :, kernels.IMPRESSIONS], self.ledger.placements)
        for slot, k in enumerate(self.reported):
            if not self.campaigns[k].controlled:
                continue
            batch = self.states.batch[k] + shown[slot, :2]
            chance = generator(self.seed, f"controller/{k}", self.tick)
            moved = steer(self.states.multiplier[k], batch, self._eligible[k], self.settings, chance)
            self.states.multiplier[k], self.states.batch[k] = moved

    def _eligible_mix(self, campaign: Campaign) -> NDArray[np.float64]:
        """Shares of recorded women and men in the audience aimed at."""
        counts = audience(self.world, campaign.aim).sum(axis=1).astype(np.float64)
        return np.asarray(counts / max(counts.sum(), 1.0))


def _of_segments(multiplier: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log multipliers of recorded women, men and unknown, shape (3, ads); the unknown bear none."""
    return np.concatenate([multiplier.T, np.zeros((1, len(multiplier)))])
