"""The dialect where it is easy to get wrong: types, missing rows, breakdowns, estimates; and no call breaks it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.making import ACCOUNT, ADSET, CAMPAIGN, EVERYBODY, TOKEN, an_ad, made, platform, say

from seenby.platforms.meta.client import encoded
from seenby.platforms.simulated import truths
from seenby.platforms.simulated.api import Call, respond
from seenby.platforms.simulated.api.objects.create import MAKERS
from seenby.platforms.simulated.api.reports.query import FIELDS
from seenby.platforms.simulated.api.routes import EDGES, LISTS

WHOLE = {"date_preset": "maximum"}


@pytest.fixture(scope="module")
def ran():
    one = platform()
    ids = an_ad(one)
    one.step(48)
    return one, ids


def rows(one, ident, **params):
    answer = say(one, "GET", f"{ident}/insights", **{**WHOLE, **params})
    assert answer.status == 200, answer.body
    return answer.body["data"]


def total(found, name="impressions"):
    return sum(int(row.get(name, 0)) for row in found)


@pytest.mark.parametrize(
    "breakdowns", [[], ["age"], ["gender"], ["age", "gender"], ["gender", "age"], ["country"],
                   ["publisher_platform", "platform_position"]],
)  # fmt: skip
def test_every_breakdown_adds_up_to_the_truth(ran, breakdowns):
    one, ids = ran
    truth = truths(one.engine)[0]
    found = rows(one, ids["ad"], breakdowns=breakdowns, fields=["impressions", "spend", "reach"])
    assert total(found) == truth.impressions
    assert round(sum(float(row["spend"]) for row in found), 4) == round(truth.spend / 1e6, 4)
    if "platform_position" in breakdowns:
        assert not any("reach" in row for row in found)
    else:
        assert total(found, "reach") == truth.reach
    assert all(set(breakdowns) <= set(row) for row in found)


def test_days_add_up_and_reach_is_only_told_where_it_is_known(ran):
    one, ids = ran
    daily = rows(one, ids["ad"], time_increment=1, fields="impressions,reach")
    assert [row["date_start"] for row in daily] == ["2026-03-02", "2026-03-03"]
    assert ["reach" in row for row in daily] == [True, False]
    assert total(daily) == total(rows(one, ids["ad"]))
    later = {"since": "2026-03-03", "until": "2026-03-03"}
    assert "reach" not in rows(one, ids["ad"], time_range=later, date_preset=None, fields="reach,impressions")[0]
    assert rows(one, ids["ad"], time_range={"since": "2020-01-01", "until": "2020-02-01"}) == []


def test_levels_name_what_they_are_about():
    one = platform()
    ids = [an_ad(one, name) for name in ("a", "b")]
    one.step(10)
    ads = rows(one, ACCOUNT, level="ad", fields="ad_name,impressions,adset_id,campaign_name,reach")
    assert [row["ad_name"] for row in ads] == ["a", "b"]
    whole = rows(one, ACCOUNT, fields="impressions,reach,ad_id")
    assert len(whole) == 1
    assert "ad_id" not in whole[0]
    assert total(whole) == total(ads)
    seen = one.engine.memory.seen
    assert int(whole[0]["reach"]) == int((seen > 0).any(axis=1).sum()) <= total(ads, "reach")
    only = [{"field": "ad.id", "operator": "IN", "value": [ids[1]["ad"]]}]
    assert [row["ad_name"] for row in rows(one, ACCOUNT, level="ad", fields="ad_name", filtering=only)] == ["b"]


def test_what_is_not_there_has_no_row_and_no_key(ran):
    one, ids = ran
    found = rows(one, ids["ad"], breakdowns=["age", "gender"], fields=["impressions", "actions", "clicks"])
    assert all(row["impressions"] != "0" for row in found)
    assert all(("actions" in row) == (row["clicks"] != "0") for row in found)
    assert all(isinstance(value, (str, list)) for row in found for value in row.values())
    silent = platform()
    assert rows(silent, an_ad(silent)["ad"]) == []


def test_a_misspelt_parameter_is_ignored_and_a_wrong_field_is_not(ran):
    one, ids = ran
    assert "age" not in rows(one, ids["ad"], breakdown=["age"])[0]
    for params in ({"fields": "age"}, {"breakdowns": ["age", "country"]}, {"breakdowns": ["region"]},
                   {"time_increment": 91}, {"level": "account"}, {"date_preset": "never"}):  # fmt: skip
        assert say(one, "GET", f"{ids['ad']}/insights", **params).body["error"]["code"] == 100, params


def refused(one, **targeting):
    told = say(one, "POST", f"{ACCOUNT}/adsets", **{**ADSET, "campaign_id": made(one, "campaigns", **CAMPAIGN),
                                                     "targeting": targeting})  # fmt: skip
    assert told.status == 400, told.body
    return told.body["error"].get("error_subcode", 0)


def test_whether_the_platform_may_go_beyond_the_aim_must_be_said():
    one = platform()
    place = {"geo_locations": {"countries": ["NL"]}}
    assert refused(one, **place) == 1870227
    assert refused(one, **place, age_max=44, targeting_automation={"advantage_audience": 1}) == 1870189
    no = {"targeting_automation": {"advantage_audience": 0}}
    assert refused(one, **place, **no, flexible_spec=[{"interests": [{"id": "1"}]}]) == 1487694
    unheard: list[dict[str, Any]] = [
        {"age_min": 20}, {"age_min": 13}, {"genders": [3]}, {"exclusions": {}}, {"locales": [6]},
        {"flexible_spec": [{"behaviors": [1]}]},
    ]  # fmt: skip
    for wrong in unheard:
        refused(one, **place, **no, **wrong)
    refused(one, **no)
    refused(one, **no, geo_locations={"countries": ["FR"]})


def test_housing_ads_are_not_aimed_at_ages_or_genders():
    one = platform()
    campaign = made(one, "campaigns", **{**CAMPAIGN, "special_ad_categories": ["HOUSING"]})
    told = {**ADSET, "campaign_id": campaign}
    assert say(one, "POST", f"{ACCOUNT}/adsets", **{**told, "targeting": {**EVERYBODY, "genders": [2]}}).status == 400
    assert say(one, "POST", f"{ACCOUNT}/adsets", **told).status == 200


def test_estimates_hold_the_people_and_cells_lie_inside_the_whole():
    one = platform()
    interest = say(one, "GET", "search", type="adinterest", q="dance").body["data"][0]["id"]
    aim = {**EVERYBODY, "flexible_spec": [{"interests": [{"id": interest, "name": "dance"}]}]}

    def size(**more):
        told = say(one, "GET", f"{ACCOUNT}/delivery_estimate", optimization_goal="REACH",
                   targeting_spec={**aim, **more}).body["data"][0]  # fmt: skip
        return told["estimate_mau_lower_bound"], told["estimate_mau_upper_bound"]

    low, high = size()
    cells = [size(genders=[code], age_min=first, age_max=last) for code in (1, 2)
             for first, last in ((18, 24), (25, 34), (35, 44), (45, 54), (55, 64), (65, 65))]  # fmt: skip
    assert sum(cell[0] for cell in cells) <= high
    assert sum(cell[1] for cell in cells) >= 0.95 * low
    women, men = size(genders=[2]), size(genders=[1])
    assert women[0] > men[1], "the aim is mostly women in this world"


def test_version_token_and_paths():
    one = platform(token="right")

    def call(version="v26.0", token="right", path=(ACCOUNT,)):
        return respond(one, Call("GET", version, path, {}, {}, token))

    assert call().status == 200
    assert call(token="").body["error"]["code"] == call(token="wrong").body["error"]["code"] == 190
    assert call(version="v12.0").body["error"]["code"] == 2635
    assert call(path=(ACCOUNT, "nonsense")).body["error"]["code"] == 2500
    error = call(path=("123",)).body["error"]
    assert (error["code"], error["error_subcode"], error["type"]) == (100, 33, "GraphMethodException")
    assert set(error) == {"message", "type", "code", "error_subcode", "is_transient", "fbtrace_id"}


VALUES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", "-1", "0", "1e400", "nan", "true", "[]", "{}", "[[]]", "null", '"x"', "9" * 30, "\ud800"]),
    st.sampled_from([json.dumps(EVERYBODY), '{"since":"2026-03-02","until":"0001-01-01"}', "0001-01-01", "9999-12-31"]),
    st.recursive(
        st.none() | st.booleans() | st.integers(-3, 70) | st.floats() | st.text(max_size=4),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
            st.sampled_from(["geo_locations", "countries", "age_min", "genders", "since", "until", "field", "operator",
                             "value", "page_id", "link_data", "image_hash", "creative_id", "interests", "id",
                             "targeting_automation", "advantage_audience", "method", "relative_url", "body"]),
            inner, max_size=4),
        max_leaves=6,
    ).map(json.dumps),
)  # fmt: skip
NAMES = st.sampled_from(
    ["name", "status", "fields", "limit", "after", "before", "breakdowns", "time_range", "time_increment", "level",
     "filtering", "date_preset", "targeting", "targeting_spec", "optimization_goal", "billing_event", "daily_budget",
     "lifetime_budget", "end_time", "start_time", "creative", "adset_id", "campaign_id", "object_story_spec", "bytes",
     "special_ad_categories", "objective", "execution_options", "type", "q", "ids", "batch", "metric", "summary",
     "effective_status", "ad_reached_countries", "search_terms", "bid_strategy", "bid_amount", "default_summary"]
)  # fmt: skip
TAILS = st.sampled_from(["", "insights", "nonsense", *sorted({edge for _, edge in (*EDGES, *LISTS)}), *MAKERS])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from(["GET", "POST", "DELETE", "PUT"]),
    place=st.sampled_from(["account", "campaign", "adset", "ad", "creative", "post", "me", "search", "ads_archive", "",
                           "20101", "30101", "nobody"]),
    tail=TAILS,
    params=st.dictionaries(NAMES, VALUES, max_size=6),
    sensible=st.booleans(),
)  # fmt: skip
def test_no_call_breaks_the_platform(ran, method, place, tail, params, sensible):
    one, ids = ran
    post = one.registry.nodes[ids["creative"]].values["post_id"]
    node = {"account": ACCOUNT, "post": post, **ids}.get(place, place)
    if sensible:
        params = {**encoded({**ADSET, **CAMPAIGN, "campaign_id": ids["campaign"]}), **params}
    if method != "GET":
        params["execution_options"] = "validate_only"  # the module's platform stays as it is
    parts = tuple(part for part in (node, tail) if part)
    answer = respond(one, Call(method, "v26.0", parts, params, {}, TOKEN, "http://127.0.0.1"))
    assert answer.status in (200, 400, 403), answer.body
    told = json.loads(answer.text())
    assert ("error" in told) == (answer.status != 200)


@pytest.fixture(scope="module")
def busy():
    return platform(), {}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edge=st.sampled_from(["campaigns", "adsets", "ads", "update"]),
    params=st.dictionaries(NAMES.filter(lambda name: name != "execution_options"), VALUES, max_size=2),
    money=st.dictionaries(
        st.sampled_from(["lifetime_budget", "daily_budget", "bid_amount", "start_time", "end_time"]),
        st.sampled_from([1, 7, 999_999_999_999, "2026-03-02T03:00:00", "2300-01-01", "0", 1772500000, 4e9]),
        max_size=3,
    ),
    strategy=st.sampled_from(["LOWEST_COST_WITHOUT_CAP", "LOWEST_COST_WITH_BID_CAP"]),
    number=st.integers(0, 50),
)
def test_no_act_breaks_the_world(busy, edge, params, money, strategy, number):
    """Acts that were accepted run: the clock goes on, and no budget is exceeded."""
    one, ids = busy
    if not ids:
        ids.update(an_ad(one))
    of = lambda kind: [node.id for node in one.registry.of(kind)]  # noqa: E731
    pick = lambda kind: of(kind)[number % len(of(kind))]  # noqa: E731
    told = {**CAMPAIGN, **ADSET, "campaign_id": pick("campaign"), "adset_id": pick("adset"), "name": "x",
            "creative": {"creative_id": ids["creative"]}, "bid_strategy": strategy, **money}  # fmt: skip
    if edge == "campaigns" and number % 2:
        del told["lifetime_budget"]
    path = pick("adset") if edge == "update" else f"{ACCOUNT}/{edge}"
    answer = respond(one, Call("POST", "v26.0", tuple(path.split("/")), {**encoded(told), **params}, {}, TOKEN))
    assert answer.status in (200, 400), answer.body
    if len(of("ad")) < 30:
        one.step(1)
    for node in [*one.registry.of("campaign"), *one.registry.of("adset")]:
        budget = node.values.get("lifetime_budget")
        spent = one.running.spent_under(f"{node.kind}_id", node.id)
        assert budget is None or spent <= budget * 10_000 or node.updated > node.created


def test_every_field_of_a_report_can_be_asked_for(ran):
    one, ids = ran
    assert rows(one, ids["ad"], fields=list(FIELDS))
