"""Everything that is compiled: one tick of auctions over blocks of people.

All kernels live in this one file, because kept machine code is renewed when *its own* file changes, not when a file
it calls into does.

**The same result for any number of threads.** People are cut into `BLOCKS` blocks, whatever their number and that of
the threads. A block writes only its own sums and its own people; sums are added in block order afterwards. Every random
number is a hash of (seed, tick, person, draw), so no block waits for another's generator.

**One auction.** Each visit of a person scores every ad, turns scores into total values, lets one ad of each advertiser
take part, and holds the best against the best outside price. The winner pays what it took to win: the second price.
"""

from __future__ import annotations

import math

import numba
import numpy as np
from numpy.typing import NDArray

from seenby.platforms.simulated.auction.arrays import Ads, Clock, Memory, People, Sums
from seenby.platforms.simulated.auction.compiled import compiled, compiled_into, compiled_parallel

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

BLOCKS = 64
"""Blocks of people. A fixed number: sums are added block by block, and their order is part of the result."""

CHUNK = 512
"""People looked at together."""

MOST_VISITS = 16
SEEN_STEPS = 16
"""How many repeats the table of fading tells apart; from there on an ad has faded as far as it does."""

IMPRESSIONS, NEW, ACTIONS, SPEND = 0, 1, 2, 3
FIGURES = 4

U64, F32, I64 = np.uint64, np.float32, np.int64
GOLDEN, DRAW, SECOND, THIRD = (
    U64(0x9E3779B97F4A7C15),
    U64(0xD1B54A32D192ED03),
    U64(0xA24BAED4963EE407),
    U64(0x9FB21C651E98DF25),
)
MIX1, MIX2 = U64(0xBF58476D1CE4E5B9), U64(0x94D049BB133111EB)
LOW32 = U64(0xFFFFFFFF)
PER_32 = 1.0 / 4294967296.0

# Acklam's coefficients of the normal quantile, numerators and denominators, for the tails and for the middle.
TAIL = 0.02425
TAIL_OVER = (
    -7.784894002430293e-03,
    -3.223964580411365e-01,
    -2.400758277161838,
    -2.549732539343734,
    4.374664141464968,
    2.938163982698783,
)
TAIL_UNDER = (7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996, 3.754408661907416, 1.0)
MIDDLE_OVER = (
    -3.969683028665376e01,
    2.209460984245205e02,
    -2.759285104469687e02,
    1.383577518672690e02,
    -3.066479806614716e01,
    2.506628277459239,
)
MIDDLE_UNDER = (
    -5.447609879822406e01,
    1.615858368580409e02,
    -1.556989798598866e02,
    6.680131188771972e01,
    -1.328068155288572e01,
    1.0,
)

ZERO, ONE = F32(0.0), F32(1.0)
MINUS_LOG2E, EXP_END = F32(-1.4426950408889634), F32(126.0)
# 2^f on [0, 1): a polynomial fitted to keep the relative error below 3e-7.
E1, E2, E3, E4, E5 = F32(0.69315308), F32(0.24015361), F32(0.05582631), F32(0.00898934), F32(0.00187758)


@compiled
def mix(z: np.uint64) -> np.uint64:
    """Return 64 well-mixed bits (the finaliser of SplitMix64, Steele, Lea and Flood 2014)."""
    z = (z ^ (z >> U64(30))) * MIX1
    z = (z ^ (z >> U64(27))) * MIX2
    return z ^ (z >> U64(31))


@compiled
def uniform(bits: np.uint64) -> float:
    """Return a number inside (0, 1) from the low 32 bits."""
    return (np.float64(bits & LOW32) + 0.5) * PER_32


@compiled
def polynomial(coefficients: tuple[float, ...], x: float) -> float:
    """Return the polynomial with these coefficients, the highest power first."""
    total = 0.0
    for coefficient in coefficients:
        total = total * x + coefficient
    return total


@compiled
def normal(u: float) -> float:
    """Return the normal quantile of u (Acklam's rational approximation, relative error below 1.2e-9)."""
    if u < TAIL or u > 1.0 - TAIL:
        q = math.sqrt(-2.0 * math.log(min(u, 1.0 - u)))
        far = polynomial(TAIL_OVER, q) / polynomial(TAIL_UNDER, q)
        return far if u < 0.5 else -far
    q = u - 0.5
    return q * polynomial(MIDDLE_OVER, q * q) / polynomial(MIDDLE_UNDER, q * q)


