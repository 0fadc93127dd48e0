"""Claim B from one pair: held against how far identical ads differ, never against coin flips."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import seenby
from seenby.errors import UsageError
from seenby.judge import judge_pairs, together
from seenby.judge.claims.claim_b_pairs import _least_apart
from seenby.judge.phrases import group_name, phrase
from seenby.model import AdKey, AdResult, Aim, Interval, NotMeasurable, Verdict

EXACT = Interval.exact
WEEK = (date(2026, 5, 4), date(2026, 5, 10))
TWINS_APART = (5, -12, 20, -8, 15, 10, -18, 3)


def ad(name: str, women: int, men: int, **changes: Any) -> AdResult:
    known = women + men
    result = AdResult(
        key=AdKey("meta", campaign="Charms", ad=name),
        period=WEEK,
        metric="impressions",
        impressions=EXACT(known),
        reach=None,
        spend=EXACT(4.0),
        currency="EUR",
        share={"gender": {"female": EXACT(women / known), "male": EXACT(men / known)}},
        share_with_unknown={},
        counts={"gender": {"female": EXACT(women), "male": EXACT(men)}},
        unknown=EXACT(0.0),
        aim=None,
        gap=NotMeasurable("no aim"),
    )
    return replace(result, **changes)


def compared(one: AdResult, other: AdResult):
    (finding,) = judge_pairs([one, other], [(one.key.name, other.key.name)])
    return finding


# Women and men of the last snapshot of AlgorithmWatch's Trucks2 run; z is the pooled two-proportion test.
TRUCKS = {
    "feminine": (389, 1666, 3.10, Verdict.WITHIN),
    "gendered": (483, 1710, 5.64, Verdict.TOO_LITTLE),
    "road": (1383, 1245, 26.59, Verdict.BEYOND),
    "lipstick": (1598, 225, 45.25, Verdict.BEYOND),
}


@pytest.mark.parametrize("name", TRUCKS)
def test_a_z_test_calls_every_truck_different_and_we_do_not(name):
    women, men, z, verdict = TRUCKS[name]
    a, b = women / (women + men), 323 / 2109
    pooled = (women + 323) / (women + men + 2109)
    error = math.sqrt(pooled * (1 - pooled) * (1 / (women + men) + 1 / 2109))
    assert (a - b) / error == pytest.approx(z, abs=0.005)
    assert z > 1.96
    assert compared(ad(name, women, men), ad("baseline", 323, 1786)).verdict is verdict


def test_the_tipping_point_is_printed_and_solves_its_equation():
    finding = compared(ad("lipstick", 1598, 225), ad("baseline", 323, 1786))
    rho, n, m = finding.tipping_point, 1823, 2109
    pooled = (1598 + 323) / (n + m)
    variance = pooled * (1 - pooled) * ((1 - rho) / n + rho + (1 - rho) / m + rho)
    assert (1598 / n - 323 / m) == pytest.approx(1.959964 * math.sqrt(variance), rel=1e-6)
    assert f"rho = {rho:.4f}" in finding.method


@given(st.integers(1, 5000), st.integers(1, 5000), st.integers(1, 5000), st.integers(1, 5000))
def test_relabelling_women_and_men_and_swapping_the_ads_changes_nothing(a, b, c, d):
    first = compared(ad("one", a, b), ad("other", c, d))
    mirrored = compared(ad("one", b, a), ad("other", d, c))
    swapped = compared(ad("other", c, d), ad("one", a, b))
    assert first.verdict is mirrored.verdict is swapped.verdict
    assert first.tipping_point == pytest.approx(mirrored.tipping_point, abs=1e-9)
    assert first.tipping_point == pytest.approx(swapped.tipping_point, abs=1e-9)
    assert math.isfinite(first.tipping_point)


@given(st.floats(0.0, 0.2))
def test_less_exact_figures_never_make_a_verdict_stronger(width):
    exact = compared(ad("one", 800, 200), ad("other", 300, 700))
    blurred = {"female": Interval(0.8 - width, min(0.8 + width, 1)), "male": Interval(max(0.2 - width, 0), 0.2 + width)}
    loose = compared(ad("one", 800, 200, share={"gender": blurred}), ad("other", 300, 700))
    assert loose.tipping_point <= exact.tipping_point + 1e-12


def test_equal_ads_are_within_with_a_tipping_point_of_nothing():
    finding = compared(ad("one", 500, 500), ad("other", 500, 500))
    assert finding.verdict is Verdict.WITHIN
    assert finding.tipping_point == 0.0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"period": (date(2026, 5, 4), date(2026, 5, 12))}, "concurrent"),
        ({"spend": EXACT(4.5)}, "equal-budget"),
        ({"currency": "USD"}, "equal-budget"),
        ({"unknown": EXACT(0.2)}, "unknown-alike"),
        ({"metric": "reach"}, "same-metric"),
        ({"key": AdKey("google", ad="other")}, "same-platform"),
        ({"restated": True}, "not-restated"),
        ({"aim": Aim(suggestion=True)}, "aim-is-binding"),
    ],
)
def test_a_failed_check_ends_the_matter_before_any_number(change, code):
    finding = compared(ad("one", 800, 200), ad("other", 300, 700, **change))
    assert finding.verdict is Verdict.NOT_COMPARABLE
    assert isinstance(finding.estimate, NotMeasurable)
    assert finding.tipping_point is None
    assert [check.code for check in finding.checks if not check.passed] == [code]


def test_ads_of_one_ad_set_share_its_budget_and_are_not_comparable():
    def inside(name: str, ad_set: str) -> AdResult:
        return ad(name, 800, 200, key=AdKey("meta", campaign="Charms", ad_set=ad_set, ad=name))

    shared = compared(inside("one", "women"), inside("other", "women"))
    assert shared.verdict is Verdict.NOT_COMPARABLE
    assert "share its budget" in shared.sentence
    assert compared(inside("one", "first"), inside("other", "second")).verdict is not Verdict.NOT_COMPARABLE


def test_ads_aimed_at_different_people_are_not_comparable():
    one = ad("one", 800, 200, aim=Aim(genders=("female",)))
    assert compared(one, ad("other", 300, 700, aim=Aim(genders=("male",)))).verdict is Verdict.NOT_COMPARABLE
    assert compared(one, ad("other", 300, 700)).verdict is Verdict.BEYOND


def test_ads_without_shares_in_common_are_not_comparable():
    finding = compared(ad("one", 800, 200), ad("other", 300, 700, share={"age": {"18-24": EXACT(1.0)}}))
    assert finding.verdict is Verdict.NOT_COMPARABLE


def test_a_group_that_one_ad_has_no_row_for_got_nothing_there():
    only_men = ad("other", 1, 999, share={"gender": {"male": EXACT(1.0)}}, counts={"gender": {"male": EXACT(1000)}})
    assert compared(ad("one", 800, 200), only_men).verdict is Verdict.BEYOND


def test_a_baseline_is_compared_with_every_other_ad():
    findings = judge_pairs([ad(name, 500, 500) for name in "abc"], [], "b")
    assert [(one.subject.name, one.against and one.against.name) for one in findings] == [("a", "b"), ("c", "b")]


@pytest.mark.parametrize("name", ["nobody", "twin"])
def test_a_name_that_fits_no_ad_or_two_is_refused_with_the_names_there_are(name):
    ads = [ad("one", 1, 1), ad("twin", 1, 1), ad("twin", 1, 1, key=AdKey("meta", campaign="Bags", ad="twin"))]
    with pytest.raises(UsageError, match="use one of"):
        judge_pairs(ads, [], name)
    assert judge_pairs(ads, [("one", "Bags › twin")])


def test_the_two_most_alike_names_are_offered_first():
    names = ["Spring sale, dog", "Charm, on its own, Monday", "Winter coats", "Charm, with child, Monday"]
    ((first, second, *_),) = together([ad(name, 500, 500) for name in names])
    assert {first.name, second.name} == {"Charm, on its own, Monday", "Charm, with child, Monday"}


def test_ads_that_ran_together_are_offered_and_never_chosen(tmp_path):
    one, other = ad("one", 800, 200), ad("other", 300, 700)
    later = ad("later", 500, 500, period=(date(2026, 6, 1), date(2026, 6, 7)))
    assert [[key.name for key in group] for group in together([one, other, later])] == [["one", "other"]]
    rows = ["Ad name,Gender,Impressions", "one,female,800", "one,male,200", "other,female,300", "other,male,700"]
    (tmp_path / "export.csv").write_text("\n".join(rows))
    found = seenby.audit(tmp_path / "export.csv")
    assert {finding.claim for finding in found.findings} == {"A"}
    assert [[key.name for key in group] for group in found.together] == [["one", "other"]]


@pytest.mark.real
def test_the_pictures_of_the_real_run_go_beyond_and_the_wording_does_not(real_data):
    found = seenby.audit(real_data / "france/facebook/truck2-gender", baseline="Truck Driver - baseline")
    verdicts = {one.subject.name: one.verdict for one in found.findings if one.claim == "B"}
    assert verdicts == {
        "Truck Driver - image-road": Verdict.BEYOND,
        "Truck Driver - image-lipstick": Verdict.BEYOND,
        "Truck Driver - feminine": Verdict.WITHIN,
        "Truck Driver - gendered": Verdict.TOO_LITTLE,
    }


def test_a_pair_that_would_stand_alone_against_twins_may_not_among_many():
    twins = [(ad(f"t{at} a", 500 + off, 500 - off), ad(f"t{at} b", 500, 500)) for at, off in enumerate(TWINS_APART)]
    some = [ad("far", 533, 467), *(ad(f"same {at}", 500, 500) for at in range(6))]
    base = ad("base", 500, 500)
    ads = [*some, base, *(one for pair in twins for one in pair)]
    same = [(one.key.name, other.key.name) for one, other in twins]
    (alone,) = judge_pairs(ads, [("far", "base")], None, same)
    assert alone.verdict is Verdict.BEYOND
    first, *others = judge_pairs(ads, [(one.key.name, "base") for one in some], None, same)
    assert first.verdict is Verdict.TOO_LITTLE
    assert first.luck.startswith("Alone, this pair would stand; as one of 7 that were looked at it does not")
    assert (first.estimate, first.method, first.tipping_point) == (alone.estimate, alone.method, alone.tipping_point)
    assert [run.kind for run in first.runs] == ["pair", *["twin"] * len(twins)]
    assert all("Alone" not in finding.luck for finding in others)


def test_a_pair_of_which_one_ad_reached_nobody_says_which():
    nobody = ad(
        "other", 1, 1, share={"gender": {"female": EXACT(0.5), "male": EXACT(0.5)}}, counts={}, impressions=None
    )
    finding = compared(ad("one", 800, 200), nobody)
    assert finding.verdict is Verdict.NOT_MEASURABLE
    assert finding.sentence.startswith("How far “one” and “other” differ cannot be told: ")


def test_a_pair_of_which_one_ad_may_have_reached_nobody_says_so():
    some = {"female": Interval(0, 50), "male": Interval(0, 50)}
    either = {"female": Interval(0, 1), "male": Interval(0, 1)}
    maybe = ad("other", 1, 1, share={"gender": either}, counts={"gender": some})
    finding = compared(ad("one", 800, 200), maybe)
    assert finding.verdict is Verdict.NOT_MEASURABLE
    assert finding.sentence.endswith(f"cannot be told: {phrase('why_not', 'nobody', ad='other')}.")


def test_two_shares_that_may_be_equal_are_not_apart_and_others_by_what_is_sure():
    assert _least_apart(Interval(0.2, 0.3), Interval(0.25, 0.4)) == 0.0
    assert _least_apart(Interval(0.5, 0.6), Interval(0.1, 0.2)) == pytest.approx(0.3)
    assert _least_apart(Interval(0.1, 0.2), Interval(0.5, 0.6)) == pytest.approx(0.3)


def test_a_group_by_age_and_gender_is_called_by_both():
    assert group_name("age_gender", "18-24 · female") == f"{group_name('gender', 'female')} and aged 18-24"
