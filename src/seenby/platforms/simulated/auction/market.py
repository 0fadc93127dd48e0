"""What everybody else bids: outside prices by segment, and background advertisers that are modelled one by one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from seenby.model import Aim
from seenby.platforms.simulated.auction.campaign import MICRO, Campaign
from seenby.platforms.simulated.people.world import World
from seenby.platforms.simulated.rng import generator
from seenby.platforms.simulated.world_settings import BackgroundSettings

PER_THOUSAND = MICRO / 1_000
DEARER = (1.0, 0.0, 0.5)
"""How much of the logarithm of ``women_dearer`` each recorded gender bears: women, men, not known."""

REFERENCE_PEOPLE = 1_000_000
"""Budgets in presets are for a world of so many people; smaller worlds get as much for each person."""

AIMS = (None, None, ("female",), ("male",))


def log_prices(world: World) -> NDArray[np.float32]:
    """Mean log of the best outside value in each segment, in micro-currency for one impression, shape (segments,)."""
    market = world.market
    gender, band, _ = world.segment_parts()
    log = np.log(market.median * PER_THOUSAND) + np.asarray(DEARER)[gender] * np.log(market.women_dearer)
    return np.asarray(log + np.log(np.asarray(market.ages))[band], np.float32)


def money(amount: float, world: World) -> int:
    """A preset's amount in micro-currency, scaled to the people of this world."""
    return round(amount * MICRO * world.number / REFERENCE_PEOPLE)


def background(world: World, settings: BackgroundSettings, days: int, seed: int) -> list[Campaign]:
    """Background advertisers with one ad each: pictures, budgets and aims drawn by lot."""
    chance = generator(seed, "background")
    made = []
    for number in range(settings.ads):
        features = chance.normal(0.0, settings.spread, len(world.factors))
        budget = settings.budget_a_day * days * float(chance.lognormal(0.0, 0.5))
        made.append(
            Campaign(
                name=f"background {number + 1}",
                advertiser=f"background {number + 1}",
                features=dict(zip(world.factors, map(float, features), strict=True)),
                budget=money(budget, world),
                aim=Aim(genders=AIMS[int(chance.integers(len(AIMS)))]),
                reported=False,
            )
        )
    return made
