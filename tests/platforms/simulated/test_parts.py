"""Learning, pacing, the controller, targeting, settings and responses, each by itself."""

from __future__ import annotations

from dataclasses import replace

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from seenby.errors import SettingsError, UsageError
from seenby.model import Aim
from seenby.platforms.simulated import (
    REMEDIES,
    build_world,
    estimated_audience,
    memory_needed,
    names,
    prepare,
    preset,
    remedies,
    responses,
    run,
)
from seenby.platforms.simulated.auction import compiled as compiling
from seenby.platforms.simulated.auction.controller import shuffle_distance, steer
from seenby.platforms.simulated.auction.learning import drawn, learn, start_precision
from seenby.platforms.simulated.auction.pacing import follow, forecast_spend, start_bid
from seenby.platforms.simulated.people.activity import RHYTHMS, rhythms
from seenby.platforms.simulated.people.targeting import in_aim, people_of, stated
from seenby.platforms.simulated.pictures.regression import fit
from seenby.platforms.simulated.rng import generator
from seenby.platforms.simulated.world_settings import PlatformSettings, read_preset


def test_learning_moves_towards_the_gradient_and_grows_sure():
    weights, precision = np.zeros((1, 2)), np.full((1, 2), 100.0)
    wins, curve = np.asarray([50]), np.full((1, 2), 0.02)
    moved, sharper = learn(weights, precision, np.asarray([[10.0, -5.0]]), wins, curve)
    assert (np.sign(moved) == [[1, -1]]).all()
    assert (sharper == 101.0).all()


def test_a_platform_that_does_not_learn_does_not_move():
    weights, precision = np.zeros((1, 2)), start_precision(0.0, 2)[None]
    moved, _ = learn(weights, precision, np.asarray([[1e3, 1e3]]), np.asarray([1]), np.ones((1, 2)))
    assert np.abs(moved).max() < 1e-12
    assert np.abs(drawn(weights, precision, 1.0, generator(1, "test"))).max() < 1e-7
    assert (drawn(weights, precision, 0.0, generator(1, "test")) == weights).all()


def test_the_regression_finds_the_weights_it_was_made_with():
    chance = generator(1, "regression")
    x = chance.standard_normal((60_000, 4)).astype(np.float32)
    x[:, 0] = 1.0
    truth = np.asarray([-1.5, 0.5, -0.25, 0.0])
    acted = chance.random(len(x)) < expit(x @ truth)
    assert fit(x, acted) == pytest.approx(truth, abs=0.05)


def test_a_forecast_bid_costs_the_plan():
    rates, prices, visits = np.full(50, 0.02), np.full(50, np.log(8_000.0)), np.full(50, 3.0)
    bid = start_bid(90_000.0, visits, rates, prices, 0.5)
    assert float((visits * forecast_spend(bid, rates, prices, 0.5)).sum()) == pytest.approx(90_000.0, rel=1e-6)


def test_a_forecast_is_what_a_lognormal_price_costs():
    draws = np.exp(np.log(8_000.0) + 0.5 * generator(1, "price").standard_normal(400_000))
    value = np.log(9_000.0)
    expected = np.where(draws < 9_000.0, draws, 0.0).mean()
    found = forecast_spend(value, np.ones(1), np.full(1, np.log(8_000.0)), 0.5)[0]
    assert found == pytest.approx(expected, rel=0.01)


def test_pacing_follows_the_plan_and_leaves_finished_ads_alone():
    bids = follow(np.full(3, 10.0), np.asarray([0.0, 50.0, 7.0]), np.asarray([10.0, 2.0, 0.0]), 0.1)
    assert bids[0] == pytest.approx(10.1)
    assert bids[1] == pytest.approx(9.6)
    assert bids[2] == 10.0


def test_the_controller_waits_for_a_batch_then_moves_by_bounded_steps():
    settings = PlatformSettings(controller_batch=100, controller_noise=0.0, controller_step=0.2)
    eligible, none = np.asarray([0.7, 0.3]), np.zeros(2)
    waiting, batch = steer(none, np.asarray([20, 60]), eligible, settings, generator(1, "test"))
    assert (waiting == 0).all()
    assert batch.tolist() == [20, 60]
    moved, batch = steer(none, np.asarray([20, 90]), eligible, settings, generator(1, "test"))
    assert moved == pytest.approx([0.2, -0.2])
    assert batch.sum() == 0


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_shuffle_distance_of_two_groups_is_the_difference(one, other):
    mixes = np.asarray([one, 1 - one]), np.asarray([other, 1 - other])
    assert shuffle_distance(*mixes) == pytest.approx(abs(one - other))


@given(st.integers(0, 10**9))
def test_a_stated_audience_holds_the_count_and_is_no_count(people):
    found = stated(people)
    assert found.low <= people <= found.high
    assert people < 10 or found.high > found.low


