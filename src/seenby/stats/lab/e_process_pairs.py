"""Evidence that may be added to: pairs that come later, or from somebody else.

The sign-flip test is for a number of pairs fixed in advance. An e-value may be multiplied by the next one
whenever more pairs are finished. The price is power: with 20 pairs it may miss four in ten of the effects that the
fixed look finds. So: fixed look for publication, e-values for adding to it.

Inside a running pair the label is one coin: the days of one pair are not new evidence. One finished pair, one bet.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.errors import BadInput, TooFew
from seenby.stats.numeric.arrays import FloatArray, finite, within

STAKES = (0.5, 0.9)


def pair_evidence(differences: ArrayLike, *, scale: float = 0.3) -> FloatArray:
    """Return log E after each pair, for "each difference is as likely negative as positive", two-sided.

    E = sqrt(r / (r + V)) exp(S^2 / (2 (r + V))), S the sum of d, V the sum of d^2, r = scale^2: a normal mixture
    of exp(lambda S - lambda^2 V / 2), which is a supermartingale for any symmetric d (de la Pena 1999).

    Args:
        differences: Finished pairs in order along the last axis, at least one.
        scale: The spread of differences expected, fixed in advance; any positive number is valid.

    Raises:
        BadInput: Not finite, or a scale that is not positive.
        TooFew: No pairs.
    """
    d = _finished(differences)
    prior = _positive("scale", scale) ** 2
    total, squares = np.cumsum(d, axis=-1), np.cumsum(d * d, axis=-1)
    spread = prior + squares
    return np.asarray(0.5 * np.log(prior / spread) + total * total / (2 * spread))


def bounded_evidence(differences: ArrayLike, *, scale: float = 0.15) -> FloatArray:
    """Return log E after each pair from bounded bets: the stronger of the two when pairs are few.

    Each pair turns into ``d / (|d| + scale)``, which lies between -1 and 1 and is symmetric if d is. E is the mean
    wealth of gamblers who stake fixed parts of their money on plus, and of as many on minus.

    Args:
        differences: Finished pairs in order along the last axis, at least one.
        scale: The size of difference at which a bet pays half, fixed in advance.

    Raises:
        BadInput: Not finite, or a scale that is not positive.
        TooFew: No pairs.
    """
    d = _finished(differences)
    bet = d / (np.abs(d) + _positive("scale", scale))
    stakes = np.reshape(np.array([sign * stake for stake in STAKES for sign in (1, -1)]), (-1, *(1,) * d.ndim))
    wealth = np.cumsum(np.log1p(stakes * bet), axis=-1)
    top = wealth.max(axis=0)
    return np.asarray(top + np.log(np.exp(wealth - top).mean(axis=0)))


def multiply_evidence(log_e: ArrayLike, axis: int = -1) -> FloatArray:
    """Return the log of the product of e-values.

    Valid when each was valid given all before it: independent studies, or one study continued. It is *not* valid
    for studies that ran side by side and shared what they were measured on; use `average_evidence` for those.

    Raises:
        BadInput: NaN or plus infinity.
        TooFew: Nothing to multiply.
    """
    return np.asarray(_evidence(log_e, axis).sum(axis=axis))


def average_evidence(log_e: ArrayLike, axis: int = -1) -> FloatArray:
    """Return the log of the mean of e-values, valid however they depend on each other (Vovk and Wang 2021).

    Raises:
        BadInput: NaN or plus infinity.
        TooFew: Nothing to average.
    """
    values = _evidence(log_e, axis)
    return np.asarray(np.logaddexp.reduce(values, axis=axis) - np.log(values.shape[axis]))


def evidence_from_p(p: ArrayLike) -> FloatArray:
    """Return log E for a p-value of a fixed look: log((1 - p + p log p) / (p log^2 p)).

    The mean over kappa of the calibrators kappa p^(kappa - 1) (Vovk and Wang 2021, section 2).

    Args:
        p: Greater than 0, at most 1.

    Raises:
        BadInput: Outside that range.
    """
    values = within("p", p, np.finfo(np.float64).tiny, 1.0)
    log_p = np.log(values)
    near_one = log_p > -1e-4  # there 1 - p + p log p cancels; its series is log_p^2 (1/2 + log_p / 3)
    safe = np.where(near_one, -1.0, log_p)
    e_log = np.log(-np.expm1(safe) + np.exp(safe) * safe) - safe - 2 * np.log(-safe)
    return np.where(near_one, np.log(0.5 + np.where(near_one, log_p, 0.0) / 3) - log_p, e_log)


def p_from_evidence(log_e: ArrayLike) -> FloatArray:
    """Return min(1, 1 / E), the p-value that Ville's inequality allows at any time.

    Raises:
        BadInput: NaN or plus infinity.
    """
    values = np.asarray(log_e, dtype=np.float64)
    if not (values < np.inf).all():
        raise BadInput("log_e: NaN and plus infinity are not evidence")
    return np.asarray(np.exp(-np.maximum(values, 0.0)))


def _finished(differences: ArrayLike) -> FloatArray:
    d = finite("differences", differences)
    if d.ndim < 1 or d.shape[-1] < 1:
        raise TooFew(0, 1, "pairs")
    return d


def _positive(name: str, value: float) -> float:
    if not 0.0 < value < np.inf:
        raise BadInput(f"{name}: must be positive, is {value}")
    return value


def _evidence(log_e: ArrayLike, axis: int) -> FloatArray:
    values = np.atleast_1d(np.asarray(log_e, dtype=np.float64))
    if values.shape[axis] < 1:
        raise TooFew(0, 1, "e-values")
    if not (values < np.inf).all():
        raise BadInput("log_e: NaN and plus infinity are not evidence")
    return values
