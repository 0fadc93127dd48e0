"""How often does each method of this room cry wolf? Rehearsals in worlds where there is nothing to find.

Every function returns rates with the number of trials behind them, from a seed. They are the numbers behind the
error rates that the documentation prints; the tests hold them to their limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np

from seenby.stats.clustering import rho_from_twins
from seenby.stats.days.day_process import confidence_sequence, day_evidence, day_rule, prior_weight, watch_day
from seenby.stats.days.drift import drift_rule, drift_scan
from seenby.stats.errors import NoSpread
from seenby.stats.lab.clustering_otherwise import rho_from_slices, rho_likelihood
from seenby.stats.lab.days_one_by_one import either_side, start_watch
from seenby.stats.lab.e_lond import e_lond
from seenby.stats.lab.e_process_days import bet_evidence
from seenby.stats.lab.e_process_pairs import bounded_evidence, pair_evidence
from seenby.stats.lab.null_worlds import clustered_days, feedback_runs
from seenby.stats.lab.rank_among_twins import beyond_twins
from seenby.stats.lab.tipping_limit import tipping_limit
from seenby.stats.log_odds import log_odds
from seenby.stats.multiple_testing import adjust_peak, bh, e_bh
from seenby.stats.numeric.arrays import BoolArray, FloatArray, IntArray
from seenby.stats.numeric.special import normal_cdf
from seenby.stats.pairs.identical_pairs import against_twins, twin_spread
from seenby.stats.pairs.meta_analysis import at_least, average_of_groups, group_effects, random_effects
from seenby.stats.pairs.sensitivity import rosenbaum_gamma
from seenby.stats.pairs.sign_flip import Seed, sign_flip_interval, sign_flip_many, sign_flip_worst
from seenby.stats.tipping_point import tipping_pair, tipping_watch

Measure = Literal["false alarm", "coverage", "false discovery", "power"]

PAIRS = 20
LIMIT = 0.55
SOME = 500  # streams on which the slower methods are tried
_BAR = float(np.log(20.0))
_ROUNDING = 0.02  # half-width of each difference, in log-odds: shares printed in whole per cent, near one half


@dataclass(frozen=True, slots=True)
class Rate:
    """One measured rate.

    Attributes:
        method: The public name and its setting.
        measures: What is counted.
        value: The rate, from 0 to 1.
        trials: Number of independent trials behind it.
        naive: Whether the method is here only for contrast and is not offered.
    """

    method: str
    measures: Measure
    value: float
    trials: int
    naive: bool = False

    @property
    def error(self) -> float:
        """The standard error that comes from the number of trials."""
        return sqrt(self.value * (1.0 - self.value) / self.trials)


def rehearse_pairs(prior: float, rng: Seed, *, audits: int = 1_000, likelihood_trials: int = 0) -> tuple[Rate, ...]:
    """Return the rates of every method for pairs, twins and groups under the feedback null, nominal 5 % or 95 %.

    Args:
        prior: `TIGHT` or `LOOSE`.
        rng: Seed or generator.
        audits: Number of audits, each of 20 identical pairs of about 10,000 views a run.
        likelihood_trials: How many audits the slow `rho_likelihood` is tried on.

    Raises:
        BadInput: No audits.
    """
    runs = feedback_runs(audits * PAIRS * 2, rng, prior=prior)
    count = runs.count.sum(axis=1).reshape(audits, PAIRS, 2).astype(np.float64)
    total = runs.total.sum(axis=1).reshape(audits, PAIRS, 2).astype(np.float64)
    share = count / total
    odds = log_odds(count, total)
    d = odds[..., 0] - odds[..., 1]
    mean = float(share.mean())
    rho = float(share.var() / (mean * (1 - mean)) - 1 / total.mean())
    return (
        *_naive(count, total),
        *_sign_flips(d),
        *_twins(d),
        *_groups(d),
        *_later_pairs(d),
        *_clusterings(count, total, rho, likelihood_trials),
        *_tippings(share, total, mean, rho),
    )


def rehearse_days(
    per_day: int, rho: float, rng: Seed, *, rho_max: float, streams: int = 2_000, days: int = 30
) -> tuple[Rate, ...]:
    """Return the rates of the watches when every day's expected share is exactly the limit, looking every day.

    Args:
        per_day: People a day.
        rho: True clustering inside a day.
        rng: Seed or generator.
        rho_max: Declared clustering.
        streams: Number of streams.
        days: Number of days, each with a look.

    Raises:
        BadInput: A value outside its range.
    """
    made = clustered_days(streams, days, rng, share=LIMIT, total=per_day, rho=rho)
    count, total = made.count, made.total
    above, below = (
        day_evidence(count, total, day_rule(LIMIT, per_day=per_day, rho_max=rho_max, side=side))
        for side in ("above", "below")
    )
    seen, people = np.cumsum(count, axis=1), np.cumsum(total, axis=1)
    z = (seen / people - LIMIT) / np.sqrt(LIMIT * (1 - LIMIT) / people)
    sequence = confidence_sequence(count, total, prior=prior_weight(per_day, rho_max), rho_max=rho_max)
    covered = (sequence.low <= LIMIT) & (sequence.high >= LIMIT)
    slices = [_slices_cover(c, n, rho) for c, n in zip(count[:SOME], total[:SOME], strict=True)]
    tipping = tipping_watch(count[:SOME], total[:SOME], LIMIT, per_day=per_day)
    drift = drift_scan(count, total, drift_rule(LIMIT, per_day=per_day, rho_max=max(rho_max, 0.001)))
    return (
        _rate("z test every day, one-sided", (z > 1.645).any(axis=1), naive=True),
        _rate("day_evidence, one-sided", (above >= _BAR).any(axis=1)),
        _rate("day_evidence, either_side", (either_side(above, below) >= _BAR).any(axis=1)),
        _rate("bet_evidence", (bet_evidence(count, total, LIMIT) >= _BAR).any(axis=1)),
        _rate("tipping_watch beyond the true rho", tipping.rho > rho),
        _rate("drift_scan, 1 in 1,000 days", drift.raised),
        _rate("confidence_sequence, all days", covered.all(axis=1), "coverage"),
        _rate("rho_from_slices, one stream", np.array(slices), "coverage"),
    )


def rehearse_many(
    rng: Seed,
    *,
    streams: int = 100_000,
    beyond: float = 0.01,
    excess: float = 0.12,
    per_day: int = 1_000,
    rho: float = 0.01,
    rho_max: float = 0.02,
    days: int = 30,
    q: float = 0.05,
) -> tuple[Rate, ...]:
    """Return false discoveries and power of the flags over many streams, most of which sit exactly at the limit.

    Args:
        rng: Seed or generator.
        streams: Number of streams.
        beyond: Part of them that is truly beyond the limit.
        excess: By how much, in share.
        per_day: People a day.
        rho: True clustering inside a day.
        rho_max: Declared clustering.
        days: Number of days.
        q: The false discovery rate asked for.

    Raises:
        BadInput: A value outside its range.
    """
    generator = np.random.default_rng(rng)
    true = generator.random(streams) < beyond
    rule = day_rule(LIMIT, per_day=per_day, rho_max=rho_max)
    state, log_e, seen = start_watch(streams), np.zeros(streams), np.zeros(streams)
    share = np.where(true, LIMIT + excess, LIMIT)[:, None]
    for _ in range(days):
        made = clustered_days(streams, 1, generator, share=share, total=per_day, rho=rho)
        state, log_e = watch_day(state, made.count[:, 0], made.total[:, 0], rule, into=state)
        seen += made.count[:, 0]
    z = (seen / (per_day * days) - LIMIT) / np.sqrt(LIMIT * (1 - LIMIT) / (per_day * days))
    p = normal_cdf(-z)
    return (
        *_discoveries("z test, p < 0.05", p < 0.05, true, naive=True),
        *_discoveries("z test and bh", bh(p) <= q, true, naive=True),
        *_discoveries("day_evidence and e_bh", e_bh(log_e, q), true),
        *_discoveries("adjust_peak and e_bh", e_bh(adjust_peak(state.log_peak), q), true),
        *_discoveries("day_evidence and e_lond", e_lond(log_e, q), true),
    )


def _slices_cover(count: IntArray, total: IntArray, rho: float) -> bool:
    try:
        found = rho_from_slices(count, total)
    except NoSpread:
        return False
    return found.low <= rho <= found.high


def _rate(method: str, hits: BoolArray | np.bool_, measures: Measure = "false alarm", *, naive: bool = False) -> Rate:
    return Rate(method, measures, float(np.mean(hits)), np.size(hits), naive)


def _discoveries(method: str, flagged: BoolArray, true: BoolArray, *, naive: bool = False) -> tuple[Rate, ...]:
    """Return the part of the flags that is false, unless there are none, and the part of the true ones found."""
    flags, beyond = int(flagged.sum()), int(true.sum())
    rates: list[Rate] = []
    if flags:
        rates.append(Rate(method, "false discovery", int((flagged & ~true).sum()) / flags, flags, naive))
    if beyond:
        rates.append(Rate(method, "power", int((flagged & true).sum()) / beyond, beyond, naive))
    return tuple(rates)


def _naive(count: FloatArray, total: FloatArray) -> tuple[Rate, ...]:
    one, pooled = (_z_rejects(c, n) for c, n in ((count[:, 0], total[:, 0]), (count[:, :12], total[:, :12])))
    return (
        _rate("two-proportion z, one pair", one, naive=True),
        _rate("two-proportion z, 12 pairs pooled", pooled, naive=True),
    )


def _z_rejects(count: FloatArray, total: FloatArray) -> BoolArray:
    count, total = count.reshape(len(count), -1, 2).sum(axis=1), total.reshape(len(total), -1, 2).sum(axis=1)
    pooled = count.sum(axis=1) / total.sum(axis=1)
    gap = count[:, 0] / total[:, 0] - count[:, 1] / total[:, 1]
    return np.asarray(np.abs(gap) > 1.959964 * np.sqrt(pooled * (1 - pooled) * (1 / total).sum(axis=1)))


def _sign_flips(d: FloatArray) -> tuple[Rate, ...]:
    worst = [sign_flip_worst(row - _ROUNDING, row + _ROUNDING).p for row in d[:, :12]]
    return (
        *(_rate(f"sign_flip, {k} pairs", sign_flip_many(d[:, :k]) <= 0.05) for k in (6, 8, 12, PAIRS)),
        _rate("sign_flip_worst, 12 pairs, whole per cent", np.array(worst) <= 0.05),
        *(_rate(f"sign_flip_interval, {k} pairs", _covers(d[:, :k]), "coverage") for k in (6, 8, 12, PAIRS)),
        _rate("rosenbaum_gamma above 1, 12 pairs", _agreeing(d[:, :12])),
    )


def _covers(d: FloatArray) -> BoolArray:
    return np.array([not sign_flip_interval(row).excludes(0.0) for row in d])


def _agreeing(d: FloatArray) -> BoolArray:
    return np.asarray(rosenbaum_gamma(np.maximum((d > 0).sum(axis=1), 1), d.shape[1]) > 1.0)


def _twins(d: FloatArray) -> tuple[Rate, ...]:
    rates = []
    for pairs, twins in ((1, 19), (1, 9), (3, 9)):
        tests = [against_twins(row[:pairs], row[pairs : pairs + twins]) for row in d]
        name = f"against_twins, {pairs} to {twins}"
        rates.append(_rate(name, np.array([test.p <= 0.05 for test in tests])))
        rates.append(_rate(name, np.array([not test.interval.excludes(0.0) for test in tests]), "coverage"))
    for pairs, twins in ((1, 19), (3, 9)):
        ranks = [beyond_twins(row[:pairs], row[pairs : pairs + twins]).p for row in d]
        rates.append(_rate(f"beyond_twins, {pairs} to {twins}", np.array(ranks) <= 0.05))
    tau = float(np.sqrt((d**2).mean()))
    spreads = [twin_spread(row[:9])[1] for row in d]
    rates.append(_rate("twin_spread, 9 twins", np.array([not s.excludes(tau) for s in spreads]), "coverage"))
    return tuple(rates)


def _groups(d: FloatArray) -> tuple[Rate, ...]:
    effects = [group_effects(row, np.repeat(np.arange(5), 4)) for row in d]
    single = sign_flip_many(d.reshape(-1, 10)).reshape(-1, 2)
    return (
        _rate(
            "random_effects, 5 groups of 4 pairs",
            np.array([random_effects(e.effects, e.variances).p <= 0.05 for e in effects]),
        ),
        _rate(
            "average_of_groups, 5 groups of 4 pairs",
            np.array([average_of_groups(e.effects).p <= 0.05 for e in effects]),
        ),
        _rate("at_least 1 of 2 groups of 10 pairs", np.array([at_least(p)[0] <= 0.05 for p in single])),
        _rate(
            "at_least 2 of 2, one group beyond doubt",
            np.array([at_least([1e-9, p[1]])[1] <= 0.05 for p in single]),
        ),
    )


def _later_pairs(d: FloatArray) -> tuple[Rate, ...]:
    return (
        _rate("pair_evidence, looking after each of 20", (pair_evidence(d) >= _BAR).any(axis=1)),
        _rate("bounded_evidence, looking after each of 20", (bounded_evidence(d) >= _BAR).any(axis=1)),
    )


def _clusterings(count: FloatArray, total: FloatArray, rho: float, slow: int) -> tuple[Rate, ...]:
    found = [
        rho_from_twins(c[:, 0], n[:, 0], c[:, 1], n[:, 1]) for c, n in zip(count[:, :12], total[:, :12], strict=True)
    ]
    rates = [_rate("rho_from_twins, 12 twins", np.array([f.low <= rho <= f.high for f in found]), "coverage")]
    if slow:
        likely = [rho_likelihood(count[at].ravel(), total[at].ravel()) for at in range(slow)]
        hits = np.array([f.low <= rho <= f.high for f in likely])
        rates.append(_rate("rho_likelihood, 40 runs", hits, "coverage"))
    return tuple(rates)


def _tippings(share: FloatArray, total: FloatArray, mean: float, rho: float) -> tuple[Rate, ...]:
    pair = tipping_pair(share[:, 0, 0], total[:, 0, 0], share[:, 0, 1], total[:, 0, 1])
    one = tipping_limit(share[:, 0, 0], total[:, 0, 0], mean)
    return (
        _rate("tipping_pair beyond the true rho", pair.rho > rho),
        _rate("tipping_limit beyond the true rho", one.rho > rho),
    )
