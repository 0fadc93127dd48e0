"""What an object's status comes to: its own, and those above it."""

from __future__ import annotations

from seenby.platforms.simulated.api.objects.registry import ACTIVE, ARCHIVED, DELETED, PAUSED, Node, Registry

STATUSES = (ACTIVE, PAUSED, ARCHIVED, DELETED)
GONE = (ARCHIVED, DELETED)
ENABLED, DISABLED = 1, 2
"""Status codes of an account."""


def effective(registry: Registry, node: Node, tick: int) -> str:
    """The effective status of an ad, an ad set or a campaign."""
    above = [registry.nodes[node.values[name]] for name in ("adset_id", "campaign_id") if name in node.values]
    for one in (node, *above):
        if one.status in GONE:
            return one.status
    if node.values.get("rejected"):
        return "DISAPPROVED"
    if node.status == PAUSED:
        return PAUSED
    for one in above:
        if one.status == PAUSED:
            return f"{one.kind.upper()}_PAUSED"
    return "PENDING_REVIEW" if tick < node.values.get("reviewed", 0) else ACTIVE


def enabled(registry: Registry, account: str) -> bool:
    """Whether an account may act and its ads are shown."""
    return bool(registry.nodes[account].values.get("account_status") == ENABLED)


def shown(registry: Registry, ad: Node, tick: int) -> bool:
    """Whether an ad takes part in a tick, money apart."""
    adset = registry.nodes[ad.values["adset_id"]]
    starts, ends = adset.values.get("starts", 0), adset.values.get("ends")
    in_time = starts <= tick and (ends is None or tick < ends)
    return in_time and enabled(registry, ad.account) and effective(registry, ad, tick) == ACTIVE
