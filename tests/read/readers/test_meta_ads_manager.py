"""Meta Ads Manager and Ads Reporting exports: nine languages, any columns, any breakdown, CSV and XLSX."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.read.looking import by_name, codes, counted, exact, look, only, shared
from tests.read.samples import (
    GENDER_WORDS,
    META,
    PEOPLE,
    cells,
    meta_csv,
    meta_sheet,
    meta_xlsx,
    workbook,
)

from seenby.model import Interval

LANGUAGES = sorted(META)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_gives_the_same_figures(tmp_path: Path, language: str) -> None:
    rows = cells("age", "gender")
    words = dict(zip(PEOPLE, GENDER_WORDS[language], strict=True))
    content = meta_csv([{**row, "gender": words[row["gender"]]} for row in rows], language=language)
    found = look(tmp_path, content)
    (source,) = found.sources
    assert (source.reader, source.language) == ("meta-ads-manager", language)
    assert (source.rows_read, source.rows_left_out) == (36, ())
    for name, ad in by_name(found).items():
        assert exact(ad.share["gender"]) == shared(counted(rows, name, "gender"))
        assert exact(ad.share["age"]) == shared(counted(rows, name, "age"))
        assert ad.impressions == Interval.exact(sum(counted(rows, name, "gender").values()))
        assert ad.reach == Interval.exact(sum(counted(rows, name, "gender", "reach").values()))
        assert ad.currency == {"pt": "BRL", "pl": "PLN", "ja": "JPY"}.get(language, "EUR")
        assert ad.period == (date(2026, 5, 1), date(2026, 5, 31))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_reads_as_a_workbook(tmp_path: Path, language: str) -> None:
    rows = cells("gender")
    found = look(tmp_path, meta_xlsx(rows, language=language), "export.xlsx")
    assert found.sources[0].rows_read == 6
    for name, ad in by_name(found).items():
        assert exact(ad.share["gender"]) == shared(counted(rows, name, "gender"))


def test_names_are_kept_to_the_letter(tmp_path: Path) -> None:
    name = "  „Anhänger“ – Tänzerin, 5″;\t👧🏽 "
    found = look(tmp_path, meta_csv([{**row, "ad": name} for row in cells("gender", ads=("x",))]))
    key = only(found).key
    assert (key.ad, key.ad_set, key.campaign) == (name, "Damen 25-44", "Herbst – Schmuck")


@pytest.mark.parametrize("breakdown", ["age", "gender", "country", "region", "placement"])
def test_every_single_breakdown(tmp_path: Path, breakdown: str) -> None:
    rows = cells(breakdown)
    found = look(tmp_path, meta_csv(rows))
    for name, ad in by_name(found).items():
        assert exact(ad.share[breakdown]) == shared(counted(rows, name, breakdown))
        assert set(ad.share) == {breakdown}


def test_platform_and_position_make_one_placement(tmp_path: Path) -> None:
    rows = cells("placement", "position", ads=("Bild A",))
    ad = only(look(tmp_path, meta_csv(rows)))
    counts = {f"{row['placement']} · {row['position']}": row["impressions"] for row in rows}
    assert exact(ad.share["placement"]) == shared(counts)


def test_age_and_gender_together_are_read_from_joint_cells(tmp_path: Path) -> None:
    rows = cells("age", "gender", ads=("Bild A",))
    ad = only(look(tmp_path, meta_csv(rows)))
    known = {f"{row['age']} · {row['gender']}": row["impressions"] for row in rows if row["gender"] != "unknown"}
    assert exact(ad.share["age_gender"]) == shared(known)
    assert len(known) == 12


def test_days_are_a_line_over_time_and_add_up(tmp_path: Path) -> None:
    rows = cells("gender", "day", ads=("Bild A",))
    ad = only(look(tmp_path, meta_csv(rows)))
    assert exact(ad.share["gender"]) == shared(counted(rows, "Bild A", "gender"))
    line = ad.over_time["gender"]
    assert [point.at for point in line] == [date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 3)]
    for point in line:
        day = [row for row in rows if row["day"] == str(point.at)]
        assert exact(point.share) == shared(counted(day, "Bild A", "gender"))
    parts = [row["reach"] for row in rows]
    assert ad.reach is not None
    assert ad.reach.high == sum(parts)
    assert ad.reach.low < ad.reach.high, "the same people may have been reached on several days"


@pytest.mark.parametrize(
    "columns",
    [
        ("ad", "gender", "impressions"),
        ("gender", "impressions", "ad"),
        ("ad_set", "gender", "reach", "impressions", "spend"),
        ("campaign", "gender", "reach"),
        ("spend", "impressions", "gender", "ad", "start", "end"),
    ],
)
def test_any_subset_of_columns_in_any_order(tmp_path: Path, columns: tuple[str, ...]) -> None:
    rows = cells("gender", ads=("Bild A",))
    ad = only(look(tmp_path, meta_csv(rows, columns=columns)))
    metric = "impressions" if "impressions" in columns else "reach"
    assert ad.metric == metric
    assert exact(ad.share["gender"]) == shared(counted(rows, "Bild A", "gender", metric))
    assert (ad.impressions is None) == ("impressions" not in columns)
    assert (ad.spend is None) == ("spend" not in columns)


def test_the_metric_can_be_chosen(tmp_path: Path) -> None:
    rows = cells("gender", ads=("Bild A",))
    ad = only(look(tmp_path, meta_csv(rows), metric="reach"))
    assert ad.metric == "reach"
    assert exact(ad.share["gender"]) == shared(counted(rows, "Bild A", "gender", "reach"))


def test_a_single_sheet_workbook(tmp_path: Path) -> None:
    rows = cells("age", ads=("Bild A",))
    ad = only(look(tmp_path, workbook({"ワークシート": meta_sheet(rows, language="ja")}), "x.bin"))
    assert exact(ad.share["age"]) == shared(counted(rows, "Bild A", "age"))


def test_row_numbers_of_a_workbook_are_those_a_person_sees(tmp_path: Path) -> None:
    rows = [*cells("gender", ads=("Bild A",)), {"impressions": 9999}]
    found = look(tmp_path, meta_xlsx(rows), "x.xlsx")
    # The raw sheet's header stands on row 3, so its fourth row of data on row 7.
    assert [left.row for left in found.sources[0].rows_left_out] == [7]
    assert "total-does-not-fit" in codes(found)


def test_an_unused_sheet_with_figures_is_mentioned(tmp_path: Path) -> None:
    sheets = {"Women and men": meta_sheet(cells("gender")), "Ages": meta_sheet(cells("age"))}
    assert "sheet-not-read" in codes(look(tmp_path, workbook(sheets), "two.xlsx"))


def test_the_2020_report_reads_to_the_letter(tmp_path: Path) -> None:
    content = (
        '\ufeff"Campaign Name",Region,"Ad Set Name",Gender,"Delivery Status","Delivery Level",Reach,Impressions,'
        'Frequency,"Result Type",Results,"Amount Spent (EUR)","Cost per Result",Starts,Ends,"Reporting Starts",'
        '"Reporting Ends"\n'
        '"Automated Discrimination - FR",Bretagne,Hairdresser,female,not_delivering,adset,1302,1316,1.010752688172,'
        '"Link Clicks",82,3.3429824561404,0.040768078733419,2020-08-30,Ongoing,2020-09-01,2020-09-01\n'
        '"Automated Discrimination - FR",Bretagne,Hairdresser,male,not_delivering,adset,100,100,1,,,0.1,,2020-08-30,'
        "Ongoing,2020-09-01,2020-09-01\n"
    )
    ad = only(look(tmp_path, content))
    assert ad.key.ad_set == "Hairdresser"
    assert ad.key.ad is None
    assert exact(ad.share["gender"]) == shared({"female": 1316, "male": 100})
    assert exact(ad.share["region"]) == {"Bretagne": 1.0}
    assert ad.spend is not None
    assert ad.spend.low == pytest.approx(3.4429824561404)
    assert ad.period == (date(2020, 9, 1), date(2020, 9, 1))
