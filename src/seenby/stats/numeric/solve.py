"""Roots and maxima of many one-dimensional functions at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.numeric.arrays import FloatArray

_GOLDEN = (5**0.5 - 1) / 2


def falling_root(
    value: Callable[[FloatArray], FloatArray], low: ArrayLike, high: ArrayLike, steps: int = 60
) -> FloatArray:
    """Return, per element, where a falling function crosses zero, by bisection.

    Args:
        value: Maps an array of arguments to an array of values of the same shape.
        low: Where the value is thought positive; returned as it is when it is not.
        high: Where it is thought negative; returned (to within a step) when it is not.
        steps: Halvings; 60 reach the last digit of a double for a range of order one.
    """
    lows, highs = np.broadcast_arrays(np.asarray(low, np.float64), np.asarray(high, np.float64))
    lows, highs = lows.copy(), highs.copy()
    lowest_is_root = value(lows) <= 0
    for _ in range(steps):
        middle = (lows + highs) / 2
        positive = value(middle) > 0
        lows = np.where(positive, middle, lows)
        highs = np.where(positive, highs, middle)
    return np.where(lowest_is_root, np.asarray(low, np.float64), (lows + highs) / 2)


def peak(value: Callable[[FloatArray], FloatArray], low: ArrayLike, high: ArrayLike, steps: int = 50) -> FloatArray:
    """Return, per element, where a function with one peak is largest, by golden section.

    Args:
        value: Maps an array of arguments to an array of values of the same shape.
        low: Left end of the search.
        high: Right end.
        steps: Cuts; 50 narrow the range by 1e-10.
    """
    lows, highs = np.broadcast_arrays(np.asarray(low, np.float64), np.asarray(high, np.float64))
    for _ in range(steps):
        left, right = highs - _GOLDEN * (highs - lows), lows + _GOLDEN * (highs - lows)
        go_right = value(left) < value(right)
        lows, highs = np.where(go_right, left, lows), np.where(go_right, highs, right)
    return np.asarray((lows + highs) / 2)
