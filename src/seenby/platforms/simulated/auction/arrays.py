"""The arrays that the kernels work on, named: what is frozen, what is remembered, what is added up."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class People(NamedTuple):
    """Who visits; arrays of one row a person (see `seenby.platforms.simulated.people.world`)."""

    behaviour: NDArray[np.float32]
    traits: NDArray[np.float32]
    segment: NDArray[np.int16]
    rhythm: NDArray[np.uint8]
    interests: NDArray[np.uint32]


class Ads(NamedTuple):
    """What competes; columns are ads. Frozen inside a tick.

    Attributes:
        weights: Shape (behaviour, ads): the score is behaviour @ weights.
        bids: Shape (segments, ads), micro-currency for one expected action; 0 where the ad does not take part.
        quality: Shape (ads,), micro-currency added to the total value.
        need: Shape (ads,), interests of which a person needs one, as bits.
        groups: Shape (advertisers, ads of the largest), the ads of each advertiser with more than one, then -1.
        slot: Shape (ads,), the ad's column in what is remembered of people, or -1.
        remembered: Shape (slots,), the ad of each slot.
        fade: Shape (slots, SEEN_STEPS), what a repeat is worth; 0 from the cap on.
        truth: Shape (ads, factors), the creative's embedding.
        base: Shape (ads,), log-odds of an action where no factor matters.
    """

    weights: NDArray[np.float32]
    bids: NDArray[np.float32]
    quality: NDArray[np.float32]
    need: NDArray[np.uint32]
    groups: NDArray[np.int32]
    slot: NDArray[np.int16]
    remembered: NDArray[np.int32]
    fade: NDArray[np.float32]
    truth: NDArray[np.float32]
    base: NDArray[np.float32]


class Clock(NamedTuple):
    """What one tick fixes: the key of its random numbers, who visits how often, and the outside prices.

    Attributes:
        key: Hash of seed and tick.
        number: The tick.
        visits: Shape (rhythms, MOST_VISITS): a person visits as often as entries are at or below 32 random bits.
        prices: Shape (segments,), mean of the log of the best outside value, micro-currency.
        sigma: Its standard deviation.
        placements: Shape (placements,), upper ends of each placement's share of 16 random bits.
        places: Number of places; a segment is (gender, age) × place.
    """

    key: np.uint64
    number: int
    visits: NDArray[np.uint32]
    prices: NDArray[np.float32]
    sigma: float
    placements: NDArray[np.int64]
    places: int


class Memory(NamedTuple):
    """What is remembered of each person for each ad with a slot: times shown, actions, tick of the last action."""

    seen: NDArray[np.uint8]
    acted: NDArray[np.uint8]
    acted_at: NDArray[np.int16]


class Sums(NamedTuple):
    """What a tick adds up to, by block; added in block order by `seenby.platforms.simulated.auction.simulation`."""

    opportunities: NDArray[np.int64]
    wins: NDArray[np.int64]
    spend: NDArray[np.int64]
    gradient: NDArray[np.float64]
    cells: NDArray[np.int64]
