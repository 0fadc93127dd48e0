"""The lot: even, repeatable, and silent about who got what."""

from __future__ import annotations

from collections import Counter
from itertools import groupby, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare
from tests.study.ads.planning.asking import arm, asked

from seenby.study.ads.planning.slots import draw_slots, title_word

SEEDS = st.integers(0, 2**53)
STUDY = asked()


@given(SEEDS, st.integers(1, 20), st.integers(0, 12), st.integers(0, 5))
def test_each_arm_once_in_a_set_and_accounts_in_turn(seed, pairs, twins, accounts):
    study = asked(accounts=[f"act_{number}" for number in range(accounts)], size={"twins": twins})
    slots = draw_slots(study, pairs, seed)
    assert len(slots) == 3 * pairs + 2 * twins
    assert len({slot.ident for slot in slots}) == len({slot.ad for slot in slots}) == len(slots)
    for kind in ("pair", "twin"):
        sets = [list(some) for _, some in groupby((s for s in slots if s.kind == kind), lambda slot: slot.set)]
        for some in sets:
            assert [slot.place for slot in some] == list(range(1, len(some) + 1))
            assert len({slot.account for slot in some}) == 1
            drawn = sorted(slot.arm for slot in some)
            assert drawn == (["child", "hidden", "item"] if kind == "pair" else ["item", "item"])
        dealt = Counter(some[0].account for some in sets)
        assert max(dealt.values(), default=0) - min((dealt[a] for a in study.accounts), default=0) <= 1 or not accounts


@given(SEEDS, st.integers(0, 20), st.integers(0, 12), st.one_of(st.none(), st.integers(1, 30)))
def test_no_set_is_torn_between_waves_and_no_wave_is_empty(seed, pairs, twins, waves):
    slots = draw_slots(asked(size={"twins": twins, "waves": waves}), pairs, seed)
    assert all(len({slot.wave for slot in some}) == 1 for _, some in groupby(slots, lambda slot: slot.set))
    seen = {slot.wave for slot in slots}
    assert seen == set(range(len(seen)))
    if waves is None and pairs:
        in_wave = Counter(slot.wave for slot in slots if slot.kind == "pair")
        assert set(in_wave.values()) == {3}
        assert max(Counter(slot.wave for slot in slots).values()) <= 3 + 2 * -(-twins // pairs)


@given(SEEDS)
def test_the_same_seed_is_the_same_draw(seed):
    assert draw_slots(STUDY, 12, seed) == draw_slots(STUDY, 12, seed)


def test_another_seed_is_another_draw():
    draws = {tuple(slot.arm for slot in draw_slots(STUDY, 12, seed)) for seed in range(50)}
    assert len(draws) == 50


def test_every_order_comes_equally_often_over_many_seeds():
    orders: Counter[tuple[str, ...]] = Counter()
    for seed in range(500):
        slots = draw_slots(STUDY, 12, seed)
        orders.update(
            tuple(s.arm for s in some) for name, some in groupby(slots, lambda slot: slot.set) if name[0] == "p"
        )
    counts = [orders[order] for order in permutations(["item", "hidden", "child"])]
    assert sum(counts) == 6_000
    assert chisquare(counts).pvalue > 0.001


def test_the_draw_is_the_one_that_the_registration_describes():
    lot = np.random.Generator(np.random.PCG64(7))
    names = [one.name for one in STUDY.arms]
    expected = [names[index] for _ in range(12) for index in lot.permutation(3)]
    assert [slot.arm for slot in draw_slots(STUDY, 12, 7) if slot.kind == "pair"] == expected


@given(SEEDS)
def test_a_name_says_nothing_of_the_arm(seed):
    for slot in draw_slots(STUDY, 12, seed):
        assert slot.ad.endswith(slot.ident)
        assert slot.ad.removesuffix(slot.ident) == draw_slots(STUDY, 1, seed)[0].ad.removesuffix("p01-1")


def test_a_budget_is_the_price_of_the_impressions_times_the_arms_own():
    study = asked(
        arms=[arm("small", picture="a.png"), arm("large", picture="a.png", budget=2)],
        size={"impressions": 333},
        money={"per_thousand": 4.05},
    )
    assert {slot.arm: slot.budget for slot in draw_slots(study, 1, 1)} == {"small": 135, "large": 270}


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("A charm", "charm"),
        ("Ü Äpfel", "apfel"),
        ("お守り", "study"),
        ("", "study"),
        ("Extraordinarily", "extraordinar"),
    ],
)
def test_names_begin_with_a_word_of_the_title(title, word):
    assert title_word(title) == word
