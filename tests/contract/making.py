"""A small platform, and the few things every test of it needs."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from typing import Any

from seenby.platforms.simulated import picture_of, preset
from seenby.platforms.simulated.api import Answer, Call, Platform, Setup, respond

PEOPLE = 5_000
TOKEN = "a-token-for-tests"
ACCOUNT, PAGE = "act_101", "20101"
EVERYBODY = {"geo_locations": {"countries": ["NL"]}, "targeting_automation": {"advantage_audience": 0}}
CAMPAIGN: dict[str, Any] = {
    "name": "campaign", "objective": "OUTCOME_TRAFFIC", "status": "ACTIVE", "special_ad_categories": [],
}  # fmt: skip
ADSET: dict[str, Any] = {
    "name": "ad set", "lifetime_budget": 100, "end_time": "2026-03-04T00:00:00+0000", "status": "ACTIVE",
    "billing_event": "IMPRESSIONS", "optimization_goal": "REACH", "targeting": EVERYBODY,
}  # fmt: skip


@lru_cache(maxsize=1)
def picture() -> bytes:
    """A drawn picture of the item alone."""
    return picture_of({"item": 1.0}, ["care"]).png()


def story(image_hash: str, message: str = "A charm") -> dict[str, Any]:
    return {
        "page_id": PAGE,
        "link_data": {"image_hash": image_hash, "link": "https://shop.example", "message": message},
    }


def platform(**more: Any) -> Platform:
    """A platform of a few people."""
    return Platform(Setup(preset("charm-2024", people=PEOPLE), **more))


def say(one: Platform, method: str, path: str, **params: Any) -> Answer:
    """A call without HTTP; parameters as a client would encode them."""
    from seenby.platforms.meta.client import encoded

    return respond(one, Call(method, "v26.0", tuple(path.split("/")), encoded(params), {}, TOKEN, "http://127.0.0.1"))


def made(one: Platform, edge: str, account: str = ACCOUNT, **params: Any) -> str:
    """The identifier of an object that was made."""
    answer = say(one, "POST", f"{account}/{edge}", **params)
    assert answer.status == 200, answer.body
    return str(answer.body["id"])


def uploaded(one: Platform, content: bytes = b"") -> str:
    told = say(one, "POST", f"{ACCOUNT}/adimages", name="a.png", bytes=b64encode(content or picture()).decode())
    return str(told.body["images"]["a.png"]["hash"])


def an_ad(one: Platform, name: str = "ad", **adset: Any) -> dict[str, str]:
    """A whole chain, running; the identifier of each of its objects."""
    ids = {"campaign": made(one, "campaigns", **CAMPAIGN)}
    ids["adset"] = made(one, "adsets", campaign_id=ids["campaign"], **{**ADSET, **adset})
    ids["creative"] = made(one, "adcreatives", object_story_spec=story(uploaded(one)))
    ids["ad"] = made(one, "ads", name=name, adset_id=ids["adset"], status="ACTIVE",
                     creative={"creative_id": ids["creative"]})  # fmt: skip
    return ids