@compiled
def sigmoid(score: np.float32) -> np.float32:
    """Return 1 / (1 + exp(-score)) in float32, relative error below 1e-6, without a call so that loops vectorise."""
    t = min(max(score * MINUS_LOG2E, -EXP_END), EXP_END)
    whole = np.floor(t)
    f = t - whole
    power = ((((E5 * f + E4) * f + E3) * f + E2) * f + E1) * f + ONE
    scale = np.int32((np.int32(whole) + np.int32(127)) << np.int32(23)).view(np.float32)
    return F32(ONE / (ONE + power * scale))


@compiled
def score(rows: Floats, row: int, weights: Floats, out: Floats) -> None:
    """Write rows[row] @ weights into out, ads innermost, so that sums keep their order. Entries come in fours.

    Whole arrays and an index, here and below: a slice costs two atomic counts of references in every auction.
    """
    ads = out.size
    for k in range(ads):
        out[k] = ZERO
    for j in range(0, rows.shape[1], 4):
        a, b, c, d = rows[row, j], rows[row, j + 1], rows[row, j + 2], rows[row, j + 3]
        for k in range(ads):
            out[k] += a * weights[j, k] + b * weights[j + 1, k] + c * weights[j + 2, k] + d * weights[j + 3, k]


@compiled
def total_values(
    scores: Floats, bids: Floats, segment: int, quality: Floats, need: NDArray[np.uint32], mine: np.uint32, out: Floats
) -> None:
    """Write bid × estimated action rate + quality into out; zero where the ad does not take part."""
    for k in range(out.size):
        bid = bids[segment, k]
        worth = bid * sigmoid(scores[k]) + quality[k]
        out[k] = worth if bid > ZERO and (need[k] & mine) != 0 else ZERO


@compiled
def top_two(values: Floats) -> tuple[int, np.float32, np.float32]:
    """Return the best ad, its value and the second value; the best is -1 when no value is above zero."""
    best, first, second = -1, ZERO, ZERO
    for k in range(values.size):
        value = values[k]
        if value > second:
            if value > first:
                best, first, second = k, value, first
            else:
                second = value
    return best, first, second


@compiled
def one_each(values: Floats, groups: NDArray[np.int32], bits: np.uint64) -> None:
    """Leave one ad of each advertiser in the auction, drawn by lot among those that could take part."""
    for g in range(groups.shape[0]):
        many = U64(0)
        for place in range(groups.shape[1]):
            if groups[g, place] >= 0 and values[groups[g, place]] > ZERO:
                many += U64(1)
        bits = mix(bits + THIRD)
        drawn = (bits >> U64(40)) * many >> U64(24)
        for place in range(groups.shape[1]):
            k = groups[g, place]
            if k >= 0 and values[k] > ZERO:
                if drawn != U64(0):
                    values[k] = ZERO
                drawn -= U64(1)


@compiled
def acts(ads: Ads, k: int, tastes: Floats, row: int, u: float) -> bool:
    """Return whether a person responds: the true model, which the platform never sees."""
    eta = ads.base[k]
    for f in range(tastes.shape[1]):
        eta += ads.truth[k, f] * tastes[row, f]
    return bool(u < sigmoid(eta))


