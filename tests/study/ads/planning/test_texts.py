"""What people read of a plan: steps by hand, a summary, the first study.toml."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest
from tests.study.ads.planning.asking import ARMS, arm, planned, read

from seenby.errors import UsageError
from seenby.study.ads.planning.by_hand import by_hand
from seenby.study.ads.planning.from_template import TEMPLATES, Answers, for_world, study_toml, template, worlds
from seenby.study.ads.planning.make_plan import plan_of
from seenby.study.ads.planning.plan_summary import summary

NOT_OURS = re.compile(
    r"\b(targeted|proves?|proved|discriminat\w*|significan\w*|unbiased|predator|offender)\b", re.IGNORECASE
)


def test_every_ad_has_a_row_with_a_box_its_picture_and_its_budget():
    plan = planned().plan
    rows = [line for line in by_hand(plan).splitlines() if line.startswith("| [ ]")]
    assert len(rows) == len(plan.slots) == 54
    for slot in plan.slots:
        (row,) = [line for line in rows if f"| {slot.ad} |" in line]
        assert f"pictures/{slot.arm}.png" in row
        assert "EUR 1.00" in row


def test_the_steps_say_what_would_spoil_the_study():
    text = by_hand(planned(aim={"genders": ["women"], "ages": "25-44", "interests": ["Dance"]}).plan)
    for said in ("Advantage+ audience | off", "women only", "25 to 44", "Dance", "same moment", "Change nothing",
                 "Age and gender", "seenby study collect . --from export.csv", "EUR 54.00"):  # fmt: skip
        assert said in text, said


def test_what_people_typed_cannot_break_the_steps():
    arms = [*ARMS[:2], arm("child", shows="drawn figure", message="| a | # b\n[link](https://example.org) <b>")]
    text = by_hand(planned(title="Charm | <i>*one*</i>", arms=arms, accounts=[]).plan)
    assert "\\|" in text
    assert "<b>" not in text.replace("\\<b\\>", "")
    assert "with the text of “child”" in text
    assert "###" not in text


def test_texts_for_people_use_none_of_the_words_we_do_not_use():
    for path in [
        *files("seenby.study.ads.planning").joinpath("texts").iterdir(),
        *(files("seenby.study.ads.planning") / "templates").iterdir(),
    ]:
        if path.name.endswith((".toml", ".j2")):
            assert not NOT_OURS.search(path.read_text(encoding="utf-8")), path.name


def test_a_summary_says_what_is_decided_in_whole_sentences():
    lines = summary(planned())
    assert any("12 sets of 3 arms, and 9 pairs of twins: 54 ads" in line for line in lines)
    assert any("cannot cost more than EUR 54.00; the cap is EUR 2,000.00" in line for line in lines)
    assert not any(re.search(r"[{}]", line) for line in lines)
    assert any("nothing" in line for line in summary(planned(arms=ARMS[:1], size={"twins": 0})))


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_a_study_with_room_below_its_cap(name):
    study = read(study_toml(template(name), Answers()))
    assert study.by_hand
    found = plan_of(study, "", {}, 7)
    assert found.plan.greatest_spend <= 0.8 * study.money.cap
    assert "close-to-cap" not in [one.code for one in found.warnings]


def test_the_paired_picture_has_its_three_steps_in_order():
    study = read(study_toml(template("paired-picture"), Answers()))
    assert [(one.name, one.shows) for one in study.arms] == [
        ("item", "nobody"), ("hidden", "covered person"), ("child", "drawn figure"),
    ]  # fmt: skip
    assert study.control == "item"


def test_a_budget_pair_differs_in_money_alone():
    small, large = read(study_toml(template("budget-pair"), Answers())).arms
    assert (small.picture, small.message) == (large.picture, large.message)
    assert (small.budget, large.budget) == (1, 2)


@pytest.mark.parametrize("world", worlds())
@pytest.mark.parametrize("name", TEMPLATES)
def test_a_world_fills_every_template(name, world):
    study = read(study_toml(for_world(template(name), name, world), Answers(group=worlds()[world]["group"])))
    assert all(one.shows != "child" for one in study.arms)


def test_what_is_not_there_is_named():
    with pytest.raises(UsageError, match="paired-picture"):
        template("pairs")
    with pytest.raises(UsageError, match="charm-2024"):
        for_world(template("twins"), "twins", "moon")


@pytest.mark.parametrize("title", ['say "so"', "back\\slash", "a\x7fb", "ümlaut — dash", "]] # no = table"])
def test_whatever_is_answered_is_written_so_that_it_can_be_read(title):
    text = study_toml(template("twins"), Answers(title=title, interests=(title, "Dance"), cap=500))
    assert tomllib.loads(text)["title"] == title.replace("\x7f", " ")
    assert read(text).money.cap == 50_000
