"""Each warning appears when it should, and not otherwise."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.study.ads.planning.asking import ARMS, arm, planned
from tests.study.ads.planning.test_question import CHILD, CONSENT

from seenby.study.ads.planning.phrases import table

QUIET: dict[str, Any] = {"api": "http://127.0.0.1:8750"}
"""Changes after which nothing is warned of."""

WHEN: dict[str, dict[str, Any]] = {
    "shared-budget": {"api": None},
    "suggestion": {"aim": {"suggestion": True}},
    "too-few-sets": {"size": {"pairs": 5, "twins": 3}},
    "few-twins": {"size": {"pairs": 5, "twins": 8}},
    "one-account": {"accounts": ["act_101"]},
    "large-ads": {"size": {"impressions": 301}},
    "one-day": {"size": {"days": 1, "waves": 1}},
    "at-once": {"size": {"waves": 6}},
    "no-empty-arm": {"arms": [arm("item", shows="adult"), ARMS[1]]},
    "no-covered-arm": {"arms": [ARMS[0], ARMS[2]]},
    "close-to-cap": {"money": {"cap": 67.49}},
    "no-estimate": {"api": None, "estimated_audience": None},
    "low-power": {"size": {"pairs": 6, "smallest": 3}},
    "several-differences": {"arms": [*ARMS[:2], arm("child", shows="drawn figure", message="Another.")]},
    "twins-show-child": {"arms": CHILD, "consent": CONSENT, "twins_of": "child"},
    "no-comment-limit": {"arms": CHILD, "consent": CONSENT},
}
ALMOST = {
    "too-few-sets": {"size": {"pairs": 5, "twins": 4}},
    "few-twins": {"size": {"pairs": 5, "twins": 9}},
    "one-account": {"accounts": ["act_101"], "arms": ARMS[:1]},
    "large-ads": {"size": {"impressions": 300}},
    "one-day": {"size": {"days": 1, "waves": 2}},
    "at-once": {"size": {"waves": 7}},
    "no-empty-arm": {"arms": [arm("item", shows="adult")]},
    "no-covered-arm": {"arms": [ARMS[0], arm("other")]},
    "close-to-cap": {"money": {"cap": 67.50}},
    "no-estimate": {"api": None},
    "low-power": {"size": {"pairs": 12}},
    "several-differences": {"arms": [*ARMS[:2], arm("child", shows="drawn figure")]},
    "twins-show-child": {"arms": CHILD, "consent": CONSENT, "twins_of": "child", "size": {"twins": 0}},
    "no-comment-limit": {"arms": CHILD, "consent": CONSENT, "stop": {"most_comments": 0}},
}


def codes(changes):
    return [one.code for one in planned(**{**QUIET, **changes}).warnings]


def test_every_code_is_tried():
    assert list(WHEN) == list(table("warnings"))


def test_a_sound_plan_is_not_warned_of():
    assert codes({}) == []


@pytest.mark.parametrize("code", WHEN)
def test_a_warning_appears_when_it_should(code):
    found = planned(**{**QUIET, **WHEN[code]})
    assert code in [one.code for one in found.warnings]
    assert found.plan.warnings == tuple(one.sentence for one in found.warnings)
    assert not any(re.search(r"[{}]", one.sentence) for one in found.warnings)


@pytest.mark.parametrize("code", ALMOST)
def test_and_not_otherwise(code):
    assert code not in codes(ALMOST[code])


def test_one_account_for_each_study_by_hand_is_said_too():
    assert "one-account" in codes({"api": None, "accounts": []})


def test_low_power_names_a_number_of_pairs_that_would_do():
    told = next(one for one in planned(size={"pairs": 6, "smallest": 3}).warnings if one.code == "low-power")
    wanted = planned(size={"pairs": None, "smallest": 3}, money={"cap": 9_000.0}).outlook.pairs
    assert f"{wanted} pairs would do" in told.sentence
