"""The frozen inputs of one tick, as the kernels want them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from seenby.platforms.simulated.auction.arrays import Ads, Clock, Sums
from seenby.platforms.simulated.auction.campaign import Campaign
from seenby.platforms.simulated.auction.kernels import BLOCKS, FIGURES, SEEN_STEPS
from seenby.platforms.simulated.people.targeting import Reachable
from seenby.platforms.simulated.people.world import World
from seenby.platforms.simulated.rng import tick_key
from seenby.platforms.simulated.world_settings import PlatformSettings

LANES = 16
"""Ads are filled up to a multiple of this with columns that never bid, so that loops over ads have no remainder."""


def lanes(ads: int) -> int:
    """Columns that so many ads take."""
    return max(-(-ads // LANES), 1) * LANES


def fixed_part(
    campaigns: Sequence[Campaign], audiences: Sequence[Reachable], world: World, settings: PlatformSettings
) -> Ads:
    """Everything of the ads that no tick changes; weights and bids are still zero."""
    wide = lanes(len(campaigns))
    reported = [k for k, one in enumerate(campaigns) if one.reported]
    quality, need = np.zeros(wide, np.float32), np.zeros(wide, np.uint32)
    slot, base = np.full(wide, -1, np.int16), np.zeros(wide, np.float32)
    truth = np.zeros((wide, world.people.traits.shape[1]), np.float32)
    for k, (one, audience) in enumerate(zip(campaigns, audiences, strict=True)):
        quality[k], need[k] = one.quality, audience.need
        base[k] = logit(min(settings.base_rate * one.scale, 0.999))
        truth[k, : len(world.factors)] = [one.features.get(name, 0.0) for name in world.factors]
    slot[reported] = np.arange(len(reported))
    fade = np.asarray([_fading(campaigns[k].most_views, settings.fatigue) for k in reported], np.float32)
    return Ads(
        weights=np.zeros((world.people.behaviour.shape[1], wide), np.float32),
        bids=np.zeros((world.segments, wide), np.float32),
        quality=quality,
        need=need,
        groups=_groups(campaigns),
        slot=slot,
        remembered=np.asarray(reported, np.int32),
        fade=fade.reshape(len(reported), SEEN_STEPS),
        truth=truth,
        base=base,
    )


def _fading(most_views: int, fatigue: float) -> NDArray[np.float64]:
    worth = fatigue ** np.arange(SEEN_STEPS, dtype=np.float64)
    return np.where((most_views > 0) & (np.arange(SEEN_STEPS) >= most_views), 0.0, worth)


def _groups(campaigns: Sequence[Campaign]) -> NDArray[np.int32]:
    """The ads of each advertiser with more than one, padded with -1."""
    order = sorted(range(len(campaigns)), key=lambda k: campaigns[k].advertiser)
    groups = [list(them) for _, them in groupby(order, key=lambda k: campaigns[k].advertiser)]
    several = [them for them in groups if len(them) > 1]
    widest = max(map(len, several), default=1)
    return np.asarray([them + [-1] * (widest - len(them)) for them in several], np.int32).reshape(-1, widest)


def clock(
    seed: int,
    tick: int,
    visits: NDArray[np.uint32],
    prices: NDArray[np.float32],
    world: World,
    placements: Mapping[str, float],
) -> Clock:
    """What a tick fixes besides the ads."""
    ends = np.cumsum(list(placements.values())) / sum(placements.values())
    return Clock(
        key=tick_key(seed, tick),
        number=tick,
        visits=visits,
        prices=prices,
        sigma=float(world.market.sigma),
        placements=np.ceil(ends * 65536).astype(np.int64),
        places=len(world.places),
    )


def room_for_sums(wide: int, entries: int, reported: int, cells: int) -> Sums:
    """Arrays for a tick's sums; every tick fills them anew."""
    return Sums(
        opportunities=np.zeros(BLOCKS, np.int64),
        wins=np.zeros((BLOCKS, wide), np.int64),
        spend=np.zeros((BLOCKS, wide), np.int64),
        gradient=np.zeros((BLOCKS, wide, entries), np.float64),
        cells=np.zeros((BLOCKS, reported, cells, FIGURES), np.int64),
    )
