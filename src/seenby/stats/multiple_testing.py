"""Thousands to millions of streams at once: which of them may be flagged.

No correction for many tests repairs a test with the wrong unit. Rank what is flagged by the lower bound of its
excess, never by p or E.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.confidence_interval import tail
from seenby.stats.errors import BadInput, TooFew
from seenby.stats.numeric.arrays import BoolArray, FloatArray, within


def e_bh(log_e: ArrayLike, q: float = 0.05) -> BoolArray:
    """Return which streams e-BH flags, shape (streams,).

    The k largest e-values, for the largest k with k e_(k) / N >= 1/q (Wang and Ramdas 2022). The expected share of
    false flags is at most q under any dependence between streams.

    Args:
        log_e: Current evidence, shape (streams,); minus infinity (E = 0) is allowed.
        q: The false discovery rate.

    Raises:
        BadInput: NaN, plus infinity, not one axis, or q outside (0, 1).

    Valid at the time one stops and looks. For flags that stay on after E has fallen, use `adjust_peak` first.
    """
    values = as_evidence(log_e)
    tail(q)
    candidates = np.sort(values[values >= -np.log(q)])[::-1]  # k <= N, so nothing below 1/q can be flagged
    needed = np.log(max(values.size, 1) / q) - np.log(np.arange(1, candidates.size + 1))
    passing = np.flatnonzero(candidates >= needed)
    if not passing.size:
        return np.zeros(values.shape, dtype=np.bool_)
    return np.asarray(values >= candidates[passing[-1]])


def adjust_peak(log_peak: ArrayLike) -> FloatArray:
    """Return log(sqrt(peak) - 1), an e-value made of the largest E a stream has ever had.

    An adjuster in the sense of Shafer, Shen, Vereshchagin and Vovk 2011 and Dawid et al. 2011: the integral of
    (sqrt(e) - 1) / e^2 from 1 is 1.

    Args:
        log_peak: Log of the running maximum, at least 0 because E starts at 1.

    Raises:
        BadInput: NaN, infinite, or negative.

    A peak of 1 comes out as minus infinity: an e-value of 0, which says "no evidence" and is accepted by `e_bh`.
    """
    peak = within("log_peak", log_peak, 0.0, np.finfo(np.float64).max)
    gone = np.exp(-peak / 2)
    grown = gone < 1.0
    return np.where(grown, peak / 2 + np.log1p(-np.where(grown, gone, 0.0)), -np.inf)


def bh(p: ArrayLike) -> FloatArray:
    """Return Benjamini-Hochberg adjusted p-values: flag those at most q. Needs positive dependence.

    Raises:
        BadInput: A p outside 0 to 1, or not one axis.
        TooFew: No p-values.
    """
    return _stepped_up(_p_values(p), 1.0)


def by(p: ArrayLike) -> FloatArray:
    """Return Benjamini-Yekutieli adjusted p-values: flag those at most q. Holds under any dependence.

    Raises:
        BadInput: A p outside 0 to 1, or not one axis.
        TooFew: No p-values.
    """
    values = _p_values(p)
    return _stepped_up(values, float((1.0 / np.arange(1, values.size + 1)).sum()))


def as_evidence(log_e: ArrayLike) -> FloatArray:
    """Return log e-values as an array of one axis.

    Raises:
        BadInput: NaN, plus infinity, or not one axis.
    """
    values = np.asarray(log_e, dtype=np.float64)
    if values.ndim != 1 or (values.size and not values.max() < np.inf):
        raise BadInput("log_e: one axis, without NaN or plus infinity")
    return values


def _p_values(p: ArrayLike) -> FloatArray:
    values = within("p", p, 0.0, 1.0)
    if values.ndim != 1:
        raise BadInput("p: one axis")
    if not values.size:
        raise TooFew(0, 1, "p-values")
    return values


def _stepped_up(p: FloatArray, factor: float) -> FloatArray:
    """Each p times the tests and divided by its rank, never more than a larger p comes to, and at most 1.

    Written out because `scipy.stats` takes longer to load than a whole study takes to judge.
    """
    order = np.argsort(p)[::-1]
    ranks = np.arange(p.size, 0, -1, dtype=np.float64)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum.accumulate(p[order] * (p.size / ranks) * factor)
    return np.minimum(adjusted, 1.0)
