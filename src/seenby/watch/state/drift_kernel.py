"""The drift detector's step for very many streams: the sums of `seenby.stats.days.drift`, compiled, in blocks of ads.

`drift_step` works on whole arrays and writes each of a dozen steps into memory; a day of a million ads spends its time
there. Here a block's steps stay in the first-level cache, and each is a plain loop that the compiler does for several
ads at once. (One loop over all columns is slower: two dozen columns of one length fight for the same places in that
cache.) The result is the same to within a few units in the last place, because the exponentials are others; the
statistics' own function is held against it in the tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from seenby.model.alarm import Side
from seenby.stats.days.drift import LEAST, SHIFTS, drift_rule
from seenby.stats.numeric.arrays import BoolArray, FloatArray, IntArray
from seenby.watch.state.fast_math import compiled, exp_of, expm1_of, log_of
from seenby.watch.state_columns import PastColumns

STEP, PACE = 0.01, 1.2
"""Limits stand on steps of a hundredth in log-odds, people a day on steps of a fifth, so that ads share prices."""
MOST_ODDS, PACES = 4_000, 140
BETS = len(SHIFTS)
PER_BET = ("bets", "price", "slope", "steeper", "bend")
WIDTH = len(PER_BET) * BETS + 2
CEILING, MOST_GAIN, ENDLESS = 1e250, 500.0, 1e9
BLOCK = 256
LANE = BLOCK + 8
"""How far apart the columns of a block's scratch lie; at a power of two they would fight for places in the cache."""
TURN, LEAST_DAY, PEOPLE, SHARE, NEAR = (LANE * (WIDTH - 2 + at) for at in range(5))
LOG_PACE = float(np.log(PACE))
Keys = NDArray[np.int32]


def limit_of(steps: FloatArray) -> FloatArray:
    """The limits at some steps of log-odds."""
    return np.asarray(1 / (1 + np.exp(-steps * STEP)))


def pace_of(steps: FloatArray) -> FloatArray:
    """The people a day at some steps."""
    return np.asarray(LEAST * PACE**steps)


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """The columns of a stream against the past, shape (ads,), as the compiled step takes them; see `PastColumns`."""

    seen: FloatArray
    base: FloatArray
    whole: FloatArray
    limit: FloatArray
    usual: FloatArray
    m: tuple[FloatArray, FloatArray, FloatArray]
    run: tuple[FloatArray, FloatArray, FloatArray, FloatArray]

    @classmethod
    def of(cls, columns: PastColumns) -> Past:
        """Those of a stream; `run` is excess, weight, lowest and since."""
        return cls(
            seen=columns.seen,
            base=columns.base,
            whole=columns.whole,
            limit=columns.limit,
            usual=columns.usual,
            m=(columns.m0, columns.m1, columns.m2),
            run=(columns.excess, columns.weight, columns.lowest, columns.since),
        )


class Prices:
    """What each pair of a limit and a number of people a day costs, worked out when the first ad needs it.

    Attributes:
        place: The row of `table` for each key; -1 for none yet.
        table: For each bet lambda, its price, slope, steeper slope and bend; then the turn and the least day. The first
            row is for nobody: no day is large enough for it.
    """

    def __init__(self, rho_max: float, side: Side) -> None:
        self.rho_max, self.side, self._lock = rho_max, side, Lock()
        self.place = np.full((2 * MOST_ODDS + 1) * PACES, -1, dtype=np.int32)
        self.table = np.zeros((1, WIDTH))
        self.table[0, -2:] = 1.0, np.inf

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


def sort_out(
    past: Past, totals: FloatArray, far: FloatArray, first_days: int, prices: Prices
) -> tuple[Keys, IntArray, FloatArray]:
    """Take a day into the first days of the ads that are in them.

    Args:
        past: The columns of a stream against the past; `seen`, `base` and `whole` are changed in place.
        totals: Everyone reached, shape (ads,).
        far: Members of the group, at the end that allows most.
        first_days: How many days are an ad's past.
        prices: What the detector knows; it learns what is new.

    Returns:
        Of each ad the key of its price, -1 where the detector does not look at it today; the ads whose first days are
        over with this day; and the table of prices.
    """
    # The compiled loop only says that a price is missing: working it out takes a sum, which Python does under a lock.
    keys, done = np.empty(totals.size, dtype=np.int32), np.empty(totals.size, dtype=np.bool_)
    missing = _sort_out(
        totals,
        far,
        past.seen,
        past.base,
        past.whole,
        past.limit,
        past.usual,
        float(first_days),
        prices.place,
        keys,
        done,
    )
    return keys, np.flatnonzero(done), prices.know(keys) if missing else prices.table


def detect(
    past: Past, keys: Keys, prices: Prices, table: FloatArray, near: FloatArray, totals: FloatArray, number: int
) -> FloatArray:
    """Take a day into the three bets' M and into S and V, in place, of the ads that have a key.

    Against its own past an ad is called by the detector; S and V of `seenby.stats.days.day_process` only say since when
    and by how much.

    Args:
        past: The columns of a stream against the past.
        keys: From `sort_out`.
        prices: The same.
        table: The same.
        near: Members of the group, at the end nearer to the limit, shape (ads,).
        totals: Everyone reached.
        number: The day's number.

    Returns:
        Log of the mean M of the bets, shape (ads,); minus infinity where an ad has no limit or nothing was bet on it.
    """
    out = np.empty(totals.size)
    above = prices.side == "above"
    _detect(keys, prices.place, table, near, totals, above, *past.m, past.limit, out)
    _follow(keys, near, totals, past.limit, prices.rho_max, above, number, *past.run)
    return out


