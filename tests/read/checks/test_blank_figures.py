"""Rows of a group without the count that others have, and rows of a name that has no group where others have one."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.read.looking import by_name, codes, look, note
from tests.read.samples import table

HEADER = ("Ad name", "Gender", "Impressions", "Reach")
ROWS = [("A", "female", 30, 20), ("A", "male", 70, 50), ("B", "female", 41, 22), ("B", "male", 59, 50)]


@pytest.mark.parametrize("blank", ["", "—", "-"])
def test_a_count_left_blank_is_said_with_its_row(tmp_path: Path, blank: str) -> None:
    found = look(tmp_path, table(HEADER, [*ROWS[:3], ("B", "male", blank, blank)]))
    said = note(found, "figures-blank").message
    assert "row 5" in said
    assert "impressions" in said


def test_a_row_that_is_blank_after_its_names_is_said_too(tmp_path: Path) -> None:
    header = ("Ad set name", "Ad name", "Gender", "Impressions")
    rows = [("S", "A", "female", 3), ("S", "A", "", ""), ("S", "A", "male", 9)]
    assert "row 3" in note(look(tmp_path, table(header, rows)), "figures-blank").message


def test_cells_that_slipped_to_the_left_leave_the_last_count_blank(tmp_path: Path) -> None:
    header = ("Ad name", "Country", "Amount spent (EUR)", "Impressions")
    rows = [("A", "FR", "0.03", 20), ("A", "PL", 10, ""), ("A", "ES", "0.01", 12)]
    assert "row 3" in note(look(tmp_path, table(header, rows)), "figures-blank").message


def test_an_ad_that_never_ran_is_no_gap(tmp_path: Path) -> None:
    found = look(tmp_path, table(HEADER, [*ROWS, ("C", "", "", "")]))
    assert not codes(found) & {"figures-blank", "ad-without-groups"}


def test_without_any_count_there_is_no_column_to_be_blank(tmp_path: Path) -> None:
    header = ("Ad name", "Gender", "Impressions", "Amount spent (EUR)")
    found = look(tmp_path, table(header, [("A", "female", "", "1.00"), ("A", "male", "", "2.00")]))
    assert "figures-blank" not in codes(found)


@pytest.mark.parametrize("name", ["Bilanz 2025", "Average of all", "C"])
def test_a_row_without_a_group_under_a_name_of_its_own_is_said(tmp_path: Path, name: str) -> None:
    found = look(tmp_path, table(HEADER, [*ROWS, (name, "", 50, 36)]))
    assert set(by_name(found)) == {"A", "B", name}
    assert "row 6" in note(found, "ad-without-groups").message


@pytest.mark.parametrize("word", ["Average", "Durchschnitt", "Moyenne"])
def test_an_average_among_ads_without_groups_is_in_doubt(tmp_path: Path, word: str) -> None:
    rows = [("A", 100, 70), ("B", 60, 50), ("C", 20, 20), (word, 60, 46)]
    found = look(tmp_path, table(("Ad name", "Impressions", "Reach"), rows))
    assert "row 5" in note(found, "total-in-doubt").message


@pytest.mark.parametrize("names", [1, 2])
def test_notes_at_the_width_of_a_table_without_groups_are_no_ads(tmp_path: Path, names: int) -> None:
    header = ("Ad set name", "Ad name", "Impressions", "Reporting starts", "Reporting ends")[2 - names :]
    rows = [("S", f"Ad {at}", 100 + at, "2026-05-01", "2026-05-31")[2 - names :] for at in range(3)]
    blank = ("",) * (len(header) - 1)
    found = look(tmp_path, table(header, [*rows, ("Note: estimated", *blank), ("Source: our own export", *blank)]))
    assert set(by_name(found)) == {"Ad 0", "Ad 1", "Ad 2"}
