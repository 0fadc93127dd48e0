"""How fast a budget is spent: where the bid starts, and how it follows the plan.

The multiplier on the bid is the dual variable of the budget; each tick moves its logarithm by how far spending was
from plan (dual descent, Balseiro and Gur 2019, in the multiplicative form). Where it starts comes from a forecast: the
bid at which a sample of the audience would cost the plan at outside prices alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]
LOW, HIGH = 0.0, 32.0
"""Logs of the lowest and the highest bid for one action, in micro-currency."""

HALVINGS = 40
FASTER = 4.0


def forecast_spend(log_bid: float, rates: Floats, log_price: Floats, sigma: float) -> Floats:
    """Micro-currency that one visit is expected to cost, for each person of a sample.

    The outside value P is lognormal and the price is P when it is beaten, so the cost is E[P; P < v], which is
    exp(m + s²/2) Φ((ln v - m - s²) / s) with v the bid times the estimated action rate.
    """
    value = log_bid + np.log(rates)
    return np.asarray(np.exp(log_price + sigma**2 / 2) * ndtr((value - log_price - sigma**2) / sigma))


def start_bid(plan: float, visits: Floats, rates: Floats, log_price: Floats, sigma: float) -> float:
    """Log of the bid at which the audience is expected to cost the plan in a tick.

    Args:
        plan: Micro-currency for the tick.
        visits: Visits expected of the people each entry of the sample stands for.
        rates: Estimated action rates of the sample.
        log_price: Mean log outside value of the sample.
        sigma: Standard deviation of the log.
    """
    low, high = LOW, HIGH
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        cost = float((visits * forecast_spend(middle, rates, log_price, sigma)).sum())
        low, high = (middle, high) if cost < plan else (low, middle)
    return (low + high) / 2


def follow(log_bid: Floats, spend: Floats, plan: Floats, pace: float) -> Floats:
    """The bids after a tick: up by at most ``pace`` where less was spent than planned, down where more.

    Down it may go `FASTER` times as fast: an ad that wins everything must not wait for those that win nothing.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        short = np.where(plan > 0, np.clip(1.0 - spend / plan, -FASTER, 1.0), 0.0)
    return np.asarray(np.clip(log_bid + pace * short, LOW, HIGH))
