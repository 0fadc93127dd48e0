"""Several markets of one platform: their ads, their people, what the platform learned of them together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from seenby.platforms.simulated import NONE, audience, length, markets, outcomes, prepare, preset, remedies, run
from seenby.platforms.simulated.world_settings import ArmSettings


@pytest.fixture(scope="module")
def made():
    arms = (ArmSettings("plain", {}, copies=7, budget=1_500.0), ArmSettings("draws men", {"draws men": 1.0}))
    return replace(preset("many-ads", people=1_000, days=2), markets=3, arms=arms)


@pytest.fixture(scope="module")
def ran(made):
    found = markets(made, 1)
    for market in found:
        run(market, length(made))
    return found


def test_ads_are_dealt_out_in_turn_and_each_market_has_an_advertiser_of_its_own(ran):
    named = [[(one.name, one.advertiser) for one in market.campaigns] for market in ran]
    assert named[0] == [
        ("plain · 1", "shop 1"), ("plain · 4", "shop 1"), ("plain · 7", "shop 1"), ("draws men", "shop 1"),
    ]  # fmt: skip
    assert named[1] == [("plain · 2", "shop 2"), ("plain · 5", "shop 2")]
    assert named[2] == [("plain · 3", "shop 3"), ("plain · 6", "shop 3")]


def test_markets_have_other_people_and_the_first_is_the_world_of_the_seed(made, ran):
    behaviours = {market.world.people.behaviour.tobytes() for market in ran}
    assert len(behaviours) == 3
    alone = prepare(replace(made, markets=1), 1)
    assert alone.world.people.behaviour.tobytes() == ran[0].world.people.behaviour.tobytes()


def test_the_platform_learned_from_the_pictures_of_all_markets_together(made, ran):
    alone = [prepare(made, 1, market=number).prior for number in range(3)]
    for market in ran:
        np.testing.assert_allclose(market.prior.plain, np.mean([one.plain for one in alone], axis=0))
        np.testing.assert_allclose(market.prior.added, np.mean([one.added for one in alone], axis=0))


def test_an_outcome_adds_up_all_markets(made, ran):
    rows = {row.arm: row for row in outcomes(ran, made, NONE)}
    apart = [list(outcomes([market], made, NONE)) for market in ran]
    for at, arm in enumerate(("plain", "draws men", "all arms")):
        for column in ("people", "impressions", "reach", "women", "parents", "actions", "in_aim"):
            assert getattr(rows[arm], column) == sum(getattr(one[at], column) for one in apart), column
    assert rows["all arms"].spend == pytest.approx(sum(one[-1].spend for one in apart))
    assert rows["draws men"].reach == apart[0][1].reach
    known = sum(audience(market.world, market.campaigns[0].aim).sum() for market in ran)
    assert 0.9 * rows["plain"].people < known < rows["plain"].people


def test_worlds_and_what_was_learned_serve_again_under_another_remedy(made, ran):
    again = markets(made, 1, remedies("women-only")[-1], ran)
    assert [one.world for one in again] == [one.world for one in ran]
    assert all(one.prior is ran[0].prior for one in again)
    assert all(one.tick == 0 for one in again)
