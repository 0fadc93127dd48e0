"""What an advertiser may make: each kind's parameters, checked, as the values its node keeps."""

from __future__ import annotations

import binascii
import struct
from base64 import b64decode
from collections.abc import Mapping
from hashlib import md5
from typing import Any

from seenby.errors import SeenbyError
from seenby.platforms.simulated.api.budgets import BUDGETS, FOREVER
from seenby.platforms.simulated.api.dates import read_moment
from seenby.platforms.simulated.api.errors import wrong
from seenby.platforms.simulated.api.http.request import Call
from seenby.platforms.simulated.api.objects.registry import PAUSED, Node
from seenby.platforms.simulated.api.objects.statuses import STATUSES
from seenby.platforms.simulated.api.objects.targeting_spec import read_aim
from seenby.platforms.simulated.api.platform import Platform
from seenby.platforms.simulated.pictures.png import read_features

Values = dict[str, Any]

OBJECTIVES = (
    "OUTCOME_AWARENESS",
    "OUTCOME_ENGAGEMENT",
    "OUTCOME_LEADS",
    "OUTCOME_SALES",
    "OUTCOME_TRAFFIC",
    "OUTCOME_APP_PROMOTION",
)
GOALS = ("REACH", "IMPRESSIONS", "LINK_CLICKS", "POST_ENGAGEMENT", "LANDING_PAGE_VIEWS", "PROFILE_VISIT", "THRUPLAY")
CATEGORIES = (
    "NONE",
    "HOUSING",
    "EMPLOYMENT",
    "FINANCIAL_PRODUCTS_SERVICES",
    "CREDIT",
    "ISSUES_ELECTIONS_POLITICS",
    "ONLINE_GAMBLING_AND_GAMING",
)
PROTECTED = ("HOUSING", "EMPLOYMENT", "FINANCIAL_PRODUCTS_SERVICES", "CREDIT")
BIDDING = ("LOWEST_COST_WITHOUT_CAP", "LOWEST_COST_WITH_BID_CAP")
LONGEST_NAME, LARGEST_PICTURE = 400, 1_000_000


def campaign(platform: Platform, account: Node, call: Call) -> Values:
    """A campaign's values."""
    del platform, account
    if "special_ad_categories" not in call.params:
        raise wrong("The parameter special_ad_categories is required", blame="special_ad_categories")
    categories = [one for one in call.listed("special_ad_categories") if one != "NONE"]
    unknown = sorted(set(categories) - set(CATEGORIES))
    if unknown:
        raise wrong("Param special_ad_categories holds an unknown category", blame="special_ad_categories")
    return {
        "name": name_of(call),
        "objective": call.choice("objective", OBJECTIVES),
        "status": call.choice("status", STATUSES[:2], PAUSED),
        "special_ad_categories": categories,
        "bid_strategy": call.choice("bid_strategy", BIDDING, BIDDING[0]),
        "is_adset_budget_sharing_enabled": call.flag("is_adset_budget_sharing_enabled"),
        **_budget(call, required=False),
    }


def adset(platform: Platform, account: Node, call: Call) -> Values:
    """An ad set's values."""
    parent = _own(platform, account, call.text("campaign_id"), "campaign")
    shared = any(name in parent.values for name in BUDGETS)
    if shared and any(name in call.params for name in BUDGETS):
        raise wrong("The campaign holds the budget; an ad set cannot have one of its own", blame="daily_budget")
    budget = _budget(call, required=not shared)
    times = _times(platform, call)
    if "lifetime_budget" in (parent.values if shared else budget) and times["ends"] is None:
        raise wrong("A lifetime budget needs an end_time", blame="end_time")
    call.choice("billing_event", ("IMPRESSIONS",))
    return {
        "name": name_of(call),
        "campaign_id": parent.id,
        "status": call.choice("status", STATUSES[:2], PAUSED),
        "targeting": targeting(platform, parent, call),
        "optimization_goal": call.choice("optimization_goal", GOALS),
        "billing_event": "IMPRESSIONS",
        "dsa_beneficiary": call.text("dsa_beneficiary", str(account.values["name"])),
        "dsa_payor": call.text("dsa_payor", str(account.values["name"])),
        **_bid(call, parent),
        **budget,
        **{name: value for name, value in times.items() if value is not None},
    }


def targeting(platform: Platform, parent: Node, call: Call) -> Mapping[str, Any]:
    """An ad set's targeting spec, checked against the world and the campaign's categories."""
    spec = call.table("targeting")
    if not spec:
        raise wrong("The parameter targeting is required", blame="targeting")
    aim = read_aim(spec, platform.engine.world, platform.setup.country, decided=True)
    if (aim.genders or aim.ages) and set(parent.values.get("special_ad_categories", ())) & set(PROTECTED):
        raise wrong("Ads of this special category cannot be aimed at ages or genders", blame="targeting")
    return spec


