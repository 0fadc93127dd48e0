"""Worlds in which the truth is known, to count how often a method cries wolf.

`feedback_runs` is the null that breaks every method that takes single views as its unit. A run is offered, batch
after batch, to two groups. How often it wins an offer depends on the response rate that a learner believes each
group to have; what it wins tells the learner more (Thompson sampling with a Beta posterior). With equal true
rates in both groups and in every run there is nothing to find, and yet early luck moves beliefs, beliefs move
who is reached, and identical runs end with shares that differ by far more than coin tosses would.

One knob, the strength of the learner's prior, sets how much: `TIGHT` gives a clustering between identical runs of
about 0.0024 and `LOOSE` of about 0.010, the two settings against which the error rates of this room are printed.

One mechanism, tuned to spread only: it says nothing about sizes of effects on any real system.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.errors import BadInput
from seenby.stats.numeric.arrays import FloatArray, IntArray, finite, within
from seenby.stats.numeric.special import normal_cdf

TIGHT = 8_750.0
"""The strength of a prior under which identical runs differ as if clustered by about 0.0024."""
LOOSE = 2_800.0
"""The same for about 0.010."""

BATCHES_A_DAY = 24
RATE = 0.01  # true response rate of both groups
SPREAD = 0.87  # sd of the log price to beat
DEARER = 0.14  # log of how much dearer the second group is (15 %)
WIN = 0.10  # share of offers won at the start
PACE = 0.2  # how fast the bid follows the plan


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Counts of the first group and of everyone, by run and day.

    Attributes:
        count: Shape (runs, days), members of the first group reached.
        total: Shape (runs, days), everyone reached.
    """

    count: IntArray
    total: IntArray


def feedback_runs(
    runs: int,
    rng: int | np.random.Generator,
    *,
    prior: float = TIGHT,
    days: int = 7,
    per_day: float = 1_440.0,
    lift: ArrayLike = 0.0,
    known: bool = False,
) -> Runs:
    """Return simulated runs under a learner that feeds on its own luck.

    Args:
        runs: Number of runs, independent given their lift.
        rng: Seed or generator.
        prior: Strength of the learner's prior, in views: weaker means more clustering between runs.
        days: Length of a run; each day has 24 batches.
        per_day: Views planned a day; pacing keeps each run near it.
        lift: Log ratio of the first group's true response rate to the second's, one number or shape (runs,).
            Zero is the null.
        known: Whether the learner starts out knowing the lift instead of having to learn it.

    Raises:
        BadInput: No runs or days, a prior, lift or pace that is not usable.
    """
    if runs < 1 or days < 1 or prior <= 0 or per_day <= 0:
        raise BadInput("runs, days, prior and per_day: all must be positive")
    generator = np.random.default_rng(rng)
    lifts = np.broadcast_to(finite("lift", lift), (runs,))
    truth = RATE * np.exp(np.stack([lifts / 2, -lifts / 2]))
    successes = prior * (truth if known else np.full((2, runs), RATE))
    failures = prior - successes
    plan = per_day / BATCHES_A_DAY
    offers = generator.poisson(plan / (2 * WIN), size=(days, BATCHES_A_DAY, 2))
    log_bid = np.full(runs, -SPREAD * 1.2816)  # Phi(-1.2816) = 0.10, the share of offers won at the start
    reached = np.zeros((2, runs, days), dtype=np.int64)
    for day in range(days):
        for batch in range(BATCHES_A_DAY):
            belief = np.log(generator.beta(successes, failures) / RATE)
            belief[1] -= DEARER
            won = generator.binomial(offers[day, batch][:, None], normal_cdf((log_bid + belief) / SPREAD))
            responses = generator.binomial(won, truth)
            successes += responses
            failures += won - responses
            log_bid += PACE * (1.0 - np.minimum(won.sum(axis=0) / plan, 3.0))
            reached[:, :, day] += won
    return Runs(reached[0], reached.sum(axis=0))


def clustered_days(
    streams: int,
    days: int,
    rng: int | np.random.Generator,
    *,
    share: ArrayLike,
    total: int,
    rho: float,
) -> Runs:
    """Return beta-binomial days: each day's share is drawn anew around `share` with clustering `rho`.

    Args:
        streams: Number of streams.
        days: Number of days.
        rng: Seed or generator.
        share: The expected share, one number or anything that broadcasts to (streams, days), inside (0, 1).
        total: People reached per stream and day.
        rho: Clustering within a day, from 0 (coin tosses) to below 1.

    Raises:
        BadInput: A share or rho outside its range.
    """
    generator = np.random.default_rng(rng)
    mean = np.broadcast_to(within("share", share, 1e-9, 1 - 1e-9), (streams, days))
    if not 0.0 <= rho < 1.0:
        raise BadInput(f"rho: must lie in [0, 1), is {rho}")
    if rho > 0:
        mean = _beta(generator, mean, 1.0 / rho - 1.0)
    count = generator.binomial(total, mean)
    return Runs(count, np.full((streams, days), total, dtype=np.int64))


def _beta(generator: np.random.Generator, mean: FloatArray, strength: float) -> FloatArray:
    return np.asarray(generator.beta(mean * strength, (1.0 - mean) * strength))
