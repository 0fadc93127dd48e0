"""An alarm for drift that may run for ever, with a stated mean time between false alarms.

An e-process asks "has it ever been beyond?" and its evidence decays while nothing happens; a detector asks "has
it *begun* to be beyond?". The e-detector of Shin, Ramdas and Rinaldo 2024 starts a new e-process every day and
adds them up: with increments L_t of mean at most 1 while nothing has changed,

    M_t = (1 + M_{t-1}) L_t        alarm when M_t >= c

has a mean time to a false alarm of at least c days, and within any T days a false alarm with probability at
most T/c. M is the mean over a few bets, each the exact exponential tilt of a clustered day:

    L_t = exp(lambda x_t) / E exp(lambda x),   x beta-binomial with mean m, clustering rho_max, n_t people

With a Beta share inside a day the denominator is at most 1F1(a; a + b; t) at t = n (e^(lambda/n) - 1), where
a = m (1/rho - 1) and a + b = 1/rho - 1, because (1 + p x)^n <= exp(n p x); for limits above one half the same
bound on the others is sharper, e^(lambda - t) 1F1(a; a + b; t) at t = n (1 - e^(-lambda/n)). Both grow with m, with
rho and as n falls, so any mean up to m and any clustering up to rho_max is covered. They are summed once per stream
for a day without end, a usual day and the smallest day; the convexity of the logarithm bounds them in between.

An alarm says that the share went beyond its limit. It does not say when it began (see `date_changes`) or why.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from seenby.stats.days.day_process import DEFAULT_RHO, Side
from seenby.stats.errors import BadInput, TooFew
from seenby.stats.numeric.arrays import BoolArray, FloatArray, IntArray, counted, inside, within
from seenby.stats.numeric.kummer import log_kummer

SHIFTS = (0.25, 0.5, 1.0)  # the excesses, in log-odds, at which the three bets are keenest
LEAST = 30  # a day with fewer people than this is never looked at
LEAST_RHO = 0.001  # the least clustering that can be declared
ROOM = 1e-15  # the least that must be left beyond a limit, so that a bet on it is more than rounding
_CHUNK = 1 << 13  # streams at a time, so that the scratch arrays of three bets stay in the second-level cache
_CEILING = 1e250  # M is cut here, long after any alarm, so that it cannot overflow; cutting only loses evidence


@dataclass(frozen=True, slots=True, eq=False)
class DriftRule:
    """What the detector was told, worked out once per stream by `drift_rule`.

    Attributes:
        bets: lambda, shape (bets, streams) or (bets, 1) for one limit.
        turn: 1 for limits up to one half, -1 above, shape (streams,) or (1,).
        price: log 1F1 at lambda, what a day without end costs, same shape as `bets`.
        slope: What is added per unit of t - lambda down to a usual day, same shape.
        steeper: The same from there to the smallest day, same shape.
        bend: Where the second line starts from, same shape.
        least: Days with fewer people are left out, shape (streams,) or (1,).
        side: "above" or "below" the limit.
        mean_days: The stated mean time between false alarms, in days; the bar for M.
    """

    bets: FloatArray
    turn: FloatArray
    price: FloatArray
    slope: FloatArray
    steeper: FloatArray
    bend: FloatArray
    least: FloatArray
    side: Side
    mean_days: float


@dataclass(frozen=True, slots=True, eq=False)
class Drifts:
    """What a scan over past days found.

    Attributes:
        log_m: Log M after each day, shape (streams, days).
        raised: Whether the alarm was raised, shape (streams,).
        day: Index of the first day of alarm where `raised`; the number of days where not.
    """

    log_m: FloatArray
    raised: BoolArray
    day: IntArray


def baseline_limit(count: ArrayLike, total: ArrayLike, *, factor: float = 1.4, side: Side = "above") -> FloatArray:
    """Return a limit per stream: the odds of its own first weeks, times (or divided by) `factor`.

    Args:
        count: Members of the group over the baseline days, shape (streams, days).
        total: Everyone, same shape.
        factor: How much the odds may change before it counts, greater than 1. It must cover both harmless wander
            and the error of the baseline itself, which no later step allows for.
        side: "above" multiplies the odds, "below" divides them.

    Raises:
        BadInput: Counts that cannot be, or a factor that is not greater than 1.
        TooFew: A stream whose baseline lacks one of the two kinds of people.
    """
    counts, totals = counted(count, total)
    if not 1.0 < factor < np.inf:
        raise BadInput(f"factor: must be greater than 1, is {factor}")
    inside_sum, everyone = counts.sum(axis=-1), totals.sum(axis=-1)
    outside_sum = everyone - inside_sum
    if not (inside_sum.min() > 0 and outside_sum.min() > 0):
        raise TooFew(0, 1, "people of each kind in every baseline")
    odds = inside_sum / outside_sum * (factor if _above(side) else 1.0 / factor)
    return np.asarray(odds / (1.0 + odds))


def drift_rule(
    limit: ArrayLike,
    *,
    per_day: ArrayLike,
    rho_max: ArrayLike = DEFAULT_RHO,
    side: Side = "above",
    mean_days: float = 1_000.0,
) -> DriftRule:
    """Return the rule for a detector, worked out before the first day.

    Args:
        limit: The share that must not be passed, strictly inside (0, 1) and with a room of at least 1e-15 beyond it,
            one number or shape (streams,).
        per_day: People expected a day, at least 30, one number or shape (streams,); it tunes the bets, and days with
            under a tenth of it are left out.
        rho_max: The largest clustering inside a day that is allowed for, from 0.001 to below 1, one number or shape
            (streams,).
        side: "above" or "below" the limit.
        mean_days: Mean days between false alarms of one stream, more than 1.

    Raises:
        BadInput: A value outside its range.
    """
    rho = np.atleast_1d(within("rho_max", rho_max, LEAST_RHO, np.nextafter(1.0, 0.0)))
    if not 1.0 < mean_days < np.inf:
        raise BadInput(f"mean_days: must be more than 1, is {mean_days}")
    limits = np.atleast_1d(inside("limit", limit, 0.0, 1.0))
    people = np.atleast_1d(within("per_day", per_day, LEAST, 1e12))
    if limits.ndim != 1 or not {people.shape, rho.shape} <= {(1,), limits.shape}:
        raise BadInput("limit, per_day and rho_max: one number, or one for each stream")
    limits = limits if _above(side) else 1.0 - limits
    if limits.size and limits.max() > 1.0 - ROOM:
        raise BadInput(f"limit: leaves no room beyond it; at least {ROOM:g} is needed")
    people, rho = (np.broadcast_to(one, limits.shape) for one in (people, rho))
    least = np.maximum(people / 10, LEAST)
    turn = np.where(limits <= 0.5, 1.0, -1.0)
    parts = [
        _priced(limits[part], turn[part], people[part], least[part], rho[part])
        for part in (slice(begin, begin + _CHUNK) for begin in range(0, limits.size, _CHUNK))
    ]
    bets, price, slope, steeper, bend = (np.concatenate(each, axis=1) for each in zip(*parts, strict=True))
    return DriftRule(bets, turn, price, slope, steeper, bend, least, side, mean_days)


def start_drift(streams: int) -> FloatArray:
    """Return M before the first day, shape (bets, streams): zero, as no e-process has started."""
    return np.zeros((len(SHIFTS), streams))


def drift_scan(count: ArrayLike, total: ArrayLike, rule: DriftRule) -> Drifts:
    """Return what the detector would have said over past days, without starting over after an alarm.

    Args:
        count: Members of the group, shape (streams, days).
        total: Everyone, same shape.
        rule: From `drift_rule`, with one limit or one per stream.

    Raises:
        BadInput: Counts that cannot be, or shapes that do not fit.
    """
    counts, totals = counted(count, total)
    if counts.ndim != 2 or rule.bets.shape[1] not in (1, len(counts)):
        raise BadInput("count and total: shape (streams, days), and one limit or one per stream")
    state = start_drift(len(counts))
    log_m = np.empty(counts.shape)
    for day in range(counts.shape[1]):
        state = drift_step(state, counts[:, day], totals[:, day], rule, slice(None))
        log_m[:, day] = np.log(np.maximum(state.mean(axis=0), 1.0 / _CEILING))
    alarm = log_m >= np.log(rule.mean_days)
    raised = alarm.any(axis=1)
    return Drifts(log_m, raised, np.where(raised, alarm.argmax(axis=1), counts.shape[1]))


def _above(side: Side) -> bool:
    if side not in ("above", "below"):
        raise BadInput(f'side: "above" or "below", not {side!r}')
    return side == "above"


def _priced(
    limits: FloatArray, turn: FloatArray, usual: FloatArray, least: FloatArray, rho_max: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return the bets on each limit, their price on a day without end, and two lines for what smaller days add."""
    odds = limits / (1.0 - limits) * np.exp(np.array(SHIFTS))[:, None]
    bets = (odds / (1.0 + odds) - limits) / (limits * (1.0 - limits) * (rho_max + 1.0 / usual))
    strength = 1.0 / rho_max - 1.0
    at = [bets, _at(bets, turn, usual), _at(bets, turn, least)]
    prices = [log_kummer(limits * strength, strength, t) + np.where(turn > 0, 0.0, bets - t) for t in at]
    slope = (prices[1] - prices[0]) / (at[1] - at[0])
    gap = at[2] - at[1]
    steeper = np.divide(prices[2] - prices[1], gap, out=slope.copy(), where=gap != 0)
    return bets, prices[0], slope, steeper, (slope - steeper) * (at[1] - at[0])


