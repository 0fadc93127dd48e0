"""Before a study: how many pairs, how large, how long, what price, and what it can then see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.confidence_interval import tail
from seenby.stats.days.day_process import DEFAULT_RHO, day_evidence, day_rule
from seenby.stats.errors import BadInput, TooFew
from seenby.stats.numeric.arrays import FloatArray, IntArray, finite, inside, within
from seenby.stats.numeric.special import normal_quantile
from seenby.stats.pairs.sign_flip import Seed, sign_flip_many

FEWEST = 6  # with five pairs no sign-flip test can reach 5 %
_HUGE = np.finfo(np.float64).max

DrawPairs = Callable[[np.random.Generator, tuple[int, int]], FloatArray]


@dataclass(frozen=True, slots=True)
class Power:
    """A share of simulated studies that found the effect.

    Attributes:
        found: Share that did.
        error: Its standard error, from the number of studies alone.
        studies: Number of studies simulated.
    """

    found: float
    error: float
    studies: int


def spread_from_rho(rho: ArrayLike, share: ArrayLike, size: ArrayLike) -> FloatArray:
    """Return tau, the standard deviation of the log-odds difference between two identical runs.

    tau^2 = 2 [rho + (1 - rho) / n] / (p (1 - p)): the variance of a share, carried to log-odds to first order,
    twice.

    Args:
        rho: Clustering between identical runs, from 0 to 1.
        share: The share expected, strictly inside (0, 1).
        size: People per run, at least 1; everything broadcasts.

    Raises:
        BadInput: A value outside its range.
    """
    r, p, n = within("rho", rho, 0.0, 1.0), inside("share", share, 0.0, 1.0), within("size", size, 1.0, _HUGE)
    return np.sqrt(2.0 * (r + (1.0 - r) / n) / (p * (1.0 - p)))


def pairs_needed(spread: ArrayLike, effect: ArrayLike, *, level: float = 0.95, power: float = 0.80) -> IntArray:
    """Return the number of pairs with which the sign-flip test finds an effect.

    max(6, ceil(((z_level + z_power) tau / delta)^2 + z_level^2 / 2)): the normal formula with Guenther's (1981)
    correction for a t-like test, and never fewer than six.

    Args:
        spread: tau, standard deviation of the difference between identical runs, positive (log-odds).
        effect: delta, the effect to be found, not zero (log-odds); broadcast against `spread`.
        level: Confidence, two-sided.
        power: Chance of finding it.

    Raises:
        BadInput: A value outside its range.

    Check it by `simulated_power` with the twins at hand: the formula takes differences to be nearly normal.
    """
    tau, delta = within("spread", spread, 0.0, _HUGE), np.abs(finite("effect", effect))
    if (tau.size and tau.min() <= 0) or (delta.size and delta.min() <= 0):
        raise BadInput("spread must be positive, and effect not zero")
    tail(power)
    z, z_power = normal_quantile([1.0 - tail(level) / 2, power])
    needed = np.ceil(((z + z_power) * tau / delta) ** 2 + z * z / 2)
    return np.asarray(np.maximum(needed, FEWEST), dtype=np.int64)


def cost(pairs: ArrayLike, arms: ArrayLike, size: ArrayLike, price_per_thousand: ArrayLike) -> FloatArray:
    """Return the price of a study: pairs x arms x size / 1000 x price, in the currency of the price.

    Raises:
        BadInput: Not finite, or negative.
    """
    parts = [within("cost", value, 0.0, _HUGE) for value in (pairs, arms, size, price_per_thousand)]
    return np.asarray(parts[0] * parts[1] * parts[2] * parts[3] / 1000.0)


def days_to_find(
    share: float,
    limit: float,
    *,
    per_day: int,
    rho_max: float = DEFAULT_RHO,
    alpha: float = 0.05,
    longest: int = 365,
) -> int:
    """Return the day on which the day process reaches 1/alpha if every day showed just the share expected.

    Real days scatter about it: about half of all watches are through by then.

    Args:
        share: The share expected, from 0 to 1.
        limit: The limit it is held against, strictly inside (0, 1).
        per_day: People reached a day.
        rho_max: The declared clustering.
        alpha: Error rate of the watch.
        longest: Days after which to give up.

    Raises:
        BadInput: A value outside its range.
        TooFew: It does not get there within `longest` days.
    """
    bar = -np.log(tail(1.0 - alpha))
    x = float(within("share", share, 0.0, 1.0))
    people = np.full(longest, float(within("per_day", per_day, 1.0, _HUGE)))
    rule = day_rule(limit, per_day=per_day, rho_max=rho_max, side="above" if x >= limit else "below")
    reached = np.flatnonzero(day_evidence(x * people, people, rule) >= bar)
    if not reached.size:
        raise TooFew(longest, longest + 1, "days")
    return int(reached[0]) + 1


def simulated_power(
    pairs: int,
    effect: float,
    spread: float | ArrayLike,
    rng: Seed,
    *,
    level: float = 0.95,
    studies: int = 2_000,
) -> Power:
    """Return the share of simulated studies in which the sign-flip test finds an effect.

    Args:
        pairs: Pairs per study.
        effect: The true effect added to every pair (log-odds).
        spread: tau for normal differences, or an array of measured twin differences to draw from, each with a
            random sign.
        rng: Seed or generator.
        level: Confidence of the test, two-sided.
        studies: Number of studies.

    Raises:
        BadInput: A value outside its range.

    Drawing again from a few twins repeats their luck: with under ten of them the formula is no worse.
    """
    values = finite("spread", spread)
    if values.ndim == 0:
        tau = float(within("spread", values, 0.0, _HUGE))
        return power_of(lambda g, shape: effect + tau * g.standard_normal(shape), pairs, rng, level, studies)
    return power_of(
        lambda g, shape: effect + g.choice(values, shape) * (1.0 - 2.0 * g.integers(0, 2, shape)),
        pairs,
        rng,
        level,
        studies,
    )


def power_of(draw: DrawPairs, pairs: int, rng: Seed, level: float = 0.95, studies: int = 2_000) -> Power:
    """Return the share of studies in which the sign-flip test rejects, for differences from any simulator.

    Args:
        draw: Called with a generator and a shape (studies, pairs); returns the differences.
        pairs: Pairs per study, at least 1.
        rng: Seed or generator.
        level: Confidence of the test, two-sided.
        studies: Number of studies, at least 1.

    Raises:
        BadInput: No pairs, no studies, or what `draw` returns is not usable.
    """
    if pairs < 1 or studies < 1:
        raise BadInput("pairs and studies: at least 1")
    generator = np.random.default_rng(rng)
    p = sign_flip_many(draw(generator, (studies, pairs)), rng=generator)
    found = float(np.mean(p <= tail(level) + 1e-12))
    return Power(found, float(np.sqrt(found * (1.0 - found) / studies)), studies)
