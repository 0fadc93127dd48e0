"""Days as they come, in plain arrays: what the watch does in its own tables, written so that it can be compared."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.days.day_process import DayState
from seenby.stats.days.drift import DriftRule, drift_step
from seenby.stats.errors import BadInput
from seenby.stats.numeric.arrays import BoolArray, FloatArray, counted

_CHUNK = 1 << 13  # streams at a time, so that what is worked on stays in the cache


def start_watch(streams: int) -> DayState:
    """Return the state before the first day."""
    return DayState(np.zeros(streams), np.zeros(streams), np.zeros(streams))


def either_side(log_e_above: ArrayLike, log_e_below: ArrayLike) -> FloatArray:
    """Return log of the mean of two e-values: the two-sided evidence against an expected range.

    Run one rule "above" its upper end and one "below" its lower end (they may be the same number) and join them
    here, day by day; the mean of two e-processes is one.

    Raises:
        BadInput: NaN, or plus infinity.
    """
    above, below = np.asarray(log_e_above, np.float64), np.asarray(log_e_below, np.float64)
    if not ((above < np.inf).all() and (below < np.inf).all()):
        raise BadInput("log e-values: NaN and plus infinity are not evidence")
    return np.asarray(np.logaddexp(above, below) - np.log(2.0))


def drift_day(state: FloatArray, count: ArrayLike, total: ArrayLike, rule: DriftRule) -> tuple[FloatArray, BoolArray]:
    """Return the state after one more day of many streams, and which of them are in alarm.

    Args:
        state: M of each bet, shape (bets, streams), from `start_drift` or the day before.
        count: Members of the group reached that day, shape (streams,); with bounds, the end nearer to the limit.
        total: Everyone reached; a stream with too few people that day (see `DriftRule.least`) stays as it is.
        rule: From `drift_rule`.

    Raises:
        BadInput: Counts that cannot be, or lengths that differ.
    """
    counts, totals = counted(count, total)
    if counts.shape != state.shape[1:] or rule.bets.shape[1] not in (1, counts.size):
        raise BadInput(f"count, total and limits: one value for each of the {state.shape[1]} streams")
    new = np.empty(state.shape)
    alarm = np.empty(counts.shape, dtype=np.bool_)
    for begin in range(0, counts.size, _CHUNK):
        part = slice(begin, begin + _CHUNK)
        new[:, part] = drift_step(state[:, part], counts[part], totals[part], rule, part)
        np.greater_equal(new[:, part].mean(axis=0), rule.mean_days, out=alarm[part])
    return new, alarm