@compiled_into
def show(
    i: int,
    rows: Floats,
    tastes: Floats,
    row: int,
    k: int,
    paid: np.int64,
    bits: np.uint64,
    block: int,
    people: People,
    ads: Ads,
    clock: Clock,
    memory: Memory,
    sums: Sums,
    chance: np.float32,
) -> None:
    """Show ad k to person i: count it, charge it, draw the response, and note what there is to learn."""
    acted = acts(ads, k, tastes, row, uniform(bits >> U64(32)))
    sums.wins[block, k] += 1
    sums.spend[block, k] += paid
    error = np.float64(ONE - chance) if acted else -np.float64(chance)
    for j in range(rows.shape[1]):
        sums.gradient[block, k, j] += error * np.float64(rows[row, j])
    slot = ads.slot[k]
    if slot < 0:
        return
    placement = 0
    while np.int64(bits & U64(0xFFFF)) >= clock.placements[placement]:
        placement += 1
    cell = (people.segment[i] // clock.places) * clock.placements.size + placement
    sums.cells[block, slot, cell, IMPRESSIONS] += 1
    sums.cells[block, slot, cell, SPEND] += paid
    if memory.seen[i, slot] == 0:
        sums.cells[block, slot, cell, NEW] += 1
    if memory.seen[i, slot] < 255:
        memory.seen[i, slot] += 1
    if acted:
        sums.cells[block, slot, cell, ACTIONS] += 1
        memory.acted_at[i, slot] = clock.number
        if memory.acted[i, slot] < 255:
            memory.acted[i, slot] += 1


@compiled_into
def auction(
    i: int,
    rows: Floats,
    tastes: Floats,
    row: int,
    bits: np.uint64,
    block: int,
    people: People,
    ads: Ads,
    clock: Clock,
    memory: Memory,
    sums: Sums,
    scores: Floats,
    values: Floats,
) -> None:
    """Run one auction for person i."""
    segment = people.segment[i]
    score(rows, row, ads.weights, scores)
    total_values(scores, ads.bids, segment, ads.quality, ads.need, people.interests[i], values)
    if ads.groups.shape[0] > 0:
        one_each(values, ads.groups, bits)
    for slot in range(ads.remembered.size):
        times = memory.seen[i, slot]
        if times > 0:
            values[ads.remembered[slot]] *= ads.fade[slot, min(times, SEEN_STEPS - 1)]
    best, first, second = top_two(values)
    outside = math.exp(np.float64(clock.prices[segment]) + clock.sigma * normal(uniform(bits)))
    if best < 0 or np.float64(first) <= outside:
        return
    price = max(outside, np.float64(second)) - np.float64(ads.quality[best])
    show(
        i,
        rows,
        tastes,
        row,
        best,
        max(I64(price), I64(0)),
        mix(bits + SECOND),
        block,
        people,
        ads,
        clock,
        memory,
        sums,
        sigmoid(scores[best]),
    )


@compiled
def visitors(begin: int, end: int, people: People, clock: Clock, who: Ints, often: Ints) -> int:
    """Write who of these people visits in this tick, and how often; return how many they are."""
    many = 0
    for i in range(begin, end):
        bits = np.uint32(mix(clock.key + U64(i + 1) * GOLDEN) >> U64(32))
        rhythm = people.rhythm[i]
        if bits >= clock.visits[rhythm, 0]:
            draws = 1
            while draws < MOST_VISITS and bits >= clock.visits[rhythm, draws]:
                draws += 1
            who[many], often[many] = i, draws
            many += 1
    return many


@compiled
def run_block(block: int, people: People, ads: Ads, clock: Clock, memory: Memory, sums: Sums) -> None:
    """Run the visits of one block of people, in their order."""
    # Here and not in the parallel loop, where Numba 0.68 drops a plain assignment to an array inside a tuple.
    sums.opportunities[block] = 0
    sums.wins[block] = 0
    sums.spend[block] = 0
    sums.gradient[block] = 0.0
    sums.cells[block] = 0
    number, entries = people.behaviour.shape
    scores, values = np.empty(ads.quality.size, np.float32), np.empty(ads.quality.size, np.float32)
    who, often = np.empty(CHUNK, np.int64), np.empty(CHUNK, np.int64)
    rows = np.empty((CHUNK, entries), np.float32)
    tastes = np.empty((CHUNK, people.traits.shape[1]), np.float32)
    first, last = number * block // BLOCKS, number * (block + 1) // BLOCKS
    for begin in range(first, last, CHUNK):
        many = visitors(begin, min(begin + CHUNK, last), people, clock, who, often)
        # Few people visit in a tick. Fetching their rows together lets the machine wait for memory once, not each time.
        for v in range(many):
            for j in range(entries):
                rows[v, j] = people.behaviour[who[v], j]
            for f in range(tastes.shape[1]):
                tastes[v, f] = people.traits[who[v], f]
        for v in range(many):
            person = mix(clock.key + U64(who[v] + 1) * GOLDEN)
            for draw in range(1, often[v] + 1):
                bits = mix(person + U64(draw) * DRAW)
                auction(who[v], rows, tastes, v, bits, block, people, ads, clock, memory, sums, scores, values)
            sums.opportunities[block] += often[v]


@compiled_parallel
def run_tick(people: People, ads: Ads, clock: Clock, memory: Memory, sums: Sums) -> None:
    """Run one tick: every block once, on as many threads as there are."""
    for block in numba.prange(BLOCKS):
        run_block(block, people, ads, clock, memory, sums)
