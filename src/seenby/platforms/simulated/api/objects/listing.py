"""Lists of objects: those under another one, as far as they are not gone, filtered and in pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from seenby.platforms.simulated.api.errors import wrong
from seenby.platforms.simulated.api.http.request import Call
from seenby.platforms.simulated.api.objects.fields import view
from seenby.platforms.simulated.api.objects.paging import page
from seenby.platforms.simulated.api.objects.registry import DELETED, Node
from seenby.platforms.simulated.api.objects.statuses import effective
from seenby.platforms.simulated.api.platform import Platform

STATED = ("campaign", "adset", "ad")
FILTERS = ("id", "name", "effective_status")


def listing(platform: Platform, nodes: Iterable[Node], call: Call) -> dict[str, Any]:
    """A page of objects as the caller wants to see them."""
    kept = [node for node in nodes if _wanted(platform, node, call)]
    fields = call.listed("fields")
    found = page(call, kept, [node.id for node in kept])
    found["data"] = [view(platform, node, fields, call.base) for node in found["data"]]
    if call.params.get("summary", "false") not in ("false", "0"):
        found["summary"] = {"total_count": len(kept)}
    return found


def _wanted(platform: Platform, node: Node, call: Call) -> bool:
    if node.kind not in STATED:
        return not call.listed("hashes") or node.values.get("hash") in call.listed("hashes")
    status = effective(platform.registry, node, platform.tick)
    asked = call.listed("effective_status")
    for one in filters(call, FILTERS):
        value = {"id": node.id, "name": str(node.values["name"]), "effective_status": status}[one[0]]
        if not meets(value, *one[1:]):
            return False
        if one[0] == "effective_status":
            asked = (status,)
    return status in asked if asked else status != DELETED


def filters(call: Call, known: tuple[str, ...]) -> list[tuple[str, str, Any]]:
    """The parameter ``filtering``: field (without its level), operator, value.

    Raises:
        Refused: When it is not a list of such, or a field is not among the known ones.
    """
    told = call.parsed("filtering") or []
    if not isinstance(told, list):
        raise wrong("Param filtering must be an array", blame="filtering")
    found = []
    for one in told:
        if not isinstance(one, dict) or one.get("operator") not in OPERATORS:
            raise wrong("Param filtering must hold field, operator and value", blame="filtering")
        field = str(one.get("field", ""))
        name = field if field in known else field.rpartition(".")[2]
        if name not in known:
            raise wrong(f"Filtering field {field} is invalid", blame="filtering")
        found.append((name, str(one["operator"]), one.get("value")))
    return found


OPERATORS = ("EQUAL", "NOT_EQUAL", "IN", "NOT_IN", "CONTAIN", "NOT_CONTAIN")


def meets(value: str, operator: str, asked: Any) -> bool:
    """Whether a value passes a filter."""
    if operator in ("IN", "NOT_IN"):
        some = [str(one) for one in asked] if isinstance(asked, list) else [str(asked)]
        return (value in some) == (operator == "IN")
    if operator in ("CONTAIN", "NOT_CONTAIN"):
        return (str(asked).casefold() in value.casefold()) == (operator == "CONTAIN")
    return (value == str(asked)) == (operator == "EQUAL")
