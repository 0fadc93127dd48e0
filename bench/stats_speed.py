"""How fast the statistics are, each against a named baseline timed in turn with it on the same core.

Usage: python bench/stats_speed.py [--times 7]

Seconds are of processor time with one thread; a ratio above 1 means that ours is faster than the baseline.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
from online_fdr.e_values import ELond
from scipy import optimize, special, stats
from statsmodels.stats.meta_analysis import combine_effects

import seenby
from seenby import stats as ours

MILLION = 1_000_000
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
Work = Callable[[], object]


def in_turn(first: Work, second: Work, times: int) -> tuple[float, float, float]:
    """Median seconds of both, and the median of the ratios second / first, timed A B A B."""
    first(), second()
    pairs = [(timed(first), timed(second)) for _ in range(times)]
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(b / a for a, b in pairs),
    )


def timed(work: Work) -> float:
    begun = time.process_time()
    work()
    return max(time.process_time() - begun, 1e-9)


def repeated(work: Work, times: int) -> Work:
    return lambda: [work() for _ in range(times)]


def show(name: str, figure: str, baseline: str, ratio: float) -> None:
    print(f"{name:44s} {figure:34s} {ratio:8.2f} x {baseline}")


def bare_day(
    excess: np.ndarray, weight: np.ndarray, count: np.ndarray, total: np.ndarray, limit: float, prior: float
) -> np.ndarray:
    """The formula of the day process as one writes it down, in place, with SciPy's log_ndtr."""
    v = (0.05 + 1 / total) / 4
    excess += (count / total - limit) / v
    weight += 1 / v
    spread = prior + weight
    ratio = special.log_ndtr(excess / np.sqrt(spread))
    return np.log(2) + 0.5 * np.log(prior / spread) + excess * excess / (2 * spread) + ratio


def days(times: int) -> None:
    rng = np.random.default_rng(1)
    total = np.full(MILLION, 1_000.0)
    prior = float(ours.prior_weight(1_000))
    rule = ours.day_rule(0.55, per_day=1_000)
    month = [rng.binomial(1_000, rng.beta(0.55 * 19, 0.45 * 19, MILLION)).astype(float) for _ in range(5)]

    def watch() -> None:
        state = ours.start_watch(MILLION)
        for count in month:
            state, _ = ours.watch_day(state, count, total, rule, into=state)

    def bare() -> None:
        excess, weight = np.zeros(MILLION), np.zeros(MILLION)
        for count in month:
            bare_day(excess, weight, count, total, 0.55, prior)

    mine, _, ratio = in_turn(watch, bare, times)
    show("watch_day, a million streams, 5 days", f"{5 / mine:.1f} M stream-days/s", "the formula in bare NumPy", ratio)
    count, people = np.stack(month, axis=1)[:200_000], np.full((200_000, 5), 1_000.0)
    count, people = np.tile(count, 6), np.tile(people, 6)

    def bare_matrix() -> np.ndarray:
        v = (0.05 + 1 / people) / 4
        excess, weight = np.cumsum((count / people - 0.55) / v, axis=1), np.cumsum(1 / v, axis=1)
        spread = prior + weight
        logs = special.log_ndtr(excess / np.sqrt(spread))
        return np.log(2) + 0.5 * np.log(prior / spread) + excess * excess / (2 * spread) + logs

    mine, _, ratio = in_turn(lambda: ours.day_evidence(count, people, rule), bare_matrix, times)
    show("day_evidence, 200,000 streams, 30 days", f"{6 / mine:.1f} M stream-days/s", "the same in bare NumPy", ratio)
    drift, start = ours.drift_rule(0.55, per_day=1_000), ours.start_drift(MILLION)
    excess, weight = np.zeros(MILLION), np.zeros(MILLION)
    mine, _, ratio = in_turn(
        lambda: ours.drift_day(start, month[0], total, drift),
        lambda: bare_day(excess, weight, month[0], total, 0.55, prior),
        times,
    )
    show("drift_day, a million streams, three bets", f"{mine * 1e3:.0f} ms", "one bare day process", ratio)
    wealth = ours.start_bets(MILLION)
    mine, _, ratio = in_turn(
        lambda: ours.bet_day(wealth, month[0], total, 0.55),
        lambda: bare_day(excess, weight, month[0], total, 0.55, prior),
        times,
    )
    show("bet_day, a million streams, six bets", f"{mine * 1e3:.0f} ms", "one bare day process", ratio)


def pairs(times: int) -> None:
    rng = np.random.default_rng(2)
    d = rng.normal(0.2, 0.3, (100_000, 12))

    def theirs(row: np.ndarray) -> object:
        return stats.permutation_test((row,), np.mean, permutation_type="samples", n_resamples=np.inf)

    mine, other, _ = in_turn(lambda: ours.sign_flip_many(d), lambda: [theirs(row) for row in d[:20]], min(times, 3))
    show("sign_flip_many, 100,000 audits of 12 pairs", f"{mine:.2f} s", "SciPy permutation_test", other * 5_000 / mine)
    mine, _, ratio = in_turn(repeated(lambda: ours.sign_flip(d[0]), 50), repeated(lambda: theirs(d[0]), 50), times)
    show("sign_flip, 12 pairs", f"{mine / 50 * 1e3:.3f} ms", "SciPy permutation_test", ratio)

    def plain() -> tuple[float, float]:
        members = (np.arange(1, 2**12)[:, None] >> np.arange(12)) & 1
        means = np.sort(members @ d[0] / members.sum(1))
        return float(means[101]), float(means[-102])

    mine, _, ratio = in_turn(repeated(lambda: ours.sign_flip_interval(d[0]), 100), repeated(plain, 100), times)
    show("sign_flip_interval, 12 pairs", f"{mine / 100 * 1e3:.3f} ms", "the same, subsets made each time", ratio)
    effects, variances = rng.normal(0.3, 0.4, 6), rng.uniform(0.01, 0.05, 6)
    mine, _, ratio = in_turn(
        repeated(lambda: ours.random_effects(effects, variances), 50),
        repeated(lambda: combine_effects(effects, variances, use_t=True).conf_int(), 50),
        times,
    )
    show("random_effects, 6 groups", f"{mine / 50 * 1e3:.2f} ms", "statsmodels combine_effects", ratio)


