"""Exports whose periods overlap are used as far as they go: nothing is counted twice, and none is thrown away whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from tests.read.looking import codes, exact, note, only, put
from tests.read.samples import table

from seenby.model import Audit, Interval
from seenby.pipeline import audit

HEADER = ("Reporting starts", "Reporting ends", "Ad name", "Gender", "Impressions")
BY_DAY = ("Day", "Ad name", "Gender", "Impressions")


def audit_of(folder: Path, *files: Sequence[Sequence[object]], header: Sequence[str] = HEADER) -> Audit:
    for number, rows in enumerate(files):
        put(folder, f"{number}.csv", table(header, [*rows]))
    return audit(folder)


def period(first: int, last: int, women: int, men: int) -> list[tuple[object, ...]]:
    when = (f"2026-04-{first:02}", f"2026-04-{last:02}", "A")
    return [(*when, "female", women), (*when, "male", men)]


def day(number: int, women: int, men: int) -> list[tuple[object, ...]]:
    return [(f"2026-04-{number:02}", "A", "female", women), (f"2026-04-{number:02}", "A", "male", men)]


def test_weeks_that_overlap_by_a_day_are_all_used(tmp_path: Path) -> None:
    """At least those that do not overlap, at most all that cover the days."""
    found = audit_of(tmp_path, period(2, 8, 100, 300), period(9, 16, 100, 300), period(15, 21, 200, 300))
    ad = only(found)
    assert ad.impressions == Interval(900, 1300)
    assert (ad.counts["gender"]["female"], ad.counts["gender"]["male"]) == (Interval(300, 400), Interval(600, 900))
    assert ad.period == (date(2026, 4, 2), date(2026, 4, 21))
    assert "overlapping-periods" in codes(found)


def test_rolling_windows(tmp_path: Path) -> None:
    windows = [period(first, first + 6, 10, 30) for first in range(1, 15)]
    assert only(audit_of(tmp_path, *windows)).impressions == Interval(80, 120)


def test_a_month_and_its_last_week_are_the_month(tmp_path: Path) -> None:
    found = audit_of(tmp_path, period(1, 30, 100, 300), period(24, 30, 10, 30))
    assert only(found).impressions == Interval.exact(400)


def test_a_part_that_says_more_than_the_whole_is_a_conflict(tmp_path: Path) -> None:
    found = audit_of(tmp_path, period(1, 30, 100, 300), period(24, 30, 150, 30))
    assert only(found).counts["gender"]["female"] == Interval(100, 150)


def test_a_day_that_two_files_have_alike_counts_once(tmp_path: Path) -> None:
    first = [*day(1, 10, 20), *day(2, 30, 40), *day(3, 5, 5)]
    found = audit_of(tmp_path, first, [*day(3, 5, 5), *day(4, 7, 9)], header=BY_DAY)
    assert exact(only(found).counts["gender"]) == {"female": 52, "male": 74}
    assert len(only(found).over_time["gender"]) == 4


def test_a_day_that_two_files_have_otherwise_is_an_interval(tmp_path: Path) -> None:
    first = [*day(1, 10, 20), *day(2, 30, 40), *day(3, 5, 5)]
    counts = only(audit_of(tmp_path, first, [*day(3, 5, 9), *day(4, 7, 9)], header=BY_DAY)).counts["gender"]
    assert (counts["female"], counts["male"]) == (Interval.exact(52), Interval(74, 78))


def test_days_by_age_and_gender_hold_the_truth(tmp_path: Path) -> None:
    header = ("Day", "Ad name", "Age", "Gender", "Impressions")

    def both(number: int, times: int) -> list[tuple[object, ...]]:
        cells = [("18-24", "female", 1), ("18-24", "male", 3), ("25-34", "female", 2), ("25-34", "male", 4)]
        return [(f"2026-04-{number:02}", "A", age, gender, times * count) for age, gender, count in cells]

    files = ([*both(1, 10), *both(2, 20), *both(3, 5)], [*both(3, 5), *both(4, 7)])
    held = only(audit_of(tmp_path, *files, header=header)).counts["age_gender"]
    truth = {"18-24 · female": 42, "18-24 · male": 126, "25-34 · female": 84, "25-34 · male": 168}
    assert all(held[group].low <= count <= held[group].high for group, count in truth.items())


def test_what_is_shared_is_said(tmp_path: Path) -> None:
    found = audit_of(tmp_path, period(1, 8, 1, 3), period(8, 9, 1, 3))
    assert "counts once" in note(found, "overlapping-periods").message


@pytest.mark.real
def test_field_case(real_data: Path) -> None:
    found = audit(real_data.parents[1] / "field-cases" / "024-weeks-that-overlap-by-a-day")
    assert only(found).impressions == Interval(900, 1300)


def test_days_that_cannot_be_read_are_not_taken_from_each_other(tmp_path: Path) -> None:
    """The ninth of October or the tenth of September: exports with such days are held against each other as a whole."""
    rows = [(day, "A", group, 50) for day in ("10/09/2025", "10/10/2025") for group in ("female", "male")]
    ad = only(audit_of(tmp_path, rows, rows[::-1], header=BY_DAY))
    assert ad.impressions is not None
    assert ad.impressions.low <= 200 <= ad.impressions.high
