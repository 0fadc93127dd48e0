"""Which streams may be called beyond on a day, out of all that are watched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seenby.stats.multiple_testing import adjust_peak
from seenby.stats.numeric.arrays import FloatArray, IntArray
from seenby.stats.numeric.special import log_twice_normal_cdf
from seenby.watch.ingest import Ingester


@dataclass(frozen=True, slots=True)
class Raised:
    """One stream of one ad that may be called beyond."""

    part: int
    row: int
    stream: int
    log_e: float
    at_least: float


@dataclass(frozen=True, slots=True)
class Found:
    """What stands on a day, and the bars that were passed.

    Attributes:
        raised: The alarms, the surest excess first.
        streams: How many streams were watched.
        alpha: One over the bar for E against the aim, q k / N; 0 where no alarm stands.
        mean_days: The bar for M against the past, over all streams together; 0 where none is watched.
    """

    raised: tuple[Raised, ...]
    streams: int
    alpha: float
    mean_days: float = 0.0


def find(ingester: Ingester) -> Found:
    """The streams that stand in alarm after the last day."""
    settings = ingester.settings
    raised, watched, alpha, mean_days = list[Raised](), 0, 0.0, 0.0
    for against in ("aim", "past"):
        streams = [at for at, stream in enumerate(settings.streams) if stream.against == against]
        log_e = [(part, at, ingester.evidence[part][at]) for part in sorted(ingester.evidence) for at in streams]
        valid = sum(int((values > -np.inf).sum()) for *_, values in log_e)
        watched += valid
        if not valid:
            continue
        if against == "aim":
            bar, alpha = _aim_bar(ingester, log_e, settings.file.q)
        else:
            past = settings.file.past
            mean_days = (past.mean_days if past else 1.0) * valid
            bar = float(np.log(mean_days))
        if bar == np.inf:
            continue
        raised += [one for part, at, values in log_e for one in _above(ingester, part, at, values, bar)]
    ranked = sorted(raised, key=lambda one: (-one.at_least, one.part, one.row, one.stream))
    return Found(tuple(ranked), watched, alpha, mean_days)


def _aim_bar(ingester: Ingester, values: Sequence[tuple[int, int, FloatArray]], q: float) -> tuple[float, float]:
    """The least evidence that e-BH lets pass (infinite where it lets nothing), and q k / N, the bar it was held to."""
    stays, likely, number = ingester.settings.file.flags == "stay", list[FloatArray](), 0
    for part, at, log_e in values:
        known = log_e > -np.inf
        shown = adjust_peak(np.maximum(ingester.state_of(part).streams[at].peak, 0)) if stays else log_e
        likely.append(shown[known & (shown >= -np.log(q))])
        number += int(known.sum())
    return bar_of(np.concatenate(likely), number, q)


def bar_of(likely: FloatArray, number: int, q: float) -> tuple[float, float]:
    """The least log E that e-BH lets pass (infinite where it lets nothing), and q k / N, the bar it was held to.

    As `seenby.stats.multiple_testing.e_bh` on all, given only those of at least 1 / q: no other can pass, as k <= N.
    """
    ranked = np.sort(likely)[::-1]
    ranks = np.arange(1, ranked.size + 1)
    passed = np.flatnonzero(ranked >= np.log(number / q) - np.log(ranks))
    if not passed.size:
        return np.inf, 0.0
    return float(ranked[passed[-1]]), q * float(passed[-1] + 1) / number


def _above(ingester: Ingester, part: int, at: int, values: FloatArray, bar: float) -> list[Raised]:
    state = ingester.state_of(part)
    columns, stream = state.streams[at], ingester.settings.streams[at]
    if stream.against == "aim" and ingester.settings.file.flags == "stay":
        values = np.where(values > -np.inf, adjust_peak(np.maximum(columns.peak, 0)), -np.inf)
    rows: IntArray = np.flatnonzero(values >= bar)
    if not rows.size:
        return []
    prior = state.cells[ingester.rules().cells[at]].prior
    low = lower_bound(columns.excess[rows], columns.weight[rows], prior[rows], ingester.settings.file.q)
    return [Raised(part, int(row), at, float(values[row]), float(bound)) for row, bound in zip(rows, low, strict=True)]


def lower_bound(excess: FloatArray, weight: FloatArray, prior: FloatArray, alpha: float) -> FloatArray:
    """The lower end of the mean excess over the limit that holds on all days at once, one-sided at 1 - alpha.

    The excess d at which E of the day process against (limit + d) would be 1/alpha: with z = (S - d V) / sqrt(r + V),
    z^2 / 2 + log(2 Phi(z)) + log(r / (r + V)) / 2 = log(1/alpha), solved for z by bisection. Minus infinity before the
    first day.
    """
    need = -np.log(alpha) - 0.5 * np.log(prior / (prior + weight))
    low, high = np.zeros(need.shape), np.sqrt(2 * need) + 1
    for _ in range(60):
        middle = (low + high) / 2
        reached = middle * middle / 2 + log_twice_normal_cdf(middle, out=np.empty(middle.shape)) >= need
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    safe = np.where(weight > 0, weight, 1.0)
    return np.where(weight > 0, (excess - high * np.sqrt(prior + weight)) / safe, -np.inf)
