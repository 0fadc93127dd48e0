"""Rows that are called like totals, or stand like them: the figures decide, and what they leave open is said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.read.looking import by_name, codes, look, note, refused
from tests.read.samples import table

from seenby.model import Audit, Interval
from seenby.pipeline import audit

HEADER = ("Ad name", "Gender", "Impressions", "Amount spent (EUR)")
ADS = [("A", "female", 100, 1), ("A", "male", 300, 1), ("B", "female", 200, 1), ("B", "male", 100, 1)]
WORDS = [
    "All",
    "Todos",
    "Alle",
    "Resultados totales",
    "Gesamtergebnis von 3 Anzeigen",
    "Totaux généraux",
    "Kaikki tulokset",
    "Vše dohromady",
]
"""Words of the lists, words made of those, and words of no list at all."""


def audit_of(folder: Path, *rows: Sequence[object], header: Sequence[str] = HEADER) -> Audit:
    return look(folder, table(header, [*rows]))


@pytest.mark.parametrize("blank", ["", "All", "-"])
@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("last", [True, False])
def test_the_sum_of_all_is_no_ad_whatever_it_is_called(tmp_path: Path, word: str, blank: str, last: bool) -> None:
    """A row of its own name, without a group, that is in every figure what all ads add up to."""
    total = (word, blank, 700, 4)
    found = audit_of(tmp_path, *([*ADS, total] if last else [total, *ADS]))
    assert set(by_name(found)) == {"A", "B"}
    assert [left.row for left in found.sources[0].rows_left_out] == [6 if last else 2]


def test_a_row_without_a_group_that_is_no_sum_of_all_is_an_ad(tmp_path: Path) -> None:
    for figures in ((699, 4), (700, 9)):
        found = audit_of(tmp_path, *ADS, ("Vše dohromady", "", *figures))
        assert set(by_name(found)) == {"A", "B", "Vše dohromady"}


@pytest.mark.parametrize("word", ["All", "Alle Anzeigen", "Resultados totales", "Total ads"])
def test_totals_of_each_group_are_no_ads(tmp_path: Path, word: str) -> None:
    found = audit_of(tmp_path, (word, "female", 300, 2), (word, "male", 400, 2), *ADS)
    assert set(by_name(found)) == {"A", "B"}


@pytest.mark.parametrize("word", ["All", "Resultados totales"])
def test_totals_of_each_period_and_currency_are_no_ads(tmp_path: Path, word: str) -> None:
    header = ("Reporting starts", "Reporting ends", *HEADER)
    months = [("2026-01-01", "2026-01-31"), ("2026-02-01", "2026-02-28")]
    rows = [(*month, *row) for month in months for row in [(word, "All", 700, 4), *ADS]]
    assert set(by_name(audit_of(tmp_path, *rows, header=header))) == {"A", "B"}
    money = ("Ad name", "Gender", "Impressions", "Amount spent", "Currency")
    paid = [(*row, "EUR" if row[0] == "A" else "USD") for row in ADS]
    totals = [("All", "", 400, 2, "EUR"), ("All", "", 300, 2, "USD")]
    assert set(by_name(audit_of(tmp_path, *totals, *paid, header=money))) == {"A", "B"}


def test_the_total_of_a_campaign_in_the_column_of_ads(tmp_path: Path) -> None:
    header = ("Campaign name", *HEADER)
    rows = [("Spring", *row) for row in [*ADS, ("Alle Anzeigen", "", 700, 4)]]
    other = [("Autumn", "C", "female", 30, 1), ("Autumn", "C", "male", 10, 1)]
    assert set(by_name(audit_of(tmp_path, *rows, *other, header=header))) == {"A", "B", "C"}


PLAIN = ("Ad name", "Impressions")


@pytest.mark.parametrize("word", ["All", "Resultados totales", "Total", "Gesamtergebnis"])
def test_a_total_in_a_table_without_groups(tmp_path: Path, word: str) -> None:
    found = audit_of(tmp_path, (word, 800), ("A", 300), ("B", 500), header=PLAIN)
    assert set(by_name(found)) == {"A", "B"}


@pytest.mark.parametrize("word", ["Total", "Gesamt", "Sum"])
def test_an_ad_called_total_keeps_its_rows(tmp_path: Path, word: str) -> None:
    """What is clearly less than the others together cannot be their total."""
    found = audit_of(tmp_path, (word, 100), ("A", 300), ("B", 500), header=PLAIN)
    assert by_name(found)[word].impressions == Interval.exact(100)
    assert "row 2" in note(found, "total-in-doubt").message
    grouped = audit_of(tmp_path, *ADS, (word, "", 50, 1))
    assert by_name(grouped)[word].impressions == Interval.exact(50)


def test_ads_of_a_campaign_called_total_are_ads(tmp_path: Path) -> None:
    rows = [("Total", "A", 300), ("Total", "B", 500)]
    found = audit_of(tmp_path, *rows, header=("Campaign name", "Ad name", "Impressions"))
    assert {name: ad.impressions for name, ad in by_name(found).items()} == {
        "A": Interval.exact(300),
        "B": Interval.exact(500),
    }


def test_a_total_that_says_more_than_the_rows_is_left_out_and_said(tmp_path: Path) -> None:
    found = audit_of(tmp_path, ("Total", 1000), ("A", 300), ("B", 500), header=PLAIN)
    assert set(by_name(found)) == {"A", "B"}
    assert "1,000" in note(found, "total-does-not-fit").message


def test_a_word_for_all_that_is_nearly_the_sum_is_refused(tmp_path: Path) -> None:
    text = refused(tmp_path, table(HEADER, [("All", "", 690, 4), *ADS]))
    assert "row 2" in text
    assert "take the row out" in text


def test_an_ad_called_all_is_kept_and_said(tmp_path: Path) -> None:
    found = audit_of(tmp_path, ("All", "female", 30, 1), ("All", "male", 50, 1), *ADS)
    assert by_name(found)["All"].impressions == Interval.exact(80)
    assert "total-in-doubt" in codes(found)


@pytest.mark.parametrize("name", ["All Saints", "Total Fitness", "Summer"])
def test_a_name_with_such_a_word_in_it_is_a_name(tmp_path: Path, name: str) -> None:
    found = audit_of(tmp_path, (name, "female", 350, 2), (name, "male", 340, 2), *ADS)
    assert by_name(found)[name].impressions == Interval.exact(690)
    assert not codes(found) & {"total-in-doubt", "total-does-not-fit"}


def test_small_counts_prove_no_total(tmp_path: Path) -> None:
    small = [("A", "female", 1, 1), ("A", "male", 2, 1), ("B", "female", 1, 1)]
    found = audit_of(tmp_path, *small, ("Summer", "", 4, 3))
    assert set(by_name(found)) == {"A", "B", "Summer"}


@pytest.mark.real
@pytest.mark.parametrize("name", ["017-all-as-a-name.csv", "019-resultados-totales.csv"])
def test_field_cases(real_data: Path, name: str) -> None:
    ads = by_name(audit(real_data.parents[1] / "field-cases" / name))
    assert set(ads) == {"Ad A", "Ad B"}
    assert sum(ad.impressions.low for ad in ads.values() if ad.impressions) == 700


@pytest.mark.parametrize("by_gender", [True, False])
def test_a_total_under_a_word_that_no_list_has(tmp_path: Path, *, by_gender: bool) -> None:
    """It stands in the column of campaigns, above ads that have names of their own, and says what they add up to."""
    header = ["Campaign name", "Ad name", *(["Gender"] if by_gender else []), "Impressions"]
    groups = [["female"], ["male"]] if by_gender else [[]]
    shown = [(ad, group, 70 + at) for at, ad in enumerate("AB") for group in groups]
    rows = [("Spring", ad, *group, count) for ad, group, count in shown]
    whole = sum(count for *_, count in shown)
    total = ("Bilan", "", *([""] if by_gender else []), whole)
    assert {*by_name(look(tmp_path, table(header, [*rows, total])))} == {"A", "B"}
    other = (*total[:-1], whole + 5)
    assert "Bilan" in by_name(look(tmp_path, table(header, [*rows, other]))), "what is no sum is kept"
