"""Watching a share day by day, with an error rate that holds however often one looks.

Day t reaches n_t people of whom a share x_t belongs to the group. If, given the past, the mean for each day is at
most the limit m and people inside a day are clustered by at most rho_max, then x_t - m is sub-Gaussian with

    v_t = (rho_max + 1 / n_t) / 4

(Beta part rho/4: Marchal and Arbel 2017; binomial part 1/(4 n): Hoeffding 1963). With S the sum of (x_t - m) / v_t
and V the sum of 1 / v_t, mixing exp(lambda S - lambda^2 V / 2) over a half-normal lambda of precision r gives

    E = 2 sqrt(r / (r + V)) exp(S^2 / (2 (r + V))) Phi(S / sqrt(r + V))

(Robbins 1970; Howard, Ramdas, McAuliffe and Sekhon 2021). E is an e-process: under the null, E ever reaches
1/alpha with probability at most alpha. Evidence is passed around as log E, so that it never overflows.

The size of a day may be chosen by anyone as long as it is not chosen by looking at that day's share. What a stream
does is measured against its own limit only: E says nothing about why a share is where it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.confidence_interval import Intervals, tail
from seenby.stats.errors import BadInput
from seenby.stats.numeric.arrays import FloatArray, inside, within
from seenby.stats.numeric.special import log_twice_normal_cdf

Side = Literal["above", "below"]

DEFAULT_RHO = 0.05
"""The clustering of people within a day that is allowed for when nothing else is declared."""
_CHUNK = 1 << 13  # streams at a time: eight scratch arrays of this length stay in the second-level cache


def prior_weight(per_day: ArrayLike, rho_max: ArrayLike = DEFAULT_RHO, days: float = 5.0) -> FloatArray:
    """Return r: half the weight V that `days` days of `per_day` people will have gathered.

    It sets when the process is keenest and must be fixed before the first day is seen; any positive r is valid.

    Args:
        per_day: People expected a day, one number or one per stream, positive.
        rho_max: The declared clustering, from 0 to 1, one number or one per stream.
        days: The day by which the process should be keen.

    Raises:
        BadInput: A value outside its range.
    """
    size = within("per_day", per_day, np.finfo(np.float64).tiny, np.finfo(np.float64).max)
    if not days > 0:
        raise BadInput(f"days: must be positive, is {days}")
    return np.asarray(0.5 * days * 4.0 * size / (_clustering(rho_max) * size + 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class DayRule:
    """What is declared before the first day.

    Attributes:
        limit: The far end of the expected share, strictly inside (0, 1); one number or one per stream.
        prior: r of the formula, positive; one number or one per stream (`day_rule` sets it for you).
        rho_max: The largest clustering inside a day that is allowed for, from 0 to 1; one number or one per
            stream.
        side: Whether the claim is "above" or "below" the limit.

    Raises:
        BadInput: A value outside its range.
    """

    limit: FloatArray
    prior: FloatArray
    rho_max: FloatArray
    side: Side = "above"

    def __post_init__(self) -> None:
        object.__setattr__(self, "limit", inside("limit", self.limit, 0.0, 1.0))
        object.__setattr__(self, "prior", inside("prior", self.prior, 0.0, np.inf))
        object.__setattr__(self, "rho_max", _clustering(self.rho_max))
        if self.side not in ("above", "below"):
            raise BadInput(f'side: "above" or "below", not {self.side!r}')


def day_rule(
    limit: ArrayLike, *, per_day: ArrayLike, rho_max: ArrayLike = DEFAULT_RHO, side: Side = "above"
) -> DayRule:
    """Return the rule with the prior that `prior_weight` gives.

    Args:
        limit: The far end of the expected share, strictly inside (0, 1), one number or one per stream.
        per_day: People expected a day, one number or one per stream.
        rho_max: The largest clustering inside a day that is allowed for, one number or one per stream.
        side: Whether the claim is "above" or "below" the limit.

    Raises:
        BadInput: A value outside its range.
    """
    return DayRule(np.asarray(limit), prior_weight(per_day, rho_max), np.asarray(rho_max), side)


@dataclass(frozen=True, slots=True, eq=False)
class DayState:
    """All that a watch has to remember, 24 bytes a stream.

    Attributes:
        excess: S, shape (streams,).
        weight: V, shape (streams,).
        log_peak: The largest log E so far, at least 0 (E starts at 1), shape (streams,).
    """

    excess: FloatArray
    weight: FloatArray
    log_peak: FloatArray


def watch_day(
    state: DayState, count: ArrayLike, total: ArrayLike, rule: DayRule, *, into: DayState | None = None
) -> tuple[DayState, FloatArray]:
    """Return the state after one more day of many streams, and log E, shape (streams,).

    Args:
        state: The state so far.
        count: Members of the group reached that day, shape (streams,); with bounds, the end nearer the limit.
        total: Everyone reached; a stream that reached nobody stays as it is.
        rule: What was declared.
        into: A state whose arrays may be overwritten, `state` itself included, to save memory.

    Raises:
        BadInput: Not 0 <= count <= total, not finite, or lengths that differ.

    Error control is for each stream alone; for many see `e_bh`.
    """
    streams = state.excess.size
    counts, totals = np.asarray(count), np.asarray(total)
    if counts.shape != (streams,) or totals.shape != (streams,):
        raise BadInput(f"count and total: one value for each of the {streams} streams")
    _fits(rule, streams)
    new = into or DayState(np.empty(streams), np.empty(streams), np.empty(streams))
    log_e = np.empty(streams)
    for begin in range(0, streams, _CHUNK):
        part = slice(begin, begin + _CHUNK)
        limit, prior, rho = (_of(values, part) for values in (rule.limit, rule.prior, rule.rho_max))
        gain, weight = _increments(counts[part], totals[part], limit, rho)
        (np.add if rule.side == "above" else np.subtract)(state.excess[part], gain, out=new.excess[part])
        np.add(state.weight[part], weight, out=new.weight[part])
        _log_mixture(new.excess[part], new.weight[part], prior, out=log_e[part])
        np.maximum(state.log_peak[part], log_e[part], out=new.log_peak[part])
    return new, log_e


def day_evidence(count: ArrayLike, total: ArrayLike, rule: DayRule) -> FloatArray:
    """Return log E after every day, shape (streams, days).

    Args:
        count: Members of the group, shape (streams, days) or (days,); with bounds, the end nearer to the limit.
        total: Everyone, same shape; a day that reached nobody changes nothing.
        rule: What was declared.

    Raises:
        BadInput: Not 0 <= count <= total, not finite, or shapes that differ.

    "E has been at least 1/alpha on some day" is what has error rate alpha; the last day alone is less powerful.
    """
    counts, totals = np.asarray(count), np.asarray(total)
    if counts.shape != totals.shape or counts.ndim not in (1, 2):
        raise BadInput("count and total: the same shape, (streams, days) or (days,)")
    shape = counts.shape
    counts, totals = np.atleast_2d(counts), np.atleast_2d(totals)
    _fits(rule, len(counts))
    log_e = np.empty(counts.shape)
    step = max(1, _CHUNK // max(1, counts.shape[1]))
    for begin in range(0, len(counts), step):
        part = slice(begin, begin + step)
        parts = (_of(values, part) for values in (rule.limit, rule.prior, rule.rho_max))
        limit, prior, rho = (_column(values) for values in parts)
        gain, weight = _increments(counts[part], totals[part], limit, rho)
        excess = np.cumsum(gain, axis=1, out=gain)
        if rule.side == "below":
            np.negative(excess, out=excess)
        _log_mixture(excess, np.cumsum(weight, axis=1, out=weight), prior, out=log_e[part])
    return log_e.reshape(shape)


def confidence_sequence(
    count: ArrayLike,
    total: ArrayLike,
    *,
    prior: ArrayLike,
    rho_max: ArrayLike = DEFAULT_RHO,
    level: float = 0.95,
) -> Intervals:
    """Return intervals for the mean share that hold on all days at once, arrays of shape (streams, days).

    S0 / V +- sqrt((V + r) log((V + r) / (r alpha^2))) / V, with S0 the sum of x_t / v_t (Robbins 1970), cut to
    [0, 1]; before anybody has been reached it is all of [0, 1].

    Args:
        count: Members of the group, shape (streams, days) or (days,).
        total: Everyone, same shape.
        prior: r, positive, one number or one per stream.
        rho_max: The largest clustering inside a day that is allowed for, one number or one per stream.
        level: Confidence over the whole watch.

    Raises:
        BadInput: Counts that cannot be, shapes that differ, or a value outside its range.

    It covers the weighted mean of the daily means so far, which need not be the same every day.
    """
    counts, totals = np.asarray(count), np.asarray(total)
    if counts.shape != totals.shape or counts.ndim not in (1, 2):
        raise BadInput("count and total: the same shape, (streams, days) or (days,)")
    r, rho = inside("prior", prior, 0.0, np.inf), _clustering(rho_max)
    if counts.ndim == 2:
        r, rho = _column(r), _column(rho)
    gain, weight = _increments(counts, totals, np.zeros(()), rho)
    total_weight = np.cumsum(weight, axis=-1)
    known = total_weight > 0
    safe = np.where(known, total_weight, 1.0)
    half = np.sqrt((safe + r) * np.log((safe + r) / (r * tail(level) ** 2))) / safe
    middle = np.cumsum(gain, axis=-1) / safe
    low = np.where(known, np.maximum(middle - half, 0.0), 0.0)
    return Intervals(low, np.where(known, np.minimum(middle + half, 1.0), 1.0), level)


def _clustering(rho_max: ArrayLike) -> FloatArray:
    return within("rho_max", rho_max, 0.0, 1.0)


def _fits(rule: DayRule, streams: int) -> None:
    if not {rule.limit.shape, rule.prior.shape, rule.rho_max.shape} <= {(), (streams,)}:
        raise BadInput(f"rule: everything must be one number or one for each of the {streams} streams")


def _of(values: FloatArray, part: slice) -> FloatArray:
    return values[part] if values.ndim else values


def _column(values: FloatArray) -> FloatArray:
    return values[:, None] if values.ndim else values


def _increments(
    count: FloatArray, total: FloatArray, limit: FloatArray, rho_max: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return (x - m) / v and 1 / v, written so that a day without people adds nothing: no division by n.

    (x - m) / v = 4 (count - m n) / (rho n + 1) and 1 / v = 4 n / (rho n + 1).
    """
    if count.dtype.kind not in "iuf" or total.dtype.kind not in "iuf":
        raise BadInput("count and total: arrays of numbers")
    if count.size and not (count.min() >= 0 and (count <= total).all() and total.max() < np.inf):
        raise BadInput("counts must be finite and satisfy 0 <= count <= total")
    scale = np.multiply(total, rho_max, dtype=np.float64)
    scale += 1.0
    np.divide(4.0, scale, out=scale)
    gain = np.multiply(total, limit, dtype=np.float64)
    np.subtract(count, gain, out=gain)
    gain *= scale
    scale *= total
    return gain, scale


def _log_mixture(excess: FloatArray, weight: FloatArray, prior: FloatArray, out: FloatArray) -> FloatArray:
    """Return log E; with z = S / sqrt(r + V) it is z^2 / 2 + log(2 Phi(z)) + log(r / (r + V)) / 2."""
    spread = weight + prior
    ratio = prior / spread
    np.sqrt(spread, out=spread)
    z = np.divide(excess, spread, out=spread)
    log_twice_normal_cdf(z, out=out)
    np.multiply(z, z, out=z)
    z += np.log(ratio, out=ratio)
    z *= 0.5
    out += z
    return out
