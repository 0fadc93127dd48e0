"""What a study can find and what it costs, against the table it was planned by."""

from __future__ import annotations

from math import log
from typing import Any

import pytest
from tests.study.ads.planning.asking import arm, asked, planned

from seenby.errors import StoppedByGuard
from seenby.stats.power import simulated_power
from seenby.study.ads.planning.power_and_cost import expected_share, needed, outlook_of, smallest_effect

NO_AIM: dict[str, Any] = {"estimated_audience": None}

# docs/reference/statistics.md: pairs for a power of 80 in every 100, by rho (tau 0.15 and 0.30) and the difference in
# log-odds, which at a share of one half is about four times the points.
TABLE = [
    (0.0026, 0.1, 20), (0.0026, 0.2, 7), (0.0026, 0.3, 6), (0.0026, 0.5, 6),
    (0.0111, 0.1, 73), (0.0111, 0.2, 20), (0.0111, 0.3, 10), (0.0111, 0.5, 6),
]  # fmt: skip


def points(effect: float) -> float:
    """The points of share, from one half up, that are so much in log-odds."""
    from math import exp

    return 100 * (1 / (1 + exp(-effect)) - 0.5)


@pytest.mark.parametrize(("rho", "effect", "pairs"), TABLE)
def test_pairs_are_those_of_the_table(rho, effect, pairs):
    study = asked(**NO_AIM, size={"rho": rho, "impressions": 10_000_000, "smallest": points(effect)})
    assert abs(needed(study) - pairs) <= 1  # the table takes tau rounded


def test_simulated_power_is_that_of_the_table():
    # tau 0.30, delta 0.3: 78 in every 100 at 10 pairs, 86 at 12
    for pairs, power in ((10, 0.78), (12, 0.86)):
        study = asked(**NO_AIM, size={"rho": 0.01125, "impressions": 10_000_000, "smallest": points(0.3)})
        assert outlook_of(study, pairs, 1).power == pytest.approx(power, abs=0.025)


def test_the_planned_number_of_pairs_has_the_power_that_was_asked_for():
    for smallest in (5, 7, 10):
        made = planned(size={"pairs": None, "smallest": smallest}, **NO_AIM, money={"cap": 10_000.0})
        assert made.outlook.pairs == made.outlook.pairs_needed
        assert made.outlook.power is not None
        assert made.outlook.power >= 0.78


def test_power_is_the_same_for_everybody():
    assert planned(1).outlook == planned(1).outlook
    assert planned(1).outlook.power == planned(2).outlook.power


def test_the_expected_share_is_that_of_the_estimated_audience():
    men, men_estimated = expected_share(asked())
    women, women_estimated = expected_share(asked(group="women"))
    assert (men, women) == pytest.approx((0.27, 0.73))
    assert men_estimated is women_estimated is True
    assert expected_share(asked(**NO_AIM)) == (0.5, False)
    assert expected_share(asked(estimated_audience={"gender": {"women": 0, "men": 5}})) == (0.99, True)


def test_a_difference_counts_in_the_direction_that_is_harder_to_see_unless_one_is_expected():
    up, down = log(0.37 / 0.63), log(0.17 / 0.83)
    here = log(0.27 / 0.73)
    study = asked()
    assert smallest_effect(0.27, study) == pytest.approx(min(up - here, here - down))
    assert smallest_effect(0.27, asked(direction="fewer")) == pytest.approx(here - down)
    assert smallest_effect(0.05, study) == pytest.approx(log(0.15 / 0.85) - log(0.05 / 0.95))


@pytest.mark.parametrize("share", [0.01, 0.05, 0.5, 0.95, 0.99])
@pytest.mark.parametrize("direction", ["either", "more", "fewer"])
def test_a_difference_can_always_be_told_in_log_odds(share, direction):
    assert smallest_effect(share, asked(direction=direction, size={"smallest": 45})) > 0


def test_costs_are_the_budgets_of_all_ads():
    made = planned()
    assert made.outlook.ads == len(made.plan.slots) == 12 * 3 + 2 * 9
    assert made.outlook.expected == made.outlook.greatest == made.plan.greatest_spend == 54 * 100


def test_a_plan_that_could_cost_more_than_its_cap_is_stopped_and_says_by_how_much():
    with pytest.raises(StoppedByGuard) as told:
        planned(money={"cap": 53.99})
    assert "EUR 54.00" in str(told.value)
    assert "EUR 0.01 above the cap of EUR 53.99" in str(told.value)
    assert planned(money={"cap": 54.00}).plan.greatest_spend == 5_400


def test_an_ad_without_a_budget_is_stopped():
    with pytest.raises(StoppedByGuard, match="no budget"):
        planned(size={"impressions": 1}, money={"per_thousand": 0.01})


def test_larger_arms_cost_more():
    arms = [arm("small", picture="a.png"), arm("large", picture="a.png", budget=2)]
    made = planned(arms=arms)
    assert made.outlook.expected == made.plan.greatest_spend == 12 * 300 + 18 * 100


def test_one_arm_has_no_power_to_speak_of():
    made = planned(arms=[arm("ad")])
    assert made.outlook.power is None
    assert made.outlook.pairs_needed is None


def test_the_simulation_is_the_one_of_the_statistics_room():
    made = planned()
    again = simulated_power(12, made.outlook.effect, made.outlook.spread, 20_240_501, studies=4_000)
    assert made.outlook.power == pytest.approx(again.found, abs=0.002)
