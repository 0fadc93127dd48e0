"""A study's page: its order, its honesty about what it is, and nothing in it that is not the study's own."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from html import unescape
from typing import Any

import jsonschema
import pytest
from rich.console import Console
from tests.study.steps import making

from seenby.model import FEMALE, MALE, Consent, Interval, StudyResult
from seenby.report import json_schema, render_study, render_study_terminal
from seenby.report.charts import Band, Panel, people
from seenby.report.study.answers import answers
from seenby.report.study.study_page import study_page

ORDER = (
    "Does showing the child change who is reached?",
    "The picture",
    "Could it be luck?",
    "Could it be something else?",
    "Checked first",
    "What this does not show",
    "Numbers, and how to do it again",
)


def headings(page: str) -> list[str]:
    return [unescape(re.sub("<.*?>", "", one)) for one in re.findall(r"<h2.*?>(.*?)</h2>", page, re.DOTALL)]


def answer(told: StudyResult, they: str) -> str:
    return next(one.answer for one in answers(told) if they in one.they)


def test_the_page_goes_from_the_answer_over_every_doubt_to_how_to_do_it_again() -> None:
    found = headings(render_study(making.told()))
    assert [one for one in found if one in ORDER] == list(ORDER)


def test_the_page_is_small_calls_nowhere_and_is_the_same_every_time() -> None:
    page = render_study(making.told())
    assert page == render_study(making.told())
    assert len(page.encode()) < 500_000
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert "default-src 'none'" in page


def test_a_simulated_study_says_before_anything_else_that_nothing_is_real() -> None:
    told = making.told()
    assert told.simulated
    page = render_study(told)
    assert page.index("Nothing in this page is real") < page.index("<main>")
    assert "Nothing in this page is real" not in render_study(replace(told, simulated=False))


def test_an_unregistered_study_says_so_before_anything_else_and_in_every_answer() -> None:
    told = making.told(registered=False)
    page = render_study(told)
    assert page.index("This study was not registered") < page.index("<main>")
    assert "was not registered" in answer(told, "flawed")
    assert "Nothing shows when" in answer(told, "looked")
    assert "are sealed in the registration" in answer(making.told(), "flawed")


def test_ads_that_were_shown_before_the_registration_are_said_before_anything_else() -> None:
    told = replace(making.told(), simulated=False, registered_at="2026-03-09T08:00:00Z")
    assert "The first ads were shown on 2026-03-02, before the study was registered on 2026-03-09" in render_study(told)
    for other in ("2026-03-02T23:59:00Z", "2026-02-01T08:00:00Z", "", "no date"):
        assert "before the study was registered" not in render_study(replace(told, registered_at=other))
    assert "before the study was registered" not in render_study(replace(told, simulated=True))


@pytest.mark.parametrize(
    ("direction", "said"),
    [("either", ""), ("more", "More was expected, and more came."), ("fewer", "Fewer was expected, and more came.")],
)
def test_the_page_says_whether_it_went_as_expected(direction: Any, said: str) -> None:
    told = making.told()
    study = replace(told.plan.study, direction=direction)
    page = render_study(replace(told, plan=replace(told.plan, study=study)))
    assert (said in page) if said else not re.search("(More|Fewer) was expected", page)


def test_a_guardians_consent_is_shown_as_where_it_is_kept() -> None:
    told = making.told()
    study = replace(told.plan.study, consent=Consent("file 7", "2026-01-05", "the cover hides the charm"))
    page = render_study(replace(told, plan=replace(told.plan, study=study)))
    assert "of 2026-01-05, kept under <bdi>file 7</bdi>" in page
    assert "the cover hides the charm" in page


def test_deviations_and_sets_left_out_stand_in_the_page_whoever_noted_them() -> None:
    page = render_study(making.told(deviated=True))
    assert "The ad p03-2 was rejected by the platform while it ran." in page
    assert "Somebody &lt;b&gt;looked&lt;/b&gt; at it on Tuesday." in page
    assert "noted by a person" in page
    assert "noted by seenby" in page
    assert re.search(r"<b>p05</b>: no delivery bears the name of p05-1", page)
    assert "2 of 11 sets were left out" in page


def test_the_first_figure_has_a_panel_for_the_estimate_and_each_version_and_the_same_as_a_table() -> None:
    figure = study_page(making.told()).article
    assert figure is not None
    assert re.findall(r'text-anchor="middle">\u2068(.*?)\u2069<', figure.svg) == ["Estimated audience", *making.CHARM]
    assert figure.table is not None
    assert [row[0] for row in figure.table.rows[:2]] == ["Women", "Men"]
    assert len(figure.table.columns) == 5
    men = figure.table.rows[1]
    assert isinstance(men[4], Interval)
    assert men[4].middle == pytest.approx(0.94, abs=0.02)


def test_without_an_estimate_there_is_no_panel_for_it() -> None:
    told = making.told()
    figure = study_page(replace(told, aim=replace(told.aim, estimated={}))).article
    assert figure is not None
    assert "Estimated" not in figure.svg


def test_women_stand_to_the_left_and_men_to_the_right_and_a_range_is_hatched() -> None:
    band = Band("18-24", Interval(0.2, 0.4), Interval.exact(0.1))
    drawn = people("f", "T", [Panel("A", Interval.exact(0.7), Interval.exact(0.3), (band,))])
    bars = re.findall(r'<rect x="([\d.]+)%".*?width="([\d.]+)%".*?class="([^"]+)"', drawn)
    assert [(float(x), float(width), kind) for x, width, kind in bars] == [
        (26.0, 16.0, "women"),
        (10.0, 16.0, "maybe women-edge"),
        (58.0, 8.0, "shown"),
    ]
    assert "women 70 and men 30 in every 100. 18-24: women 20–40, men 10" in drawn


def test_a_group_that_is_not_reported_has_no_bar_and_is_not_nothing() -> None:
    drawn = people("f", "T", [Panel("A", None, Interval.exact(0.3), (Band("18-24", None, Interval.exact(0.0)),))])
    assert "women not reported" in drawn
    assert "<rect" not in re.sub("<defs>.*?</defs>", "", drawn)


def test_the_answers_are_facts_of_this_study() -> None:
    told = making.told()
    assert "7 pairs of runs of each arm against the control, of 7 planned" in answer(told, "limited")
    assert "seed 7" in answer(told, "made to come out")
    assert "4 pairs of identical ads" in answer(told, "made to come out")
    assert answer(told, "one account").startswith("It is.")
    assert "A thousand impressions" in answer(told, "prices")
    assert "{" not in " ".join(one.answer for one in answers(told))


def test_a_study_of_one_arm_answers_nothing_about_a_picture() -> None:
    told = making.told(("item",))
    assert study_page(told).without.startswith("This study has one arm")
    assert "Nothing is said here of what the picture did" in answer(told, "limited")
    assert "Nothing was compared" in render_study(told)


def test_a_study_of_which_no_set_came_through_has_too_little_to_tell() -> None:
    told = making.told()
    bare = replace(told, audit=replace(told.audit, findings=()), arms={}, delivered=())
    page = render_study(bare)
    assert "No set of ads came through whole" in page
    assert "too little to tell" in page


def test_the_other_direction_reads_as_the_other_direction() -> None:
    page = render_study(making.told(("adult", "child")))
    assert "fewer" in page
    assert making.told(("adult", "child")).arms["child"].share["gender"][FEMALE].low > 0.5


def test_the_json_has_the_shape_it_names() -> None:
    told = making.told(deviated=True)
    data = json.loads(json.dumps(told.as_json()))
    jsonschema.validate(data, json_schema("study"))
    jsonschema.validate(data["audit"], json_schema())


@pytest.mark.parametrize("width", [40, 80])
def test_the_summary_fits_its_terminal_and_says_what_went_otherwise(width: int) -> None:
    out = io.StringIO()
    render_study_terminal(making.told(deviated=True), Console(file=out, width=width, no_color=True))
    text = out.getvalue()
    assert max(map(len, text.splitlines())) <= width
    flat = " ".join(text.split())
    assert "[goes beyond] With “child” in place of “item”" in flat
    assert "p05 is left out" in flat
    assert "Nothing in this page is real" in flat


def test_names_that_could_drive_a_page_or_a_terminal_are_made_safe() -> None:
    told = making.told()
    study = replace(told.plan.study, title="<script>x</script>\x1b[31m", question="\u202eWho?")
    told = replace(told, plan=replace(told.plan, study=study))
    page = render_study(told)
    assert "<script>x" not in page
    assert "\x1b" not in page
    out = io.StringIO()
    render_study_terminal(told, Console(file=out, width=80, no_color=True))
    assert "\x1b" not in out.getvalue()


def test_shares_of_the_two_genders_stand_beside_each_other() -> None:
    shares = making.told().arms["child"].share["gender"]
    assert shares[FEMALE].middle + shares[MALE].middle == pytest.approx(1.0)
