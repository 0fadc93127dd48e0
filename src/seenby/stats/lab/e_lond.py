"""Hypotheses that arrive one by one: which may be flagged, by evidence alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.confidence_interval import tail
from seenby.stats.errors import BadInput
from seenby.stats.multiple_testing import as_evidence
from seenby.stats.numeric.arrays import BoolArray, FloatArray, within

_LOND_SCALE = 0.07720838  # makes the default e-LOND weights sum to at most 1 (Javanmard and Montanari 2018)


def e_lond(
    log_e: ArrayLike, q: float = 0.05, *, weights: ArrayLike | None = None, tested: int = 0, flagged_before: int = 0
) -> BoolArray:
    """Return which of a series of hypotheses e-LOND flags as they arrive one by one.

    Hypothesis t is flagged when E_t >= 1 / (q w_t (flags before + 1)) (Xu and Ramdas 2024). The expected share of
    false flags is at most q at every moment, under any dependence.

    Args:
        log_e: Evidence in the order of arrival, shape (hypotheses,).
        q: The false discovery rate.
        weights: w_t for these hypotheses, non-negative and summing to at most 1 over the whole series; by default
            proportional to log(max(t, 2)) / (t exp(sqrt(log t))).
        tested: How many hypotheses came before the first of these.
        flagged_before: How many of those were flagged.

    Raises:
        BadInput: NaN, plus infinity, not one axis, or weights that cannot be.
    """
    values = as_evidence(log_e)
    tail(q)
    share = _lond_weights(values.size, tested) if weights is None else within("weights", weights, 0.0, 1.0)
    if share.shape != values.shape or share.sum() > 1 + 1e-9:
        raise BadInput("weights: one for each hypothesis, summing to at most 1")
    with np.errstate(divide="ignore"):  # a weight of 0 never flags
        short = -np.log(q * share) - values
    flagged = np.zeros(values.shape, dtype=np.bool_)
    for at in np.flatnonzero(short <= np.log(flagged_before + values.size + 1.0)):
        if short[at] <= np.log(flagged_before + 1.0):
            flagged[at] = True
            flagged_before += 1
    return flagged


def _lond_weights(number: int, tested: int) -> FloatArray:
    order = np.arange(tested + 1, tested + number + 1, dtype=np.float64)
    return np.asarray(_LOND_SCALE * np.log(np.maximum(order, 2)) / (order * np.exp(np.sqrt(np.log(order)))))
