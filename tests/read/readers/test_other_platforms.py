"""Google Ads, TikTok, Pinterest and Snapchat: tables with their preambles and totals, and JSON from their APIs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.read import samples
from tests.read.looking import by_name, codes, exact, look, note, only, refused, shared

from seenby.model import Interval


def test_google_reads_past_its_preamble_and_counts_no_total(tmp_path: Path) -> None:
    found = look(tmp_path, samples.google_csv(), "Gender report.csv")
    (source,) = found.sources
    assert source.reader == "google-ads"
    assert source.rows_read == 8
    assert [left.row for left in source.rows_left_out] == [9, 10, 11]
    assert "total-does-not-fit" not in codes(found)
    ad = found.ads[0]
    assert (ad.key.platform, ad.key.campaign, ad.key.ad_set) == ("google", "DE - Bäcker", "Ad group 1")
    assert exact(ad.share["gender"]) == shared({"female": 7067, "male": 9236})
    assert exact({"": ad.unknown or Interval(0, 0)}) == {"": round(7986 / 24289, 9)}
    assert (ad.impressions, ad.currency) == (Interval.exact(24289), "EUR")
    assert ad.spend is not None
    assert ad.spend.low == pytest.approx(39.88)
    assert ad.reach is None
    assert ad.period == (None, None)


def test_google_says_when_a_total_does_not_fit(tmp_path: Path) -> None:
    content = samples.google_csv(rows=samples.GOOGLE_ROWS[1:])
    assert "24,289" in note(look(tmp_path, content), "total-does-not-fit").message


@pytest.mark.parametrize(
    "period",
    [
        "May 1, 2026 - May 31, 2026",
        '"May 1, 2026 - May 31, 2026"',
        "1 May 2026 – 31 May 2026",
        "2026-05-01 to 2026-05-31",
    ],
)
def test_googles_period_stands_above_the_table(tmp_path: Path, period: str) -> None:
    assert look(tmp_path, samples.google_csv(period)).ads[0].period == (date(2026, 5, 1), date(2026, 5, 31))


def test_a_google_age_report(tmp_path: Path) -> None:
    header = [{"Gender": "Age"}.get(name, name) for name in samples.GOOGLE_HEADER]
    ages = ("18 - 24", "65+", "Unknown", "25-34", "35-44")
    rows = [[row[0], age, *row[2:]] for row, age in zip(samples.GOOGLE_ROWS, ages, strict=True)]
    ad = look(tmp_path, samples.google_csv(rows=rows, header=header)).ads[0]
    assert exact(ad.share["age"]) == shared({"18-24": 9236, "65+": 7067})


def test_a_google_script_workbook(tmp_path: Path) -> None:
    ad = only(look(tmp_path, samples.google_script_xlsx(), "x.xlsx"))
    assert ad.key.platform == "google"
    assert exact(ad.share["gender"]) == shared({"female": 240, "male": 480})
    assert exact({"": ad.unknown or Interval(0, 0)}) == {"": 0.1}
    assert [point.at for point in ad.over_time["gender"]] == [date(2026, 5, 1), date(2026, 5, 2)]


def test_a_criteria_column_with_neither_is_refused(tmp_path: Path) -> None:
    sheet: list[list[Any]] = [["CampaignName", "Criteria", "Impressions"], ["A", "shoes", 3], ["A", "hats", 4]]
    refused(tmp_path, samples.workbook({"T": sheet}), "x.xlsx")


def test_tiktok_as_a_table_and_a_workbook(tmp_path: Path) -> None:
    text = samples.table(samples.TIKTOK_HEADER, samples.TIKTOK_ROWS)
    book = samples.workbook({"Sheet1": [samples.TIKTOK_HEADER, *samples.TIKTOK_ROWS]})
    for content in (text, book):
        ad = only(look(tmp_path, content))
        assert ad.key.platform == "tiktok"
        assert (ad.key.campaign, ad.key.ad_set, ad.key.ad) == ("Sommer", "Gruppe 1", "Clip A")
        assert dict(ad.key.ids) == {"ad": "1790000000000000001"}
        assert exact(ad.share["gender"]) == shared({"female": 800, "male": 300})
        assert exact(ad.share["age"]) == shared({"18-24": 1000, "55+": 100})
        assert exact({"": ad.unknown or Interval(0, 0)}) == {"": round(20 / 1120, 9)}
        assert (ad.spend, ad.currency) == (Interval(5.6, 5.6), "EUR")


def test_tiktok_from_its_interface(tmp_path: Path) -> None:
    found = look(tmp_path, samples.tiktok_json(), "r.json")
    ad = only(found)
    assert found.sources[0].reader == "tiktok"
    assert (ad.key.ad, dict(ad.key.ids)["ad"]) == ("Clip A", "1790000000000000001")
    assert exact(ad.share["age_gender"]) == {"18-24 · female": 0.7, "55+ · male": 0.3}
    assert ad.reach == Interval.exact(1020)


def test_pinterest_as_a_table(tmp_path: Path) -> None:
    ad = only(look(tmp_path, samples.table(samples.PINTEREST_HEADER, samples.PINTEREST_ROWS)))
    assert ad.key.platform == "pinterest"
    assert exact(ad.share["gender"]) == shared({"female": 900, "male": 80})
    assert ad.spend == Interval(5, 5)


def test_pinterest_from_its_interface_keeps_its_tables_apart(tmp_path: Path) -> None:
    found = look(tmp_path, samples.pinterest_json(), "p.json")
    ad = only(found)
    assert found.sources[0].reader == "pinterest"
    assert exact(ad.share["gender"]) == shared({"female": 900, "male": 80})
    assert exact(ad.share["age"]) == shared({"25-34": 700, "65+": 300})
    assert exact(ad.share["age_gender"]) == {"25-34 · female": 0.65, "25-34 · male": 0.05, "65+ · female": 0.3}
    assert ad.spend == Interval(5, 5)
    assert found.sources[0].rows_read == 9
    assert [left.row for left in found.sources[0].rows_left_out] == [9]


def test_snapchat_as_a_table(tmp_path: Path) -> None:
    ad = only(look(tmp_path, samples.table(samples.SNAPCHAT_HEADER, samples.SNAPCHAT_ROWS)))
    assert ad.key.platform == "snapchat"
    assert exact(ad.share["gender"]) == shared({"female": 800, "male": 150})


def test_snapchat_from_its_interface(tmp_path: Path) -> None:
    found = look(tmp_path, samples.snapchat_json(), "s.json")
    ad = only(found)
    assert found.sources[0].reader == "snapchat"
    assert dict(ad.key.ids) == {"ad": "e703eb9f-8eac-4eda-a9c7-deec3935222d"}
    assert exact(ad.share["gender"]) == shared({"female": 800, "male": 150})
    assert exact(ad.share["age"]) == shared({"18-20": 800, "21-24": 150, "35+": 50})
    assert ad.spend == Interval(2, 2)
    assert ad.period == (date(2026, 5, 1), date(2026, 5, 31))


def test_snapchats_political_library_is_aim_and_no_delivery(tmp_path: Path) -> None:
    header = [
        "ADID",
        "CreativeUrl",
        "Currency Code",
        "Spend",
        "Impressions",
        "StartDate",
        "EndDate",
        "OrganizationName",
    ]
    header += ["PayingAdvertiserName", "Gender", "AgeBracket", "CountryCode"]
    rows = [
        ["a1", "https://x", "EUR", "100", "50000", "2026/05/01", "2026/05/09", "Org", "Payer", "FEMALE", "18+", "de"],
        ["a2", "https://x", "EUR", "100", "50000", "2026/05/01", "2026/05/09", "Org", "Payer", "", "35-44", "de"],
    ]
    assert "aimed" in refused(tmp_path, samples.table(header, rows))


def test_every_platform_tells_ads_of_one_table_apart(tmp_path: Path) -> None:
    rows = [*samples.SNAPCHAT_ROWS, *([*row[:2], "Snap B", *row[3:]] for row in samples.SNAPCHAT_ROWS)]
    assert set(by_name(look(tmp_path, samples.table(samples.SNAPCHAT_HEADER, rows)))) == {"Snap A", "Snap B"}


def test_places_that_a_platform_names_by_number_keep_their_number(tmp_path: Path) -> None:
    records = [
        {"dimensions": {"ad_id": "1", "province_id": place}, "metrics": {"impressions": count}}
        for place, count in (("3017382", "30"), ("2921044", "10"))
    ]
    ad = only(look(tmp_path, samples.as_json({"data": {"list": records}}), "r.json"))
    assert exact(ad.share["region"]) == {"2921044": 0.25, "3017382": 0.75}
