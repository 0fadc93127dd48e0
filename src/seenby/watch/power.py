"""How soon an excess of a given size would be found, before anything is watched."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

import numpy as np

from seenby.judge.claims.claim_c_rules import FALSE_SHARE, MOST_SHARE
from seenby.stats.days.day_process import day_evidence, day_rule
from seenby.stats.errors import TooFew
from seenby.stats.lab.null_worlds import clustered_days
from seenby.stats.multiple_testing import e_bh
from seenby.stats.power import days_to_find
from seenby.watch.alarms.phrases import say
from seenby.watch.settings import RHO_MAX

RUNS = 400
LONGEST = 365
RHOS = (0.1, 0.075, 0.05, 0.04, 0.03, 0.02, 0.015, 0.01, 0.0075, 0.005, 0.002, 0.001)
PLAN_SCHEMA = "seenby/watch-plan/1"


@dataclass(frozen=True, slots=True)
class Planned:
    """How soon an excess is found.

    Attributes:
        ads: Ads watched together, of which `beyond` go beyond their limit.
        excess: By how much, as a share.
        per_day: Impressions of each a day.
        rho_max: The clustering allowed for.
        rho: The clustering that days were drawn with.
        q: The stated share of false alarms.
        expected_day: The day on which one ad alone would be found if every day were as expected; None in a year.
        found: The share of those ads that were found by each day of the simulation.
        half: The day by which half were found; None if not in the days simulated.
        most: The day by which nine in ten were.
        false: The share of false ones among all that were ever flagged.
        within: Days by which nine in ten were wanted; None if nothing was asked.
        rho_needed: The largest rho_max at which they are, of `RHOS` and not under rho; None if there is none.
        excess_needed: The least excess that is found by then as things stand, in whole points, as a share.
    """

    ads: int
    beyond: int
    excess: float
    per_day: int
    rho_max: float
    rho: float
    q: float
    expected_day: int | None
    found: tuple[float, ...]
    half: int | None
    most: int | None
    false: float
    within: int | None = None
    rho_needed: float | None = None
    excess_needed: float | None = None

    def as_json(self) -> dict[str, object]:
        """The plan in the shape ``seenby/watch-plan/1``."""
        return {"schema": PLAN_SCHEMA, **asdict(self)}


def plan_watch(
    *,
    limit: float,
    excess: float,
    per_day: int,
    ads: int,
    beyond: int,
    seed: int,
    days: int = 60,
    rho_max: float = RHO_MAX,
    rho: float = 0.02,
    q: float = FALSE_SHARE,
) -> Planned:
    """How soon ads that go beyond their limit are found among many that stay on it.

    The ads on the limit are drawn in full up to 400 of them, and the rest counted with no evidence at all, which
    changes the bar and nothing else.

    Raises:
        BadInput: A value outside its range.
    """
    generator = np.random.default_rng(seed)
    # What lies beyond a limit that leaves no room cannot be drawn either.
    share = min(limit + excess, MOST_SHARE)
    drawn = min(max(ads - beyond, 0), RUNS)
    shares = np.concatenate([np.full(beyond, share), np.full(drawn, limit)])[:, None]
    runs = clustered_days(beyond + drawn, days, generator, share=shares, total=per_day, rho=rho)
    log_e = day_evidence(runs.count, runs.total, day_rule(limit, per_day=per_day, rho_max=rho_max))
    # The ads that were not drawn count with no evidence: they raise the bar of e-BH, and are never called.
    rest = np.full(max(ads - beyond - drawn, 0), -np.inf)
    flagged = np.stack(
        [e_bh(np.concatenate([log_e[:, day], rest]), q)[: beyond + drawn] for day in range(days)], axis=1
    )
    # Found is found: somebody looked at the ad on the first day it was flagged, whatever came after.
    ever = np.maximum.accumulate(flagged, axis=1)
    found = ever[:beyond].mean(axis=0)
    false = float(ever[beyond:, -1].sum() / max(ever[:, -1].sum(), 1))
    return Planned(
        ads,
        beyond,
        excess,
        per_day,
        rho_max,
        rho,
        q,
        _expected(share, limit, per_day, rho_max, q),
        tuple(float(one) for one in found),
        _day(found, 0.5),
        _day(found, 0.9),
        false,
    )


def with_needs(planned: Planned, within: int, *, limit: float, seed: int) -> Planned:
    """The plan, and what it would take to find nine in ten within so many days: other clustering, or more excess."""

    def found(rho_max: float, excess: float) -> bool:
        again = plan_watch(
            limit=limit,
            excess=excess,
            per_day=planned.per_day,
            ads=planned.ads,
            beyond=planned.beyond,
            seed=seed,
            days=within,
            rho_max=rho_max,
            rho=planned.rho,
            q=planned.q,
        )
        return again.most is not None

    rhos = (rho for rho in RHOS if planned.rho <= rho <= planned.rho_max)
    rho = next((rho for rho in (planned.rho_max, *rhos) if found(rho, planned.excess)), None)
    most = math.ceil((MOST_SHARE - limit) * 100) - 1
    points = bisect_left(range(1, most + 1), True, key=lambda one: found(planned.rho_max, one / 100)) + 1
    return replace(planned, within=within, rho_needed=rho, excess_needed=points / 100 if points <= most else None)


def plan_sentences(plan: Planned, seed: int) -> Iterator[str]:
    """The plan for a person."""
    excess, rho = f"{plan.excess * 100:g}", f"{plan.rho_max:g}"
    if plan.expected_day:
        yield say("plan", "alone", excess=excess, day=f"day {plan.expected_day}")
    else:
        yield say("plan", "never_alone", excess=excess)
    half, most = (
        say("plan", "found", day=str(day)) if day else say("plan", "not_found", days=str(len(plan.found)))
        for day in (plan.half, plan.most)
    )
    yield say("plan", "among", beyond=str(plan.beyond), ads=f"{plan.ads:,}", half=half, most=most)
    if plan.within:
        needed = "" if plan.rho_needed is None else f"{plan.rho_needed:g}"
        key = "none" if not needed else "yes" if needed == rho else "smaller"
        named = f"{plan.rho:g}" if key == "none" else rho
        yield say("plan", key, within=str(plan.within), needed=needed, rho=named)
        if plan.excess_needed is not None:
            yield say("plan", "excess", rho=rho, excess=f"{plan.excess_needed * 100:.0f}")
    yield say("plan", "false", false=f"{plan.false * 100:.1f}", seed=str(seed))


def _expected(share: float, limit: float, per_day: int, rho_max: float, q: float) -> int | None:
    try:
        return days_to_find(share, limit, per_day=per_day, rho_max=rho_max, alpha=q, longest=LONGEST)
    except TooFew:
        return None


def _day(shares: np.ndarray, part: float) -> int | None:
    reached = np.flatnonzero(shares >= part)
    return int(reached[0]) + 1 if reached.size else None
