"""How each kind of object is shown: which fields it has, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from seenby.platforms.simulated.api.budgets import MICRO_PER_MINOR
from seenby.platforms.simulated.api.dates import stamp
from seenby.platforms.simulated.api.errors import wrong
from seenby.platforms.simulated.api.objects.registry import Node
from seenby.platforms.simulated.api.objects.statuses import effective
from seenby.platforms.simulated.api.platform import Platform


@dataclass(frozen=True, slots=True)
class Seen:
    """A node on its platform, and the address by which the caller came."""

    platform: Platform
    node: Node
    base: str

    def value(self, name: str) -> Any:
        """What the node keeps under a name."""
        return self.node.values.get(name)


Show = Callable[[Seen], Any]
"""From a node to the value of a field; None where the field is not there now."""


def view(platform: Platform, node: Node, fields: tuple[str, ...], base: str = "") -> dict[str, Any]:
    """An object with the fields asked for, and its identifier; a field without a value is left out.

    Raises:
        Refused: When a field is not one of its kind.
    """
    shown = SHOWN[node.kind]
    for name in fields:
        if name not in shown:
            raise wrong(f"Tried accessing nonexisting field ({name}) on node type ({TYPES[node.kind]})")
    asked = fields or USUAL.get(node.kind, ())
    seen = Seen(platform, node, base)
    told = {name: shown[name](seen) for name in asked}
    return {**{name: value for name, value in told.items() if value is not None}, "id": node.id}


def _kept(name: str) -> Show:
    return lambda one: one.value(name)


def _text(name: str) -> Show:
    """A number as text, as all money comes."""
    return lambda one: None if one.value(name) is None else str(one.value(name))


def _tick(name: str) -> Show:
    def show(one: Seen) -> str | None:
        tick = one.node.values.get(name)
        return None if tick is None else stamp(tick, one.platform.ticks_a_day)

    return show


def _effective(one: Seen) -> str:
    return effective(one.platform.registry, one.node, one.platform.tick)


def _remaining(one: Seen) -> str | None:
    budget = one.node.values.get("lifetime_budget")
    if budget is None:
        return None
    left = budget * MICRO_PER_MINOR - one.platform.running.spent_under(f"{one.node.kind}_id", one.node.id)
    return str(max(left // MICRO_PER_MINOR, 0))


def _spent(one: Seen) -> str:
    micro = sum(one.platform.running.spent(ad.id) for ad in one.platform.registry.of("ad", one.node.id))
    return str(micro // MICRO_PER_MINOR)


def _review(one: Seen) -> dict[str, Any] | None:
    return (
        {"global": {"REJECTED": "Refused by a fault that was asked for."}} if one.node.values.get("rejected") else None
    )


def _issues(one: Seen) -> list[dict[str, Any]] | None:
    if not one.node.values.get("rejected"):
        return None
    told = {"level": "AD", "error_code": 1_815_869, "error_summary": "Ad rejected", "error_type": "HARD_ERROR"}
    return [{**told, "error_message": "The ad was rejected in review."}]


def _link(name: str) -> Show:
    """Another object by its identifier alone."""
    return lambda one: {"id": one.value(name)} if one.value(name) else None


def _story(one: Seen) -> str:
    return f"{one.node.values['page_id']}_{one.node.values['post_id']}"


def _instagram(one: Seen) -> str:
    return str(one.platform.registry.nodes[one.node.values["page_id"]].values["instagram_user_id"])


def _address(one: Seen) -> str:
    return f"{one.base}/_platform/images/{one.node.id}.png"


def _account(one: Seen) -> str:
    return one.node.account.removeprefix("act_")


def _created(one: Seen) -> str:
    return stamp(one.node.created, one.platform.ticks_a_day)


def _updated(one: Seen) -> str:
    return stamp(one.node.updated, one.platform.ticks_a_day)


def _ident(one: Seen) -> str:
    return one.node.id


def _const(value: Any) -> Show:
    return lambda _one: value


COMMON: Mapping[str, Show] = {"id": _ident, "name": _kept("name"), "account_id": _account}
TIMES: Mapping[str, Show] = {"created_time": _created, "updated_time": _updated}
STATE: Mapping[str, Show] = {
    "status": lambda one: one.node.status,
    "configured_status": lambda one: one.node.status,
    "effective_status": _effective,
    "issues_info": _issues,
}
MONEY: Mapping[str, Show] = {
    "daily_budget": _text("daily_budget"),
    "lifetime_budget": _text("lifetime_budget"),
    "budget_remaining": _remaining,
    "bid_strategy": _kept("bid_strategy"),
}
SHOWN: Mapping[str, Mapping[str, Show]] = {
    "account": {
        **COMMON,
        "account_status": _kept("account_status"),
        "currency": _kept("currency"),
        "timezone_name": _const("Etc/UTC"),
        "timezone_offset_hours_utc": _const(0),
        "amount_spent": _spent,
        "balance": _const("0"),
        "business_country_code": lambda one: one.platform.setup.country,
        "disable_reason": lambda one: 0 if one.node.values["account_status"] == 1 else 1,
        "created_time": _created,
    },
    "campaign": {
        **COMMON,
        **TIMES,
        **STATE,
        **MONEY,
        "objective": _kept("objective"),
        "special_ad_categories": _kept("special_ad_categories"),
        "is_adset_budget_sharing_enabled": _kept("is_adset_budget_sharing_enabled"),
        "buying_type": _const("AUCTION"),
        "start_time": _created,
    },
    "adset": {
        **COMMON,
        **TIMES,
        **STATE,
        **MONEY,
        "campaign_id": _kept("campaign_id"),
        "campaign": _link("campaign_id"),
        "targeting": _kept("targeting"),
        "optimization_goal": _kept("optimization_goal"),
        "billing_event": _kept("billing_event"),
        "bid_amount": _kept("bid_amount"),
        "start_time": _tick("starts"),
        "end_time": _tick("ends"),
        "dsa_beneficiary": _kept("dsa_beneficiary"),
        "dsa_payor": _kept("dsa_payor"),
    },
    "ad": {
        **COMMON,
        **TIMES,
        **STATE,
        "adset_id": _kept("adset_id"),
        "campaign_id": _kept("campaign_id"),
        "adset": _link("adset_id"),
        "campaign": _link("campaign_id"),
        "creative": _link("creative_id"),
        "ad_review_feedback": _review,
    },
    "creative": {
        **COMMON,
        "status": lambda one: one.node.status,
        "object_story_spec": _kept("object_story_spec"),
        "image_hash": _kept("image_hash"),
        "body": _kept("message"),
        "link_url": _kept("link"),
        "object_story_id": _story,
        "effective_object_story_id": _story,
        "effective_instagram_media_id": _kept("post_id"),
        "source_instagram_media_id": _kept("post_id"),
        "instagram_user_id": _instagram,
    },
    "image": {
        **COMMON,
        "id": lambda one: f"{one.node.account.removeprefix('act_')}:{one.node.values['hash']}",
        "hash": _kept("hash"),
        "width": _kept("width"),
        "height": _kept("height"),
        "url": _address,
        "permalink_url": _address,
        "status": _const("ACTIVE"),
        "created_time": _created,
    },
    "page": {"id": _ident, "name": _kept("name"), "instagram_business_account": _link("instagram_user_id")},
    "instagram": {"id": _ident, "name": _kept("name"), "username": _kept("name")},
    "media": {
        "id": _ident,
        "caption": _kept("message"),
        "message": _kept("message"),
        "media_type": _const("IMAGE"),
        "timestamp": _created,
        "created_time": _created,
    },
}
"""Every field of every kind."""

USUAL = {"account": ("account_id",), "page": ("name",), "instagram": ("name",)}
TYPES = {
    "account": "AdAccount",
    "campaign": "AdCampaignGroup",
    "adset": "AdCampaign",
    "ad": "Adgroup",
    "creative": "AdCreative",
    "image": "AdImage",
    "page": "Page",
    "instagram": "IGUser",
    "media": "IGMedia",
}
"""What Meta's messages call each kind."""
