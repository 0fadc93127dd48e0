"""A platform from what was asked for, served until it is stopped, and kept."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seenby.errors import SettingsError, Unreadable, UsageError
from seenby.model.progress import Progress, ShowProgress, no_progress
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
from seenby.worlds.machine import begin

SCHEMA = "seenby/platform/1"
TOKEN, APP_SECRET = "SEENBY_PLATFORM_TOKEN", "SEENBY_PLATFORM_APP_SECRET"
COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for; see the options of ``seenby platform serve``."""

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


@dataclass(frozen=True, slots=True)
class Served:
    """A platform that was built and has an address, but does not answer before `answer`.

    Attributes:
        platform: Its people, accounts and ads.
        address: Where it is reached, without the version that every call names first.
    """

    platform: Platform
    address: str
    _serve: Callable[[], None]

    @property
    def accounts(self) -> tuple[str, ...]:
        """The identifiers of its ad accounts."""
        return tuple(one.id for one in self.platform.registry.of("account"))

    def as_json(self) -> dict[str, Any]:
        """Where it is and how it stands, in the shape ``seenby/platform/1``."""
        return {"schema": SCHEMA, "address": self.address, "version": VERSION, **state(self.platform)}

    def answer(self) -> None:
        """Answer calls until somebody interrupts (KeyboardInterrupt), which is how it is meant to end."""
        with suppress(KeyboardInterrupt):
            self._serve()


@contextmanager
def served_platform(
    wanted: Wanted, *, threads: int | None = None, progress: ShowProgress = no_progress
) -> Iterator[Served]:
    """A platform that was built from what was asked for; at the end of the block it is kept, where it has a folder.

    Args:
        wanted: What to serve. All of it is looked at before anything is built.
        threads: See `begin`.
        progress: Shown what is compiled, and what was read back.

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
        begin(wanted.preset, threads, progress)
        platform = Platform(setup)
        keeper = Keeper(platform, wanted.state) if wanted.state else None
        if keeper:
            acts = keeper.restore()
            progress(Progress(line=f"{acts:,} acts were read back; the world is at tick {platform.tick:,}."))
        ask(platform, faults, str(wanted.faults))
        clock = Clock(factor, platform.ticks_a_day, time.monotonic)
        serving = server(create_app(platform, clock))
        yield Served(platform, address(listening), lambda: serving.run(sockets=[listening]))
    finally:
        listening.close()
        if keeper and keeper.platform.kept:
            keeper.close()


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
