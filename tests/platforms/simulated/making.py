"""Small worlds for tests, and the frozen platform that the closed form speaks of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from scipy.special import logit

from seenby.platforms.simulated import Campaign, Simulation, World, make_world
from seenby.platforms.simulated.people.world import BEHAVIOUR
from seenby.platforms.simulated.pictures.image_prior import ImagePrior
from seenby.platforms.simulated.world_settings import Factor, MarketSettings, PeopleSettings, PlatformSettings

PLENTY = 10**15
MEDIAN = 8.0
FROZEN = PlatformSettings(
    prior=1.0, learning=0.0, exploration=0.0, pace=0.0, fatigue=1.0, history=1_000, base_rate=0.02
)


def flat_world(number: int = 60_000, men: float = 0.27, seed: int = 1, **market: Any) -> World:
    """Everybody's gender is on record and told by behaviour exactly; nothing else differs between people."""
    settings = PeopleSettings(number=number, women=1 - men, gender_unknown=0.0, visits_a_day=8.0, evenness=50.0)
    world = make_world(settings, MarketSettings(median=MEDIAN, **market), [Factor("item")], [], seed)
    behaviour = np.zeros_like(world.people.behaviour)
    behaviour[:, 0] = 1.0
    behaviour[:, 1] = np.where(world.attributes.gender == 1, 1.0, -1.0)
    return replace(world, people=world.people._replace(behaviour=behaviour))


def priced(world: World, **market: Any) -> World:
    """The same people in another market."""
    return replace(world, market=replace(world.market, **market))


def knowing(men: float = 0.02, women: float = 0.02) -> ImagePrior:
    """A prior that knows exactly these rates of men and women."""
    weights = np.zeros(BEHAVIOUR)
    weights[0] = (logit(men) + logit(women)) / 2
    weights[1] = (logit(men) - logit(women)) / 2
    return ImagePrior(weights, np.zeros((1, BEHAVIOUR)), ("item",))


def frozen(world: World, prior: ImagePrior, seed: int = 1, **settings: Any) -> Simulation:
    """A platform on which nothing learns, explores or paces."""
    return Simulation(world, replace(FROZEN, **settings), seed, prior)


def ad(name: str = "ad", advertiser: str = "shop", **more: Any) -> Campaign:
    """An ad with all the money there is."""
    return Campaign(name, advertiser, {"item": 1.0}, **{"budget": PLENTY, **more})


def state_of(platform: Simulation) -> dict[str, bytes]:
    """Everything that changes while ads run, to the byte."""
    arrays = {**platform.states.arrays(), **platform.memory._asdict()}
    arrays["days"] = platform.ledger.by_cell(len(platform.reported))
    arrays["ticks"] = platform.ledger.by_tick(len(platform.reported))
    arrays["received"] = np.asarray(platform.ledger.received)
    arrays["opportunities"] = np.asarray(platform.ledger.opportunities)
    return {name: np.ascontiguousarray(array).tobytes() for name, array in arrays.items()}
