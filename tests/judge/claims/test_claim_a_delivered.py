"""Claim A: a complete count, said in whole sentences, held against a line only where an aim is known."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from seenby.judge import at_or_above, judge_delivered, platform_notes
from seenby.model import TEN_POINTS, AdKey, AdResult, Aim, Estimate, Interval, NotMeasurable, Verdict

EXACT = Interval.exact
KEY = AdKey("meta", campaign="Charms", ad_set="Spring", ad="Charm, worn")


def ad(men: Interval, gap: Interval | None = None, **changes: Any) -> AdResult:
    women = Interval(1 - men.high, 1 - men.low)
    result = AdResult(
        key=KEY,
        period=(None, None),
        metric="impressions",
        impressions=EXACT(1000),
        reach=None,
        spend=None,
        currency=None,
        share={"gender": {"female": women, "male": men}},
        share_with_unknown={},
        counts={"gender": {"female": EXACT(200), "male": EXACT(800)}},
        unknown=EXACT(0.0),
        aim=Aim() if gap else None,
        gap=gap or NotMeasurable("no aim"),
        gap_dimension="gender" if gap else None,
        sources=("export.csv",),
    )
    return replace(result, **changes)


def only(result: AdResult):
    (finding,) = judge_delivered([result], TEN_POINTS)
    return finding


def test_without_an_aim_a_finding_is_a_count_and_no_test():
    finding = only(ad(EXACT(0.81)))
    assert finding.claim == "A"
    assert finding.verdict is Verdict.COUNTED
    assert finding.tipping_point is None
    assert finding.estimate == Estimate(0.81, 0.81, "share of impressions", 0.81, "share")
    assert (finding.aspect, finding.dimension, finding.group, finding.unit) == (
        "delivery",
        "gender",
        "male",
        "impressions",
    )
    assert "81 in every 100 went to accounts recorded as men" in finding.sentence


def test_no_direction_is_assumed():
    assert "recorded as women" in only(ad(EXACT(0.2))).sentence
    assert "recorded as men" in only(ad(EXACT(0.8))).sentence


def test_the_dimension_that_was_asked_about_is_the_one_that_is_spoken_of():
    both = ad(
        EXACT(0.8),
        share={"gender": {"female": EXACT(0.2), "male": EXACT(0.8)}, "age": {"18-24": EXACT(0.3), "65+": EXACT(0.7)}},
        counts={},
    )
    (asked,) = judge_delivered([both], TEN_POINTS, first="age")
    assert (asked.about, only(both).about) == ("age: 65+", "gender: male")
    (not_there,) = judge_delivered([ad(EXACT(0.8))], TEN_POINTS, first="age")
    assert not_there.about == "gender: male"


def test_reach_is_said_as_people_and_impressions_as_times():
    assert only(ad(EXACT(0.8))).sentence.startswith("Of the times")
    assert only(ad(EXACT(0.8), metric="reach")).sentence.startswith("Of the people")


def test_the_unknown_are_said_beside_the_share():
    assert "29 in every 100 the platform does not know" in only(ad(EXACT(0.8), unknown=EXACT(0.29))).sentence
    assert "does not know" not in only(ad(EXACT(0.8))).sentence


@pytest.mark.parametrize(
    ("gap", "verdict"),
    [
        (Interval(0.10, 0.12), Verdict.BEYOND),
        (Interval(0.48, 0.55), Verdict.BEYOND),
        (Interval(0.0, 0.0999), Verdict.WITHIN),
        (Interval(0.0, 0.10), Verdict.TOO_LITTLE),
        (Interval(0.08, 0.30), Verdict.TOO_LITTLE),
    ],
)
def test_a_gap_is_beyond_the_line_only_as_a_whole(gap, verdict):
    findings = judge_delivered([ad(EXACT(0.8), gap)], TEN_POINTS)
    assert [finding.verdict for finding in findings] == [Verdict.COUNTED, verdict]


@pytest.mark.parametrize(
    "changes",
    [
        {"unheld": ("age",)},
        {"unheld": ("place",)},
        {"gap_with_unknown": Interval(0.0, 0.6), "unknown": EXACT(0.6)},
        {"gaps": {"gender": EXACT(0.02), "age": Interval(0.01, 0.2)}},
    ],
)
def test_within_is_not_said_while_a_part_of_the_aim_is_open(changes):
    findings = judge_delivered([ad(EXACT(0.8), EXACT(0.02), **changes)], TEN_POINTS)
    assert findings[1].verdict is Verdict.TOO_LITTLE
    if "unheld" in changes:
        assert changes["unheld"][0] in findings[1].not_shown[-1]
        assert changes["unheld"][0] in findings[1].sentence


def test_beyond_is_not_said_where_the_unknown_may_turn_it():
    open_gap = ad(EXACT(0.8), EXACT(0.2), gap_with_unknown=Interval(0.02, 1.0), unknown=EXACT(0.9))
    assert judge_delivered([open_gap], TEN_POINTS)[1].verdict is Verdict.TOO_LITTLE
    assert at_or_above([open_gap], TEN_POINTS) == []


def test_a_suggestion_is_said_and_fails_its_check():
    result = ad(EXACT(0.8), Interval(0.5, 0.5), aim=Aim(suggestion=True))
    finding = judge_delivered([result], TEN_POINTS)[1]
    assert "suggestion" in finding.sentence
    assert {check.code: check.passed for check in finding.checks}["aim-is-binding"] is False


def test_checks_tell_of_the_unknown_and_of_figures_that_are_not_exact():
    checks = {check.code: check.passed for check in only(ad(Interval(0.7, 0.8), unknown=EXACT(0.3))).checks}
    assert checks == {"unknown-small": False, "figures-exact": False}


def test_every_finding_says_what_it_does_not_show():
    for result in (ad(EXACT(0.8)), ad(EXACT(0.8), EXACT(0.5)), ad(EXACT(0.8), share={})):
        assert all(finding.not_shown for finding in judge_delivered([result], TEN_POINTS))


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (ad(EXACT(0.8), share={}), "does not break delivery down"),
        (ad(EXACT(0.8), share={"gender": {}}), "does not know the gender"),
        (ad(EXACT(0.8), counts={"gender": {"male": EXACT(0)}}), "not shown to anybody"),
    ],
)
def test_not_measurable_is_a_finding_with_its_reason_and_never_a_number(result, words):
    finding = only(result)
    assert finding.verdict is Verdict.NOT_MEASURABLE
    assert isinstance(finding.estimate, NotMeasurable)
    assert words in finding.sentence


def test_one_cell_for_each_ad_is_refused_as_an_aim():
    (finding,) = judge_delivered([ad(EXACT(1.0))], TEN_POINTS, one_cell_sources={"export.csv"})
    assert finding.verdict is Verdict.NOT_MEASURABLE
    assert "who it was aimed at" in finding.sentence


def test_ads_of_the_same_name_are_told_apart_by_their_path():
    twin = ad(EXACT(0.8), key=replace(KEY, ad_set="Autumn"))
    first, second = judge_delivered([ad(EXACT(0.8)), twin], TEN_POINTS)
    assert "Charms › Spring › Charm, worn" in first.sentence
    assert "Charms › Autumn › Charm, worn" in second.sentence


def test_what_lies_beyond_a_line_is_ranked_by_its_least_gap():
    wide = ad(EXACT(0.8), Interval(0.2, 0.9), key=replace(KEY, ad="wide"))
    narrow = ad(EXACT(0.8), Interval(0.3, 0.4), key=replace(KEY, ad="narrow"))
    below = ad(EXACT(0.8), Interval(0.05, 0.9), key=replace(KEY, ad="below"))
    assert [one.key.ad for one in at_or_above([wide, below, narrow], TEN_POINTS)] == ["narrow", "wide"]


def test_every_platform_has_a_note_and_an_unknown_one_says_so():
    notes = platform_notes(["meta", "google", "nobody knows this one"])
    assert "accounts, not people" in notes["meta"]
    assert "its own documentation" in notes["nobody knows this one"]


def test_the_words_of_verdicts_are_those_of_the_page_on_words():
    page = (Path(__file__).parents[3] / "docs" / "words.md").read_text(encoding="utf-8")
    sentences = tomllib.loads(files("seenby.judge").joinpath("sentences.toml").read_text(encoding="utf-8"))
    for verdict in Verdict:
        assert f"| {verdict} |" in page
    assert "in every 100" in page
    assert all("shown" in sentence for sentence in sentences["not_measurable"].values())


def test_a_gap_is_told_of_its_dimension_in_its_unit_with_its_checks_and_sources():
    _, finding = judge_delivered([ad(EXACT(0.81), Interval(0.2, 0.3))], TEN_POINTS)
    assert (finding.claim, finding.aspect, finding.dimension, finding.group) == ("A", "gap", "gender", None)
    assert (finding.unit, finding.sources, finding.subject) == ("impressions", ("export.csv",), KEY)
    assert finding.estimate == Estimate(0.2, 0.3, "share of impressions", None, "share")
    assert [check.code for check in finding.checks] == ["unknown-small", "figures-exact", "aim-is-binding"]
    assert all(check.passed for check in finding.checks)
    assert finding.sentence.startswith("“Charm, worn”")


def test_parts_of_an_aim_that_are_open_are_joined_in_words():
    _, finding = judge_delivered([ad(EXACT(0.8), EXACT(0.02), unheld=("age", "place"))], TEN_POINTS)
    assert "says something of age and place that" in finding.sentence
    assert "by age and place:" in finding.not_shown[-1]


def test_the_gap_of_groups_outside_an_aim_says_how_many_went_there():
    outside = {"gender": Interval(0.31, 0.31)}
    _, finding = judge_delivered([ad(EXACT(0.8), Interval(0.31, 1.0), outside=outside, outside_only=True)], TEN_POINTS)
    assert finding.verdict is Verdict.BEYOND
    assert "31 in every 100" in finding.sentence
    assert finding.estimate == Estimate(0.31, 1.0, "share of impressions", None, "share")
