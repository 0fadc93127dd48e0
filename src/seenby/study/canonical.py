"""A plan as text that is the same to the byte wherever it is written, and back."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from seenby.errors import Damaged
from seenby.model import Advertiser, Interval, Plan

PLAN_SCHEMA, REGISTRATION_SCHEMA = "seenby/plan/1", "seenby/registration/1"


def canonical(tables: Mapping[str, Any]) -> str:
    """JSON in one form only: UTF-8, keys sorted, indent 1, a line feed at the end."""
    return json.dumps(tables, ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True) + "\n"


def as_tables(thing: object) -> Any:
    """A noun, and all nouns in it, as what JSON knows; an open upper end is null."""
    if isinstance(thing, Interval):
        return thing.as_json()
    if is_dataclass(thing):
        return {one.name: as_tables(getattr(thing, one.name)) for one in fields(thing)}
    if isinstance(thing, Mapping):
        return {str(key): as_tables(value) for key, value in thing.items()}
    if isinstance(thing, tuple):
        return [as_tables(one) for one in thing]
    return thing


def plan_to_json(plan: Plan, **more: object) -> str:
    """A plan's text, with what it is expected to come to beside it."""
    return canonical({"schema": PLAN_SCHEMA, **as_tables(plan), **{key: as_tables(one) for key, one in more.items()}})


def plan_from_json(text: str | bytes, where: str = "plan.json") -> Plan:
    """The plan in the text of ``plan.json`` or ``registration.json``.

    Raises:
        Damaged: When it is not what was written.
    """
    try:
        found = TypeAdapter(Plan).validate_json(json.dumps(_own_tables(_told(text))), strict=True)
        _refuse_other_keys(found, _told(text))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, ValidationError) as error:
        raise Damaged(
            "is not what was written",
            where=where,
            remedy="get the file from whoever sent it, or plan again before it is registered",
            unchanged="nothing was changed",
        ) from error
    return found


def _told(text: str | bytes) -> dict[str, Any]:
    """The tables of the text; what files of before there was a key do not say is put in as not said."""
    tables: dict[str, Any] = json.loads(text)
    tables["study"].setdefault("advertiser", as_tables(Advertiser()))
    return tables


def _own_tables(tables: Mapping[str, Any]) -> dict[str, Any]:
    """The tables of the plan itself; ValueError where the text has another shape."""
    if tables.get("schema") not in (PLAN_SCHEMA, REGISTRATION_SCHEMA):
        raise ValueError("another shape")
    own = {one.name: tables[one.name] for one in fields(Plan)}
    _open_ends(own["study"]["aim"]["estimated"])
    return own


def _refuse_other_keys(plan: Plan, tables: Mapping[str, Any]) -> None:
    """ValueError where a key means nothing, or is left out and would quietly get the noun's default."""
    if any(tables[name] != value for name, value in as_tables(plan).items()):
        raise ValueError("a key too many, or too few")


def _open_ends(estimated: Mapping[str, Mapping[str, dict[str, float | None]]]) -> None:
    """Give bands without an upper end their infinity back."""
    for groups in estimated.values():
        for size in groups.values():
            size["high"] = math.inf if size["high"] is None else size["high"]
