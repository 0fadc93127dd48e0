"""The tipping point of one share against a limit, which no command asks for: a watch has days."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.days.day_process import Side
from seenby.stats.errors import BadInput
from seenby.stats.numeric.arrays import inside, within
from seenby.stats.tipping_point import Tipping, sizes, tipping_of


def tipping_limit(
    share: ArrayLike, size: ArrayLike, limit: ArrayLike, *, side: Side = "above", level: float = 0.95
) -> Tipping:
    """Return the clustering at which one run's share is no longer beyond a limit, one-sided at `level`.

    rho* = ((x - m)^2 / (z^2 m (1 - m)) - 1/n) / (1 - 1/n).

    Args:
        share: Share of the group; with rounded figures, the end nearer to the limit.
        size: People in the run, at least 1.
        limit: The far end of what was expected, strictly between 0 and 1; everything broadcasts.
        side: "above" or "below" the limit.
        level: Confidence of the one-sided statement at a given rho.

    Raises:
        BadInput: A value outside its range.
    """
    if side not in ("above", "below"):
        raise BadInput(f'side: "above" or "below", not {side!r}')
    x, m, n = np.broadcast_arrays(
        within("share", share, 0.0, 1.0), inside("limit", limit, 0.0, 1.0), sizes("size", size)
    )
    beyond = np.maximum(x - m if side == "above" else m - x, 0.0)
    return tipping_of(beyond**2, m * (1.0 - m), 1.0 / n, 1.0, level)
