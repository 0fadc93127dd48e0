"""Aimed against shown: what would have to move, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.measure.making import aim, delivery, genders, one

from seenby.measure.gap import NO_AIM, NO_SIZES, gap
from seenby.model import AdResult, Aim, Delivery, Interval, NotMeasurable


def ages(figures: dict[str, Any]) -> list[Delivery]:
    return [delivery(age=age, impressions=figure) for age, figure in figures.items()]


def against(rows: list[Delivery], wanted: Aim) -> AdResult:
    return one(rows, everyone=wanted)


def is_close(found: Interval | NotMeasurable, low: float, high: float) -> bool:
    return isinstance(found, Interval) and found.low == pytest.approx(low) and found.high == pytest.approx(high)


def test_the_gap_is_half_the_sum_of_differences() -> None:
    ad = against(genders({"female": 20, "male": 80}), aim(estimated={"gender": {"female": 600, "male": 400}}))
    assert is_close(ad.gap, 0.4, 0.4)
    assert ad.gap_dimension == "gender"
    three = against(
        ages({"18-24": 50, "25-34": 30, "35-44": 20}), aim(estimated={"age": {"18-24": 2, "25-34": 3, "35-44": 5}})
    )
    # |.5-.2| + |.3-.3| + |.2-.5| = .6, half of which moves.
    assert is_close(three.gap, 0.3, 0.3)


def test_sizes_that_are_ranges_make_the_gap_a_range() -> None:
    wanted = aim(estimated={"gender": {"female": (500, 600), "male": (400, 500)}})
    # Women are 50 to 60 of 100 among those aimed at; 20 were shown it.
    assert is_close(against(genders({"female": 20, "male": 80}), wanted).gap, 0.3, 0.4)


def test_shares_that_are_ranges_make_the_gap_a_range() -> None:
    wanted = aim(estimated={"gender": {"female": 50, "male": 50}})
    assert is_close(against(genders({"female": (10, 20), "male": (80, 80)}), wanted).gap, 0.3, 0.5 - 10 / 90)


def test_no_aim_and_no_sizes_are_said_and_never_nothing() -> None:
    rows = genders({"female": 20, "male": 80})
    assert one(rows).gap == NO_AIM
    assert against(rows, aim(ages=(18, 44))).gap == NO_SIZES
    assert against(rows, aim()).gap == NO_SIZES


def test_an_aim_at_one_gender_needs_no_sizes() -> None:
    ad = against(genders({"female": 20, "male": 70, "unknown": 10}), aim(genders=("female",)))
    assert is_close(ad.gap, 70 / 90, 70 / 90)
    assert is_close(ad.outside["gender"], 70 / 90, 70 / 90)


def test_an_aim_at_all_genders_needs_sizes() -> None:
    ad = against(genders({"female": 20, "male": 80}), aim(genders=("female", "male")))
    assert ad.gap == NO_SIZES
    assert is_close(ad.outside["gender"], 0, 0)


def test_a_group_the_aim_rules_out_is_eligible_for_nothing() -> None:
    sizes = {"gender": {"female": 600, "male": 400}}
    bound = against(genders({"female": 50, "male": 50}), aim(genders=("female",), estimated=sizes))
    assert is_close(bound.gap, 0.5, 0.5)
    free = against(genders({"female": 50, "male": 50}), aim(genders=("female",), suggestion=True, estimated=sizes))
    assert is_close(free.gap, 0.1, 0.1)
    assert free.aim is not None
    assert free.aim.suggestion


def test_narrow_bands_of_delivery_merge_into_wide_ones_of_the_aim() -> None:
    wanted = aim(estimated={"age": {"18-34": 60, "35-54": 40}})
    ad = against(ages({"18-24": 10, "25-34": 20, "35-44": 30, "45-54": 40}), wanted)
    assert is_close(ad.gap, 0.3, 0.3)


def test_narrow_bands_of_the_aim_merge_into_wide_ones_of_delivery() -> None:
    wanted = aim(estimated={"age": {"18-24": 20, "25-54": 30, "55-64": 30, "65+": 20}})
    ad = against(ages({"18-24": 20, "25-54": 30, "55+": 50}), wanted)
    assert is_close(ad.gap, 0, 0)
    assert is_close(against(ages({"18-24": 30, "25-54": 30, "55+": 40}), wanted).gap, 0.1, 0.1)


def test_bands_that_cut_across_each_other_are_not_measurable() -> None:
    wanted = aim(estimated={"age": {"18-29": 60, "30-49": 40}})
    found = against(ages({"18-24": 10, "25-34": 20, "35-44": 30}), wanted).gap
    assert isinstance(found, NotMeasurable)
    assert "cut across" in found.reason


def test_a_band_beyond_the_aim_counts_as_moved() -> None:
    wanted = aim(estimated={"age": {"18-24": 50, "25-34": 50}})
    assert is_close(against(ages({"13-17": 20, "18-24": 40, "25-34": 40}), wanted).gap, 0.2, 0.2)


def test_joint_groups_merge_within_their_gender_only() -> None:
    wanted = aim(estimated={"age_gender": {"18-34 · female": 50, "18-34 · male": 50}})
    rows = [delivery(age=age, gender=who, impressions=10) for age in ("18-24", "25-34") for who in ("female", "male")]
    assert is_close(against(rows, wanted).gap, 0, 0)
    skewed = [row._replace(impressions=Interval.exact(30 if row.gender == "male" else 10)) for row in rows]
    assert is_close(against(skewed, wanted).gap, 0.25, 0.25)


def test_ages_outside_the_aim_and_a_band_that_straddles_its_edge() -> None:
    ad = against(ages({"18-24": 10, "25-34": 20, "35-44": 30, "45-54": 40}), aim(ages=(25, 39)))
    # 18-24 and 45-54 lie outside for certain, 35-44 in part.
    assert is_close(ad.outside["age"], 0.5, 0.8)


def test_an_oldest_age_that_is_open() -> None:
    ad = against(ages({"18-24": 10, "65+": 90}), aim(ages=(18, None)))
    assert is_close(ad.outside["age"], 0, 0)


def places(figures: dict[str, int], kind: str = "region") -> list[Delivery]:
    named: list[dict[str, Any]] = [{"fold": kind, kind: place, "impressions": n} for place, n in figures.items()]
    return [delivery(**row) for row in named]


def test_places_outside_the_aim() -> None:
    ad = against(places({"Bayern": 60, "Hessen": 40}), aim(places=("bayern",)))
    assert is_close(ad.outside["region"], 0.4, 0.4)


def test_a_place_the_export_does_not_name_may_hold_any_of_its_places() -> None:
    ad = against(places({"Bayern": 60, "Hessen": 40}), aim(places=("Germany", "Bayern")))
    assert is_close(ad.outside["region"], 0, 0.4)
    assert "country" not in against(places({"FR": 60, "DE": 40}, "country"), aim(places=("Lyon",))).outside


def joint(figures: dict[tuple[str, str], int]) -> list[Delivery]:
    return [delivery(age=age, gender=who, impressions=figure) for (age, who), figure in figures.items()]


def test_an_aim_at_two_bands_and_a_gender_is_held_against_both_together() -> None:
    rows = joint(
        {
            ("18-24", "male"): 50,
            ("18-24", "female"): 10,
            ("25-34", "male"): 20,
            ("45-54", "male"): 15,
            ("55-64", "female"): 5,
        }
    )
    ad = against(rows, aim(genders=("male",), ages=(18, 34)))
    assert is_close(ad.outside["age_gender"], 0.3, 0.3)
    assert is_close(ad.gap, 0.3, 1.0)
    assert ad.outside_only


def test_bands_outside_an_aim_without_sizes_are_a_lower_bound_of_the_gap() -> None:
    shown = ages({"18-24": 40, "25-34": 20, "35-44": 40})
    assert is_close(against(shown, aim(ages=(18, 34))).gap, 0.4, 1.0)
    # The aim cuts 25-34: who was inside of it is not known.
    assert is_close(against(shown, aim(ages=(18, 29))).gap, 0.4, 1.0)
    assert is_close(against(shown, aim(ages=(30, 49))).gap, 0.4, 1.0)


def test_a_gap_by_age_is_not_hidden_behind_a_small_one_by_gender() -> None:
    rows = [*genders({"female": 50, "male": 50}), *ages({"18-24": 90, "25-34": 10})]
    sizes = {"gender": {"female": 1, "male": 1}, "age": {"18-24": 1, "25-34": 1}}
    ad = against(rows, aim(estimated=sizes))
    assert is_close(ad.gap, 0.4, 0.4)
    assert ad.gap_dimension == "age"


@pytest.mark.parametrize("name", ["Germany", "Deutschland", "deutschland", "DE", "DEU"])
def test_countries_meet_their_codes_and_names(name: str) -> None:
    for here, there in (("DE", "AT"), ("Germany", "Österreich")):
        ad = against(places({here: 70, there: 30}, "country"), aim(places=(name,)))
        assert is_close(ad.outside["country"], 0.3, 0.3)
        assert is_close(ad.gap, 0.3, 0.3)


def test_a_town_asked_for_rules_other_countries_out_but_not_its_own() -> None:
    ad = against(places({"FR": 60, "DE": 40}, "country"), aim(places=("Paris, France",)))
    assert is_close(ad.outside["country"], 0.4, 1.0)
    far = against(places({"US": 60, "DE": 40}, "country"), aim(places=("Los Angeles, CA",)))
    assert "country" not in far.outside


@pytest.mark.parametrize(
    ("wanted", "parts"),
    [
        ({"ages": (18, 34)}, ("age",)),
        ({"ages": (18, None)}, ("age",)),
        ({"ages": (13, None)}, ()),
        ({"places": ("France",)}, ("place",)),
        ({"genders": ("female", "male")}, ()),
        ({}, ()),
    ],
)
def test_parts_of_an_aim_that_the_export_does_not_speak_of_are_named(wanted: dict[str, Any], parts: object) -> None:
    sizes = {"gender": {"female": 50, "male": 50}}
    ad = against(genders({"female": 52, "male": 48}), aim(**wanted, estimated=sizes))
    assert is_close(ad.gap, 0.02, 0.02)
    assert ad.unheld == parts


def test_many_unknown_leave_the_gap_open_and_few_do_not() -> None:
    women = aim(genders=("female",))
    ad = against(genders({"female": 48, "male": 2, "unknown": 50}), women)
    assert ad.gap_with_unknown is not None
    assert is_close(ad.gap_with_unknown, 0.02, 0.54)
    assert against(genders({"female": 93, "male": 2, "unknown": 5}), women).gap_with_unknown is None


def test_each_ad_has_the_aim_of_the_most_exact_of_its_names() -> None:
    rows = genders({"female": 20, "male": 80})
    women, men = aim(genders=("female",)), aim(genders=("male",))
    assert one(rows, aims={"A": women}, everyone=men).aim == women
    assert one(rows, aims={"B": women}, everyone=men).aim == men
    assert one(rows, aims={"B": women}).aim is None


SHARES = st.lists(st.integers(0, 1000), min_size=4, max_size=4).filter(any)
BANDS = ("18-24", "25-34", "35-44", "45-54")


@settings(max_examples=150, deadline=None)
@given(SHARES, SHARES)
def test_the_gap_is_a_distance_and_coarser_bands_never_make_it_larger(asked: list[int], shown: list[int]) -> None:
    wanted = aim(estimated={"age": dict(zip(BANDS, asked, strict=True))})
    found = against(ages(dict(zip(BANDS, shown, strict=True))), wanted).gap
    by_hand = sum(abs(a / sum(asked) - b / sum(shown)) for a, b in zip(asked, shown, strict=True)) / 2
    assert is_close(found, by_hand, by_hand)
    wide = aim(estimated={"age": {"18-34": asked[0] + asked[1], "35-54": asked[2] + asked[3]}})
    coarser = against(ages(dict(zip(BANDS, shown, strict=True))), wide).gap
    assert isinstance(coarser, Interval)
    assert coarser.high <= by_hand + 1e-9


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 100), st.integers(0, 100), st.integers(1, 99))
def test_calling_women_men_leaves_the_gap_as_it_is(women: int, men: int, size: int) -> None:
    rows, mirrored = genders({"female": women, "male": men}), genders({"female": men, "male": women})
    first = against(rows, aim(estimated={"gender": {"female": size, "male": 100 - size}})).gap
    second = against(mirrored, aim(estimated={"gender": {"female": 100 - size, "male": size}})).gap
    assert isinstance(first, Interval)
    assert is_close(second, first.low, first.high)


def test_nothing_delivered_has_no_gap() -> None:
    assert isinstance(gap(aim(genders=("female",)), {}).gap, NotMeasurable)


def test_the_shares_that_are_asked_for_come_with_the_gap() -> None:
    sized = against(genders({"female": 20, "male": 80}), aim(estimated={"gender": {"female": 600, "male": 400}}))
    assert sized.aimed == {"gender": {"female": Interval.exact(0.6), "male": Interval.exact(0.4)}}
    assert against(genders({"female": 20, "male": 80}), aim()).aimed == {}


def test_sizes_of_ages_and_genders_together_give_those_of_each_alone() -> None:
    sizes = {"18-24 · female": 1, "18-24 · male": 2, "25-34 · female": 3, "25-34 · male": 4}
    wanted = aim(estimated={"age_gender": sizes})
    assert is_close(against(genders({"female": 40, "male": 60}), wanted).gap, 0.0, 0.0)
    by_age = against(ages({"18-24": 80, "25-34": 20}), wanted)
    assert is_close(by_age.gap, 0.5, 0.5)
    assert by_age.aimed["age"] == {"18-24": Interval.exact(0.3), "25-34": Interval.exact(0.7)}


def test_percentages_that_make_up_a_hundred_narrow_each_other() -> None:
    wanted = aim(estimated={"gender": {"female": (55, 65), "male": (40, 42)}})
    asked = against(genders({"female": 20, "male": 80}), wanted).aimed["gender"]
    assert is_close(asked["female"], 0.58, 0.60)
    assert is_close(asked["male"], 0.40, 0.42)


def test_an_aim_at_two_places_does_not_say_how_many_of_either() -> None:
    found = gap(aim(places=("Utrecht", "Zeeland")), {"region": {"Utrecht": Interval.exact(1.0)}})
    assert found.aimed == {}
    found = gap(aim(places=("NL", "BE")), {"country": {"NL": Interval.exact(1.0)}})
    assert found.aimed == {}
    found = gap(aim(places=("utrecht",)), {"country": {"Utrecht": Interval.exact(1.0)}})
    assert found.aimed == {"country": {"Utrecht": Interval.exact(1.0)}}


def test_a_band_that_is_none_is_neither_in_an_aim_nor_out_of_it() -> None:
    found = gap(aim(ages=(18, 24)), {"age": {"retired": Interval.exact(0.5), "18-24": Interval.exact(0.5)}})
    assert found.outside == {"age": Interval(0.0, 0.5)}


def test_a_gap_wherever_the_unknown_belong_is_at_most_everything() -> None:
    ad = against(genders({"female": 10, "male": 40, "unknown": 50}), aim(genders=("female",)))
    assert ad.gap_with_unknown is not None
    assert ad.gap_with_unknown.high == 1.0


def test_an_aim_at_both_genders_and_nothing_else_asks_for_no_mix_of_them() -> None:
    wanted = aim(genders=("female", "male"), estimated={"age": {"18-24": 1, "25-34": 1}})
    assert against(ages({"18-24": 50, "25-34": 50}), wanted).unheld == ()


def test_an_age_and_a_gender_outside_an_aim_at_both_are_outside_it_together() -> None:
    women = aim(ages=(18, 24), genders=("female",))
    shown = {"18-24 · female": 40, "18-24 · male": 35, "25-34 · female": 25}
    found = gap(women, {"age_gender": {group: Interval.exact(share / 100) for group, share in shown.items()}})
    assert is_close(found.outside["age_gender"], 0.6, 0.6)
    assert found.aimed["age_gender"]["18-24 · female"] == Interval.exact(1.0)
    two = gap(aim(ages=(18, 24)), {"age_gender": {"18-24 · female": Interval.exact(1.0)}})
    assert two.outside == {}


def test_the_worst_case_over_the_unknown_merges_bands_of_ages_too() -> None:
    rows = [*ages({"18-24": 30, "25-34": 20, "35-54": 10}), delivery(age="unknown", impressions=40)]
    ad = against(rows, aim(estimated={"age": {"18-34": 50, "35-54": 50}}))
    assert ad.gap_with_unknown is not None
    assert ad.gap_with_unknown.low < 1 / 3 < ad.gap_with_unknown.high
    assert ad.gap_with_unknown.low == pytest.approx(0.0, abs=0.01)


def test_exact_percentages_and_a_range_that_starts_at_a_hundred_are_shares_of_one_whole() -> None:
    wanted = aim(estimated={"gender": {"female": (60, 70), "male": 40}})
    asked = against(genders({"female": 20, "male": 80}), wanted).aimed["gender"]
    assert is_close(asked["female"], 0.6, 0.6)
    assert is_close(asked["male"], 0.4, 0.4)
