"""The watch that needs no clustering: betting on day shares.

If the mean of each day's share x_t, given the past, is at most m, then a gambler who stakes a fraction c / m of
his money on x_t - m, with c < 1, expects to gain nothing, whatever x_t in [0, 1] may do. His wealth is an
e-process; so is the mean wealth of several gamblers with different c (Waudby-Smith and Ramdas 2024, with fixed
bets).

It is slow, because it allows for days that are all or nothing. When it passes too, no model of days can be blamed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.days.day_process import Side
from seenby.stats.errors import BadInput
from seenby.stats.numeric.arrays import FloatArray, counted, inside

BETS = (0.1, 0.25, 0.5, 0.75, 0.9, 0.99)  # c: timid gamblers for small excesses, bold ones for large


def start_bets(streams: int) -> FloatArray:
    """Return the log wealth before the first day, shape (bets, streams): everyone starts with 1."""
    return np.zeros((len(BETS), streams))


def bet_day(
    log_wealth: FloatArray, count: ArrayLike, total: ArrayLike, limit: ArrayLike, *, side: Side = "above"
) -> tuple[FloatArray, FloatArray]:
    """Return the log wealth after one more day of many streams, and log E, shape (streams,).

    Args:
        log_wealth: Shape (bets, streams), from `start_bets` or the day before.
        count: Members of the group reached that day, shape (streams,); with bounds, the end nearer to the limit.
        total: Everyone reached; where nobody was reached no bet is made.
        limit: The far end of the expected share, strictly inside (0, 1), one number or one per stream.
        side: Whether the claim is "above" or "below" the limit.

    Raises:
        BadInput: Not 0 <= count <= total, not finite, or shapes that do not fit.
    """
    gains = _gains(count, total, limit, side)
    if gains.shape != log_wealth.shape:
        raise BadInput(f"count and total: one value for each of the {log_wealth.shape[1]} streams")
    wealth = log_wealth + gains
    return wealth, _mean(wealth)


def bet_evidence(count: ArrayLike, total: ArrayLike, limit: ArrayLike, *, side: Side = "above") -> FloatArray:
    """Return log E after every day, shape (streams, days) or (days,).

    Args:
        count: Members of the group, shape (streams, days) or (days,).
        total: Everyone, same shape.
        limit: The far end of the expected share, strictly inside (0, 1), one number or one per stream.
        side: Whether the claim is "above" or "below" the limit.

    Raises:
        BadInput: Not 0 <= count <= total, not finite, or shapes that do not fit.

    Every day counts alike, however few people it reached: the claim is about the mean of daily shares.
    """
    limits = np.asarray(limit, dtype=np.float64)
    return _mean(np.cumsum(_gains(count, total, limits[..., None] if limits.ndim else limits, side), axis=-1))


def _gains(count: ArrayLike, total: ArrayLike, limit: ArrayLike, side: Side) -> FloatArray:
    """Return log(1 + c (x - m) / m) for every bet, with the bets along a new first axis."""
    counts, totals = counted(count, total)
    limits = inside("limit", limit, 0.0, 1.0)
    if side not in ("above", "below"):
        raise BadInput(f'side: "above" or "below", not {side!r}')
    if side == "below":
        counts, limits = totals - counts, 1.0 - limits
    share = np.divide(counts, totals, out=np.broadcast_to(limits, counts.shape).copy(), where=totals > 0)
    bets = np.reshape(BETS, (-1, *(1,) * share.ndim))
    return np.asarray(np.log1p(bets * (share / limits - 1.0)))


def _mean(log_wealth: FloatArray) -> FloatArray:
    top = log_wealth.max(axis=0)
    return np.asarray(top + np.log(np.exp(log_wealth - top).mean(axis=0)))
