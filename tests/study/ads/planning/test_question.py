"""``study.toml``: what it means, and every rule of sense."""

from __future__ import annotations

import tomllib
from itertools import takewhile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.study.ads.planning.asking import ARMS, MESSAGE, arm, as_toml, asked, read, tables

from seenby.errors import SettingsError, StoppedByGuard
from seenby.model import Aim, Interval, Study
from seenby.study.ads.planning.phrases import table

CONSENT = {
    "reference": "folder 14 in the newsroom's safe",
    "date": "2026-05-31",
    "why_not_covered": "the platform treats every cover alike",
}
CHILD = [arm("item"), arm("hidden", shows="covered person"), arm("child", shows="child")]
ONE = [arm("item")]


def test_a_study_says_what_its_file_says():
    study = asked()
    assert [one.name for one in study.arms] == ["item", "hidden", "child"]
    assert (study.control, study.twins_of) == ("item", "item")
    assert study.group == "male"
    assert study.by_hand
    assert study.aim.estimated["gender"]["male"] == Interval.exact(270)
    assert (study.money.cap, study.money.per_thousand) == (200_000, 400)
    assert study.size.smallest == pytest.approx(0.10)


def test_amounts_keep_their_hundredths_to_the_cent():
    assert asked(money={"cap": 1234.56, "per_thousand": 0.29}).money.cap == 123_456
    assert asked(money={"cap": 1234.56, "per_thousand": 0.29}).money.per_thousand == 29


def test_pairs_left_out_are_left_to_the_plan():
    size = {"twins": 9, "impressions": 250}
    made = {**tables(), "size": size}
    assert read(as_toml(made)).size.pairs is None


def test_an_aim_has_the_keys_of_an_aim_file():
    study = asked(aim={"genders": ["all"], "ages": "25-44", "interests": ["Dance"], "suggestion": True})
    assert study.aim.ages == (25, 44)
    assert study.aim.interests == ("Dance",)
    assert study.aim.suggestion
    assert study.aim.origin == "study.toml"


BROKEN: dict[str, dict[str, Any]] = {
    "no-question": {"question": "Tell me."},
    "same-name": {"arms": [arm("item"), arm("item", picture="pictures/b.png")]},
    "no-such-control": {"control": "nobody"},
    "no-such-twin": {"twins_of": "nobody"},
    "no-difference": {"arms": [arm("item"), arm("child", differs="")]},
    "same-arm": {"arms": [arm("item"), arm("other", picture="pictures/item.png")]},
    "picture-outside": {"arms": [arm("item"), arm("child", picture="../child.png")]},
    "no-pairs": {"size": {"pairs": 0}},
    "no-ads": {"arms": ONE, "size": {"pairs": 0, "twins": 0}},
    "same-account": {"accounts": ["act_101", "act_101"]},
    "no-account": {"api": "http://127.0.0.1:8750", "accounts": []},
    "account-form": {"api": "http://127.0.0.1:8750", "accounts": ["mine"]},
    "no-hundredths": {"money": {"currency": "JPY"}},
    "no-such-group": {"group": "people"},
    "who-pays": {"api": "https://platform.example.org", "advertiser": {"payor": "A shop"}},
    "contact": {"title": "Ask a.person@example.org"},
}
GUARDED: dict[str, dict[str, Any]] = {
    "no-consent": {"arms": CHILD},
    "child-alone": {"arms": [arm("item"), arm("child", shows="child")], "consent": CONSENT},
    "child-budget": {"arms": [*CHILD[:2], arm("child", shows="child", budget=1.5)], "consent": CONSENT},
}


def test_every_rule_is_broken_below():
    assert {*BROKEN, *GUARDED} == set(table("rules"))


@pytest.mark.parametrize("rule", BROKEN)
def test_a_rule_is_told_in_its_own_sentence(rule):
    with pytest.raises(SettingsError) as told:
        asked(**BROKEN[rule])
    begins = table("rules")[rule]["what"].split("{")[0]
    assert begins in told.value.what
    assert told.value.remedy


@pytest.mark.parametrize("rule", GUARDED)
def test_a_child_is_not_shown_by_default(rule):
    with pytest.raises(StoppedByGuard) as told:
        asked(**GUARDED[rule])
    assert told.value.exit_code == 6
    assert table("rules")[rule]["what"].split("{")[0] in told.value.what


