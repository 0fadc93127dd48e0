"""What an advertiser may change about an object, and how one goes away."""

from __future__ import annotations

from seenby.platforms.simulated.api.budgets import BUDGETS, FOREVER
from seenby.platforms.simulated.api.dates import read_moment
from seenby.platforms.simulated.api.errors import wrong
from seenby.platforms.simulated.api.http.request import Call
from seenby.platforms.simulated.api.objects.create import Values, name_of, targeting
from seenby.platforms.simulated.api.objects.registry import DELETED, Node
from seenby.platforms.simulated.api.objects.statuses import STATUSES
from seenby.platforms.simulated.api.platform import Platform

CHANGEABLE = ("campaign", "adset", "ad", "creative")


def changes(platform: Platform, node: Node, call: Call) -> Values:
    """The values that a call changes.

    Raises:
        Refused: When one of them does not fit, or cannot be changed any more.
    """
    if node.status == DELETED:
        raise wrong("A deleted object cannot be changed")
    values: Values = {}
    if "name" in call.params:
        values["name"] = name_of(call)
    if "status" in call.params and node.kind != "creative":
        values["status"] = call.choice("status", STATUSES)
    if node.kind in ("campaign", "adset"):
        values |= _budgets(node, call)
    if node.kind == "adset":
        values |= _schedule(platform, node, call) | _targeting(platform, node, call)
    if node.kind == "ad" and "creative" in call.params:
        raise wrong("An ad of this simulated platform keeps its creative; make another ad", blame="creative")
    return values


def _budgets(node: Node, call: Call) -> Values:
    values = {}
    for name in BUDGETS:
        if name in call.params:
            if name not in node.values:
                raise wrong("The kind of a budget cannot be changed", blame=name)
            values[name] = call.whole(name)
            if values[name] < 1:
                raise wrong("A budget must be positive", blame=name)
    return values


def _schedule(platform: Platform, node: Node, call: Call) -> Values:
    values = {}
    if "end_time" in call.params:
        ends = read_moment(call.params["end_time"], "end_time", platform.ticks_a_day)
        if not max(platform.tick, node.values.get("starts", 0)) < ends < FOREVER:
            raise wrong("end_time must be later than now and start_time, and within reach", blame="end_time")
        values["ends"] = ends
    if "start_time" in call.params:
        if node.values.get("starts", 0) < platform.tick:
            raise wrong("An ad set that has begun keeps its start_time", blame="start_time")
        starts = read_moment(call.params["start_time"], "start_time", platform.ticks_a_day)
        if starts >= values.get("ends", node.values.get("ends", FOREVER)):
            raise wrong("start_time must be earlier than end_time", blame="start_time")
        values["starts"] = max(starts, platform.tick)
    return values


def _targeting(platform: Platform, node: Node, call: Call) -> Values:
    if "targeting" not in call.params:
        return {}
    parent = platform.registry.nodes[node.values["campaign_id"]]
    spec = targeting(platform, parent, call)
    if any(ad.id in platform.running.numbers for ad in platform.registry.under("ad", "adset_id", node.id)):
        raise wrong("An ad of this ad set has begun; this simulated platform keeps its targeting", blame="targeting")
    return {"targeting": spec}
