"""Shares on the scale of log-odds, where effects add, and the way back to points of a share."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.errors import TooFew
from seenby.stats.numeric.arrays import FloatArray, counted, finite, inside


def log_odds(count: ArrayLike, total: ArrayLike) -> FloatArray:
    """Return log((count + 0.5) / (total - count + 0.5)), elementwise.

    The half added to both sides keeps a count of zero finite and makes the first-order bias vanish (Haldane 1956,
    Anscombe 1956).

    Args:
        count: Members of the group; may be fractional.
        total: Everyone; broadcast against `count`.

    Raises:
        BadInput: Not 0 <= count <= total.
        TooFew: A total of zero: nobody was counted, and the half alone would read as even odds.
    """
    counts, totals = counted(count, total)
    if totals.size and totals.min() <= 0:
        raise TooFew(0, 1, "people in every total")
    return np.asarray(np.log(counts + 0.5) - np.log(totals - counts + 0.5))


def share_after(share: ArrayLike, effect: ArrayLike) -> FloatArray:
    """Return the share that `share` becomes when `effect` is added to its log-odds.

    Args:
        share: Strictly between 0 and 1, for instance the mean share of the control runs.
        effect: In log-odds; broadcast against `share`.

    Raises:
        BadInput: Not finite, or a share at or outside 0 and 1.
    """
    base, shift = inside("share", share, 0.0, 1.0), finite("effect", effect)
    moved = np.log(base) - np.log1p(-base) + shift
    return np.asarray(0.5 * (1.0 + np.tanh(moved / 2)))
