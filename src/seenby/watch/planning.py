"""How soon an excess of a given size would be found, before anything is watched."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from seenby.stats.dayprocess import day_evidence, day_rule
from seenby.stats.many import e_bh
from seenby.stats.nulls import clustered_days
from seenby.stats.power import days_to_find
from seenby.stats.undefined import TooFew

RUNS = 400
LONGEST = 365
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
    rho_max: float = 0.05,
    rho: float = 0.02,
    q: float = 0.05,
) -> Planned:
    """How soon ads that go beyond their limit are found among many that stay on it.

    The ads on the limit are drawn in full up to 400 of them, and the rest counted with no evidence at all, which
    changes the bar and nothing else.

    Raises:
        BadInput: A value outside its range.
    """
    generator = np.random.default_rng(seed)
    share = min(limit + excess, 0.999)
    drawn = min(max(ads - beyond, 0), RUNS)
    shares = np.concatenate([np.full(beyond, share), np.full(drawn, limit)])[:, None]
    runs = clustered_days(beyond + drawn, days, generator, share=shares, total=per_day, rho=rho)
    log_e = day_evidence(runs.count, runs.total, day_rule(limit, per_day=per_day, rho_max=rho_max))
    rest = np.full(max(ads - beyond - drawn, 0), -np.inf)
    flagged = np.stack(
        [e_bh(np.concatenate([log_e[:, day], rest]), q)[: beyond + drawn] for day in range(days)], axis=1
    )
    ever = np.maximum.accumulate(flagged, axis=1)
    found = ever[:beyond].mean(axis=0)
    false = float(ever[beyond:, -1].sum() / max(ever[:, -1].sum(), 1))
    return Planned(
        ads, beyond, excess, per_day, rho_max, rho, q,
        _expected(share, limit, per_day, rho_max, q),
        tuple(float(one) for one in found), _day(found, 0.5), _day(found, 0.9), false,
    )  # fmt: skip


def _expected(share: float, limit: float, per_day: int, rho_max: float, q: float) -> int | None:
    try:
        return days_to_find(share, limit, per_day=per_day, rho_max=rho_max, alpha=q, longest=LONGEST)
    except TooFew:
        return None


def _day(found: np.ndarray, part: float) -> int | None:
    reached = np.flatnonzero(found >= part)
    return int(reached[0]) + 1 if reached.size else None