def many(times: int) -> None:
    rng = np.random.default_rng(3)
    log_e = rng.normal(-1, 2, MILLION) + np.where(rng.random(MILLION) < 0.01, 15.0, 0.0)
    p = np.minimum(1.0, np.exp(-log_e))

    def sorted_whole() -> np.ndarray:
        e = np.exp(log_e)
        order = np.argsort(-e)
        passing = np.flatnonzero(np.arange(1, MILLION + 1) * e[order] / MILLION >= 20)
        flagged = np.zeros(MILLION, dtype=bool)
        flagged[order[: passing[-1] + 1]] = True
        return flagged

    mine, _, ratio = in_turn(lambda: ours.e_bh(log_e), sorted_whole, times)
    show("e_bh, a million streams", f"{mine * 1e3:.1f} ms", "sorting all of them in NumPy", ratio)
    mine, _, ratio = in_turn(lambda: ours.e_bh(log_e), lambda: stats.false_discovery_control(p), times)
    show("e_bh, a million streams", f"{mine * 1e3:.1f} ms", "SciPy's Benjamini-Hochberg", ratio)
    some = np.exp(log_e[:20_000])

    def one_by_one() -> None:
        procedure = ELond(alpha=0.05)
        for e in some:
            procedure.test_one(float(e))

    mine, other, _ = in_turn(lambda: ours.e_lond(log_e), one_by_one, min(times, 3))
    show("e_lond, a million hypotheses", f"{mine * 1e3:.0f} ms", "online-fdr, per hypothesis", other * 50 / mine)


def bounds(times: int) -> None:
    """A million tables of 14 cells in whole per cent, 2 in every 100 unknown, a hundred thousand at a time."""
    tables, cells = 100_000, 14
    rng = np.random.default_rng(5)
    percent = np.round(rng.dirichlet(np.ones(cells), tables) * 98)
    low, high = np.maximum(percent - 0.5, 0.0), percent + 0.5
    unknown = np.full(tables, 1.5), np.full(tables, 2.5)

    def million() -> None:
        for _ in range(MILLION // tables):
            ours.share_bounds_of_total(low, high, *unknown, 100.0)

    def solved() -> None:
        for row in range(20):
            highest_share(low[row], high[row])

    mine, other, _ = in_turn(million, solved, min(times, 3))
    per_table = other / 20 * cells * 2
    show(
        "share_bounds_of_total, a million tables", f"{mine:.2f} s", "SciPy HiGHS, per table", per_table * MILLION / mine
    )


def highest_share(low: np.ndarray, high: np.ndarray) -> float:
    """The largest share of the first cell among the known, as a linear program (Charnes and Cooper 1962).

    With y = x t and t = 1 / (sum of x): maximise y_1, sum of y = 1, low t <= y <= high t, and all cells and the unknown
    are 100 together, the unknown from 1.5 to 2.5: 97.5 t <= 1 <= 98.5 t.
    """
    cells = len(low)
    bounds_of_cells = np.vstack([np.column_stack([np.eye(cells), -high]), np.column_stack([-np.eye(cells), low])])
    of_total = np.vstack([np.append(np.zeros(cells), 97.5), np.append(np.zeros(cells), -98.5)])
    found = optimize.linprog(
        -np.eye(cells + 1)[0],
        A_ub=np.vstack([bounds_of_cells, of_total]),
        b_ub=np.concatenate([np.zeros(2 * cells), [1.0, -1.0]]),
        A_eq=np.append(np.ones(cells), 0.0)[None],
        b_eq=[1.0],
        method="highs",
    )
    return float(-found.fun)


def worlds(times: int) -> None:
    runs = 24_000
    seconds = statistics.median(timed(lambda: ours.feedback_runs(runs, 1)) for _ in range(min(times, 3)))
    print(f"{'feedback_runs, 24,000 runs of 168 batches':44s} {runs / seconds:,.0f} runs/s")


def starting(times: int) -> None:
    # an empty package stands in for seenby, whose own imports are not what is measured here
    code = (
        "import sys, time, types, numpy, dataclasses, itertools; seenby = types.ModuleType('seenby'); "
        f"seenby.__path__ = {list(seenby.__path__)!r}; sys.modules['seenby'] = seenby; a = time.perf_counter(); "
    )
    for name in ("seenby.stats", "scipy.special", "scipy.stats"):
        command = [sys.executable, "-c", f"{code} import {name}; print(time.perf_counter() - a)"]
        seconds = [float(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(times)]
        print(f"{'import ' + name + ' after NumPy':44s} {statistics.median(seconds) * 1e3:.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=7)
    times = parser.parse_args().times
    if not ONE_THREAD.items() <= os.environ.items():  # NumPy reads these when it is loaded: start again with them
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ONE_THREAD})
    for part in (days, pairs, many, bounds, worlds, starting):
        part(times)


if __name__ == "__main__":
    main()
