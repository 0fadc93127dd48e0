from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seenby.model import Interval, Verdict
from seenby.report import formatting


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.88, 0.88, "88 in every 100"),
        (0.876577, 0.876577, "88 in every 100"),
        (0.57, 0.66, "57 to 66 in every 100"),
        (0.115, 0.125, "11 to 13 in every 100"),
        (0.0, 0.0, "none"),
        (1.0, 1.0, "all"),
        (0.0, 0.12, "0 to 12 in every 100"),
        (0.004, 0.004, "fewer than 1 in every 100"),
        (0.997, 0.997, "more than 99 in every 100"),
        (0.8751, 0.8799, "88 in every 100"),
    ],
)
def test_a_share_is_said_as_a_frequency(low: float, high: float, said: str) -> None:
    assert formatting.share(Interval(low, high)) == said


def test_not_reported_is_never_a_number() -> None:
    assert {formatting.share(None), formatting.count(None), formatting.money(None, "EUR")} == {"not reported"}


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_range_as_said_holds_the_range_as_it_is(one: float, other: float) -> None:
    low, high = sorted((one, other))
    text = formatting.hundred(Interval(low, high))
    if "–" in text:
        said_low, said_high = map(int, text.split("–"))
        assert said_low <= low * 100 + 1e-9
        assert said_high >= high * 100 - 1e-9
    elif text.isdigit():
        assert abs(int(text) - low * 100) <= 0.5 + 1e-9


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Interval(1204, 1204), "1,204"),
        (Interval(5000, 9999), "5,000 to 9,999"),
        (Interval(5000, float("inf")), "5,000 or more"),
        (Interval(0, 0), "0"),
        (Interval(99.5, 100.5), "99 to 101"),
    ],
)
def test_counts_are_grouped_and_ranges_stay_ranges(value: Interval, said: str) -> None:
    assert formatting.count(value) == said


@pytest.mark.parametrize(
    ("value", "currency", "said"),
    [
        (Interval(12.4, 12.4), "EUR", "EUR 12.40"),
        (Interval(12.4, 13), "EUR", "EUR 12.40 to 13.00"),
        (Interval(100, float("inf")), "USD", "USD 100.00 or more"),
        (Interval(1200, 1200), "JPY", "JPY 1,200"),
        (Interval(0.0041, 0.0041), "EUR", "EUR 0.0041"),
        (Interval(0, 0), "EUR", "EUR 0"),
        (Interval(3, 3), None, "3.00"),
        (Interval(0.00001, 0.00001), "EUR", "EUR <0.0001"),
    ],
)
def test_money_never_rounds_to_nothing(value: Interval, currency: str | None, said: str) -> None:
    assert formatting.money(value, currency) == said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.091, 0.091, "+9.1"),
        (-0.032, 0.08, "−3.2 to +8.0"),
        (0.0, 0.0, "0"),
        (-0.0, 0.0, "0"),
        (0.0004, 0.0004, "+0.04"),
        (-0.00001, 0.1, "0 to +10.0"),
        (-0.9, float("inf"), "−90.0 or more"),
    ],
)
def test_a_difference_carries_its_sign(low: float, high: float, said: str) -> None:
    assert formatting.points(Interval(low, high)) == said


def test_a_tipping_point_is_a_sentence() -> None:
    assert formatting.tipping(0.0781) == "The verdict would turn at a clustering (ρ) of 0.078: its tipping point."
    assert "of less than 0.0001:" in formatting.tipping(0.00000003)
    assert formatting.tipping(float("nan")) == ""


def test_verdicts_are_counted_in_their_order() -> None:
    said = formatting.verdicts([Verdict.WITHIN, Verdict.BEYOND, Verdict.WITHIN])
    assert said == "1 “goes beyond” and 2 “within”"
    assert formatting.verdicts([]) == ""


@pytest.mark.parametrize(
    ("dimension", "name", "said"),
    [
        ("gender", "female", "women"),
        ("gender", "male", "men"),
        ("gender", "unknown", "not known"),
        ("gender", "non-binary", "non-binary"),
        ("age", "25-34", "25-34"),
        ("age", "unknown", "not known"),
        ("age_gender", "25-34 · female", "women 25-34"),
        ("age_gender", "13-17 · female", "female 13-17"),
        ("age_gender", "65+ · male", "men 65+"),
        ("region", "male", "male"),
    ],
)
def test_groups_are_named_as_records(dimension: str, name: str, said: str) -> None:
    assert formatting.group(dimension, name) == said


def test_dates_are_iso_and_missing_ends_are_said() -> None:
    first, last = date(2026, 5, 1), date(2026, 5, 19)
    assert formatting.period((first, last)) == "2026-05-01 to 2026-05-19"
    assert formatting.period((first, first)) == "2026-05-01"
    assert formatting.period((first, None)) == "from 2026-05-01, end not reported"
    assert formatting.period((None, last)) == "until 2026-05-19, start not reported"
    assert formatting.period((None, None)) == "dates not reported"
    assert formatting.when(datetime(2026, 5, 4, 18, 30, tzinfo=UTC)) == "2026-05-04 18:30 UTC"


def test_things_in_a_row() -> None:
    assert formatting.listed([]) == ""
    assert formatting.listed(["a"]) == "a"
    assert formatting.listed(["a", "b", "c"]) == "a, b and c"
    assert formatting.listed(list("abcdefgh"), 5) == "a, b, c, d, e and 3 more"
    assert formatting.number(1, "ad") == "1 ad"
    assert formatting.number(2000, "ad") == "2,000 ads"


def test_platforms_have_their_own_spelling() -> None:
    spelled = [formatting.platform(name) for name in ("meta", "google_ads", "tiktok", "MyNet")]
    assert spelled == ["Meta", "Google Ads", "TikTok", "MyNet"]
