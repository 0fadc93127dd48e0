"""The drift detector's step for very many streams: the sums of `seenby.stats.drift`, compiled, one ad at a time.

`drift_day` works on whole arrays and writes each of a dozen steps into memory; a day of a million ads spends its time
there. Here an ad is read and written once. The result is the same to within a few units in the last place, because
NumPy and the compiler do not share one exponential; the statistics' own function is held against it in the tests.
"""

from __future__ import annotations

from math import exp, expm1, log
from threading import Lock
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from seenby.model.watching import Side
from seenby.stats.arrays import FloatArray
from seenby.stats.drift import LEAST, SHIFTS, drift_rule

STEP, PACE = 0.01, 1.2
"""Limits stand on steps of a hundredth in log-odds, people a day on steps of a fifth, so that ads share prices."""
MOST_ODDS, PACES = 4_000, 140
BETS = len(SHIFTS)
PER_BET = ("bets", "price", "slope", "steeper", "bend")
WIDTH = len(PER_BET) * BETS + 2
CEILING, MOST_GAIN = 1e250, 500.0
Keys = NDArray[np.int32]


def limit_of(steps: FloatArray) -> FloatArray:
    """The limits at some steps of log-odds."""
    return np.asarray(1 / (1 + np.exp(-steps * STEP)))


def pace_of(steps: FloatArray) -> FloatArray:
    """The people a day at some steps."""
    return np.asarray(LEAST * PACE**steps)


class Prices:
    """What each pair of a limit and a number of people a day costs, worked out when the first ad needs it.

    Attributes:
        place: The row of `table` for each key; -1 for none yet.
        table: For each bet lambda, its price, slope, steeper slope and bend; then the turn and the least day.
    """

    def __init__(self, rho_max: float, side: Side) -> None:
        self.rho_max, self.side, self._lock = rho_max, side, Lock()
        self.place = np.full((2 * MOST_ODDS + 1) * PACES, -1, dtype=np.int32)
        self.table = np.zeros((0, WIDTH))

    def know(self, keys: Keys) -> FloatArray:
        """The table, once it has a row for every key; other threads may go on with the one they hold."""
        with self._lock:
            wanted = np.unique(keys[keys >= 0])
            new = wanted[self.place[wanted] < 0]
            if new.size:
                rows = self._priced(new)
                begin = len(self.table)
                self.table = np.concatenate([self.table, rows])
                self.place[new] = np.arange(begin, begin + new.size, dtype=np.int32)
            return self.table

    def _priced(self, keys: Keys) -> FloatArray:
        odds, paces = np.divmod(keys, PACES)
        limits, people = limit_of((odds - MOST_ODDS).astype(np.float64)), pace_of(paces.astype(np.float64))
        rule = drift_rule(limits, per_day=people, rho_max=self.rho_max, side=self.side)
        bets = [getattr(rule, name)[bet] for bet in range(BETS) for name in PER_BET]
        return np.stack([*bets, rule.turn, rule.least], axis=1)


def keys_of(limit: FloatArray, usual: FloatArray, ready: NDArray[np.bool_]) -> Keys:
    """Which price each ad has; -1 where it is not looked at."""
    keys = np.empty(limit.size, dtype=np.int32)
    _keys(limit, usual, ready, keys)
    return keys


def detect(
    prices: Prices, keys: Keys, counts: FloatArray, totals: FloatArray, m: tuple[FloatArray, FloatArray, FloatArray]
) -> None:
    """Take a day into the three bets' M, in place; `counts` is the end nearer to the limit."""
    missing = _missing(keys, prices.place)
    table = prices.know(keys) if missing else prices.table
    _detect(keys, prices.place, table, counts, totals, prices.side == "above", *m)


def _compiled(function: Any) -> Any:
    """Compiled at the first call, and kept for the next process where a folder can be written."""
    try:
        return numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError as error:
        if "cannot cache" not in str(error):
            raise
        return numba.njit(nogil=True, error_model="numpy")(function)