def ad(platform: Platform, account: Node, call: Call) -> Values:
    """An ad's values."""
    parent = _own(platform, account, call.text("adset_id"), "adset")
    told = call.table("creative")
    made = _own(platform, account, str(told.get("creative_id", told.get("id", ""))), "creative")
    return {
        "name": name_of(call),
        "adset_id": parent.id,
        "campaign_id": parent.values["campaign_id"],
        "creative_id": made.id,
        "status": call.choice("status", STATUSES[:2], PAUSED),
    }


def creative(platform: Platform, account: Node, call: Call) -> Values:
    """A creative's values: a new post, or one that is there."""
    values: Values = {"name": name_of(call, required=False)}
    boosted = call.params.get("source_instagram_media_id") or call.params.get("object_story_id")
    if boosted:
        media = _own(platform, account, boosted.rpartition("_")[2], "media")
        return {**values, "post_id": media.id, **{k: media.values[k] for k in media.values if k != "name"}}
    spec = call.table("object_story_spec")
    if not spec:
        raise wrong("A creative needs object_story_spec, object_story_id or source_instagram_media_id")
    page = _own(platform, account, str(spec.get("page_id", "")), "page")
    told = spec.get("link_data") or spec.get("photo_data")
    if not isinstance(told, dict):
        raise wrong("object_story_spec needs link_data or photo_data", blame="object_story_spec")
    image = image_of(platform, account, str(told.get("image_hash", "")))
    message = str(told.get("message", told.get("caption", "")))
    link = str(told.get("link", ""))
    return {
        **values,
        "page_id": page.id,
        "image_id": image.id,
        "image_hash": image.values["hash"],
        "message": message,
        "link": link,
        "object_story_spec": spec,
    }


def image(platform: Platform, account: Node, call: Call) -> Values:
    """A picture's values. Only drawn ones are taken: those that say inside what they hold."""
    del platform, account
    name, content = _uploaded(call)
    if len(content) > LARGEST_PICTURE:
        raise wrong("The picture is too large")
    try:
        features = read_features(content)
        width, height = struct.unpack(">II", content[16:24])
    except (SeenbyError, struct.error):
        raise wrong("This simulated platform takes only pictures that were drawn for it") from None
    return {
        "name": name,
        "hash": md5(content, usedforsecurity=False).hexdigest(),
        "width": width,
        "height": height,
        "features": features,
        "bytes": content.hex(),
    }


MAKERS = {
    "campaigns": ("campaign", campaign),
    "adsets": ("adset", adset),
    "ads": ("ad", ad),
    "adcreatives": ("creative", creative),
    "adimages": ("image", image),
}
"""Edges of an account: the kind of node, and what reads its parameters."""


def name_of(call: Call, *, required: bool = True) -> str:
    """A name that is not empty."""
    name = call.text("name", None if required else "")
    if required and not name.strip():
        raise wrong("A name cannot be empty", blame="name")
    if len(name) > LONGEST_NAME:
        raise wrong("The name is too long", blame="name")
    return name


def image_of(platform: Platform, account: Node, picture: str) -> Node:
    """The account's picture of a hash."""
    for one in platform.registry.of("image", account.id):
        if picture and picture in (one.values["hash"], one.id):
            return one
    raise wrong("There is no picture of this image_hash in the account", blame="image_hash")


def _own(platform: Platform, account: Node, ident: str, kind: str) -> Node:
    found = platform.registry.found(ident)
    if found is None or found.kind != kind or found.account != account.id:
        raise wrong(f"There is no {kind} of this identifier in the account", blame=f"{kind}_id")
    return found


def _budget(call: Call, *, required: bool) -> Values:
    asked = [name for name in BUDGETS if call.params.get(name, "") not in ("", "0")]
    if len(asked) > 1:
        raise wrong("Only one of daily_budget and lifetime_budget", blame="daily_budget")
    if not asked:
        if required:
            raise wrong("An ad set needs a daily_budget or a lifetime_budget", blame="daily_budget")
        return {}
    return {asked[0]: call.whole(asked[0])}


def _times(platform: Platform, call: Call) -> Values:
    day = platform.ticks_a_day
    starts = read_moment(call.params["start_time"], "start_time", day) if call.params.get("start_time") else 0
    ends = None
    if call.params.get("end_time", "0") != "0":
        ends = read_moment(call.params["end_time"], "end_time", day)
        if not max(starts, platform.tick) < ends < FOREVER:
            raise wrong("end_time must be later than now and start_time, and within reach", blame="end_time")
    return {"starts": min(max(starts, platform.tick), FOREVER), "ends": ends}


def _bid(call: Call, parent: Node) -> Values:
    strategy = call.choice("bid_strategy", BIDDING, str(parent.values["bid_strategy"]))
    if strategy == BIDDING[0]:
        return {"bid_strategy": strategy}
    amount = call.whole("bid_amount")
    if amount < 1:
        raise wrong("A bid cap needs a bid_amount", blame="bid_amount")
    return {"bid_strategy": strategy, "bid_amount": amount}


def _uploaded(call: Call) -> tuple[str, bytes]:
    for name, content in call.files.values():
        return name or "picture.png", content
    try:
        return call.text("name", "picture.png"), b64decode(call.text("bytes"), validate=True)
    except (binascii.Error, ValueError):
        raise wrong("Param bytes must be base64") from None
