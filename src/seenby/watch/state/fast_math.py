"""exp, expm1 and log as plain arithmetic, so that a compiled loop does several ads at once.

A call into the C library is one ad at a time, and its last digits differ between libraries and processors. Here every
step is an addition or a multiplication in a fixed order: the compiler may put ads side by side, and the digits are the
same on any machine and however the ads are cut up. Each is good to about one unit in the last place.

    exp(x) = 2^k (1 + p),  expm1(x) = 2^k p + (2^k - 1),  with k = round(x / log 2), r = x - k log 2, p = expm1(r)
    log(x) = k log 2 + log m,  with x = 2^k m and m between sqrt(1/2) and sqrt(2)

p is the Taylor series to r^13 (|r| is at most 0.35) and log m the series of 2 artanh(s), s = (m - 1) / (m + 1), summed
as in Sun's fdlibm so that its leading digits are exact.
"""

from __future__ import annotations

from math import factorial
from typing import Any

import numba
import numpy as np

LOWEST = -700.0
"""A smaller exponent counts as this one: 1e-304, which no sum with 1 sees."""
_PER_LOG_2 = 1.4426950408889634
_LOG_2, _REST = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # log 2 in two parts, the first with 32 bits
_ROUND = 6755399441055744.0  # 1.5 * 2^52: adding it leaves the nearest whole number in the lowest bits
_ROOT_HALF = 0x3FE6A09E667F3BCD
_C2, _C3, _C4, _C5, _C6, _C7, _C8, _C9, _C10, _C11, _C12, _C13 = (1 / factorial(order) for order in range(2, 14))


def compiled(function: Any, **more: Any) -> Any:
    """Compiled at the first call, and kept for the next process where a folder can be written."""
    options = {"nogil": True, "error_model": "numpy", **more}
    try:
        return numba.njit(cache=True, **options)(function)
    except RuntimeError as error:
        if "cannot cache" not in str(error):
            raise
        return numba.njit(**options)(function)


def _series(r: float) -> float:
    s = r * r
    low = (_C2 + r * _C3) + s * (_C4 + r * _C5)
    middle = (_C6 + r * _C7) + s * (_C8 + r * _C9)
    high = (_C10 + r * _C11) + s * (_C12 + r * _C13)
    s2 = s * s
    return r + s * (low + s2 * middle + s2 * s2 * high)


def _power(shifted: Any) -> Any:
    """2^k, from a k that still has `_ROUND` on it."""
    return np.int64((np.float64(shifted).view(np.int64) + 1023) << 52).view(np.float64)


def _exp(x: float) -> float:
    x = max(x, LOWEST)
    shifted = x * _PER_LOG_2 + _ROUND
    k = shifted - _ROUND
    power = power_of(shifted)
    return float(power + power * series_of((x - k * _LOG_2) - k * _REST))


def _expm1(x: float) -> float:
    shifted = x * _PER_LOG_2 + _ROUND
    k = shifted - _ROUND
    power = power_of(shifted)
    return float(power * series_of((x - k * _LOG_2) - k * _REST) + (power - 1.0))


def _log(x: float) -> float:
    bits = np.float64(x).view(np.int64)
    k = (bits - _ROOT_HALF) >> 52
    f = np.int64(bits - (k << 52)).view(np.float64) - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    low = 2 / 3 + z * (2 / 5) + w * (2 / 7 + z * (2 / 9))
    high = 2 / 11 + z * (2 / 13) + w * (2 / 15 + z * (2 / 17)) + w * w * (2 / 19 + z * (2 / 21))
    half = 0.5 * f * f
    return float(k * _LOG_2 - ((half - (s * (half + z * (low + w * w * high)) + k * _REST)) - f))


series_of = compiled(_series, forceinline=True)
power_of = compiled(_power, forceinline=True)
exp_of = compiled(_exp, forceinline=True)
"""e^x for x up to 700."""
expm1_of = compiled(_expm1, forceinline=True)
"""e^x - 1 for x from -700 to 700."""
log_of = compiled(_log, forceinline=True)
"""log x for x above 0 that is no subnormal number; anything at all for another x."""