def _key_loop(limit: FloatArray, usual: FloatArray, ready: NDArray[np.bool_], keys: Keys) -> None:
    for at in range(limit.size):
        if not ready[at]:
            keys[at] = -1
            continue
        odds = round(log(limit[at] / (1.0 - limit[at])) / STEP)
        pace = round(log(usual[at] / LEAST) / log(PACE))
        keys[at] = (odds + MOST_ODDS) * PACES + pace


def _missing_loop(keys: Keys, place: NDArray[np.int32]) -> bool:
    found = False
    for key in keys:
        found |= key >= 0 and place[key] < 0
    return found


def _detect_loop(
    keys: Keys,
    place: NDArray[np.int32],
    table: FloatArray,
    counts: FloatArray,
    totals: FloatArray,
    above: bool,
    m0: FloatArray,
    m1: FloatArray,
    m2: FloatArray,
) -> None:
    for at in range(keys.size):
        if keys[at] < 0:
            continue
        row = table[place[keys[at]]]
        people = totals[at]
        if people < row[16]:
            continue
        share = (counts[at] if above else people - counts[at]) / people
        m0[at] = _bet(m0[at], row[0], row[1], row[2], row[3], row[4], row[15], share, people)
        m1[at] = _bet(m1[at], row[5], row[6], row[7], row[8], row[9], row[15], share, people)
        m2[at] = _bet(m2[at], row[10], row[11], row[12], row[13], row[14], row[15], share, people)


def _one_bet(
    m: float,
    bet: float,
    price: float,
    slope: float,
    steeper: float,
    bend: float,
    turn: float,
    share: float,
    people: float,
) -> float:
    extra = turn * people * expm1(turn * bet / people) - bet
    line = max(slope * extra, steeper * extra + bend)
    gain = min(bet * share - price - line, MOST_GAIN)
    return min((1.0 + m) * exp(gain), CEILING)


def _mean_loop(limit: FloatArray, m0: FloatArray, m1: FloatArray, m2: FloatArray, out: FloatArray) -> None:
    for at in range(out.size):
        mean = (m0[at] + m1[at] + m2[at]) / BETS
        # M = 0 before anything was bet; an ad without a limit has no evidence.
        out[at] = log(mean) if mean > 0 and limit[at] == limit[at] else -np.inf


def log_mean(limit: FloatArray, m: tuple[FloatArray, FloatArray, FloatArray]) -> FloatArray:
    """Log of the mean M of the bets; minus infinity where an ad has no limit."""
    out = np.empty(limit.size)
    _mean(limit, *m, out)
    return out


def _follow_loop(
    counts: FloatArray, totals: FloatArray, limit: FloatArray, held: NDArray[np.bool_], rho_max: float, above: bool,
    excess: FloatArray, weight: FloatArray,
) -> None:  # fmt: skip
    for at in range(totals.size):
        if held[at]:
            continue
        scale = 4.0 / (totals[at] * rho_max + 1.0)
        gain = (counts[at] - totals[at] * limit[at]) * scale
        excess[at] += gain if above else -gain
        weight[at] += scale * totals[at]


def follow(
    counts: FloatArray, totals: FloatArray, limit: FloatArray, held: NDArray[np.bool_], rho_max: float, side: Side,
    excess: FloatArray, weight: FloatArray,
) -> None:  # fmt: skip
    """Add a day to S and V of `seenby.stats.dayprocess`, in place, without the evidence that nobody asks for here.

    Against its own past an ad is called by the detector; S and V only say since when and by how much. Where `held`, the
    ad stays as it is.
    """
    _follow(counts, totals, limit, held, rho_max, side == "above", excess, weight)


_follow = _compiled(_follow_loop)
_keys = _compiled(_key_loop)
_missing = _compiled(_missing_loop)
_bet = _compiled(_one_bet)
_detect = _compiled(_detect_loop)
_mean = _compiled(_mean_loop)