def test_a_child_may_be_shown_where_consent_is_recorded_and_the_other_arms_are_there():
    study = asked(arms=CHILD, consent=CONSENT)
    assert study.consent is not None
    assert study.consent.date == "2026-05-31"


@pytest.mark.parametrize("key", ["reference", "why_not_covered"])
@pytest.mark.parametrize("person", ["jo.doe@example.org", "+31 6 1234 5678", "call 020 123 45 67"])
def test_a_way_to_reach_somebody_is_refused_and_not_quoted(key, person):
    with pytest.raises(SettingsError) as told:
        asked(arms=CHILD, consent={**CONSENT, key: f"it is with {person}"})
    assert person not in str(told.value)
    assert key in str(told.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"colour": "red"},
        {"size": {"pears": 3}},
        {"arms": []},
        {"arms": [arm("item", shows="a child")]},
        {"country": "Netherlands"},
        {"money": {"cap": 0}},
        {"money": {"cap": 10.001}},
        {"money": {"per_thousand": -1}},
        {"money": {"currency": "euro"}},
        {"size": {"pairs": -1}},
        {"size": {"pairs": True}},
        {"size": {"twins": -1}},
        {"size": {"smallest": 0.1}},
        {"size": {"power": 80}},
        {"link": "charm"},
        {"title": "two\nlines"},
        {"aim": {"colour": "red"}},
        {"estimated_audience": {"gender": {"cats": 4}}},
        {"consent": {**CONSENT, "date": "last May"}},
        {"consent": {**CONSENT, "date": 20260531}},
    ],
    ids=str,
)
def test_a_key_or_a_value_that_means_nothing_is_an_error(changes):
    with pytest.raises(SettingsError):
        asked(**changes)


def test_a_study_of_one_arm_has_no_control():
    study = asked(arms=ONE)
    assert study.control is None
    assert study.twins_of == "item"


ODD = ["nan", "inf", "-1", "0", "true", "[]", "{}", "1e400", "2026-05-31", '""', "[[1]]"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)


def only_known_errors(content: bytes) -> None:
    from seenby.study.ads.planning import study_from_toml
    from seenby.study.ads.study_file import read_aim

    try:
        study = study_from_toml(content, "study.toml", read_aim)
    except (SettingsError, StoppedByGuard):
        return
    assert isinstance(study, Study)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_give_a_study_or_a_sentence(content):
    only_known_errors(content)


@given(
    st.sampled_from([*tables(), "control", "twins_of", "api", "dimension", "direction", "metric", "aim", "consent"]),
    VALUES,
)
def test_any_value_of_a_key_gives_a_study_or_a_sentence(key, value):
    from seenby.settings import check
    from seenby.study.ads.planning.rules import keep_to_rules
    from seenby.study.ads.planning.study_keys import StudySettings
    from seenby.study.ads.study_file import read_aim

    try:
        settings = check(StudySettings, {**tables(), key: value}, "study.toml")
        keep_to_rules(settings, "study.toml")
        aim = read_aim({**settings.aim, "estimated_audience": settings.estimated_audience}, "study.toml")
    except (SettingsError, StoppedByGuard):
        return
    assert isinstance(aim, Aim)


@given(st.data())
def test_any_change_of_one_line_gives_a_study_or_a_sentence(data):
    lines = as_toml(tables(arms=CHILD, consent=CONSENT)).splitlines()
    place = data.draw(st.integers(0, len(lines) - 1))
    key = lines[place].partition(" = ")[0]
    lines[place] = f"{key} = {data.draw(st.sampled_from(ODD))}"
    only_known_errors("\n".join(lines).encode())


def test_the_example_in_the_docs_is_a_study():
    from pathlib import Path

    page = (Path(__file__).parents[4] / "docs" / "how-to.md").read_text()
    after = page.split("    # study.toml, in short\n")[1].splitlines()
    example = "\n".join(line.strip() for line in takewhile(lambda line: not line or line.startswith("    "), after))
    assert read(example).control == "item"
    assert set(tomllib.loads(example)) <= {
        *tables(),
        "control",
        "twins_of",
        "direction",
        "metric",
        "api",
        "aim",
        "advertiser",
        "stop",
    }
    assert [one["message"] for one in ARMS] == [MESSAGE] * 3
