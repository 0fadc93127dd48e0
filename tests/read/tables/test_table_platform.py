"""On which platform ads ran: by the marks of its tables, by a column that says so, and else a guess that says so.

The kind: a table of a platform without a reader, or as a warehouse keeps it, has impressions and spend like any other.
It must not bear another platform's name without a word, and two platforms must not be added up.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.read.looking import codes, exact, look, note, only, refused

from seenby.pipeline import audit

MARKED = {
    "linkedin": ("campaign_id,day,pivot_values,impressions,costInLocalCurrency", "1,2026-05-01,x,9,1.5"),
    "microsoft": ("Campaign,Ad group,Age group,Gender,Impr.,Spend", "C,G,18-24,Female,9,1.5"),
    "x": ("campaign_id,day,gender,impressions,billed_charge_local_micro", "7,2026-05-01,female,9,1500000"),
    "reddit": ("ad_group_id,date,country,subreddit,impressions,clicks", "7,2026-05-01,US,r/a,9,1"),
    "snapchat": ("ad_squad_id,date,gender,impressions,swipes", "7,2026-05-01,female,9,1"),
    "pinterest": ("pin_promotion_id,date,gender,impression_1,spend_in_dollar", "7,2026-05-01,female,9,1.5"),
    "google": ("campaign_name,segments.date,gender,metrics.impressions,metrics.cost_micros", "C,2026-05-01,MALE,9,15"),
}


@pytest.mark.parametrize("platform", MARKED)
def test_a_table_bears_the_name_of_the_platform_whose_marks_it_has(tmp_path: Path, platform: str) -> None:
    found = look(tmp_path, "\n".join(MARKED[platform]) + "\n")
    assert only(found).key.platform == platform
    if found.sources[0].reader != platform:
        assert "marks the table" in note(found, "platform-guessed").message


def test_a_note_below_the_table_tells_whose_it_is(tmp_path: Path) -> None:
    table = 'Campaign,Gender,Impressions,Spend\nC,Female,1,2\nC,Male,3,2\n"©2026 Microsoft Corporation. All rights."\n'
    found = look(tmp_path, table)
    assert only(found).key.platform == "microsoft"
    assert "Microsoft" in note(found, "platform-guessed").message
    assert exact(only(found).share["gender"]) == {"female": 0.25, "male": 0.75}


def test_an_ad_that_is_called_like_a_platform_does_not_make_the_table_its_own(tmp_path: Path) -> None:
    table = "Ad name,Gender,Reporting starts,Impressions\nMicrosoft Corporation,female,2026-05-01,3\n"
    assert only(look(tmp_path, table)).key.platform == "meta"


def test_age_group_is_a_word_of_many_platforms(tmp_path: Path) -> None:
    found = look(tmp_path, "AccountName,CampaignName,AgeGroup,Gender,Impressions\nA,C,18-24,Female,3\n")
    assert "platform-guessed" in codes(found)


@pytest.mark.parametrize("cell", ["tiktok", "TikTok Ads", "tiktok_ads"])
@pytest.mark.parametrize("header", ["platform", "Data source", "channel"])
def test_a_column_says_on_which_platform_the_ads_ran(tmp_path: Path, header: str, cell: str) -> None:
    found = look(tmp_path, f"{header},ad_name,gender,impressions\n{cell},A,female,1\n{cell},A,male,3\n")
    assert only(found).key.platform == "tiktok"
    assert "platform-guessed" not in codes(found)


@pytest.mark.parametrize("header", ["platform", "source", "Channel", "ad_network"])
def test_rows_of_two_platforms_are_never_added_up(tmp_path: Path, header: str) -> None:
    rows = (
        "facebook_ads,Brand,female,1\nfacebook_ads,Brand,male,3\ngoogle_ads,Brand,female,9\ngoogle_ads,Brand,male,1\n"
    )
    said = refused(tmp_path, f"{header},campaign_name,gender,impressions\n{rows}")
    assert "“facebook_ads” and “google_ads”" in said
    assert "file of its own" in said


def test_placements_of_one_platform_are_no_two_platforms(tmp_path: Path) -> None:
    rows = "facebook,A,female,1\ninstagram,A,male,3\naudience_network,A,male,4\n"
    found = look(tmp_path, f"Platform,Ad name,Gender,Impressions\n{rows}")
    assert exact(only(found).share["gender"]) == {"female": 0.125, "male": 0.875}


@pytest.mark.real
def test_field_case_of_microsoft(real_data: Path) -> None:
    found = audit(real_data.parents[1] / "field-cases" / "031-microsoft-age-gender.csv")
    assert only(found).key.platform == "microsoft"
    assert "Microsoft" in note(found, "platform-guessed").message
