"""Columns under a spelling that no list has, though a list has their words, and groups as a program's constants.

The kind: a program has renamed the columns of an export (points or underscores for spaces, words run together, a
connector's name before, a currency behind). The words are the platform's own, so the column is the same. Whatever word
changes what the column is (a target, a share, millionths) must keep it from being read.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.read.looking import by_name, exact, look

from seenby.model import Interval
from seenby.read.cells.headers import match_headers
from seenby.read.cells.vocabulary import group_words

LISTED = ["Campaign name", "Ad set name", "Ad name", "Reporting starts", "Gender", "Impressions", "Amount spent (EUR)"]
FIELDS = {"campaign", "ad_set", "ad", "start", "gender", "impressions", "spend"}
SPELLINGS = {
    "R": "Campaign.name,Ad.set.name,Ad.name,Reporting.starts,Gender,Impressions,Amount.spent..EUR.",
    "a warehouse": "campaign_name,ad_set_name,ad_name,reporting_starts,gender,impressions,amount_spent_eur",
    "no spaces": "Campaignname,Adset name,Adname,ReportingStarts,Gender,Impressions,AmountSpent EUR",
    "camel case": "campaignName,adSetName,adName,dateStart,gender,impressions,spendEUR",
    "Salesforce": "Campaign_Name__c,Ad_Set_Name__c,Ad_Name__c,Date_Start__c,Gender__c,Impressions__c,Spend_EUR__c",
    "a connector": "fivetran_campaign_name,facebook_adset_name,ads.ad_name,insights_date_start,dim_gender,"
    "metrics.impressions,metrics.spend_in_eur",
    "hyphens": "campaign-name,ad-set-name,ad-name,date-start,gender,impressions,spend-eur",
    "bare words": "Campaign,Ad set,Ad,Reporting starts,Gender,Impressions,Amount spent EUR",
}


@pytest.mark.parametrize("headers", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_words_of_the_lists_are_known_however_they_are_put_together(headers: str) -> None:
    columns = match_headers(headers.split(","), "meta")
    assert set(columns.fields) == FIELDS
    assert (columns.currency, columns.unused) == ("EUR", ())


@pytest.mark.parametrize("headers", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_ads_stay_apart_whatever_renamed_their_columns(tmp_path: Path, headers: str) -> None:
    rows = [f"C,S,{ad},2026-01-01,{who},{count},1.5" for ad, who, count in PEOPLE]
    ads = by_name(look(tmp_path, "\n".join([headers, *rows]) + "\n"))
    assert {name: exact(ad.share["gender"])["female"] for name, ad in ads.items()} == {"A": 0.25, "B": 0.9}
    assert {ad.spend for ad in ads.values()} == {Interval.exact(3.0)}


PEOPLE = (("A", "female", 250), ("A", "male", 750), ("B", "female", 900), ("B", "male", 100))


@pytest.mark.parametrize(
    "header",
    [
        *("target_gender", "Targeted gender", "cost_micros", "spend_cents", "Impressions %", "Reach (%)", "CTR"),
        *("frequency_cap", "impressions_share", "cost_per_impressions", "_fivetran_synced", "_sdc_batched_at"),
    ],
)
def test_a_word_that_changes_what_a_column_is_keeps_it_from_being_read(header: str) -> None:
    for family in ("meta", "google", "snapchat", "tiktok", "pinterest"):
        assert header in match_headers([header, "Gender"], family).unused


def test_a_listed_spelling_wins_over_another_of_the_same_column() -> None:
    columns = match_headers(["ad.name", "Ad name", "Impressions"], "meta")
    assert (columns.fields["ad"], columns.unused) == ((1,), ("ad.name",))


CONSTANTS = {
    "GENDER_FEMALE": "female",
    "Gender.MALE": "male",
    "gender: female": "female",
    "GenderType_MALE": "male",
    "FEMALE_GENDER": "female",
    "GENDER_UNDETERMINED": "unknown",
    "GENDER_UNSPECIFIED": "unknown",
    "Gender (not determined)": "unknown",
    "<unknown>": "unknown",
    "Undefined": "unknown",
    "geschlecht_weiblich": "female",
    "GENDER_ROBOT": "GENDER_ROBOT",
}
AGES = {"AGE_25_34": "25-34", "AgeRange25_34": "25-34", "AGE_BUCKET_65_UP": "65+", "AGE_GROUP_UNDEFINED": "unknown"}


@pytest.mark.parametrize(("cell", "group"), CONSTANTS.items())
def test_a_constant_names_the_gender_that_its_words_name(cell: str, group: str) -> None:
    assert group_words("gender", [cell]) == {cell: group}


@pytest.mark.parametrize(("cell", "group"), AGES.items())
def test_a_constant_names_the_ages_that_its_words_name(cell: str, group: str) -> None:
    assert group_words("age", [cell]) == {cell: group}


@pytest.mark.parametrize(
    ("header", "field"),
    [
        *(("ad_name_en", "ad"), ("Anzeigenname2", "ad"), ("Ad name 1", "ad"), ("campaign_name_str", "campaign")),
        *(("day_date", "day"), ("date_day", "day"), ("activity_date", "day"), ("date_start_utc", "start")),
    ],
)
def test_a_language_or_a_number_behind_a_name_leaves_it_the_name(header: str, field: str) -> None:
    assert match_headers([header, "Gender", "Impressions"], "meta").fields[field] == (0,)


@pytest.mark.parametrize("header", ["impressions_2", "gender_en", "spend_2", "day_7", "first_date", "ad_name_status"])
def test_what_is_behind_a_count_or_a_group_may_make_another_of_it(header: str) -> None:
    assert header in match_headers([header, "Ad name", "Reach"], "meta").unused


def test_of_names_in_two_languages_the_first_is_read() -> None:
    columns = match_headers(["ad_name_en", "ad_name_de", "Impressions"], "meta")
    assert (columns.fields["ad"], columns.unused) == ((0,), ("ad_name_de",))
