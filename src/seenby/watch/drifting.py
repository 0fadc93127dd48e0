"""An ad against its own first days: the limit they set, and the detector after them.

The detector's prices take a sum for every limit; limits are rounded (away from the ad's own share, so that no false
alarm is bought) to steps of a hundredth in log-odds, and people a day to steps of a fifth, so that a million ads share
a few thousand prices.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from seenby.model.watching import Side
from seenby.stats.arrays import BoolArray, FloatArray
from seenby.stats.drift import LEAST, SHIFTS, DriftRule, baseline_limit, drift_day, drift_rule
from seenby.watch.counts import CellCounts

HALF = 0.5
STEP, PACE = 0.01, 1.2
PAST = ("base", "whole", "seen", "usual", *(f"m{bet}" for bet in range(len(SHIFTS))))
MOST_A_DAY = 1e12


def start_past(at: int, ads: int) -> dict[str, FloatArray]:
    """The columns of a stream against the past, of ads that were never seen."""
    return {f"{name}_{at}": np.zeros(ads) for name in PAST}


def drift_step(
    state: dict[str, FloatArray], at: int, side: Side, cell: CellCounts, rho_max: float, first_days: int, factor: float
) -> FloatArray:
    """Take a day into the first days, or into the detector once there are enough of them; returns log M, shape (ads,).

    Minus infinity where an ad has no limit: its first days are not over, or they had under 30 people a day.
    """
    seen, limit, usual = state[f"seen_{at}"], state[f"limit_{at}"], state[f"usual_{at}"]
    shown = cell.total > 0
    first = shown & (seen < first_days)
    # The end of the first days' figures that allows most, and the end of later ones that says least.
    np.add(state[f"base_{at}"], cell.most if side == "above" else cell.least, out=state[f"base_{at}"], where=first)
    np.add(state[f"whole_{at}"], cell.total, out=state[f"whole_{at}"], where=first)
    np.add(seen, 1.0, out=seen, where=shown & (seen <= first_days))
    done = np.flatnonzero(first & (seen == first_days))
    if done.size:
        _set_limit(state, at, side, done, first_days, factor)
    ready = np.flatnonzero(shown & ~first & ~np.isnan(limit))
    if ready.size:
        counts = (cell.least if side == "above" else np.minimum(cell.most, cell.total))[ready]
        _detect(state, at, ready, counts, cell.total[ready], _rule(limit[ready], usual[ready], rho_max, side))
    m = np.mean([state[f"m{bet}_{at}"] for bet in range(len(SHIFTS))], axis=0)
    with np.errstate(divide="ignore"):  # M = 0 before anything was bet
        return np.where(np.isnan(limit), -np.inf, np.log(m))


def _set_limit(
    state: dict[str, FloatArray], at: int, side: Side, done: np.ndarray, first_days: int, factor: float
) -> None:
    whole = state[f"whole_{at}"][done]
    usual = np.minimum(whole / first_days, MOST_A_DAY)
    enough: BoolArray = usual >= LEAST
    rows = done[enough]
    if not rows.size:
        return
    whole = whole[enough]
    # Half a person on either side keeps a group that the first days hardly reached from having no odds at all.
    count = np.clip(state[f"base_{at}"][rows], HALF, whole - HALF)
    exact = baseline_limit(count[:, None], whole[:, None], factor=factor, side=side)
    odds = np.log(exact / (1 - exact)) / STEP
    rounded = (np.ceil(odds) if side == "above" else np.floor(odds)) * STEP
    state[f"limit_{at}"][rows] = 1 / (1 + np.exp(-rounded))
    steps = np.floor(np.log(usual[enough] / LEAST) / np.log(PACE))
    state[f"usual_{at}"][rows] = LEAST * PACE**steps


def _rule(limit: FloatArray, usual: FloatArray, rho_max: float, side: Side) -> DriftRule:
    """The rule of each stream, worked out once for those that are alike."""
    alike, where = np.unique(limit + 1j * usual, return_inverse=True)
    priced = _priced(tuple(alike.real.tolist()), tuple(alike.imag.tolist()), rho_max, side)
    columns = {
        name: getattr(priced, name)[..., where]
        for name in ("bets", "turn", "price", "slope", "steeper", "bend", "least")
    }
    return DriftRule(**columns, side=side, mean_days=priced.mean_days)


@lru_cache(maxsize=64)
def _priced(limits: tuple[float, ...], usual: tuple[float, ...], rho_max: float, side: Side) -> DriftRule:
    return drift_rule(np.array(limits), per_day=np.array(usual), rho_max=rho_max, side=side)


def _detect(
    state: dict[str, FloatArray],
    at: int,
    ready: np.ndarray,
    counts: FloatArray,
    totals: FloatArray,
    rule: DriftRule,
) -> None:
    bets = np.stack([state[f"m{bet}_{at}"][ready] for bet in range(len(SHIFTS))])
    after, _ = drift_day(bets, counts, totals, rule)
    for bet, values in enumerate(after):
        state[f"m{bet}_{at}"][ready] = values
