"""What comes in: the checks every function makes on its arrays, and the type they share."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seenby.stats.errors import BadInput

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]


def finite(name: str, values: ArrayLike, ndim: int | None = None) -> FloatArray:
    """Return `values` as float64 once every entry is known to be finite.

    Args:
        name: What the caller calls the argument, for the error text.
        values: Anything NumPy reads as numbers.
        ndim: The number of axes required, or None for any.

    Raises:
        BadInput: An entry is NaN or infinite, or the number of axes differs.
    """
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise BadInput(f"{name}: not an array of numbers") from error
    if ndim is not None and array.ndim != ndim:
        raise BadInput(f"{name}: needs {ndim} axes, has {array.ndim}")
    if not np.isfinite(array).all():
        raise BadInput(f"{name}: every value must be finite")
    return array


def within(name: str, values: ArrayLike, low: float, high: float) -> FloatArray:
    """Return `values` as float64 once all lie in the closed range from `low` to `high`.

    Raises:
        BadInput: An entry is not finite or lies outside the range.
    """
    array = finite(name, values)
    if array.size and (array.min() < low or array.max() > high):
        raise BadInput(f"{name}: every value must lie between {low:g} and {high:g}")
    return array


def inside(name: str, values: ArrayLike, low: float, high: float) -> FloatArray:
    """Return `values` as float64 once all lie strictly between `low` and `high`.

    Raises:
        BadInput: An entry is not finite or is not strictly inside.
    """
    array = finite(name, values)
    if array.size and (array.min() <= low or array.max() >= high):
        raise BadInput(f"{name}: every value must lie strictly between {low:g} and {high:g}")
    return array


def counted(count: ArrayLike, total: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return counts of a group and of everyone, once 0 <= count <= total holds throughout.

    Both may be fractional (a bound on a count) and are broadcast against each other.

    Raises:
        BadInput: A value is not finite or negative, a count exceeds its total, or the shapes do not fit.
    """
    counts, totals = finite("count", count), finite("total", total)
    try:
        counts, totals = np.broadcast_arrays(counts, totals)
    except ValueError as error:
        raise BadInput(f"count {counts.shape} and total {totals.shape} do not fit together") from error
    if counts.size and (counts.min() < 0 or (totals - counts).min() < 0):
        raise BadInput("counts must satisfy 0 <= count <= total")
    return counts, totals
