"""Which call does what. The whole table stands here; everything else is a function of a platform and a call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from seenby.platforms.simulated.api.errors import missing, no_path, wrong
from seenby.platforms.simulated.api.http.request import Call
from seenby.platforms.simulated.api.objects import comments
from seenby.platforms.simulated.api.objects.create import MAKERS
from seenby.platforms.simulated.api.objects.fields import view
from seenby.platforms.simulated.api.objects.listing import listing
from seenby.platforms.simulated.api.objects.registry import DELETED, Node
from seenby.platforms.simulated.api.objects.update import CHANGEABLE, changes
from seenby.platforms.simulated.api.platform import Platform
from seenby.platforms.simulated.api.reports import ad_library, async_reports, estimates
from seenby.platforms.simulated.api.reports.insights import insights

Body = Any
Edge = Callable[[Platform, Node, Call], Body]
ME = "10001"
MOST_AT_ONCE = 50

LISTS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("account", "campaigns"): ("campaign", ""),
    ("account", "adsets"): ("adset", ""),
    ("account", "ads"): ("ad", ""),
    ("account", "adcreatives"): ("creative", ""),
    ("account", "adimages"): ("image", ""),
    ("account", "promote_pages"): ("page", ""),
    ("campaign", "adsets"): ("adset", "campaign_id"),
    ("campaign", "ads"): ("ad", "campaign_id"),
    ("adset", "ads"): ("ad", "adset_id"),
}
"""Kind and edge: the kind of node listed, and the value that names the parent."""


EDGES: Mapping[tuple[str, str], Edge] = {
    **{(kind, "insights"): insights for kind in ("account", "campaign", "adset", "ad")},
    ("report", "insights"): async_reports.read,
    ("account", "delivery_estimate"): estimates.delivery_estimate,
    ("adset", "delivery_estimate"): estimates.delivery_estimate,
    ("account", "reachestimate"): estimates.reach_estimate,
    ("media", "comments"): comments.comments,
    ("media", "insights"): comments.media_insights,
}
"""Kind and edge: what is read there, lists of objects apart."""


def answer(platform: Platform, call: Call) -> Body:
    """The body of the answer to a call.

    Raises:
        Refused: When the platform says no.
    """
    if call.parts and call.parts[0] in ROOTS and call.method == "GET":
        return ROOTS[call.parts[0]](platform, call)
    if not call.parts:
        return _several(platform, call)
    if len(call.parts) > 2:
        raise no_path(call.path)
    node = platform.node(*_ident(call.parts[0]))
    handler = {
        ("GET", 1): _show,
        ("GET", 2): _get_edge,
        ("POST", 1): _change,
        ("POST", 2): _post_edge,
        ("DELETE", 1): _delete,
    }.get((call.method, len(call.parts)))
    if handler is None:
        raise missing(node.id)
    return handler(platform, node, call)


def _ident(part: str) -> tuple[str, ...]:
    """An identifier; a post of a page comes as page_post."""
    page, _, post = part.rpartition("_")
    return (post, "media") if page and page != "act" else (part,)


def _show(platform: Platform, node: Node, call: Call) -> Body:
    if node.kind == "report":
        return async_reports.poll(platform, node, call)
    return view(platform, node, call.listed("fields"), call.base)


def _get_edge(platform: Platform, node: Node, call: Call) -> Body:
    edge = (node.kind, call.parts[1])
    if edge in EDGES:
        return EDGES[edge](platform, node, call)
    if edge not in LISTS:
        raise no_path(call.path)
    kind, parent = LISTS[edge]
    if parent:
        return listing(platform, platform.registry.under(kind, parent, node.id), call)
    return listing(platform, platform.registry.of(kind, node.id), call)


def _change(platform: Platform, node: Node, call: Call) -> Body:
    if node.kind not in CHANGEABLE:
        raise missing(node.id)
    values = changes(platform, node, call)
    if not call.dry and values:
        platform.update(node, values)
    return {"success": True}


def _post_edge(platform: Platform, node: Node, call: Call) -> Body:
    edge = call.parts[1]
    if edge == "insights" and (node.kind, edge) in EDGES and node.kind != "report":
        return async_reports.start(platform, node, call)
    if node.kind != "account" or edge not in MAKERS:
        raise no_path(call.path)
    kind, read = MAKERS[edge]
    values = read(platform, node, call)
    if call.dry:
        return {"success": True}
    if kind == "image":
        return {"images": {values["name"]: _picture(platform, node, values, call)}}
    return {"id": platform.create(kind, node.id, values).id}


def _picture(platform: Platform, account: Node, values: dict[str, Any], call: Call) -> Body:
    """The picture that was uploaded; the same bytes are the same picture."""
    same = [one for one in platform.registry.of("image", account.id) if one.values["hash"] == values["hash"]]
    made = same[0] if same else platform.create("image", account.id, values)
    return {name: value for name, value in view(platform, made, PICTURE, call.base).items() if name != "id"}


PICTURE = ("hash", "url", "width", "height", "name")


def _delete(platform: Platform, node: Node, call: Call) -> Body:
    if node.kind not in CHANGEABLE or node.status == DELETED:
        raise missing(node.id)
    if not call.dry:
        platform.update(node, {"status": DELETED})
    return {"success": True}


def _me(platform: Platform, call: Call) -> Body:
    if len(call.parts) == 1:
        return {"id": ME, "name": "Simulated user"}
    edges = {"adaccounts": "account", "accounts": "page"}
    if len(call.parts) > 2 or call.parts[1] not in edges:
        raise no_path(call.path)
    return listing(platform, platform.registry.of(edges[call.parts[1]]), call)


ROOTS: Mapping[str, Callable[[Platform, Call], Body]] = {
    "me": _me,
    "search": estimates.search,
    "ads_archive": ad_library.archive,
}


def _several(platform: Platform, call: Call) -> Body:
    """Objects by their identifiers: ``/?ids=1,2``."""
    idents = call.listed("ids")
    if call.method != "GET" or not idents:
        raise no_path("")
    if len(idents) > MOST_AT_ONCE:
        raise wrong(f"At most {MOST_AT_ONCE} ids")
    fields = call.listed("fields")
    return {ident: view(platform, platform.node(*_ident(ident)), fields, call.base) for ident in idents}
