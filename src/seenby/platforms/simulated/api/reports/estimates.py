"""How many accounts an aim would reach, as ranges; and the interests there are to aim at."""

from __future__ import annotations

from typing import Any

import numpy as np

from seenby.model import Aim, Interval
from seenby.platforms.simulated.api.errors import wrong
from seenby.platforms.simulated.api.http.request import Call
from seenby.platforms.simulated.api.objects.create import GOALS
from seenby.platforms.simulated.api.objects.paging import page
from seenby.platforms.simulated.api.objects.registry import Node
from seenby.platforms.simulated.api.objects.targeting_spec import interest_id, read_aim
from seenby.platforms.simulated.api.platform import Platform
from seenby.platforms.simulated.people.targeting import in_aim, people_of, stated


def size(platform: Platform, aim: Aim) -> Interval:
    """The accounts in an aim as the platform states them."""
    inside = people_of(platform.engine.world, in_aim(platform.engine.world, aim))
    return stated(int(np.count_nonzero(inside)))


def delivery_estimate(platform: Platform, node: Node, call: Call) -> dict[str, Any]:
    """The estimate for a spec, or for an ad set's own."""
    if node.kind == "account" or "optimization_goal" in call.params:
        call.choice("optimization_goal", GOALS)
    found = size(platform, _aim(platform, node, call))
    told = {
        "estimate_ready": True,
        "estimate_mau_lower_bound": int(found.low),
        "estimate_mau_upper_bound": int(found.high),
        "targeting_optimization_types": [],
    }
    return {"data": [told]}


def reach_estimate(platform: Platform, node: Node, call: Call) -> dict[str, Any]:
    """The same as one object, not a list."""
    found = size(platform, _aim(platform, node, call))
    return {
        "data": {
            "users_lower_bound": int(found.low),
            "users_upper_bound": int(found.high),
            "estimate_ready": True,
        }
    }


def _aim(platform: Platform, node: Node, call: Call) -> Aim:
    spec = call.table("targeting_spec") or dict(node.values.get("targeting", {}))
    if not spec:
        raise wrong("The parameter targeting_spec is required", blame="targeting_spec")
    return read_aim(spec, platform.engine.world, platform.setup.country, decided=False)


def search(platform: Platform, call: Call) -> dict[str, Any]:
    """Interests, regions or countries by a part of their name."""
    kind = call.choice("type", ("adinterest", "adgeolocation"))
    asked = call.params.get("q", "").casefold()
    rows = _interests(platform) if kind == "adinterest" else _places(platform)
    found = [row for row in rows if asked in row["name"].casefold()]
    return page(call, found, [str(row.get("id", row.get("key"))) for row in found])


def _interests(platform: Platform) -> list[dict[str, Any]]:
    rows = []
    for index, name in enumerate(platform.engine.world.interests):
        found = size(platform, Aim(interests=(name,)))
        rows.append(
            {
                "id": interest_id(index),
                "name": name,
                "audience_size_lower_bound": int(found.low),
                "audience_size_upper_bound": int(found.high),
                "path": ["Interests", "Simulated", name],
                "topic": "Simulated",
            }
        )
    return rows


def _places(platform: Platform) -> list[dict[str, Any]]:
    country = platform.setup.country
    land = {"key": country, "name": country, "type": "country", "country_code": country}
    regions = [
        {"key": name, "name": name, "type": "region", "country_code": country} for name in platform.engine.world.places
    ]
    return [land, *regions]
