"""The plan of a study of ads as text, and back."""

from __future__ import annotations

import math
from typing import Any

from seenby.model import Advertiser, Plan
from seenby.study.canonical import as_tables, plan_text, read_plan


def plan_to_json(plan: Plan, **more: object) -> str:
    """A plan's text, with what it is expected to come to beside it."""
    return plan_text(plan, **more)


def plan_from_json(text: str | bytes, where: str = "plan.json") -> Plan:
    """The plan in the text of ``plan.json`` or ``registration.json``.

    Raises:
        Damaged: When it is not what was written.
    """
    return read_plan(Plan, text, where, fill_in=_without_advertiser, open_ends=_open_ends)


def _without_advertiser(tables: dict[str, Any]) -> None:
    """Files of before there was an advertiser say nothing of one."""
    tables["study"].setdefault("advertiser", as_tables(Advertiser()))


def _open_ends(tables: dict[str, Any]) -> None:
    for groups in tables["study"]["aim"]["estimated"].values():
        for size in groups.values():
            size["high"] = math.inf if size["high"] is None else size["high"]
