"""``seenby platform serve``: a platform from what was typed, served until it is stopped."""

from __future__ import annotations

import gc
import json
import os
import re
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from seenby.errors import SettingsError, Unreadable, UsageError
from seenby.platforms.simulated import Preset
from seenby.platforms.simulated.api import (
    VERSION,
    Clock,
    Keeper,
    Platform,
    Setup,
    address,
    create_app,
    listen,
    read_factor,
    server,
)
from seenby.platforms.simulated.api.http.admin import ask, state

SCHEMA = "seenby/platform/1"
TOKEN, APP_SECRET = "SEENBY_PLATFORM_TOKEN", "SEENBY_PLATFORM_APP_SECRET"
COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed; see the command's options."""

    preset: Preset
    seed: int
    port: int
    clock: str
    state: Path | None
    faults: Path | None
    accounts: int
    country: str
    review: int
    calls: int


def serve_platform(wanted: Wanted, begin: Callable[[], None], console: Console, *, as_json: bool) -> None:
    """Serve until stopped, then keep what there is. ``begin`` is what comes between looking and building.

    Raises:
        UsageError: When an option makes no sense, the port is taken, or the folder is of another world.
        Unreadable: When the file of faults cannot be read.
    """
    factor = read_factor(wanted.clock)
    faults = _read_faults(wanted.faults) if wanted.faults else []
    setup = _setup(wanted)
    listening = listen(wanted.port)
    keeper: Keeper | None = None
    try:
        begin()
        platform = Platform(setup)
        keeper = Keeper(platform, wanted.state) if wanted.state else None
        if keeper:
            acts = keeper.restore()
            console.print(f"{acts:,} acts were read back; the world is at tick {platform.tick:,}.")
        ask(platform, faults, str(wanted.faults))
        _tell(platform, address(listening), console, as_json=as_json)
        clock = Clock(factor, platform.ticks_a_day, time.monotonic)
        _run(create_app(platform, clock), listening)
    finally:
        listening.close()
        if keeper and keeper.platform.kept:
            keeper.close()


def _run(app: Any, listening: Any) -> None:
    """Serve until somebody stops it, which is how it is meant to end."""
    gc.enable()  # the other commands end before garbage matters
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        server(app).run(sockets=[listening])


def _setup(wanted: Wanted) -> Setup:
    if not COUNTRY.fullmatch(wanted.country):
        raise UsageError("a country is two capital letters", where="--country", remedy="use one such as NL")
    return Setup(
        wanted.preset,
        seed=wanted.seed,
        accounts=wanted.accounts,
        country=wanted.country,
        review_ticks=wanted.review,
        calls_an_hour=wanted.calls,
        token=os.environ.get(TOKEN, ""),
        app_secret=os.environ.get(APP_SECRET, ""),
    )


def _read_faults(path: Path) -> list[Any]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise Unreadable("is no JSON file", where=str(path), remedy="write a list of faults") from error
    if not isinstance(told, list):
        raise SettingsError("is no list of faults", where=str(path), remedy="write a list, even of one")
    return told


def _tell(platform: Platform, base: str, console: Console, *, as_json: bool) -> None:
    """Say where the platform is, and stop talking: addresses of calls hold tokens."""
    if as_json:
        told = {"schema": SCHEMA, "address": base, "version": VERSION, **state(platform)}
        typer.echo(json.dumps(told))
        return
    typer.echo(f"{base}/{VERSION}/")
    names = ", ".join(one.id for one in platform.registry.of("account"))
    console.print(f"Ad accounts: {names}. A page for people: {base}/. Stop it with Ctrl-C.")
    console.print("Nothing in it is real: no person, no money, no platform.")
