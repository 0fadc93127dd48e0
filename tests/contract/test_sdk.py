"""Meta's own SDK, unchanged, creates, reads, reports and pauses; every call of the wire trace in the format notes."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest
from facebook_business.adobjects.ad import Ad
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.adimage import AdImage
from facebook_business.adobjects.adreportrun import AdReportRun
from facebook_business.adobjects.adset import AdSet
from facebook_business.adobjects.igmedia import IGMedia
from facebook_business.adobjects.targetingsearch import TargetingSearch
from facebook_business.adobjects.user import User
from facebook_business.api import FacebookAdsApi, FacebookRequest
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession
from tests.contract.conftest import Served
from tests.contract.making import ACCOUNT, ADSET, CAMPAIGN, EVERYBODY, PAGE, an_ad, picture, story

from seenby.platforms.simulated.api.http.faults import Fault


@pytest.fixture
def shop(served: Served) -> AdAccount:
    return AdAccount(ACCOUNT, api=served.api())


def test_the_whole_chain_is_made_runs_reports_and_pauses(served, shop, tmp_path):
    campaign = shop.create_campaign(params={**CAMPAIGN, "is_adset_budget_sharing_enabled": False})
    adset = shop.create_ad_set(params={**ADSET, "campaign_id": campaign["id"]})
    (tmp_path / "shapes.png").write_bytes(picture())
    image = shop.create_ad_image(params={"filename": str(tmp_path / "shapes.png")})
    again = shop.create_ad_image(params={"bytes": b64encode(picture()).decode(), "name": "other.png"})
    assert image["hash"] == again["hash"]
    creative = shop.create_ad_creative(params={"name": "new", "object_story_spec": story(image["hash"])})
    ad = shop.create_ad(
        params={"name": "é ad", "adset_id": adset["id"], "creative": {"creative_id": creative["id"]},
                "status": "PAUSED"}
    )  # fmt: skip
    assert ad["id"].isdigit()
    served.platform.step(2)
    assert list(ad.get_insights(fields=["impressions"], params={"date_preset": "maximum"})) == []
    assert ad.api_get(fields=["effective_status"])["effective_status"] == "PAUSED"
    ad.api_update(params={"status": "ACTIVE"})
    served.platform.step(10)
    rows = list(
        ad.get_insights(
            fields=["impressions", "reach", "spend", "actions"],
            params={"breakdowns": ["age", "gender"], "time_range": {"since": "2026-03-02", "until": "2026-03-02"}},
        )
    )
    assert rows
    assert all(isinstance(row["impressions"], str) and row["gender"] in ("male", "female", "unknown") for row in rows)
    assert {"age", "gender", "spend", "date_start", "date_stop"} <= set(rows[0])
    assert sum(int(row["impressions"]) for row in rows) == served.platform.engine.states.wins[-1]
    assert sum(float(row["spend"]) for row in rows) <= 1.00
    ad.api_update(params={"status": "PAUSED"})
    served.platform.step(2)
    later = list(ad.get_insights(fields=["impressions"], params={"date_preset": "maximum"}))
    assert sum(int(row["impressions"]) for row in rows) == int(later[0]["impressions"])
    ad.api_delete()
    assert ad.api_get(fields=["status", "name"])["status"] == "DELETED"
    assert ad["name"] == "é ad"
    assert ad["id"] not in [one["id"] for one in shop.get_ads(fields=["name"])]


def test_accounts_are_read_and_keep_their_identifier(served, shop):
    read = shop.api_get(fields=["name", "currency", "account_status", "timezone_name"])
    assert (read["id"], read["currency"], read["account_status"]) == (ACCOUNT, "EUR", 1)
    mine = User("me", api=served.api()).get_ad_accounts(fields=["name", "account_id"])
    assert [one["id"] for one in mine] == ["act_101", "act_102", "act_103"]
    assert mine.total() == 3


def test_the_deprecated_upload_sends_the_file_twice(served, tmp_path):
    (tmp_path / "shapes.png").write_bytes(picture())
    image = AdImage(parent_id=ACCOUNT, api=served.api())
    image[AdImage.Field.filename] = str(tmp_path / "shapes.png")
    image.remote_create()
    assert len(image["hash"]) == 32


def test_an_existing_post_is_boosted(served, shop):
    ids = an_ad(served.platform)
    post = served.platform.registry.nodes[ids["creative"]].values["post_id"]
    params = {"source_instagram_media_id": post, "instagram_user_id": "30101", "object_id": PAGE}
    made = shop.create_ad_creative(params=params)
    assert made.api_get(fields=["effective_object_story_id"])["effective_object_story_id"] == f"{PAGE}_{post}"


def test_estimates_are_ranges(served, shop):
    ids = an_ad(served.platform)
    asked = {"optimization_goal": "REACH", "targeting_spec": EVERYBODY}
    row = shop.get_delivery_estimate(params=asked)[0]
    assert 0 < row["estimate_mau_lower_bound"] <= 5000 <= row["estimate_mau_upper_bound"]
    men = shop.get_delivery_estimate(params={**asked, "targeting_spec": {**EVERYBODY, "genders": [1]}})[0]
    assert men["estimate_mau_upper_bound"] < row["estimate_mau_upper_bound"]
    own = AdSet(ids["adset"], api=served.api()).get_delivery_estimate(params=asked)[0]
    assert own["estimate_ready"] is True
    reach = shop.get_reach_estimate(params={"targeting_spec": EVERYBODY})
    assert reach[0]["users_lower_bound"] == row["estimate_mau_lower_bound"]


def test_asynchronous_reports_are_polled_and_read(served, shop):
    ids = an_ad(served.platform)
    served.platform.step(6)
    run = Ad(ids["ad"], api=served.api()).get_insights(
        fields=["impressions"], params={"date_preset": "maximum", "breakdowns": ["gender"]}, is_async=True
    )
    assert isinstance(run, AdReportRun)
    told = []
    for _ in range(5):
        run = run.api_get()
        told.append((run["async_status"], run["async_percent_completion"]))
    assert told[0] == ("Job Started", 0)
    assert ("Job Running", 100) in told
    assert told[-1] == ("Job Completed", 100)
    rows = list(run.get_insights(params={"limit": 1}))
    assert {row["gender"] for row in rows} >= {"male", "female"}
    direct = shop.get_insights_async(fields=["impressions"], params={"level": "ad", "date_preset": "maximum"})
    assert direct["report_run_id"].isdigit()


def test_pages_are_followed_to_the_end(served, shop):
    ids = an_ad(served.platform)
    served.platform.step(8)
    asked = {"breakdowns": ["age", "gender"], "date_preset": "maximum", "time_increment": 1, "limit": 2}
    rows = list(Ad(ids["ad"], api=served.api()).get_insights(fields=["impressions"], params=asked))
    assert len(rows) > 4
    assert len({(row["age"], row["gender"]) for row in rows}) == len(rows)
    for number in range(7):
        an_ad(served.platform, f"ad {number}")
    ads = shop.get_ads(fields=["name", "effective_status", "creative"], params={"limit": 3})
    assert len(list(ads)) == 8
    assert ads.total() == 8
    assert len(list(shop.get_ad_sets(fields=["name"], params={"limit": 3}))) == 8
    assert [one["id"] for one in AdSet(ids["adset"], api=served.api()).get_ads(fields=["name"])] == [ids["ad"]]


def test_interests_are_searched(served, monkeypatch):
    # The SDK's search goes to the address of the class, whatever its api was told: without this it calls Meta.
    monkeypatch.setattr(FacebookSession, "GRAPH", served.address)
    found = TargetingSearch.search(params={"q": "danc", "type": "adinterest"}, api=served.api())
    assert [row["name"] for row in found] == ["dance"]
    assert set(found[0]) >= {"id", "audience_size_lower_bound", "audience_size_upper_bound", "path", "topic"}


def test_comments_are_placeholders(served):
    ids = an_ad(served.platform)
    served.platform.step(24)
    post = IGMedia(served.platform.registry.nodes[ids["creative"]].values["post_id"], api=served.api())
    found = list(post.get_comments(fields=["text", "timestamp", "username"]))
    assert all(one["text"].startswith("[") and one["text"].endswith("]") for one in found)
    counted = list(post.get_insights(params={"metric": ["reach", "total_comments"]}))
    assert [one["name"] for one in counted] == ["total_comments"]
    assert counted[0]["values"][0]["value"] == len(found)


def test_the_ad_library_tells_whom_an_ad_reached(served):
    ids = an_ad(served.platform)
    served.platform.step(12)
    fields = ["page_name", "eu_total_reach", "age_country_gender_reach_breakdown", "target_ages", "target_gender",
              "ad_snapshot_url", "beneficiary_payers"]  # fmt: skip
    params = {"ad_reached_countries": ["NL"], "search_terms": "charm", "ad_type": "ALL", "fields": fields}
    told = served.api().call("GET", ("ads_archive",), params).json()
    row = told["data"][0]
    bands = row["age_country_gender_reach_breakdown"][0]["age_gender_breakdowns"]
    cells = [band.get(gender, 0) for band in bands for gender in ("male", "female", "unknown")]
    assert row["id"] == ids["ad"]
    assert sum(cells) == row["eu_total_reach"] > 0
    assert (row["target_ages"], row["target_gender"]) == (["18", "65+"], "All")


def test_a_batch_answers_each_call_by_itself(served, shop):
    batch = served.api().new_batch()
    told = []
    for params in ({**CAMPAIGN, "name": "one"}, {**CAMPAIGN, "objective": "NONSENSE"}):
        request = FacebookRequest(
            node_id=ACCOUNT, method="POST", endpoint="/campaigns", api=served.api(), api_type="EDGE"
        )
        request.add_params(params)
        batch.add_request(request, success=lambda one: told.append(one.json()), failure=told.append)
    assert batch.execute() is None
    assert told[0]["id"].isdigit()
    assert told[1].error().api_error_code() == 100


def test_several_objects_come_by_their_identifiers(served):
    ids = an_ad(served.platform)
    found = Ad.get_by_ids([ids["ad"]], fields=["name"], api=served.api())
    assert [one["name"] for one in found] == ["ad"]


def test_dry_runs_make_nothing(served, shop):
    before = len(served.platform.registry.nodes)
    told = served.api().call("POST", (ACCOUNT, "campaigns"), {**CAMPAIGN, "execution_options": ["validate_only"]})
    assert told.json() == {"success": True}
    assert len(served.platform.registry.nodes) == before
    with pytest.raises(FacebookRequestError) as refused:
        shop.create_campaign(params={"name": "x", "execution_options": ["validate_only"]})
    assert refused.value.api_error_code() == 100


def test_errors_carry_what_the_sdk_reads(served, shop):
    served.platform.faults.add(Fault("rate-limit", code=80004, minutes=7))
    with pytest.raises(FacebookRequestError) as limited:
        shop.api_get(fields=["name"])
    error = limited.value
    assert (error.api_error_code(), error.api_transient_error(), error.http_status()) == (80004, True, 400)
    usage = json.loads(error.http_headers()["X-Business-Use-Case-Usage"])["101"][0]
    assert usage["estimated_time_to_regain_access"] == 7
    with pytest.raises(FacebookRequestError) as lost:
        Ad("999", api=served.api()).api_get(fields=["name"])
    assert (lost.value.api_error_code(), lost.value.api_error_subcode()) == (100, 33)
    with pytest.raises(FacebookRequestError) as flag:
        shop.create_ad_set(params={**ADSET, "campaign_id": "1"})
    assert flag.value.api_error_code() == 100


@pytest.mark.parametrize("kind", ["html-502", "html-200"])
def test_a_page_instead_of_json_is_a_success_to_the_sdk(served, kind):
    """Why our own client checks every answer: the SDK hands the page on as a text."""
    served.platform.faults.add(Fault(kind))
    assert isinstance(served.api().call("GET", (ACCOUNT,)).json(), str)


def test_an_empty_page_in_the_middle_ends_the_sdks_list_in_silence(served, shop):
    for number in range(6):
        an_ad(served.platform, f"ad {number}")
    served.platform.faults.add(Fault("empty-page", path="/ads", after=1))
    assert len(list(shop.get_ads(fields=["name"], params={"limit": 2}))) == 2


def test_a_proof_is_checked_where_there_is_a_secret(served):
    from dataclasses import replace

    served.platform.setup = replace(served.platform.setup, app_secret="app-secret")

    good = FacebookAdsApi(served.session("1", "app-secret"))
    assert AdAccount(ACCOUNT, api=good).api_get(fields=["name"])["name"] == "Shop 1"
    with pytest.raises(FacebookRequestError, match="appsecret_proof"):
        AdAccount(ACCOUNT, api=FacebookAdsApi(served.session("1", "other"))).api_get()
