"""What a study is expected to come to before it runs: pairs, power, money."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

from seenby.model import Size, Study
from seenby.stats.power import cost, pairs_needed, simulated_power, spread_from_rho
from seenby.study.randomise import waves_of

UNKNOWN_SHARE = 0.5
"""The share expected where no estimated audience says otherwise."""

EDGE = 0.01
"""Expected shares are kept this far from 0 and 1, where log-odds lose their sense."""

STUDIES, LOT = 4_000, 20_240_501
"""Studies simulated for the power, and the seed of that simulation: the same for everybody."""

SPENT = 0.80
"""Part of the cap from which the expected cost is said to be close to it."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a plan is expected to come to.

    Attributes:
        pairs: Sets of arms.
        pairs_needed: How many the formula asks for; None where no arms are compared.
        share: The share of the group that is expected, from the estimated audience or taken as half.
        share_from_aim: Whether the aim's estimated audience gave it.
        effect: The smallest difference worth finding, in log-odds at that share.
        spread: Standard deviation of the difference between identical ads, in log-odds.
        power: Share of simulated studies of this size that find the effect; None where no arms are compared.
        ads: How many ads.
        impressions: Of each ad.
        useful_impressions: 3 / rho: more of an ad adds almost nothing.
        days: How long every ad runs.
        waves: In how many waves the sets run.
        expected: What all ads together are expected to cost, in whole hundredths.
        greatest: What they can cost at most.
        cap: What they may cost at most.
        currency: ISO 4217.
    """

    pairs: int
    pairs_needed: int | None
    share: float
    share_from_aim: bool
    effect: float
    spread: float
    power: float | None
    ads: int
    impressions: int
    useful_impressions: int
    days: int
    waves: int
    expected: int
    greatest: int
    cap: int
    currency: str


def outlook_of(study: Study, pairs: int, greatest: int) -> Outlook:
    """What a study with so many pairs comes to.

    Args:
        study: What is asked.
        pairs: Sets of arms.
        greatest: Sum of the ads' budgets, in whole hundredths.
    """
    size, share, known = study.size, *expected_share(study)
    effect, spread = smallest_effect(share, study), float(spread_from_rho(size.rho, share, size.impressions))
    compared = len(study.arms) > 1
    weights = sum(arm.budget for arm in study.arms) * pairs + 2 * size.twins * study.arm(study.twins_of).budget
    return Outlook(
        pairs=pairs,
        pairs_needed=needed(study) if compared else None,
        share=round(share, 6),
        share_from_aim=known,
        effect=round(effect, 6),
        spread=round(spread, 6),
        power=simulated_power(pairs, effect, spread, LOT, studies=STUDIES).found if compared else None,
        ads=len(study.arms) * pairs + 2 * size.twins,
        impressions=size.impressions,
        useful_impressions=useful_impressions(size),
        days=size.days,
        waves=waves_of(size.waves, pairs, size.twins),
        expected=round(float(cost(weights, 1, size.impressions, study.money.per_thousand))),
        greatest=greatest,
        cap=study.money.cap,
        currency=study.money.currency,
    )


def needed(study: Study) -> int:
    """Pairs with which the smallest difference worth finding is found with the power asked for.

    K = max(6, ceil(((1.96 + z_power) tau / delta)^2 + 1.92)); see `seenby.stats.power.pairs_needed`.
    """
    share, _ = expected_share(study)
    spread = spread_from_rho(study.size.rho, share, study.size.impressions)
    return int(pairs_needed(spread, smallest_effect(share, study), power=study.size.power))


def smallest_effect(share: float, study: Study) -> float:
    """The smallest difference worth finding, from points of share to log-odds at a share.

    Going up and going down by so many points are not alike in log-odds away from one half: the harder of both counts,
    unless the question expects a direction.
    """
    ways = {"more": share + study.size.smallest, "fewer": share - study.size.smallest}
    asked = [end for way, end in ways.items() if study.direction in (way, "either") and EDGE <= end <= 1 - EDGE]
    ends = asked or [min(max(end, EDGE), 1 - EDGE) for end in ways.values()]
    moves = [abs(_logit(end) - _logit(share)) for end in ends]
    return min(move for move in moves if move > 0)


def expected_share(study: Study) -> tuple[float, bool]:
    """The share of the group among those aimed at, and whether the aim's estimated audience gave it."""
    sizes = study.aim.estimated.get(study.dimension, {})
    group = study.group or min(sizes, default=None)
    total = sum(size.middle for size in sizes.values())
    if group is None or group not in sizes or not 0 < total < float("inf"):
        return UNKNOWN_SHARE, False
    return min(max(sizes[group].middle / total, EDGE), 1 - EDGE), True


def useful_impressions(size: Size) -> int:
    """3 / rho: from there on, one more impression of an ad adds almost nothing to what can be told."""
    return round(3 / size.rho)


def _logit(share: float) -> float:
    return log(share / (1 - share))
