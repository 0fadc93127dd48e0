"""The few special functions this room needs, typed, and imported from SciPy only when first used.

`import scipy.special` alone takes about a third of a second, felt at every start of the program.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.arrays import FloatArray


def erfcx(x: ArrayLike, out: FloatArray | None = None) -> FloatArray:
    """Return exp(x^2) erfc(x), the scaled complementary error function."""
    from scipy import special

    return np.asarray(special.erfcx(x, out=out))


def normal_cdf(x: ArrayLike) -> FloatArray:
    """Return Phi(x)."""
    from scipy import special

    return np.asarray(special.ndtr(x))


def normal_quantile(probability: ArrayLike) -> FloatArray:
    """Return the standard normal quantile."""
    from scipy import special

    return np.asarray(special.ndtri(probability))


def t_cdf(df: ArrayLike, x: ArrayLike) -> FloatArray:
    """Return the cumulative probability of Student's t with `df` degrees of freedom."""
    from scipy import special

    return np.asarray(special.stdtr(df, x))


def t_quantile(df: ArrayLike, probability: ArrayLike) -> FloatArray:
    """Return the quantile of Student's t with `df` degrees of freedom."""
    from scipy import special

    return np.asarray(special.stdtrit(df, probability))


def chi2_quantile(df: ArrayLike, probability: ArrayLike) -> FloatArray:
    """Return the quantile of chi-square with `df` degrees of freedom."""
    from scipy import special

    return np.asarray(special.chdtri(df, 1.0 - np.asarray(probability)))


def beta_quantile(a: ArrayLike, b: ArrayLike, probability: ArrayLike) -> FloatArray:
    """Return the quantile of the Beta(a, b) distribution."""
    from scipy import special

    return np.asarray(special.betaincinv(a, b, probability))


def log_beta(a: ArrayLike, b: ArrayLike) -> FloatArray:
    """Return log B(a, b)."""
    from scipy import special

    return np.asarray(special.betaln(a, b))
