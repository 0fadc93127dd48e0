"""How much unseen bias it would take: for data whose labels nobody drew by lot."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.confidence_interval import tail
from seenby.stats.errors import BadInput, TooFew
from seenby.stats.numeric.arrays import FloatArray, finite, within
from seenby.stats.numeric.special import beta_quantile


def evidence_factor(ratio: ArrayLike) -> FloatArray:
    """Return how strongly something unseen would have to go with both sides to explain a ratio away, at least 1.

    R + sqrt(R (R - 1)) for R >= 1, with 1/R for ratios below 1 (VanderWeele and Ding 2017, where it is called the
    E-value; it is not the e-value of this room, hence the name).

    Args:
        ratio: Ratio of two shares or rates, positive. To be careful pass the end of its interval nearer to 1.

    Raises:
        BadInput: Not finite, or not positive.

    A large figure does not show that there is no such thing, only how strong it would have to be.
    """
    values = finite("ratio", ratio)
    if values.size and values.min() <= 0:
        raise BadInput("ratio: must be positive")
    larger = np.maximum(values, 1.0 / values)
    return np.asarray(larger + np.sqrt(larger * (larger - 1.0)))


def rosenbaum_gamma(agreeing: ArrayLike, pairs: ArrayLike, *, level: float = 0.95) -> FloatArray:
    """Return the largest bias Gamma in which run of a pair came first under which the sign test still holds.

    With bias Gamma a pair goes one way with probability at most Gamma / (1 + Gamma); Gamma is where the binomial
    chance of at least `agreeing` of `pairs` reaches 1 - level, one-sided (Rosenbaum 2002, chapter 4).

    Args:
        agreeing: Pairs that go the way of the claim, at least 1.
        pairs: All pairs that go either way; ties left out.
        level: Confidence of the sign test.

    Raises:
        BadInput: Not whole numbers with agreeing <= pairs.
        TooFew: No pair agrees.

    Below 1 the finding does not hold even without bias. Not needed, and not to be quoted, where labels were drawn
    by lot.
    """
    k = within("agreeing", agreeing, 0.0, 1e15)
    n = within("pairs", pairs, 0.0, 1e15)
    k, n = np.broadcast_arrays(k, n)
    if (k != np.floor(k)).any() or (n != np.floor(n)).any() or (k > n).any():
        raise BadInput("agreeing and pairs: whole numbers, agreeing at most pairs")
    if k.size and k.min() < 1:
        raise TooFew(0, 1, "pairs that agree")
    chance = beta_quantile(k, n - k + 1.0, tail(level))
    return np.asarray(chance / (1.0 - chance))
