"""Exact bounds on shares when every part is an interval: rounded, banded, withheld or unknown.

Notation: part ``g`` lies in ``[low_g, high_g]``, the unknown in ``[u_low, u_high]``. The share of ``g`` among the
known is ``x_g / k`` with ``k`` the sum of the known parts. Without a fixed total each end is reached at a corner of
the box, so it can be written down. With a fixed total ``T`` (percentages that must add up to 100) ``k = T - u`` can
be anything from ``T - u_high`` to ``T - u_low`` and ``x_g`` lies between ``max(low_g, k - high_rest)`` and
``min(high_g, k - low_rest)``; the ratio to ``k`` falls in the first term and rises in the second, so the extreme is
where both meet, or at the nearer end of the range of ``k`` (statistics.md section 7; checked against a linear
program in tests/stats/test_bounds.py).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def share_bounds(low: ArrayLike, high: ArrayLike) -> tuple[Floats, Floats]:
    """Smallest and largest share of each part among all parts, with no fixed total.

    Args:
        low: Lower ends, shape (..., parts), in any one unit, at least 0.
        high: Upper ends, the same shape; infinity for a band without an upper end.

    Returns:
        Two arrays of that shape, in 0..1. Where every part may be zero the bounds are 0 and 1: nothing is known.

    Raises:
        ValueError: When an end is NaN or negative, or the ends are the wrong way round.
    """
    low, high = _checked(low, high)
    low_rest = _rest(low)
    high_rest = _rest(high)
    smallest = _ratio(low, low + high_rest, empty=0.0)
    largest = _ratio(high, high + low_rest, empty=1.0)
    nothing = high <= 0
    return np.where(nothing & (low_rest > 0), 0.0, smallest), np.where(nothing & (high_rest > 0), 0.0, largest)


def share_bounds_with_unknown(
    low: ArrayLike, high: ArrayLike, unknown_low: ArrayLike, unknown_high: ArrayLike
) -> tuple[Floats, Floats]:
    """Smallest and largest share of each part of everything, wherever the unknown belong.

    The unknown may all belong to the part itself or all to the others; both ends are reached.

    Args:
        low: Lower ends of the known parts, shape (..., parts).
        high: Upper ends, the same shape.
        unknown_low: Lower end of the unknown, shape (...).
        unknown_high: Upper end of the unknown, shape (...).

    Returns:
        Two arrays of shape (..., parts), in 0..1.

    Raises:
        ValueError: As `share_bounds`.
    """
    low, high = _checked(low, high)
    unknown_low, unknown_high = _checked(unknown_low, unknown_high)
    smallest = _ratio(low, low + _rest(high) + unknown_high[..., None], empty=0.0)
    own = high + unknown_high[..., None]
    return smallest, _ratio(own, own + _rest(low), empty=1.0)


def share_bounds_of_total(
    low: ArrayLike, high: ArrayLike, unknown_low: ArrayLike, unknown_high: ArrayLike, total: float
) -> tuple[Floats, Floats]:
    """Smallest and largest share of each part among the known, when all parts and the unknown make up ``total``.

    Args:
        low: Lower ends of the known parts, shape (..., parts).
        high: Upper ends, the same shape.
        unknown_low: Lower end of the unknown, shape (...).
        unknown_high: Upper end of the unknown, shape (...).
        total: What everything adds up to, in the same unit, for example 100 for percentages.

    Returns:
        Two arrays of shape (..., parts), in 0..1. Parts that cannot add up to the total within their ends are
        bounded as if the total were not fixed: the file contradicts itself, and only the parts are believed.

    Raises:
        ValueError: As `share_bounds`, or when total is not positive and finite.
    """
    low, high = _checked(low, high)
    unknown_low, unknown_high = _checked(unknown_low, unknown_high)
    if not (np.isfinite(total) and total > 0):
        raise ValueError("the total must be positive and finite")
    low_rest, high_rest = _rest(low), _rest(high)
    k_low = np.maximum(np.maximum(total - unknown_high, 0.0), low.sum(axis=-1))[..., None]
    k_high = np.minimum(total - unknown_low, high.sum(axis=-1))[..., None]
    free_low, free_high = share_bounds(low, high)
    possible = (k_low <= k_high) & (k_high > 0)
    meet_low = np.clip(low + high_rest, k_low, np.maximum(k_low, k_high))
    meet_high = np.clip(high + low_rest, k_low, np.maximum(k_low, k_high))
    smallest = np.maximum(_ratio(low, meet_low, 0.0), _ratio(meet_low - high_rest, meet_low, 0.0))
    largest = np.minimum(_ratio(high, meet_high, 1.0), _ratio(meet_high - low_rest, meet_high, 1.0))
    smallest = np.clip(np.where(possible, smallest, free_low), 0.0, 1.0)
    return smallest, np.clip(np.maximum(np.where(possible, largest, free_high), smallest), 0.0, 1.0)


def moved_bounds(
    first_low: ArrayLike, first_high: ArrayLike, second_low: ArrayLike, second_high: ArrayLike
) -> tuple[Floats, Floats]:
    """Smallest and largest share that would have to move to turn one split into another.

    The share to be moved is half the sum of absolute differences (the total variation distance), which equals the
    sum of the positive differences. Differences add up to zero, so the positive ones are at least what either side
    is forced to and at most what either side allows. Exact for two parts; for more, the true range lies inside.

    Args:
        first_low: Lower ends of the first split's shares, shape (..., parts), each split adding up to 1.
        first_high: Upper ends.
        second_low: Lower ends of the second split's shares, the same shape.
        second_high: Upper ends.

    Returns:
        Two arrays of shape (...), in 0..1.

    Raises:
        ValueError: As `share_bounds`.
    """
    first_low, first_high = _checked(first_low, first_high)
    second_low, second_high = _checked(second_low, second_high)
    least, most = first_low - second_high, first_high - second_low
    smallest = np.maximum(np.maximum(least, 0).sum(axis=-1), np.maximum(-most, 0).sum(axis=-1))
    largest = np.minimum(np.maximum(most, 0).sum(axis=-1), np.maximum(-least, 0).sum(axis=-1))
    largest = np.minimum(largest, 1.0)
    return np.minimum(smallest, largest), largest


def _checked(low: ArrayLike, high: ArrayLike) -> tuple[Floats, Floats]:
    bottom, top = np.asarray(low, float), np.asarray(high, float)
    if bottom.shape != top.shape:
        raise ValueError("lower and upper ends need the same shape")
    if not (np.isfinite(bottom).all() and (bottom >= 0).all() and (bottom <= top).all()):
        raise ValueError("each lower end must be finite, at least 0 and at most its upper end")
    return bottom, top


def _rest(parts: Floats) -> Floats:
    """The sum of the other parts. Infinite parts are counted, not subtracted, so that no NaN appears."""
    endless = np.isinf(parts)
    finite = np.where(endless, 0.0, parts)
    others = finite.sum(axis=-1, keepdims=True) - finite
    more_endless = endless.sum(axis=-1, keepdims=True) - endless
    return np.where(more_endless > 0, np.inf, np.maximum(others, 0.0))


def _ratio(part: Floats, whole: Floats, empty: float) -> Floats:
    """Part over whole; ``empty`` where the whole is zero, 1 where both are infinite, 0 where only the whole is."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = part / whole
    ratio = np.where(np.isinf(part) & np.isinf(whole), 1.0, ratio)
    return np.where(whole <= 0, empty, ratio)
