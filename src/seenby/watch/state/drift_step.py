"""An ad against its own first days: the limit they set, and the detector after them.

The detector's prices take a sum for every limit; limits are rounded (away from the ad's own share, so that no false
alarm is bought) to steps of a hundredth in log-odds, and people a day (downward) to steps of a fifth, so that a million
ads share a few thousand prices.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from seenby.judge.claims.claim_c_rules import MOST_A_DAY, farther_end, limit_of_past, nearer_end
from seenby.model.alarm import Side
from seenby.stats.days.drift import LEAST
from seenby.stats.numeric.arrays import BoolArray, FloatArray, IntArray
from seenby.watch.state.counts import CellCounts
from seenby.watch.state_columns import PastColumns
from seenby.watch.stream_rules import Rules

if TYPE_CHECKING:
    from seenby.watch.state.drift_kernel import Prices


def drift_step(columns: PastColumns, side: Side, cell: CellCounts, rules: Rules, number: int) -> FloatArray:
    """Bring a day into the first days, or into the detector once there are enough of them; returns log M, shape (ads,).

    Minus infinity where an ad has no limit: its first days are not over, or they had under 30 people a day.
    """
    # The compiled step takes a second to load, which a watch without a past need not wait for.
    from seenby.watch.state.drift_kernel import Past, detect, sort_out

    past, prices = Past.of(columns), _prices(rules.rho_max, side)
    far = farther_end(cell.least, cell.most, side)
    near = nearer_end(cell.least, cell.most, cell.total, side)
    keys, done, table = sort_out(past, cell.total, far, rules.first_days, prices)
    if done.size:
        _set_limit(columns, side, done, rules.first_days, rules.factor)
    return detect(past, keys, prices, table, near, cell.total, number)


@lru_cache(maxsize=8)
def _prices(rho_max: float, side: Side) -> Prices:
    from seenby.watch.state.drift_kernel import Prices

    return Prices(rho_max, side)


def _set_limit(columns: PastColumns, side: Side, done: IntArray, first_days: int, factor: float) -> None:
    whole = columns.whole[done]
    usual = np.minimum(whole / first_days, MOST_A_DAY)
    enough: BoolArray = usual >= LEAST
    rows = done[enough]
    if not rows.size:
        return
    from seenby.watch.state.drift_kernel import PACE, STEP, limit_of, pace_of

    exact = limit_of_past(columns.base[rows], whole[enough], factor, side)
    odds = np.log(exact / (1 - exact)) / STEP
    columns.limit[rows] = limit_of(np.ceil(odds) if side == "above" else np.floor(odds))
    columns.usual[rows] = pace_of(np.floor(np.log(usual[enough] / LEAST) / np.log(PACE)))
