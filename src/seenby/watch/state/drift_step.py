"""An ad against its own first days: the limit they set, and the detector after them.

The detector's prices take a sum for every limit; limits are rounded (away from the ad's own share, so that no false
alarm is bought) to steps of a hundredth in log-odds, and people a day (downward) to steps of a fifth, so that a million
ads share a few thousand prices.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from seenby.model.alarm import Side
from seenby.stats.days.drift import LEAST, SHIFTS, baseline_limit
from seenby.stats.numeric.arrays import BoolArray, FloatArray
from seenby.watch.state.counts import CellCounts

if TYPE_CHECKING:
    from seenby.watch.state.drift_kernel import Prices
    from seenby.watch.state.state import Rules

HALF = 0.5
PAST = ("base", "whole", "seen", "usual", *(f"m{bet}" for bet in range(len(SHIFTS))))
MOST_A_DAY = 1e12


def start_past(at: int, ads: int) -> dict[str, FloatArray]:
    """The columns of a stream against the past, of ads that were never seen."""
    return {f"{name}_{at}": np.zeros(ads) for name in PAST}


def drift_step(
    state: dict[str, FloatArray], at: int, side: Side, cell: CellCounts, rules: Rules, number: int
) -> FloatArray:
    """Take a day into the first days, or into the detector once there are enough of them; returns log M, shape (ads,).

    Minus infinity where an ad has no limit: its first days are not over, or they had under 30 people a day.
    """
    from seenby.watch.state.drift_kernel import Past, detect, sort_out

    past, prices = Past.of(state, at), _prices(rules.rho_max, side)
    # The end of the first days' figures that allows most, and the end of later ones that says least.
    far, near = cell.most, cell.least
    if side == "below":
        far, near = near, near if cell.most is near else np.minimum(cell.most, cell.total)
    keys, done, table = sort_out(past, cell.total, far, rules.first_days, prices)
    if done.size:
        _set_limit(state, at, side, done, rules.first_days, rules.factor)
    return detect(past, keys, prices, table, near, cell.total, number)


@lru_cache(maxsize=8)
def _prices(rho_max: float, side: Side) -> Prices:
    from seenby.watch.state.drift_kernel import Prices

    return Prices(rho_max, side)


def _set_limit(
    state: dict[str, FloatArray], at: int, side: Side, done: np.ndarray, first_days: int, factor: float
) -> None:
    whole = state[f"whole_{at}"][done]
    usual = np.minimum(whole / first_days, MOST_A_DAY)
    enough: BoolArray = usual >= LEAST
    rows = done[enough]
    if not rows.size:
        return
    from seenby.watch.state.drift_kernel import PACE, STEP, limit_of, pace_of

    whole = whole[enough]
    # Half a person on either side keeps a group that the first days hardly reached from having no odds at all.
    count = np.clip(state[f"base_{at}"][rows], HALF, whole - HALF)
    exact = baseline_limit(count[:, None], whole[:, None], factor=factor, side=side)
    odds = np.log(exact / (1 - exact)) / STEP
    state[f"limit_{at}"][rows] = limit_of(np.ceil(odds) if side == "above" else np.floor(odds))
    state[f"usual_{at}"][rows] = pace_of(np.floor(np.log(usual[enough] / LEAST) / np.log(PACE)))
