"""Rules that no run may break: budgets, opportunities, the lot, frequency, the clock, and who may be shown an ad."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.platforms.simulated.making import MEDIAN, PLENTY, ad, flat_world, frozen, knowing, priced

from seenby.errors import UsageError
from seenby.model import Aim
from seenby.platforms.simulated import Simulation, truths
from seenby.platforms.simulated.auction.kernels import ACTIONS, IMPRESSIONS, NEW, SPEND
from seenby.platforms.simulated.world_settings import PlatformSettings

WORLD = flat_world(4_000, men=0.4)
LIVELY = PlatformSettings(history=2_000, learning=0.01, exploration=0.5)


@settings(max_examples=25, deadline=None)
@given(
    budgets=st.lists(st.integers(1, 3_000_000), min_size=1, max_size=5),
    seed=st.integers(0, 2**40),
    pace=st.floats(0, 1),
    shared=st.booleans(),
    bid=st.sampled_from([0, 1, 400_000, 10**9]),
)
def test_budgets_are_never_exceeded_and_wins_never_exceed_opportunities(budgets, seed, pace, shared, bid):
    platform = Simulation(WORLD, PlatformSettings(history=500, pace=pace), seed, knowing())
    for number, budget in enumerate(budgets):
        owner = "shop" if shared else f"shop {number}"
        platform.submit(ad(f"ad {number}", owner, budget=budget, ticks=12, bid=bid))
    platform.step(14)
    table = platform.ledger.by_cell(len(budgets))
    assert (platform.states.spent <= budgets).all()
    assert (platform.states.unbilled >= 0).all()
    assert platform.states.wins.sum() <= sum(platform.ledger.opportunities)
    assert (table[..., IMPRESSIONS].sum(axis=(0, 2, 3, 4)) == platform.states.wins).all()
    assert (table[..., SPEND].sum(axis=(0, 2, 3, 4)) == platform.states.spent).all()
    assert (table[..., NEW].sum(axis=(0, 2, 3, 4)) == (platform.memory.seen > 0).sum(axis=0)).all()
    assert (table[..., ACTIONS] <= table[..., IMPRESSIONS]).all()
    assert (table >= 0).all()
    assert sum(platform.ledger.received) == platform.states.spent.sum()


def test_twins_never_meet_in_one_auction():
    market = priced(WORLD, sigma=0.05)
    platform = frozen(market, knowing())
    for name in ("one", "two"):
        platform.submit(ad(name, bid=round(MEDIAN * 1_000 / 0.02 * 50)))
    platform.step(24)
    paid = platform.states.spent / platform.states.wins
    assert platform.states.wins.sum() == sum(platform.ledger.opportunities)
    # Fifty times the outside price was bid by both: had they met, one would have paid the other's bid.
    assert paid == pytest.approx(np.full(2, MEDIAN * 1_000 * 1.1), rel=0.1)
    assert platform.states.wins[0] == pytest.approx(platform.states.wins[1], rel=0.05)


def test_ads_of_different_advertisers_do_meet():
    platform = frozen(priced(WORLD, sigma=0.05), knowing())
    for name in ("one", "two"):
        platform.submit(ad(name, advertiser=name, bid=round(MEDIAN * 1_000 / 0.02 * 50)))
    platform.step(24)
    won = platform.states.wins > 0
    paid = platform.states.spent[won] / platform.states.wins[won]
    assert paid == pytest.approx(MEDIAN * 1_000 * 50, rel=0.01)


@pytest.mark.parametrize("most", [1, 3])
def test_nobody_is_shown_an_ad_more_often_than_it_may(most):
    platform = frozen(WORLD, knowing())
    platform.submit(ad(most_views=most, bid=10**9))
    platform.step(48)
    assert platform.memory.seen.max() == most


def test_an_ad_that_may_repeat_does():
    platform = frozen(WORLD, knowing())
    platform.submit(ad(bid=10**9))
    platform.step(24)
    assert platform.memory.seen.max() > 3


def test_campaigns_start_and_stop_by_the_clock_and_by_hand():
    platform = frozen(WORLD, knowing())
    platform.submit(ad("early", "a", start=0, ticks=5, bid=10**8))
    platform.submit(ad("late", "b", start=8, ticks=40, bid=10**8))
    platform.step(12)
    platform.pause("b", "late")
    platform.step(4)
    platform.pause("b", "late", False)
    platform.step(2)
    shown = platform.ledger.by_tick(2).sum(axis=2) > 0
    assert np.flatnonzero(shown[:, 0]).tolist() == [0, 1, 2, 3, 4]
    assert np.flatnonzero(shown[:, 1]).tolist() == [8, 9, 10, 11, 16, 17]


def test_an_ad_may_be_submitted_while_others_run():
    platform = Simulation(WORLD, LIVELY, 1)
    platform.submit(ad("first", budget=500_000, ticks=24))
    platform.step(10)
    platform.submit(ad("second", "other", budget=500_000, start=10, ticks=14))
    platform.step(14)
    assert (platform.states.wins > 0).all()
    assert platform.ledger.by_tick(2)[:10, 1].sum() == 0


@pytest.mark.parametrize(
    ("aim", "allowed"),
    [
        (Aim(genders=("female",)), {0}),
        (Aim(genders=("male",)), {1}),
        (Aim(genders=("female",), suggestion=True), {0, 1}),
        (Aim(genders=("female", "male")), {0, 1}),
    ],
)
def test_only_the_aim_is_shown_an_ad_unless_it_is_a_suggestion(aim, allowed):
    platform = frozen(WORLD, knowing())
    platform.submit(ad(aim=aim, bid=10**9))
    platform.step(24)
    assert set(WORLD.attributes.gender[platform.memory.seen[:, 0] > 0].tolist()) == allowed


def test_ages_and_places_hold():
    platform = frozen(WORLD, knowing())
    platform.submit(ad(aim=Aim(ages=(25, 44), places=("south",)), bid=10**9))
    platform.step(24)
    shown = platform.memory.seen[:, 0] > 0
    assert WORLD.attributes.age[shown].min() >= 25
    assert WORLD.attributes.age[shown].max() <= 44
    assert set(WORLD.attributes.place[shown].tolist()) == {1}


@pytest.mark.parametrize(
    ("broken", "word"),
    [
        ({"budget": 0}, "budget"),
        ({"ticks": 0}, "time"),
        ({"aim": Aim(genders=("queens",))}, "gender"),
        ({"aim": Aim(ages=(27, 44))}, "age"),
        ({"aim": Aim(places=("nowhere",))}, "place"),
        ({"aim": Aim(interests=("chess",))}, "interest"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(broken, word):
    with pytest.raises(UsageError, match=word):
        frozen(WORLD, knowing()).submit(ad(**broken))


def test_two_ads_of_one_name_are_refused():
    platform = frozen(WORLD, knowing())
    platform.submit(ad())
    with pytest.raises(UsageError, match="already"):
        platform.submit(ad())
    with pytest.raises(UsageError, match="no ad"):
        platform.pause("shop", "another")


def test_spending_follows_the_plan():
    world = flat_world(20_000)
    platform = Simulation(world, PlatformSettings(history=2_000), 1)
    platform.submit(ad(budget=4_000_000, ticks=48))
    platform.step(24)
    assert platform.states.spent[0] == pytest.approx(2_000_000, rel=0.25)
    platform.step(24)
    assert platform.states.spent[0] == pytest.approx(4_000_000, rel=0.03)
    assert platform.states.unbilled[0] < 0.05 * 4_000_000
    assert platform.states.spent[0] < PLENTY


def test_the_world_is_as_large_as_it_says():
    assert WORLD.bytes_per_person < 200


def test_a_platform_without_ads_lets_its_clock_go_on():
    platform = frozen(WORLD, knowing())
    platform.step(2)
    assert platform.tick == 2
    assert sum(platform.ledger.opportunities) > 0
    assert truths(platform) == ()


def test_an_ad_for_nobody_is_shown_to_nobody():
    platform = frozen(WORLD, knowing())
    platform.submit(ad(aim=Aim(genders=("female",), ages=(25, 34)), bid=0, budget=1))
    platform.step(3)
    assert platform.states.spent[0] <= 1