def _at(bets: FloatArray, turn: FloatArray, people: FloatArray) -> FloatArray:
    """Return t, at which a day of n people is priced."""
    return np.asarray(turn * people * np.expm1(turn * bets / people))


def drift_step(state: FloatArray, counts: FloatArray, totals: FloatArray, rule: DriftRule, part: slice) -> FloatArray:
    """Return M of each bet after one more day, for the streams of one part; nothing is checked.

    Args:
        state: M of each bet, shape (bets, streams of the part).
        counts: Members of the group reached that day, shape (streams of the part,).
        totals: Everyone reached.
        rule: From `drift_rule`, for all streams.
        part: Which of all streams these are.
    """
    if rule.bets.shape[1] == 1:
        part = slice(None)
    bets = rule.bets[:, part]
    used = totals >= rule.least[part]
    people = np.where(used, totals, 1e9)
    shares = (counts if rule.side == "above" else totals - counts) / people
    extra = _at(bets, rule.turn[part], people) - bets
    lines = np.maximum(rule.slope[:, part] * extra, rule.steeper[:, part] * extra + rule.bend[:, part])
    gain = np.minimum(bets * shares - rule.price[:, part] - lines, 500.0)
    with np.errstate(over="ignore"):  # beyond all doubles is beyond the ceiling
        return np.where(used, np.minimum((1.0 + state) * np.exp(gain), _CEILING), state)
