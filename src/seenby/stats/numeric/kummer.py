"""log 1F1(a; b; x), what the expectation of exp(x S) over a Beta(a, b - a) share S comes to, for many values at once.

Small arguments take the power series, whose terms are all positive. It needs about as many terms as x is large, so
large ones take the integral instead: with Y = 1 - S and y = 1 / (1 + e^(-u))

    1F1(a; b; x) = e^x / B(a, b - a)  integral of exp(-x y) y^(b - a) (1 - y)^a  over u from -inf to inf

which for x above 4 b has one peak, as narrow as a Gamma(b - a) variable's logarithm, and falls on both sides of it. The
trapezoidal rule converges geometrically on such integrals (Trefethen and Weideman 2014): with steps of a quarter of the
peak's width its error is about exp(-2 pi^2 4^2), and beyond twelve widths lies less than 1e-17, but for the last
hundredth of y, whose part is at most exp(-0.99 x) and is added in full.

Both are exact to about 1e-13 of the result.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.numeric.arrays import FloatArray
from seenby.stats.numeric.special import log_beta

MOST_TERMS = 4_608
"""The series is never longer: its terms peak before x, here at most 4,096, and are gone a few sqrt(x) later."""
_FEW, _STEEP = 1_024.0, 4.0  # the series is kept below an argument of 1,024, and below four times b
_BLOCK, _LOT = 32, 512  # terms and values at a time, so that the scratch arrays stay in the second-level cache
_LEAST = 1e-280  # a smaller `a` would be lost in the terms; a larger one only raises the result
_NODES = np.arange(-48, 49) / 4.0  # in widths of the peak
_LAST = 0.99


def log_kummer(a: ArrayLike, b: ArrayLike, x: ArrayLike) -> FloatArray:
    """Return log 1F1(a; b; x), everything broadcast.

    Args:
        a: Above 0 and at most b; where x is above 1,024, at most b / 2.
        b: From above 0 to 999; where x is above 1,024, at least 60.
        x: At least 0.

    The arguments are not checked: `seenby.stats.days.drift`, whose clustering is at least 0.001, stays in these ranges.
    """
    least, strength, at = np.broadcast_arrays(*(np.asarray(one, np.float64) for one in (a, b, x)))
    least = np.maximum(least, _LEAST)
    found = np.empty(at.shape)
    far = at > np.maximum(_FEW, _STEEP * strength)
    for part, method in ((far, _integral), (~far, _series)):
        some = least[part], strength[part], at[part]
        lots = [slice(begin, begin + _LOT) for begin in range(0, some[0].size, _LOT)]
        if lots:
            found[part] = np.concatenate([method(*(one[lot] for one in some)) for lot in lots])
    return found


def _series(a: FloatArray, b: FloatArray, x: FloatArray) -> FloatArray:
    """The series, kept near 1 by taking out its sum after each block, so that it does not overflow."""
    term, scale = np.ones(x.shape), np.zeros(x.shape)
    for begin in range(0, MOST_TERMS, _BLOCK):
        order = np.arange(begin, begin + _BLOCK, dtype=np.float64)[:, None]
        ratios = (a + order) / (b + order) * x / (order + 1)
        last = ratios[-1].copy()
        total = np.ones(x.shape)
        for row in ratios:  # one after the other, so that a value's digits do not depend on those beside it
            term = np.multiply(row, term, out=row)
            total += term
        scale += np.log(total)
        term = term / total
        # From the 32nd term on the ratios only fall (b is below 1,024), so the rest is a geometric sum at most.
        if (term < 1e-17 * (1.0 - last)).all():
            return scale
    raise AssertionError("the series of log 1F1 did not end")


def _integral(a: FloatArray, b: FloatArray, x: FloatArray) -> FloatArray:
    """The trapezoidal rule around the peak, where x y^2 - (x + b) y + (b - a) = 0; y is exp(-inside) below."""
    both = x + b
    peak = 2.0 * (b - a) / (both + np.sqrt(both * both - 4.0 * x * (b - a)))
    width = 1.0 / np.sqrt(peak * (1.0 - peak) * (x * (1.0 - 2.0 * peak) + b))
    u = np.log(peak / (1.0 - peak))[:, None] + width[:, None] * _NODES
    inside, outside = np.log1p(np.exp(-u)), np.log1p(np.exp(u))
    log_f = -x[:, None] * np.exp(-inside) - (b - a)[:, None] * inside - a[:, None] * outside
    highest = log_f[:, _NODES.size // 2]
    area = highest + np.log(width * (_NODES[1] - _NODES[0]) * np.exp(log_f - highest[:, None]).sum(axis=1))
    return np.asarray(x + np.logaddexp(area - log_beta(a, b - a), -_LAST * x))