def test_the_stated_audience_is_of_the_aim_by_record():
    made = preset("charm-2024", people=40_000)
    world = build_world(made, 1)
    aim = Aim(interests=("dance",))
    inside = people_of(world, in_aim(world, aim))
    found = estimated_audience(world, aim)["gender"]
    for code, name in enumerate(("female", "male")):
        count = int((inside & (world.attributes.recorded == code)).sum())
        assert found[name].low <= count <= found[name].high
    assert found["female"].low > found["male"].high


def test_visits_are_as_many_as_the_rhythm_says():
    found = rhythms(4.0, 2.0, 24)
    assert found.rates.shape == (RHYTHMS, 24)
    assert found.activity.sum() == pytest.approx(4.0)
    ends = found.thresholds(20).astype(np.float64) / 2.0**32
    assert ends[:, 0] == pytest.approx(np.exp(-found.rates[:, 20]), rel=1e-6)
    assert (np.diff(ends, axis=1) >= 0).all()


def test_the_average_number_of_visits_comes_out():
    platform = prepare(preset("no-effect", people=20_000), 1)
    platform.step(24)
    assert sum(platform.ledger.opportunities) / 20_000 == pytest.approx(4.0, rel=0.02)


def test_nobody_responds_who_was_not_shown_the_ad_and_texts_are_placeholders():
    made = preset("charm-2024", people=40_000)
    platform = prepare(made, 1)
    run(platform, 24)
    assert not (platform.memory.acted > platform.memory.seen).any()
    found = list(responses(platform))
    assert len(found) == int((platform.memory.acted > 0).sum()) > 10
    assert {one.kind for one in found} <= {"click", "like", "follow", "comment", "message", "call"}
    assert all(one.text == "" or (one.text.startswith("[") and one.text.endswith("]")) for one in found)
    assert all(one.follows and one.account.startswith("account-") for one in found)
    assert all(0 <= one.tick < 24 for one in found)
    assert found == list(responses(platform))


@pytest.mark.parametrize("name", names())
def test_every_preset_can_be_read_and_says_what_was_fitted(name):
    made = preset(name, people=2_000)
    assert made.name == name
    assert made.measured
    world = build_world(made, 1)
    assert world.bytes_per_person < 200
    assert memory_needed(2_000, len(made.factors), 0) == pytest.approx(world.bytes_per_person * 2_000, rel=0.1)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("nonsense = 1", "nonsense"),
        ("days = 'two'", "kind"),
        ("[people]\nnumber = 1.5", "kind"),
        ("[people]\nages = [1.0]", "6 entries"),
        ("[people]\nnumber = 0", "people"),
        ("[people]\ncarries = { shoes = 1.0 }", "shoes"),
        ("[[factors]]\nname = 'x'\nresponds = { shoes = 1.0 }", "shoes"),
        ("days = ", "TOML"),
    ],
)
def test_a_preset_that_makes_no_sense_names_what_is_wrong(line, word):
    head = "name = 'x'\ntitle = 'x'\nabout = 'x'\nfitted = []\nmeasured = {}\narms = []\n"
    rest = "" if line.startswith("days") else "days = 1\n"
    tables = "".join(f"[{one}]\n" for one in ("people", "market", "platform") if f"[{one}]" not in line)
    factors = "" if "factors" in line else "factors = []\n"
    top, sections = (line, "") if not line.startswith("[") else ("", line)
    with pytest.raises(SettingsError, match=word):
        build_world(read_preset(f"{head}{rest}{factors}{top}\n{tables}{sections}\n", "test"), 1)


def test_an_unknown_preset_or_remedy_is_refused_with_the_known_ones():
    with pytest.raises(UsageError, match="charm-2024"):
        preset("nowhere")
    with pytest.raises(UsageError, match="women-only"):
        remedies("prayer")
    with pytest.raises(UsageError, match="people"):
        preset("charm-2024", people=0)


def test_remedies_are_named_once_and_no_change_comes_first():
    assert remedies("all") == REMEDIES
    assert [one.name for one in remedies("controller,women-only")] == ["none", "women-only", "controller"]


def test_a_kernel_is_compiled_where_no_folder_can_be_written(monkeypatch):
    real = numba.njit

    def nowhere(*given, cache=False, **options):
        if cache:
            raise RuntimeError("cannot cache function 'f': no locator available")
        return real(*given, **options)

    monkeypatch.setattr(numba, "njit", nowhere)

    def twice(x):
        return 2 * x

    kernel = compiling.compiled(twice)
    assert kernel(21) == 42
    assert compiling.is_ready(kernel)
    assert not compiling.was_kept(kernel)


def test_a_platform_may_beat_its_own_defaults():
    made = preset("no-effect", people=2_000)
    with pytest.raises(SettingsError, match="6 entries"):
        build_world(replace(made, market=replace(made.market, ages=(1.0,))), 1)
