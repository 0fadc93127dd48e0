"""Files that people bring and that are no export of delivery: each is called what it is.

The kind: a library of what advertisers spent, a page's insights, what a platform gave one person about themselves, a
list of customers, invoices, a catalogue, events of a website. The refusal says which of them it is. An export of
delivery that has a header in common with one of them is read all the same.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.read.looking import exact, look, only, refused

TABLES: dict[str, tuple[str, str]] = {
    "library report by state": ("Page ID,Page Name,Disclaimer,Amount Spent (MXN)\n1,P,S,100\n", "Ad Library report"),
    "library report of places": ("Location name,Amount spent (USD)\nTexas,100\nOhio,50\n", "Ad Library report"),
    "library report of regions": ("Region name,Amount spent (EUR)\nBayern,≤100\n", "Ad Library report"),
    "google's places": ("Country,Country_Subdivision_Primary,Spend_USD\nUS,TX,100\n", "library of political ads"),
    "google's advertisers": ("Advertiser_ID,Advertiser_Name,Total_Creatives,Spend_USD\nA,N,2,9\n", "political ads"),
    "google's weeks": ("Advertiser_ID,Election_Cycle,Week_Start_Date,Spend_USD\nA,,2026-01-04,9\n", "political ads"),
    "posts of a page": ("Post ID,Page ID,Page name,Publish time,Permalink,Reach\n1,2,P,1,https,5\n", "posts"),
    "posts of an account": (
        "Post ID,Account name,Publish time,Permalink,Is crosspost,Impressions,Reach\n1,P,1,https,0,9,5\n",
        "posts",
    ),
    "audience": ("email,phone,fn,ln,country,gen\na@example.org,1,A,B,de,f\n", "list of people"),
    "customers": ("First Name,Last Name,Zip,Gender,Age\nA,B,1,f,30\n", "list of people"),
    "payments": ("Date,Transaction ID,Payment method,Amount,Currency\n2026-01-01,1,Card,9.00,EUR\n", "payments"),
    "invoices": ("Invoice number,Billing period,Total\n1,2026-01,9.00\n", "payments"),
    "catalogue": ("id,title,availability,price,gender,age_group\n1,T,in stock,9 EUR,female,adult\n", "catalogue"),
    "feed": ("id,title,link,image_link,gender\n1,T,https,https,male\n", "catalogue"),
    "pixel": ("event_name,event_time,country\nPurchase,1,de\n", "events"),
    "analytics": ("Age,Gender,Active users,New users\n18-24,female,9,3\n", "visitors"),
    "older analytics": ("Gender,Users,New Users,Sessions,Bounce Rate\nfemale,9,3,10,5%\n", "visitors"),
    "xml": ('<?xml version="1.0"?>\n<rss><item><g:gender>male</g:gender></item></rss>', "XML"),
}

ANSWER = [{"dimensionValues": [{"value": "female"}], "metricValues": [{"value": "5"}]}]

RECORDS: dict[str, tuple[object, str]] = {
    "ads somebody saw": ({"impressions_history_ads_seen": [{"title": "", "string_map_data": {}}]}, "themselves"),
    "audiences somebody is in": (
        {"ig_custom_audiences_all_types": [{"advertiser_name": "A", "has_data_file_custom_audience": True}]},
        "themselves",
    ),
    "activity": ([{"header": "Ads", "title": "Visited", "time": "2026-01-01"}], "themselves"),
    "fans of a page": (
        {"data": [{"name": "page_fans", "period": "day", "values": [{"value": {"F.18-24": 5}, "end_time": "1"}]}]},
        "a page",
    ),
    "events": ({"data": [{"event_name": "Purchase", "event_time": 1, "user_data": {}}]}, "events"),
    "catalogue": ({"data": [{"retailer_id": "1", "price": "9", "gender": "female"}]}, "catalogue"),
    "analytics": (
        {"dimensionHeaders": [{"name": "userGender"}], "metricHeaders": [{"name": "activeUsers"}], "rows": ANSWER},
        "visitors",
    ),
    "linkedin": ({"elements": [{"pivotValues": ["urn:li:geo:1"], "impressions": 100}]}, "LinkedIn"),
    "estimate": ({"data": {"users_lower_bound": 5, "users_upper_bound": 9, "estimate_ready": True}}, "estimate"),
}


@pytest.mark.parametrize("kind", TABLES)
def test_a_table_that_is_no_export_of_delivery_is_called_what_it_is(tmp_path: Path, kind: str) -> None:
    content, words = TABLES[kind]
    assert words in refused(tmp_path, content)


@pytest.mark.parametrize("kind", RECORDS)
def test_records_that_are_no_delivery_are_called_what_they_are(tmp_path: Path, kind: str) -> None:
    content, words = RECORDS[kind]
    assert words in refused(tmp_path, json.dumps(content), "records.json")


@pytest.mark.parametrize("more", ["Active users", "Disclaimer,Page ID", "Email,Phone", "Availability,Price", "Users"])
def test_an_export_with_a_column_of_theirs_is_read(tmp_path: Path, more: str) -> None:
    rows = "".join(f"Ad A,{who},{count}{',x' * (1 + more.count(','))}\n" for who, count in (("female", 1), ("male", 3)))
    found = look(tmp_path, f"Ad name,Gender,Impressions,{more}\n{rows}")
    assert exact(only(found).share["gender"]) == {"female": 0.25, "male": 0.75}


@pytest.mark.real
def test_field_case(tmp_path: Path, real_data: Path) -> None:
    content = (real_data.parents[1] / "field-cases" / "048-library-report-by-state.csv").read_bytes()
    assert "is an Ad Library report, which says what pages spent" in refused(tmp_path, content)
