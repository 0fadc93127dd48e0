"""What claim C holds days against, the same in an audit of exports and in a watch of every ad: numbers and rules.

Numbers that were published or chosen stand in ``published.toml`` with where they come from; here are those that only
keep arithmetic in its range, and the rules that make a limit out of an aim or of an ad's first days.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from seenby.judge.outcome import HALF
from seenby.judge.phrases import settings
from seenby.stats.days.drift import baseline_limit
from seenby.stats.numeric.arrays import FloatArray

Side = Literal["above", "below"]

FALSE_SHARE = float(settings("published.toml")["days"]["false_share"])
"""Of the ads that are called beyond their aim together, the share that may be so by luck (q of e-BH)."""
FIRST_DAYS = int(settings("published.toml")["drift"]["first_days"])
"""How many days are an ad's own past."""
FACTOR = float(settings("published.toml")["drift"]["factor"])
"""By how much the odds of its first days may change before it counts."""
MEAN_DAYS = int(settings("published.toml")["drift"]["mean_days"])
"""Days between false alarms of drift on average, over all streams together; a whole number, as watches keep it."""
MOST_SHARE = 0.999
"""A limit at or above this leaves no room above it to be watched; one as near to nobody is moved as far from there."""
WEEK = 7


MOST_A_DAY = 1e12
"""More people a day tell no more."""


def limit_of_aim(aim: ArrayLike, line: float, side: Side) -> FloatArray:
    """The limit that an aim sets: its far end and the line; NaN where that leaves no room to go beyond it.

    Args:
        aim: The end of the expected share that allows most: the high one above, the low one below; NaN for no aim.
        line: How far beyond the aim is still allowed, as a share.
        side: In which direction an ad would go too far.
    """
    if side == "above":
        limit = np.maximum(np.asarray(aim) + line, 1 - MOST_SHARE)
        return np.where(limit >= MOST_SHARE, np.nan, limit)
    limit = np.minimum(np.asarray(aim) - line, MOST_SHARE)
    return np.where(limit <= 1 - MOST_SHARE, np.nan, limit)


def limit_of_past(count: ArrayLike, total: ArrayLike, factor: float, side: Side) -> FloatArray:
    """The limit that first days set: their odds times (below: divided by) the factor, shape (streams,).

    Args:
        count: Members of the group in all first days together, at the end that allows most, shape (streams,).
        total: Everyone in them, more than 1, same shape.
        factor: By how much the odds may change, greater than 1.
        side: In which direction an ad would go too far.
    """
    everyone = np.asarray(total, dtype=np.float64)
    # Half a person on either side keeps a group that the first days hardly reached from having no odds at all.
    inside = np.clip(count, HALF, everyone - HALF)
    return baseline_limit(inside[:, None], everyone[:, None], factor=factor, side=side)


def nearer_end(least: FloatArray, most: FloatArray, total: FloatArray, side: Side) -> FloatArray:
    """The end of counts that lies nearer to the limit: what is called beyond is so wherever in its range it lies."""
    # Where counts are exact both ends are one array, and nobody is counted whose group is not known.
    return least if side == "above" or most is least else np.minimum(most, total)


def farther_end(least: FloatArray, most: FloatArray, side: Side) -> FloatArray:
    """The end of the first days' counts that sets the farther limit: a wide range may not buy an alarm."""
    return most if side == "above" else least


def once_in(log_e: float) -> str:
    """How rarely luck brings as much evidence, one over E: ``1,234``; not said beyond a million."""
    return f"{min(int(np.exp(min(log_e, 40.0))), 1_000_000):,}"
