"""Comments under a post: what simulated accounts said of the ads that showed it. Placeholders only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from seenby.platforms.simulated.api.dates import stamp
from seenby.platforms.simulated.api.errors import wrong
from seenby.platforms.simulated.api.http.request import Call
from seenby.platforms.simulated.api.objects.paging import page
from seenby.platforms.simulated.api.objects.registry import Node
from seenby.platforms.simulated.api.platform import Platform
from seenby.platforms.simulated.results.responses import Response, responses

FIELDS = ("id", "message", "text", "created_time", "timestamp", "from", "username", "like_count")
USUAL = ("created_time", "from", "message")
TOTALS = {"total_comments": "comment", "total_likes": "like"}
ORGANIC = ("reach", "views", "likes", "comments", "saved", "shares", "follows", "profile_visits", "total_interactions")


def comments(platform: Platform, post: Node, call: Call) -> dict[str, Any]:
    """A page of a post's comments, oldest first."""
    fields = call.listed("fields") or USUAL
    for name in fields:
        if name not in FIELDS:
            raise wrong(f"Tried accessing nonexisting field ({name}) on node type (Comment)")
    found = sorted(of_kind(platform, post, "comment"), key=lambda one: (one.tick, one.ad.ad, one.account))
    rows = [_row(platform, post, one) for one in found]
    told = page(call, rows, [row["id"] for row in rows])
    told["data"] = [{**{name: row[name] for name in fields}, "id": row["id"]} for row in told["data"]]
    if call.params.get("summary", "false") not in ("false", "0"):
        told["summary"] = {"total_count": len(rows), "order": "chronological"}
    return told


def media_insights(platform: Platform, post: Node, call: Call) -> dict[str, Any]:
    """Counts of a post. Most are organic only, and these posts are only shown as ads: those sets are empty."""
    rows = []
    for name in call.listed("metric"):
        if name not in (*TOTALS, "total_views", *ORGANIC):
            raise wrong(f"metric[0] must be one of the following values: {', '.join((*ORGANIC, *TOTALS))}")
        value = _total(platform, post, name)
        if value is not None:
            told = {"name": name, "period": "lifetime", "values": [{"value": value}]}
            rows.append({**told, "id": f"{post.id}/insights/{name}/lifetime"})
    return {"data": rows}


def of_kind(platform: Platform, post: Node, kind: str) -> Iterator[Response]:
    """The responses of a kind to every ad that showed a post."""
    return (one for one in responses(platform.engine, _numbers(platform, post)) if one.kind == kind)


def _numbers(platform: Platform, post: Node) -> list[int]:
    made = {one.id for one in platform.registry.of("creative") if one.values["post_id"] == post.id}
    ads = (ad for ad in platform.registry.of("ad") if ad.values["creative_id"] in made)
    return [platform.running.numbers[ad.id] for ad in ads if ad.id in platform.running.numbers]


def _total(platform: Platform, post: Node, name: str) -> int | None:
    if name in TOTALS:
        return sum(1 for _ in of_kind(platform, post, TOTALS[name]))
    if name == "total_views":
        return int(sum(platform.engine.states.wins[number] for number in _numbers(platform, post)))
    return None


def _row(platform: Platform, post: Node, one: Response) -> dict[str, Any]:
    time = stamp(one.tick, platform.ticks_a_day)
    return {
        "id": f"{post.id}_{one.ad.ad}{int(one.account.removeprefix('account-'), 16)}",
        "message": one.text,
        "text": one.text,
        "created_time": time,
        "timestamp": time,
        "from": {"id": one.account, "name": one.account},
        "username": one.account,
        "like_count": 0,
    }
