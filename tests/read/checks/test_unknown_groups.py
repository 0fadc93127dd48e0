"""A blank group stands for all, or for those who are not known: the figures of the row tell which."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.read.looking import by_name, codes, exact, look, note, only
from tests.read.samples import as_json, table

from seenby.model import Audit, Interval
from seenby.pipeline import audit

HEADER = ("Ad name", "Age", "Gender", "Impressions", "Amount spent (EUR)")
KNOWN = [
    ("A", "18-24", "female", 100, 1),
    ("A", "18-24", "male", 300, 1),
    ("A", "25-34", "female", 100, 1),
    ("A", "25-34", "male", 100, 1),
]
BLANKS = ["", "NaN", "null", "-", "<NA>"]


def audit_of(folder: Path, *rows: Sequence[object], header: Sequence[str] = HEADER) -> Audit:
    return look(folder, table(header, [*rows]))


@pytest.mark.parametrize("blank", BLANKS)
def test_a_blank_gender_that_is_no_sum_is_not_known(tmp_path: Path, blank: str) -> None:
    """Programs write what is not known as a blank, a NaN or a null: its row is less than its parts would be."""
    found = audit_of(tmp_path, *KNOWN, ("A", "18-24", blank, 40, 0.4), ("A", "25-34", blank, 20, 0.2))
    ad = only(found)
    assert exact(ad.counts["gender"]) == {"female": 200, "male": 400, "unknown": 60}
    assert exact(ad.counts["age"]) == {"18-24": 440, "25-34": 220}
    assert (ad.impressions, round(ad.spend.low, 6) if ad.spend else None) == (Interval.exact(660), 4.6)
    assert "rows 6 and 7" in note(found, "blank-is-unknown").message
    assert not found.sources[0].rows_left_out
    assert "breakdowns-apart" not in codes(found)


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("count", [40, 400])
def test_a_blank_in_the_only_breakdown_that_is_no_sum_is_not_known(tmp_path: Path, blank: str, count: int) -> None:
    rows = [("A", "female", 1000), ("A", "male", 3000), ("A", blank, count)]
    found = audit_of(tmp_path, *rows, header=("Ad name", "Gender", "Impressions"))
    assert exact(only(found).counts["gender"])["unknown"] == count
    assert not found.sources[0].rows_left_out


@pytest.mark.parametrize("blank", BLANKS)
def test_blanks_that_are_sums_stay_totals(tmp_path: Path, blank: str) -> None:
    ages = [("A", "18-24", blank, 400, 2), ("A", "25-34", blank, 200, 2)]
    genders = [("A", blank, "female", 200, 2), ("A", blank, "male", 400, 2)]
    ad = only(audit_of(tmp_path, *KNOWN, *ages, *genders, ("A", blank, blank, 600, 4)))
    assert ad.impressions == Interval.exact(600)
    assert "unknown" not in ad.counts["gender"]


def test_a_total_and_the_unknown_side_by_side(tmp_path: Path) -> None:
    """Of two blank rows of one cell, the one that all others add up to is the total."""
    rows = [*KNOWN[:2], ("A", "18-24", "", 40, 0.4), ("A", "18-24", "", 440, 2.4)]
    found = audit_of(tmp_path, *rows)
    assert exact(only(found).counts["gender"]) == {"female": 100, "male": 300, "unknown": 40}


def test_an_unknown_place_is_told_from_a_total(tmp_path: Path) -> None:
    header = ("Ad name", "Country", "Impressions")
    rows = [("A", "France", 100), ("A", "Germany", 300), ("A", "", 40), ("B", "France", 50), ("B", "Spain", 70)]
    ads = by_name(audit_of(tmp_path, *rows, ("B", "", 9), header=header))
    assert ads["A"].impressions == Interval.exact(440)
    assert ads["B"].impressions == Interval.exact(129)


def test_a_row_with_neither_age_nor_gender_is_not_known_in_both(tmp_path: Path) -> None:
    ad = only(audit_of(tmp_path, *KNOWN, ("A", "", "", 30, 0.3)))
    assert exact(ad.counts["gender"])["unknown"] == 30
    assert exact(ad.counts["age"])["unknown"] == 30


@pytest.mark.parametrize("gone", ["gender", "age"])
@pytest.mark.parametrize("how", ["missing", "null", "empty"])
def test_insights_whose_group_is_missing(tmp_path: Path, gone: str, how: str) -> None:
    def row(impressions: int, **groups: str | None) -> dict[str, Any]:
        when = {"date_start": "2026-01-01", "date_stop": "2026-01-31"}
        return {"ad_id": "1", "ad_name": "A", **when, "impressions": str(impressions), **groups}

    these = ("18-24", "25-34") if gone == "age" else ("female", "male")
    same = {"age": "18-24"} if gone == "gender" else {"gender": "female"}
    lost: dict[str, str | None] = {} if how == "missing" else {gone: None if how == "null" else ""}
    rows = [row(100, **same, **{gone: these[0]}), row(300, **same, **{gone: these[1]}), row(40, **same, **lost)]
    ad = only(look(tmp_path, as_json({"data": rows}), "x.json"))
    assert ad.impressions == Interval.exact(440)
    assert exact(ad.counts[gone])["unknown"] == 40


@pytest.mark.parametrize(("blank", "held"), [(100, (0, 100)), (150, (50, 150))])
def test_what_the_figures_leave_open_is_an_interval(tmp_path: Path, blank: int, held: tuple[int, int]) -> None:
    """Beside one group alone, a blank row may be its total or as many people again."""
    header = ("Ad name", "Gender", "Impressions")
    found = audit_of(tmp_path, ("A", "female", 100), ("A", "", blank), header=header)
    assert only(found).counts["gender"]["unknown"] == Interval(*held)
    assert only(found).impressions == Interval(100 + held[0], 100 + held[1])
    assert "row 3" in note(found, "blank-or-total").message


def test_a_blank_larger_than_its_parts_is_bounded(tmp_path: Path) -> None:
    found = audit_of(tmp_path, *KNOWN, ("A", "18-24", "", 700, 3), ("A", "25-34", "", 500, 3))
    assert only(found).counts["gender"]["unknown"] == Interval(600, 1200)
    assert "blank-or-total" in codes(found)


@pytest.mark.parametrize("word", ["All", "Total", "Alle Geschlechter"])
def test_a_word_for_all_is_a_total_whatever_the_figures_say(tmp_path: Path, word: str) -> None:
    header = ("Ad name", "Gender", "Impressions")
    found = audit_of(tmp_path, ("A", "female", 100), ("A", "male", 300), ("A", word, 90), header=header)
    assert only(found).counts["gender"].keys() == {"female", "male"}
    assert "total-does-not-fit" in codes(found)


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "impressions", "unknown"),
    [("021-blank-gender-is-the-unknown.csv", 660, 60), ("023-insights-row-without-gender.json", 440, 40)],
)
def test_field_cases(real_data: Path, name: str, impressions: int, unknown: int) -> None:
    ad = only(audit(real_data.parents[1] / "field-cases" / name))
    assert ad.impressions == Interval.exact(impressions)
    assert exact(ad.counts["gender"])["unknown"] == unknown
