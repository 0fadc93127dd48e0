"""Identical ads say how far luck goes, whatever else came of a study; the question's answer stands first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from tests.study.steps import making
from tests.study.steps.test_collect_export import ENGLISH, export

from seenby.model import Plan, StudyResult
from seenby.report import render_study, render_study_terminal
from seenby.report.formatting import at_most
from seenby.report.study.answers import answers
from seenby.report.study.identical_ads import twin_runs, twins_said
from seenby.report.study.study_page import study_page
from seenby.study.steps import take_in
from seenby.study.steps.judge import judged

ITEM = {"item": 0.64}


def told_of(path: Path, plan: Plan, men: Mapping[str, float], leave: Sequence[str] = ()) -> StudyResult:
    return judged(making.folder_of(path, plan, making.rows_of(plan, men, leave=leave))).result


def shares(told: StudyResult, name: str) -> tuple[float, float]:
    one, other = (told.ads[f"{name}-{place}"].share["gender"]["male"].middle for place in (1, 2))
    return one, other


def said(told: StudyResult) -> str:
    return " ".join(one.answer for one in answers(told))


def test_a_study_of_identical_ads_alone_says_how_far_apart_they_came_and_shows_it(tmp_path: Path) -> None:
    plan = making.plan_of(("item",), pairs=0, twins=6)
    told = told_of(tmp_path / "s", plan, ITEM)
    farthest = max(abs(one - other) for one, other in (shares(told, f"t{number:02d}") for number in range(1, 7)))
    sentence = f"6 pairs of identical ads came out at most {at_most(farthest)} points apart in the share of men."
    assert twins_said(told) == sentence
    page = study_page(told)
    assert page.twins_figure is not None
    assert page.twins_figure.table is not None
    assert page.twins_figure.table.rows[0][0] == "identical 1 (t01-1, t01-2)"
    assert "it measures how far apart luck alone brings them" in page.without
    text = render_study(told)
    assert sentence in text
    assert "0 sets of them planned" not in text
    console = Console(record=True, width=200)
    render_study_terminal(told, console)
    assert sentence in console.export_text()


def test_identical_ads_count_even_where_no_set_of_arms_came_through_whole(tmp_path: Path) -> None:
    plan = making.plan_of(tuple(making.CHARM))
    leave = [slot.ident for slot in plan.slots if slot.arm == "child"]
    told = told_of(tmp_path / "s", plan, making.CHARM, leave)
    assert told.compared == ()
    assert len(twin_runs(told)) == 4
    assert "4 pairs of identical ads came out at most" in said(told)
    assert "No identical ads that count" not in said(told)


def test_a_pair_is_called_by_its_set_whatever_stands_in_the_names_of_its_ads(tmp_path: Path) -> None:
    plan = making.plan_of(("item", "child"))
    slots = tuple(replace(slot, ad=f"x · charm {slot.ident}") for slot in plan.slots)
    told = told_of(tmp_path / "s", replace(plan, slots=slots), making.CHARM)
    assert [run.name for run in twin_runs(told)][:1] == ["identical 1 (t01-1, t01-2)"]


def test_identical_ads_that_are_missing_are_said_to_be_missing(tmp_path: Path) -> None:
    plan = making.plan_of(tuple(making.CHARM))
    told = told_of(tmp_path / "s", plan, making.CHARM, [slot.ident for slot in plan.slots if slot.kind == "twin"])
    assert twins_said(told) == ""
    assert "No identical ads that count ran beside them" in said(told)
    assert "0 of 4 pairs of identical ads counted" in study_page(told).summary


def test_the_page_and_the_judge_say_the_same_of_the_same_identical_ads(tmp_path: Path) -> None:
    told = told_of(tmp_path / "s", making.plan_of(("item", "child"), pairs=4), making.CHARM)
    page, luck = twins_said(told), told.compared[0].luck
    assert re.findall(r"[\d.]+(?= points)", page) == re.findall(r"by more than ([\d.]+) in", luck)


def banded(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The same rows with impressions as bands a hundred wide."""
    tens = ((row, int(row["impressions"]) // 100 * 100) for row in rows)
    return [{**row, "impressions": f"{least}-{least + 99}"} for row, least in tens]


def test_figures_that_are_ranges_say_what_cannot_have_been_and_a_middle_that_is_one(tmp_path: Path) -> None:
    plan = making.plan_of(("item", "child"), api="", accounts=())
    folder = making.folder_of(tmp_path / "s", plan, None)
    take_in(folder.root, [export(tmp_path / "a.csv", banded(making.rows_of(plan, making.CHARM)), ENGLISH)])
    told = judged(folder).result
    assert "4 pairs of identical ads cannot have come out more than" in twins_said(told)
    share = told.arms["child"].share["gender"]["male"]
    after = re.findall(r"(\d+) rather than", told.compared[0].sentence)
    assert [int(one) for one in after] == [pytest.approx(share.middle * 100, abs=1.0)]


@pytest.mark.parametrize(("share", "points"), [(0.0553, "5.6"), (0.05, "5"), (0.0, "0"), (0.0501, "5.1")])
def test_what_none_passed_is_rounded_up(share: float, points: str) -> None:
    assert at_most(share) == points


def test_the_last_arm_stands_first_though_only_one_before_it_goes_beyond(tmp_path: Path) -> None:
    told = told_of(
        tmp_path / "s", making.plan_of(("item", "hidden", "child")), {"item": 0.6, "hidden": 0.9, "child": 0.6}
    )
    assert {one.arms[0]: one.verdict == "goes beyond" for one in told.compared if one.arms} == {
        "hidden": True,
        "child": False,
    }
    page = study_page(told)
    assert [one.finding.arms[0] for one in page.comparisons if one.finding.arms] == ["child", "hidden"]
    numbers = [figure.number for one in page.comparisons for figure in (one.runs, one.steps) if figure]
    assert numbers == sorted(numbers)


def test_pairs_are_called_by_their_sets_and_the_table_of_ads_has_their_names() -> None:
    told = making.told()
    text = render_study(told)
    assert "pair 1 (p01-" in text
    assert "charm 7f3a p01-1 · " not in text.partition("Could it be something else?</h2>")[0]
    assert "“child” minus “item”" in text
    for slot in told.plan.slots:
        assert slot.ad in text


def test_a_study_registered_after_it_began_does_not_answer_with_its_registration() -> None:
    plan = replace(making.told().plan, study=replace(making.told().plan.study, api=""))
    late = replace(making.told(), plan=plan, simulated=False, registered_at="2026-05-01T00:00:00Z")
    assert late.begun_before is not None
    assert "are sealed in the registration" not in said(late)
    assert "are fixed in the registration" not in said(late)
    assert said(late).count("after") >= 2
    assert "registered after it had begun" in study_page(late).summary


def test_answers_count_in_words_that_fit_their_numbers(tmp_path: Path) -> None:
    plan = making.plan_of(("item",), pairs=1, twins=0)
    told = told_of(tmp_path / "s", plan, ITEM)
    assert "impressions of 1 ad." in said(told)
    assert "None of 1 set was left out." in said(told)
    assert re.search(r"\b1 (ads|pairs|sets)\b", said(told)) is None


def test_accounts_that_were_compared_in_nothing_are_not_left_out_in_turn(tmp_path: Path) -> None:
    plan = making.plan_of(("item",), pairs=2, twins=0, accounts=("act_101", "act_102"))
    slots = tuple(replace(slot, account="act_102") if slot.set == "p02" else slot for slot in plan.slots)
    told = told_of(tmp_path / "s", replace(plan, slots=slots), ITEM)
    assert "Leaving out each in turn" not in said(told)
    assert "2 accounts, which are counted together" in said(told)
