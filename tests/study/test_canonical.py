"""Plans and registrations as text: the same to the byte, and back."""

from __future__ import annotations

import hashlib
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.study.ads.planning.asking import asked, planned
from tests.study.ads.planning.test_question import CHILD, CONSENT

from seenby.errors import Damaged
from seenby.model import Advertiser, Aim, Consent, Interval, Money, Plan, Size, Slot, StopRules, Study, StudyArm
from seenby.study.ads.planning import plan_from_json, plan_to_json
from seenby.study.ads.planning.registration import registration_text

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
INTERVALS = st.tuples(FINITE, FINITE | st.just(math.inf)).map(sorted).map(lambda ends: Interval(*ends))
AIMS = st.builds(
    Aim,
    genders=st.none() | st.lists(WORDS, max_size=2).map(tuple),
    ages=st.none() | st.tuples(st.integers(13, 65), st.none() | st.integers(13, 99)),
    places=st.none() | st.lists(WORDS, max_size=2).map(tuple),
    interests=st.lists(WORDS, max_size=2).map(tuple),
    suggestion=st.booleans(),
    estimated=st.dictionaries(WORDS, st.dictionaries(WORDS, INTERVALS, max_size=2), max_size=2),
    origin=WORDS,
)
AMOUNTS = st.integers(0, 10**12)
ARMS = st.builds(
    StudyArm, name=WORDS, picture=WORDS, differs=WORDS, message=WORDS, budget=FINITE,
    shows=st.sampled_from(["nobody", "covered person", "drawn figure", "adult", "child"]),
)  # fmt: skip
STUDIES = st.builds(
    Study,
    title=WORDS, question=WORDS, arms=st.lists(ARMS, max_size=3).map(tuple), control=st.none() | WORDS, twins_of=WORDS,
    aim=AIMS, country=WORDS, link=WORDS, accounts=st.lists(WORDS, max_size=2).map(tuple), api=WORDS,
    group=st.none() | WORDS,
    dimension=WORDS, metric=st.sampled_from(["reach", "impressions"]),
    direction=st.sampled_from(["either", "more", "fewer"]),
    money=st.builds(Money, currency=WORDS, cap=AMOUNTS, per_thousand=AMOUNTS),
    size=st.builds(Size, pairs=st.none() | st.integers(0, 99), smallest=FINITE, power=FINITE, rho=FINITE),
    stop=st.builds(StopRules, most_comments=st.none() | st.integers(0, 99), most_unlike=FINITE),
    consent=st.none() | st.builds(Consent, WORDS, WORDS, WORDS),
    advertiser=st.builds(Advertiser, WORDS, WORDS, WORDS, WORDS),
)  # fmt: skip
SLOTS = st.builds(
    Slot, ident=WORDS, set=WORDS, kind=st.sampled_from(["pair", "twin"]), account=WORDS, place=st.integers(1, 9),
    arm=WORDS, ad=WORDS, budget=AMOUNTS,
)  # fmt: skip
PLANS = st.builds(
    Plan, study=STUDIES, study_sha256=WORDS, pictures=st.dictionaries(WORDS, WORDS, max_size=2),
    seed=st.integers(0, 2**53), slots=st.lists(SLOTS, max_size=3).map(tuple),
    warnings=st.lists(WORDS, max_size=2).map(tuple), version=WORDS,
)  # fmt: skip


@given(PLANS)
def test_a_plan_comes_back_as_it_went(plan):
    text = plan_to_json(plan)
    assert plan_from_json(text) == plan
    assert plan_to_json(plan_from_json(text)) == text


def test_a_planned_study_comes_back_with_what_it_was_expected_to_come_to_left_aside():
    made = planned(arms=CHILD, consent=CONSENT)
    text = plan_to_json(made.plan, outlook=made.outlook, codes=("one-day",))
    assert plan_from_json(text.encode()) == made.plan
    assert json.loads(text)["outlook"]["pairs"] == 12


def test_a_file_of_before_advertisers_were_asked_for_is_still_read():
    plan = planned().plan
    tables = json.loads(plan_to_json(plan))
    del tables["study"]["advertiser"]
    assert plan_from_json(json.dumps(tables)) == plan


def test_a_registration_holds_its_plan():
    plan = planned().plan
    assert plan_from_json(registration_text(plan, "2026-05-31T10:00:00Z"), "registration.json") == plan


def test_the_text_has_one_form():
    text = plan_to_json(planned().plan)
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


@given(st.text(max_size=60) | st.binary(max_size=60))
def test_anything_else_is_no_plan(text):
    with pytest.raises(Damaged):
        plan_from_json(text)


@given(st.data())
def test_a_plan_with_one_value_of_another_kind_is_no_plan(data):
    tables = json.loads(plan_to_json(planned().plan))
    part = data.draw(st.sampled_from([tables, tables["study"], tables["slots"][0], tables["study"]["money"]]))
    key = data.draw(st.sampled_from(sorted(part)))
    part[key] = data.draw(st.sampled_from([[[]], {"a": []}, [1, {}]]))
    if key == "warnings":
        return
    with pytest.raises(Damaged):
        plan_from_json(json.dumps(tables))


def test_a_registration_says_everything_that_must_be_fixed():
    plan = planned(arms=CHILD, consent=CONSENT, stop={"most_comments": 50}).plan
    text = registration_text(plan, "2026-05-31T10:00:00Z")
    told = json.loads(text)
    assert told["schema"] == "seenby/registration/1"
    assert set(told) >= {
        "study", "pictures", "slots", "seed", "draw", "primary_outcome", "rho_max", "number_of_looks",
        "specification_grid", "version", "items", "study_sha256", "registered", "outlook",
    }  # fmt: skip
    assert {"hypotheses", "randomization", "sample_size_rationale", "stopping_rule", "data_exclusion"} <= set(
        told["items"]
    )
    assert not any("{" in sentence for sentence in told["items"].values())
    assert str(plan.seed) in told["items"]["randomization"]
    assert "more than 50 comments" in told["items"]["stopping_rule"]
    assert told["study"]["consent"] == CONSENT
    assert told["number_of_looks"] == 1
    assert (
        hashlib.sha256(text.encode()).hexdigest()
        == hashlib.sha256(registration_text(plan, "2026-05-31T10:00:00Z").encode()).hexdigest()
    )


def test_one_arm_can_be_registered_too():
    items = json.loads(registration_text(planned(arms=CHILD[:1]).plan, "2026-05-31T10:00:00Z"))["items"]
    assert "one arm" in items["study_design"]
    assert "power" in items["sample_size_rationale"]
    assert not any("{" in sentence for sentence in items.values())


def test_no_path_of_a_machine_stands_in_a_plan():
    assert asked().aim.origin == "study.toml"
