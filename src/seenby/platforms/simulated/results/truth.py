"""What really happened: who was shown an ad, counted over people instead of records."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seenby.platforms.simulated.auction.simulation import Simulation
from seenby.platforms.simulated.people.demographics import MAN
from seenby.platforms.simulated.people.targeting import in_aim, people_of

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Truth:
    """The truth about one ad. Shares are None where nobody was shown it.

    Attributes:
        name: The ad.
        impressions: Times it was shown (a person counts up to 255 times).
        reach: People it was shown to.
        men: Share of men among the people.
        men_of_impressions: Share of impressions that went to men.
        parents: People with a child at home among them.
        engaged: People of the small engaged group among them.
        in_aim: People of the aim among them.
        aimed_men: Share of men in the aim.
        actions: Times somebody responded.
        spend: Micro-currency charged.
    """

    name: str
    impressions: int
    reach: int
    men: float | None
    men_of_impressions: float | None
    parents: int
    engaged: int
    in_aim: int
    aimed_men: float | None
    actions: int
    spend: int


def truths(platform: Simulation) -> tuple[Truth, ...]:
    """The truth about every ad that is reported on, in the order they were submitted."""
    return tuple(_truth(platform, slot, k) for slot, k in enumerate(platform.reported))


def _truth(platform: Simulation, slot: int, k: int) -> Truth:
    people, campaign = platform.world.attributes, platform.campaigns[k]
    times = platform.memory.seen[:, slot].astype(np.int64)
    shown, men = times > 0, people.gender == MAN
    aim = people_of(platform.world, in_aim(platform.world, campaign.aim))
    return Truth(
        name=campaign.name,
        impressions=int(times.sum()),
        reach=int(shown.sum()),
        men=share(shown & men, shown),
        men_of_impressions=float(times[men].sum() / times.sum()) if times.any() else None,
        parents=int((shown & people.parent).sum()),
        engaged=int((shown & people.engaged).sum()),
        in_aim=int((shown & aim).sum()),
        aimed_men=share(aim & men, aim),
        actions=int(platform.memory.acted[:, slot].sum(dtype=np.int64)),
        spend=int(platform.states.spent[k]),
    )


def share(some: Mask, of: Mask) -> float | None:
    """How large a part some are of all; None of nobody."""
    return float(some.sum() / of.sum()) if of.any() else None
