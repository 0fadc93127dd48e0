"""What people and programs do to exports on the way here, each as the smallest file that shows it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.read.looking import by_name, codes, exact, look, note, only, refused
from tests.read.samples import TOKEN, as_json, insights, page, table, tiktok_json

from seenby.model import Interval
from seenby.read import Options
from seenby.read.read_exports import read
from seenby.store import workbench

HEADER = ("Ad name", "Gender", "Impressions")
WOMEN, MEN = ("A", "female", 100), ("A", "male", 300)
QUARTER = {"female": 0.25, "male": 0.75}


def csv(*rows: Sequence[Any], header: Sequence[str] = HEADER) -> bytes:
    return table(header, rows)


def xlsx(rows: Sequence[Sequence[Any]], **cells: Any) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for place, value in cells.items():
        sheet[place] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


# What programs write


@pytest.mark.parametrize("word", ["nan", "NaN", "<NA>", "null", "NULL"])
def test_a_blank_group_that_a_program_spelled_out_is_a_total(tmp_path: Path, word: str) -> None:
    found = look(tmp_path, csv(WOMEN, MEN, ("A", word, 400)))
    assert exact(only(found).share["gender"]) == QUARTER
    assert only(found).impressions == Interval.exact(400)
    assert [left.row for left in found.sources[0].rows_left_out] == [4]


@pytest.mark.parametrize("word", ["None", "unknown", "Both", "Jumla"])
def test_a_group_as_large_as_all_others_is_said(tmp_path: Path, word: str) -> None:
    assert (
        f"“{word if word not in ('None', 'unknown') else 'unknown'}”"
        in note(look(tmp_path, csv(WOMEN, MEN, ("A", word, 400))), "group-like-a-total").message
    )
    assert "group-like-a-total" not in codes(look(tmp_path, csv(WOMEN, MEN, ("A", word, 399))))


def test_a_column_that_pandas_numbered_stands_twice(tmp_path: Path) -> None:
    twice = (*HEADER, "Impressions.1")
    assert "Impressions.1" in refused(tmp_path, csv((*WOMEN, 900), (*MEN, 100), header=twice))
    found = look(tmp_path, csv((*WOMEN, 100), (*MEN, 300), header=twice))
    assert exact(only(found).share["gender"]) == QUARTER
    assert "duplicate-header" in codes(found)


def test_money_that_pandas_numbered_is_in_the_same_currency(tmp_path: Path) -> None:
    header = (*HEADER, "Amount spent (EUR)", "Amount spent (EUR).1")
    assert "rows" not in refused(tmp_path, csv((*WOMEN, 1, 9), (*MEN, 3, 9), header=header))
    assert only(look(tmp_path, csv((*WOMEN, 1, 1), (*MEN, 3, 3), header=header))).spend == Interval.exact(4)


def test_counts_printed_with_three_decimals_are_not_taken_for_thousands(tmp_path: Path) -> None:
    assert "rows 2 and 3" in refused(tmp_path, csv(("A", "female", "100.000"), ("A", "male", "300.000")))
    thousands = look(tmp_path, csv(("A", "female", "100.000"), ("A", "male", "300.123")))
    assert only(thousands).impressions == Interval.exact(400_123)


def test_dates_as_day_numbers(tmp_path: Path) -> None:
    header = (*HEADER, "Reporting starts", "Reporting ends")
    found = look(tmp_path, csv((*WOMEN, 46143, 46173), (*MEN, 46143, 46173), header=header))
    assert only(found).period == (date(2026, 5, 1), date(2026, 5, 31))
    assert "dates-as-numbers" in codes(found)
    mixed = csv((*WOMEN, 46143, 46173), (*MEN, "2026-05-01", "2026-05-31"), header=header)
    assert "row 2" in refused(tmp_path, mixed)


def test_marks_for_the_direction_of_writing_are_nothing(tmp_path: Path) -> None:
    found = look(tmp_path, csv(("A", "\u200ffemale\u200e", "\u202a100\u202c"), ("A", "\u2067male\u2069", "\u061c300")))
    assert exact(only(found).share["gender"]) == QUARTER


# What spreadsheets do


@pytest.mark.parametrize("suffix", ["{} Total", "{} Ergebnis", "Total {}", "Somme {}", "{} 集計"])
def test_subtotals_of_a_spreadsheet_are_no_ads(tmp_path: Path, suffix: str) -> None:
    other = [("B", "female", 7), ("B", "male", 5)]
    found = look(tmp_path, csv(WOMEN, MEN, (suffix.format("A"), "", 400), *other, (suffix.format("B"), "", 12)))
    assert set(by_name(found)) == {"A", "B"}
    assert [left.row for left in found.sources[0].rows_left_out] == [4, 7]


def test_an_ad_called_like_a_subtotal_that_is_none_is_kept(tmp_path: Path) -> None:
    found = look(tmp_path, csv(WOMEN, MEN, ("A Total", "female", 90), ("A Total", "male", 10)))
    assert exact(by_name(found)["A Total"].share["gender"]) == {"female": 0.9, "male": 0.1}


@pytest.mark.parametrize("word", ["Average", "Mittelwert", "Moyenne", "平均"])
def test_an_average_below_the_table_is_no_ad(tmp_path: Path, word: str) -> None:
    found = look(tmp_path, csv(WOMEN, MEN, (word, "", "200.5")))
    assert only(found).impressions == Interval.exact(400)


def test_an_ad_called_average_is_an_ad(tmp_path: Path) -> None:
    found = look(tmp_path, csv(WOMEN, MEN, ("Average", "female", 10), ("Average", "male", 30)))
    assert set(by_name(found)) == {"A", "Average"}


def test_notes_that_were_padded_to_the_width_of_the_table_are_no_ads(tmp_path: Path) -> None:
    found = look(tmp_path, csv(WOMEN, MEN, ("", "", ""), ("Exported by the shop", "", "")))
    assert only(found).key.ad == "A"
    assert [left.row for left in found.sources[0].rows_left_out] == [5]


def test_names_above_their_block_are_refused_and_not_taken_for_notes(tmp_path: Path) -> None:
    rows = [(name, "", "") if not who else ("", who, 10) for name in "AB" for who in ("", "female", "male")]
    assert "no name" in refused(tmp_path, csv(*rows))


def test_a_campaign_in_merged_cells_is_refused_by_row(tmp_path: Path) -> None:
    rows = [("C", *WOMEN), ("", *MEN), ("D", *WOMEN), ("", *MEN)]
    text = refused(tmp_path, csv(*rows, header=("Campaign name", *HEADER)))
    assert "rows 3 and 5" in text
    assert "campaign" in text


def test_a_gender_in_merged_cells_is_refused_by_row(tmp_path: Path) -> None:
    header = ("Ad name", "Gender", "Age", "Impressions")
    rows = [("A", "female", "18-24", 100), ("A", "", "25-34", 50), ("A", "male", "18-24", 300), ("A", "", "25-34", 10)]
    text = refused(tmp_path, csv(*rows, header=header))
    assert "rows 3 and 5" in text
    assert "gender" in text


def test_names_that_are_all_blank_are_refused(tmp_path: Path) -> None:
    assert "blank in every row" in refused(tmp_path, csv(("", *WOMEN[1:]), ("", *MEN[1:])))


@pytest.mark.parametrize("error", ["#NAME?", "#REF!", "#N/A", "#BEZUG!"])
def test_errors_in_place_of_names_and_groups_are_refused_by_row(tmp_path: Path, error: str) -> None:
    text = refused(tmp_path, csv(WOMEN, (error, *MEN[1:]), (error, "female", 800)))
    assert "rows 3 and 4" in text
    assert error not in text
    assert "row 4" in refused(tmp_path, csv(WOMEN, MEN, ("A", error, 400)))


@pytest.mark.parametrize("place", ["A2", "B2", "C2"])
@pytest.mark.parametrize("value", ["#REF!", "=50*2", '="female"'])
def test_cells_of_a_workbook_without_their_value_are_refused_by_row(tmp_path: Path, place: str, value: str) -> None:
    text = refused(tmp_path, xlsx([HEADER, WOMEN, MEN], **{place: value}), "x.xlsx")
    assert "row 2" in text
    assert "save it again" in text


def test_an_error_in_a_column_that_is_not_read_is_no_matter(tmp_path: Path) -> None:
    content = xlsx([(*HEADER, "CTR"), (*WOMEN, 1), (*MEN, 1)], D2="#DIV/0!", D3="=1/0")
    assert exact(only(look(tmp_path, content, "x.xlsx")).share["gender"]) == QUARTER


def test_a_formula_that_was_worked_out_is_its_value(tmp_path: Path) -> None:
    content = xlsx([HEADER, WOMEN, MEN], C2="=50*2")
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(b"<v />", b"<v>100</v>").replace(b"<v></v>", b"<v>100</v>"))
    assert exact(only(look(tmp_path, changed.getvalue(), "x.xlsx")).share["gender"]) == QUARTER


def test_lost_cells_are_found_where_the_table_begins_further_in(tmp_path: Path) -> None:
    rows = [(), (), (None, *HEADER), (None, *WOMEN), (None, *MEN)]
    assert "row 4" in refused(tmp_path, xlsx(rows, D4="=50*2"), "x.xlsx")


def test_a_cell_at_the_far_end_of_a_sheet_is_refused_and_fills_no_memory(tmp_path: Path) -> None:
    text = refused(tmp_path, xlsx([HEADER, WOMEN, MEN], XFD1048576=" "), "x.xlsx")
    assert "far outside its table" in text


def test_a_cell_somewhat_outside_the_table_is_let_be(tmp_path: Path) -> None:
    for place in ("XFD1", "A30000"):
        found = look(tmp_path, xlsx([HEADER, WOMEN, MEN], **{place: " "}), "x.xlsx")
        assert exact(only(found).share["gender"]) == QUARTER


def test_lost_cells_are_found_under_another_prefix(tmp_path: Path) -> None:
    content = xlsx([HEADER, WOMEN, MEN], C2="=50*2")
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            if name.startswith("xl/worksheets/"):
                text = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", text).replace(b"xmlns=", b"xmlns:x=")
            after.writestr(name, text)
    assert "row 2" in refused(tmp_path, changed.getvalue(), "x.xlsx")


# What does not go together


@pytest.mark.parametrize("bands", [("18-24", "18-34"), ("18-24", "18+"), ("25-34", "30-44")])
def test_ages_that_overlap_are_refused(tmp_path: Path, bands: tuple[str, str]) -> None:
    header = ("Ad name", "Age", "Impressions")
    text = refused(tmp_path, csv(*(("A", band, 10) for band in bands), ("A", "65+", 3), header=header))
    assert f"{bands[0]} and " in text
    assert "rows 2 and 3" in text
    # Two ads may well have been exported with different bands.
    assert len(look(tmp_path, csv(*zip("AB", bands, (5, 6), strict=True), header=header)).ads) == 2


def test_an_ad_that_was_renamed_is_one_ad(tmp_path: Path) -> None:
    header = ("Ad ID", *HEADER)
    rows = [("120", "Old", "female", 100), ("120", "New", "male", 300), ("121", "Other", "male", 5)]
    for plain_from in (0, 2**60):
        path = tmp_path / "renamed.csv"
        path.write_bytes(csv(*rows, header=header))
        with workbench() as bench:
            reading = read([path], bench, Options(plain_from=plain_from))
        assert {row.ad.name for row in reading.deliveries} == {"New", "Other"}
        assert {told.code for told in reading.health} - {"platform-guessed"} == {"renamed"}


@pytest.mark.parametrize("other", ["a", "A ", "A\u200b", "\u00a0A"])
def test_names_that_look_alike_are_said(tmp_path: Path, other: str) -> None:
    assert "names-alike" in codes(look(tmp_path, csv(WOMEN, (other, *MEN[1:]))))
    assert "names-alike" not in codes(look(tmp_path, csv(WOMEN, ("B", *MEN[1:]))))


def test_two_downloads_below_each_other_are_said(tmp_path: Path) -> None:
    found = look(tmp_path, csv(WOMEN, MEN, ("A", "female", 110), ("A", "male", 310)))
    told = note(found, "rows-say-otherwise")
    assert "2 rows" in told.message
    assert "(rows 2 and 4, for example)" in told.message
    assert "rows-say-otherwise" not in codes(look(tmp_path, csv(WOMEN, MEN)))


# What programs leave out


def test_an_answer_with_a_next_page_is_said(tmp_path: Path) -> None:
    records = insights([{"ad": who, "gender": "female", "impressions": 5, "start": "2026-05-01"} for who in "AB"])
    first, last = page(records[:1], after="x"), page(records[1:])
    told = note(look(tmp_path, as_json(first), "x.json"), "more-pages")
    assert TOKEN not in told.message
    for whole in (as_json(last), as_json([first, last]), as_json(first) + as_json(last)):
        assert "more-pages" not in codes(look(tmp_path, whole, "x.json"))


def test_a_page_of_several_is_said_for_other_platforms_too(tmp_path: Path) -> None:
    content = json.loads(tiktok_json())
    content["data"]["page_info"] = {"page": 1, "page_size": 10, "total_number": 12, "total_page": 2}
    assert "more-pages" in codes(look(tmp_path, as_json(content), "x.json"))
    content["data"]["page_info"]["page"] = 2
    assert "more-pages" not in codes(look(tmp_path, as_json(content), "x.json"))


def test_a_total_row_that_marks_its_groups_with_dashes_is_no_ad(tmp_path: Path) -> None:
    header = ("Ad name", "Gender", "Age", "Cost", "Impressions")
    rows = [("A", "Female", "18-24", 1, 100), ("A", "Male", "18-24", 3, 300), ("Total of 2 results", "-", "-", 4, 400)]
    assert only(look(tmp_path, csv(*rows, header=header))).impressions == Interval.exact(400)


@pytest.mark.parametrize(
    "header", [("Ad name", "Impressions (female)", "Impressions (male)"), ("id", "NL_18-24_female", "NL_18-24_male")]
)
def test_a_table_with_a_column_for_each_gender_is_refused_and_told_why(tmp_path: Path, header: Sequence[str]) -> None:
    assert "a column for each gender" in refused(tmp_path, csv(("A", 100, 300), header=header))


def test_two_tables_side_by_side_are_refused(tmp_path: Path) -> None:
    header = "Ad name,Gender,Impressions,,Campaign name,Age,Reach\n"
    said = refused(tmp_path, header + "A,female,100,,Spring,18-24,60\nA,male,300,,Spring,25-34,90\n")
    assert "two tables stand side by side" in said
    blank = "Ad name,,Gender,Impressions\nA,,female,100\nA,,male,300\n"
    assert exact(only(look(tmp_path, blank)).share["gender"]) == {"female": 0.25, "male": 0.75}