def _key_loop(
    totals: FloatArray, seen: FloatArray, limit: FloatArray, usual: FloatArray, first_days: float, keys: Keys
) -> None:
    for at in range(totals.size):
        ready = (totals[at] > 0) & (seen[at] >= first_days) & (limit[at] == limit[at])
        share, people = (limit[at], usual[at]) if ready else (0.5, float(LEAST))
        odds = np.floor(log_of(share / (1.0 - share)) / STEP + 0.5)
        pace = np.floor(log_of(people / LEAST) / LOG_PACE + 0.5)
        keys[at] = np.int32((odds + MOST_ODDS) * PACES + pace) if ready else np.int32(-1)


def _sort_out_loop(
    totals: FloatArray,
    far: FloatArray,
    seen: FloatArray,
    base: FloatArray,
    whole: FloatArray,
    limit: FloatArray,
    usual: FloatArray,
    first_days: float,
    place: Keys,
    keys: Keys,
    done: BoolArray,
) -> bool:
    _keys(totals, seen, limit, usual, first_days, keys)
    missing = False
    for at in range(totals.size):
        done[at] = False
        missing |= keys[at] >= 0 and place[keys[at]] < 0
        if totals[at] > 0 and seen[at] <= first_days:
            if seen[at] < first_days:
                base[at] += far[at]
                whole[at] += totals[at]
                done[at] = seen[at] + 1.0 == first_days
            seen[at] += 1.0
    return missing


def _gather_loop(
    keys: Keys, place: Keys, table: FloatArray, near: FloatArray, totals: FloatArray, block: FloatArray
) -> None:
    """Lay out a block: a lane for each column of the prices, and for the day."""
    for at in range(keys.size):
        row = place[keys[at]] if keys[at] >= 0 else 0
        for column in range(WIDTH):
            block[LANE * column + at] = table[row, column]
        block[PEOPLE + at] = totals[at]
        block[NEAR + at] = near[at]


def _share_loop(block: FloatArray, size: int, above: bool) -> None:
    """The share of a day, and its people; a day that is too small to be looked at becomes one without end."""
    for at in range(size):
        people, near = block[PEOPLE + at], block[NEAR + at]
        people = people if people >= block[LEAST_DAY + at] else ENDLESS
        block[SHARE + at] = (near if above else people - near) / people
        block[PEOPLE + at] = people


def _bet_loop(m: FloatArray, block: FloatArray, totals: FloatArray, first: int) -> None:
    """One bet of a block; `first` is where its five lanes begin."""
    for at in range(m.size):
        bet, people, turn = block[first + at], block[PEOPLE + at], block[TURN + at]
        extra = turn * people * expm1_of(turn * bet / people) - bet
        line = max(
            block[first + 2 * LANE + at] * extra, block[first + 3 * LANE + at] * extra + block[first + 4 * LANE + at]
        )
        gain = min(bet * block[SHARE + at] - block[first + LANE + at] - line, MOST_GAIN)
        new = min((1.0 + m[at]) * exp_of(gain), CEILING)
        m[at] = new if totals[at] >= block[LEAST_DAY + at] else m[at]


def _mean_loop(limit: FloatArray, m0: FloatArray, m1: FloatArray, m2: FloatArray, out: FloatArray) -> None:
    for at in range(out.size):
        mean = (m0[at] + m1[at] + m2[at]) / BETS
        # M = 0 before anything was bet; an ad without a limit has no evidence.
        out[at] = log_of(mean) if (mean > 0) & (limit[at] == limit[at]) else -np.inf


def _detect_loop(
    keys: Keys,
    place: Keys,
    table: FloatArray,
    near: FloatArray,
    totals: FloatArray,
    above: bool,
    m0: FloatArray,
    m1: FloatArray,
    m2: FloatArray,
    limit: FloatArray,
    out: FloatArray,
) -> None:
    block = np.zeros(LANE * (WIDTH + 3))
    for begin in range(0, keys.size, BLOCK):
        part = slice(begin, min(begin + BLOCK, keys.size))
        people = totals[part]
        _gather(keys[part], place, table, near[part], people, block)
        _share(block, people.size, above)
        _bet(m0[part], block, people, 0)
        _bet(m1[part], block, people, len(PER_BET) * LANE)
        _bet(m2[part], block, people, 2 * len(PER_BET) * LANE)
        _mean(limit[part], m0[part], m1[part], m2[part], out[part])


def _follow_loop(
    keys: Keys,
    near: FloatArray,
    totals: FloatArray,
    limit: FloatArray,
    rho_max: float,
    above: bool,
    number: float,
    excess: FloatArray,
    weight: FloatArray,
    lowest: FloatArray,
    since: FloatArray,
) -> None:
    for at in range(totals.size):
        if keys[at] < 0:
            continue
        if weight[at] == 0:
            since[at] = number
        scale = 4.0 / (totals[at] * rho_max + 1.0)
        gain = (near[at] - totals[at] * limit[at]) * scale
        excess[at] += gain if above else -gain
        weight[at] += scale * totals[at]
        if excess[at] < lowest[at]:
            lowest[at] = excess[at]
            since[at] = number + 1.0


_keys = compiled(_key_loop)
_sort_out = compiled(_sort_out_loop)
_gather = compiled(_gather_loop)
_share = compiled(_share_loop)
_bet = compiled(_bet_loop)
_mean = compiled(_mean_loop)
_detect = compiled(_detect_loop)
_follow = compiled(_follow_loop)
