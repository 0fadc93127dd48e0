"""What a test may ask of the platform itself, under ``/_platform/``: state, steps, faults, changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from seenby.errors import SettingsError, UsageError
from seenby.platforms.simulated.api.dates import stamp
from seenby.platforms.simulated.api.http.faults import KINDS, read_fault
from seenby.platforms.simulated.api.objects.statuses import effective
from seenby.platforms.simulated.api.platform import Platform
from seenby.platforms.simulated.auction.campaign import MICRO
from seenby.platforms.simulated.world_settings import ReportSettings, build

CHANGES = {
    "disable-account": "an account is disabled: its ads stop, and it may not act; `account`, and `disabled` (or not)",
    "reject-ad": "an ad is rejected: `ad`",
    "reject-next": "the next `ads` that are made are rejected",
    "restate": "reports count otherwise from now on: any of the settings of a world's report",
}
"""Faults of the platform's state. With ``at_tick`` they wait for their time."""

MOST_STEPS = 24 * 92


def state(platform: Platform) -> dict[str, Any]:
    """Everything at a glance."""
    registry = platform.registry
    return {
        "world": platform.setup.preset.name,
        "people": platform.engine.world.number,
        "country": platform.setup.country,
        "tick": platform.tick,
        "time": stamp(platform.tick, platform.ticks_a_day),
        "accounts": [_account(platform, one.id) for one in registry.of("account")],
        "ads": [_ad(platform, one.id) for one in registry.of("ad")],
        "faults": [asdict(one) for one in platform.faults.waiting],
    }


def step(platform: Platform, body: Any) -> dict[str, Any]:
    """Let the clock go on by ``ticks``.

    Raises:
        UsageError: When it is not a number of ticks.
    """
    ticks = body.get("ticks", 1) if isinstance(body, Mapping) else None
    if isinstance(ticks, bool) or not isinstance(ticks, int) or not 1 <= ticks <= MOST_STEPS:
        raise UsageError("ticks must be a whole number", remedy=f"use 1 to {MOST_STEPS}")
    platform.step(ticks)
    return {"tick": platform.tick, "time": stamp(platform.tick, platform.ticks_a_day)}


def ask(platform: Platform, body: Any, where: str = "faults") -> dict[str, Any]:
    """Ask for one fault or change, or for a list of them; all of them fit, or none is taken.

    Raises:
        SettingsError: Naming what does not fit.
    """
    some = body if isinstance(body, Sequence) and not isinstance(body, str) else [body]
    checked = [_checked(platform, one, f"{where}, number {number}") for number, one in enumerate(some, 1)]
    for kind, values, at in checked:
        if kind == "fault":
            platform.faults.add(values)
        elif at is None:
            platform.change(kind, values)
        elif at >= platform.tick:
            platform.scheduled.append((at, kind, values))
    return {"taken": len(checked)}


def _checked(platform: Platform, entry: Any, where: str) -> tuple[str, Any, int | None]:
    if not isinstance(entry, Mapping):
        raise SettingsError("a fault is a table", where=where, remedy="see the how-to")
    kind = entry.get("kind")
    if kind not in CHANGES:
        known = {**KINDS, **CHANGES}
        if kind not in KINDS:
            raise SettingsError("there is no such kind of fault", where=where, remedy=f"use one of {', '.join(known)}")
        return "fault", read_fault(entry, where), None
    rest = {name: value for name, value in entry.items() if name not in ("kind", "at_tick")}
    at = entry.get("at_tick")
    if at is not None and (isinstance(at, bool) or not isinstance(at, int)):
        raise SettingsError("“at_tick” is not a tick", where=where, remedy="use a whole number")
    return (*_change(platform, str(kind), rest, where), at)


def _change(platform: Platform, kind: str, rest: dict[str, Any], where: str) -> tuple[str, dict[str, Any]]:
    if kind == "restate":
        settings = build(ReportSettings, rest, where)
        return "report", {one.name: getattr(settings, one.name) for one in fields(settings)}
    wanted = {"disable-account": "account", "reject-ad": "ad", "reject-next": "ads"}[kind]
    if set(rest) - {"disabled"} != {wanted}:
        raise SettingsError(f"“{kind}” takes “{wanted}”", where=where, remedy="see the how-to")
    if kind == "reject-next":
        if isinstance(rest["ads"], bool) or not isinstance(rest["ads"], int) or rest["ads"] < 1:
            raise SettingsError("“ads” is not a number of ads", where=where, remedy="use 1 or more")
        return kind, {"ads": rest["ads"]}
    node = platform.registry.found(str(rest[wanted]))
    if node is None or node.kind != wanted:
        raise SettingsError(f"there is no such {wanted}", where=where, remedy="use the identifier of one")
    if kind == "reject-ad":
        return "reject", {"ad": node.id}
    return "account", {"account": node.id, "disabled": rest.get("disabled", True) is True}


def _account(platform: Platform, ident: str) -> dict[str, Any]:
    values = platform.registry.nodes[ident].values
    page = platform.registry.nodes[values["page_id"]]
    return {
        "id": ident,
        "name": values["name"],
        "page_id": page.id,
        "instagram_user_id": page.values["instagram_user_id"],
        "currency": values["currency"],
        "account_status": values["account_status"],
        "spent": sum(platform.running.spent(ad.id) for ad in platform.registry.of("ad", ident)) / MICRO,
    }


def _ad(platform: Platform, ident: str) -> dict[str, Any]:
    node = platform.registry.nodes[ident]
    number = platform.running.numbers.get(ident)
    return {
        "id": ident,
        "name": node.values["name"],
        "account": node.account,
        "effective_status": effective(platform.registry, node, platform.tick),
        "impressions": 0 if number is None else int(platform.engine.states.wins[number]),
        "spent": platform.running.spent(ident) / MICRO,
    }
