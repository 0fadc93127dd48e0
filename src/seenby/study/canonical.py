"""A plan as text that is the same to the byte wherever it is written, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from seenby.errors import Damaged
from seenby.model import Interval
from seenby.model.design import DrawnPlan

PLAN_SCHEMA, REGISTRATION_SCHEMA = "seenby/plan/1", "seenby/registration/1"

PlanType = TypeVar("PlanType", bound=DrawnPlan)
Tables = dict[str, Any]


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


def plan_text(plan: DrawnPlan, **more: object) -> str:
    """A plan's text, with what it is expected to come to beside it."""
    return canonical({"schema": PLAN_SCHEMA, **as_tables(plan), **{key: as_tables(one) for key, one in more.items()}})


def read_plan(
    kind: type[PlanType],
    text: str | bytes,
    where: str,
    *,
    fill_in: Callable[[Tables], None],
    open_ends: Callable[[Tables], None],
) -> PlanType:
    """The plan in the text of ``plan.json`` or ``registration.json``.

    Args:
        kind: The noun of a plan of this kind of study.
        text: As it was written.
        where: What the file is called.
        fill_in: Puts in, as not said, what files of before there was a key do not say.
        open_ends: Gives bands without an upper end their infinity back.

    Raises:
        Damaged: When it is not what was written.
    """
    try:
        tables: Tables = json.loads(text)
        fill_in(tables)
        own = _own_tables(kind, tables)
        open_ends(own)
        plan = TypeAdapter(kind).validate_json(json.dumps(own), strict=True)
        fill_in(again := json.loads(text))
        _refuse_other_keys(plan, again)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, ValidationError) as error:
        raise Damaged(
            "is not what was written",
            where=where,
            remedy="get the file from whoever sent it, or plan again before it is registered",
            unchanged="nothing was changed",
        ) from error
    return plan


def _own_tables(kind: type[DrawnPlan], tables: Tables) -> Tables:
    """The tables of the plan itself; ValueError where the text has another shape."""
    if tables.get("schema") not in (PLAN_SCHEMA, REGISTRATION_SCHEMA):
        raise ValueError("another shape")
    return {one.name: tables[one.name] for one in fields(kind)}


def _refuse_other_keys(plan: DrawnPlan, tables: Tables) -> None:
    """ValueError where a key means nothing, or is left out and would quietly get the noun's default."""
    if any(tables[name] != value for name, value in as_tables(plan).items()):
        raise ValueError("a key too many, or too few")
