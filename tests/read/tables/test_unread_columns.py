"""Columns that no list has, though they look like names, places, dates or money: named, and never melted over.

The kind: the one column that tells ads apart, or says where people are, is called something nobody has listed. Adding
its rows up in silence makes one ad of several; so such a table is refused with the way to teach the header, or the
column is named where what is read stays true without it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.read.looking import by_name, codes, exact, look, note, only, put, refused

from seenby.model import Interval
from seenby.pipeline import audit

ROWS = "{a},18-24,female,250\n{a},18-24,male,750\n{b},18-24,female,900\n{b},18-24,male,100\n"
PEOPLE = ROWS.format(a="A", b="B")


@pytest.mark.parametrize(
    "header",
    [
        "Creative name",
        "Ad title",
        "Creative",
        "Hirdetés neve",
        "Werbemittelname",
        "Motif",
        "creative_id",
        "banner label",
    ],
)
def test_two_ads_never_melt_into_one_because_no_list_has_their_column(tmp_path: Path, header: str) -> None:
    said = refused(tmp_path, f"{header},Age,Gender,Impressions\n{PEOPLE}")
    assert f"“{header}”" in said
    assert "rows 2 and 4" in said
    assert "--columns" in said


def test_what_the_refusal_asks_for_is_what_mends_it(tmp_path: Path) -> None:
    taught = put(tmp_path, "columns.toml", 'ad = ["Creative name"]\n')
    ads = by_name(look(tmp_path, f"Creative name,Age,Gender,Impressions\n{PEOPLE}", columns=taught))
    assert {name: exact(ad.share["gender"])["female"] for name, ad in ads.items()} == {"A": 0.25, "B": 0.9}


def test_a_coarser_name_that_is_not_read_melts_ads_of_one_name(tmp_path: Path) -> None:
    rows = "K1,A,female,250\nK1,A,male,750\nK2,A,female,900\nK2,A,male,100\n"
    assert "“Kampány neve”" in refused(tmp_path, f"Kampány neve,Ad name,Gender,Impressions\n{rows}")


def test_a_finer_name_that_is_not_read_is_named_and_the_campaign_stays_true(tmp_path: Path) -> None:
    rows = "C,A,female,250\nC,A,male,750\nC,B,female,900\nC,B,male,100\n"
    found = look(tmp_path, f"Campaign name,Creative name,Gender,Impressions\n{rows}")
    assert "“Creative name”" in note(found, "names-not-read").message
    assert exact(only(found).share["gender"]) == {"female": 0.575, "male": 0.425}


@pytest.mark.parametrize("header", ["Ad delivery", "Ad set budget", "Campaign objective", "Device", "Landing page url"])
def test_what_no_ad_is_called_by_is_no_name_of_one(tmp_path: Path, header: str) -> None:
    rows = "A,x,female,250\nA,x,male,750\n"
    assert "names-not-read" not in codes(look(tmp_path, f"Campaign name,{header},Gender,Impressions\n{rows}"))


@pytest.mark.parametrize("header", ["member_country", "City", "viewer_region", "Standort Land"])
def test_a_column_of_places_that_is_not_read_is_named_and_not_denied(tmp_path: Path, header: str) -> None:
    found = look(tmp_path, f"Ad name,{header},Impressions\nA,Bonn,980\nA,Berlin,20\n")
    assert f"“{header}” looks like a column of places and was not read" in note(found, "places-not-read").message
    assert not any("does not break" in finding.sentence for finding in found.findings)


@pytest.mark.parametrize("header", ["served_on", "ts", "Periode"])
def test_a_column_of_dates_that_is_not_read_is_named(tmp_path: Path, header: str) -> None:
    found = look(tmp_path, f"Ad name,{header},Gender,Impressions\nA,2026-05-01,female,1\nA,2026-05-02,male,3\n")
    assert f"“{header}”" in note(found, "dates-not-read").message


@pytest.mark.parametrize("header", ["_fivetran_synced", "Created", "updated_at"])
def test_when_a_program_wrote_a_row_is_no_day_of_delivery(tmp_path: Path, header: str) -> None:
    found = look(tmp_path, f"Ad name,{header},Gender,Impressions\nA,2026-05-01,female,1\nA,2026-05-02,male,3\n")
    assert "dates-not-read" not in codes(found)


def test_a_column_of_money_that_is_not_read_is_named(tmp_path: Path) -> None:
    found = look(tmp_path, "Ad name,Gender,Impressions,Net cost booked\nA,female,1,2.50\nA,male,3,7.50\n")
    assert "“Net cost booked”" in note(found, "spend-not-read").message
    rates = look(tmp_path, "Ad name,Gender,Impressions,Cost per result\nA,female,1,2.50\nA,male,3,7.50\n")
    assert "spend-not-read" not in codes(rates)


@pytest.mark.real
@pytest.mark.parametrize("name", ["009-adset-name-unspaced.csv", "010-names-as-r-writes-them.csv"])
def test_field_cases_of_names(real_data: Path, name: str) -> None:
    ads = by_name(audit(real_data.parents[1] / "field-cases" / name))
    assert {name: exact(ad.share["gender"])["female"] for name, ad in ads.items()} == {"Ad A": 0.25, "Ad B": 0.9}
    assert {(ad.spend, ad.currency) for ad in ads.values()} == {(Interval.exact(2.0), "EUR")}
    assert all(all(ad.period) for ad in ads.values())


@pytest.mark.real
def test_field_case_of_places(real_data: Path) -> None:
    found = audit(real_data.parents[1] / "field-cases" / "047-member-country.csv")
    assert "“member_country” looks like a column of places" in note(found, "places-not-read").message
    assert only(found).key.platform == "linkedin"
    assert not any("does not break" in finding.sentence for finding in found.findings)
