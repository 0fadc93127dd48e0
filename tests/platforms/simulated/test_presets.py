"""Presets in small: the signs and the order. The figures of the full size are in bench/README.md."""

from __future__ import annotations

from dataclasses import replace
from statistics import fmean

import numpy as np
import pytest

from seenby.platforms.simulated import NONE, length, markets, outcomes, prepare, preset, remedies, run

SEEDS = (1, 2, 3)


def shares(made, seed, remedy=NONE):
    found = markets(made, seed, remedy)
    for market in found:
        run(market, length(made))
    return {row.arm: row for row in outcomes(found, made, remedy)}


def small_history(made, people=200_000):
    return replace(made, platform=replace(made.platform, history=people))


@pytest.fixture(scope="module")
def charm():
    made = small_history(preset("charm-2024", people=200_000))
    return made, [shares(made, seed) for seed in SEEDS]


def mean(runs, arm, column="men"):
    return fmean(getattr(one[arm], column) for one in runs)


def test_the_charm_s_arms_come_in_the_published_order(charm):
    _, runs = charm
    item, child, hidden = (mean(runs, arm) for arm in ("item alone", "with the child", "child hidden"))
    assert mean(runs, "item alone", "men_in_aim") < 0.35
    assert item == pytest.approx(0.64, abs=0.06)
    assert child == pytest.approx(0.95, abs=0.04)
    assert item < hidden < child
    assert fmean((item, child, hidden)) == pytest.approx(0.80, abs=0.06)


@pytest.mark.parametrize(
    ("remedy", "below"),
    [("women-only", 0.01), ("split-budget", 0.45), ("controller", 0.80), ("prior-off", 0.80), ("no-figure", 0.80)],
)
def test_remedies_bring_the_charm_nearer_to_its_aim(charm, remedy, below):
    made, runs = charm
    changed = shares(made, 1, remedies(remedy)[-1])["all arms"]
    assert changed.men < below
    assert changed.men < mean(runs, "all arms") - 0.02
    assert changed.engaged < mean(runs, "all arms", "engaged")


def test_small_budgets_go_further_from_the_aim_than_large_ones():
    made = small_history(preset("charm-2024", people=100_000), 100_000)
    budgets = {}
    for times in (1, 10, 100):
        arms = tuple(replace(arm, budget=arm.budget * times) for arm in made.arms)
        budgets[times] = shares(replace(made, arms=arms), 1)
    for arm in ("item alone", "with the child"):
        small, middle, large = (budgets[times][arm].men for times in (1, 10, 100))
        assert small > middle > large


def test_portraits_of_children_go_more_to_women_and_teenage_girls_more_to_men():
    made = small_history(preset("portraits-2022", people=300_000), 300_000)
    runs = [shares(made, seed) for seed in SEEDS]
    child, girl, adult = (mean(runs, arm) for arm in ("child", "teenage girl", "adult"))
    assert child < 0.5 < girl
    assert child < adult < girl


def test_the_share_after_300_impressions_foretells_the_last_one():
    made = small_history(preset("jobs-2020", people=200_000))
    platform = prepare(made, 1)
    run(platform, length(made))
    so_far = platform.ledger.by_tick(len(platform.reported)).cumsum(axis=0)
    early, final = [], []
    for ad in range(so_far.shape[1]):
        at = int(np.searchsorted(so_far[:, ad].sum(axis=1), 300))
        assert at < len(so_far), "too few impressions to speak of early and late"
        early.append(so_far[at, ad, 1] / so_far[at, ad, :2].sum())
        final.append(so_far[-1, ad, 1] / so_far[-1, ad, :2].sum())
    assert np.corrcoef(early, final)[0, 1] >= 0.9
    assert max(final) > 0.7
    assert min(final) < 0.3


def test_without_any_effect_the_share_is_the_audience_s_own():
    made = small_history(preset("no-effect", people=100_000), 100_000)
    found = [shares(made, seed)["all arms"] for seed in range(1, 5)]
    for one in found:
        assert one.men == pytest.approx(one.men_in_aim, abs=0.06)
    assert fmean(one.men - one.men_in_aim for one in found) == pytest.approx(0.0, abs=0.03)
