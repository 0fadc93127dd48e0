"""``seenby study run``, ``resume``, ``stop`` and ``collect``: a registered study on a platform."""

from __future__ import annotations

import hashlib
import os
import shlex
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from seenby.errors import FolderInUse, UsageError
from seenby.evidence.hash_chain import read_chain
from seenby.model import Plan
from seenby.model.loopback import leads_here
from seenby.model.progress import ShowProgress, no_progress
from seenby.platforms.meta import Client, Connection, Secret, from_environment
from seenby.platforms.meta.connection import TOKEN, check_base
from seenby.platforms.meta.study_platform import MetaStudies
from seenby.platforms.named_hosts import Ask, Leave
from seenby.study.ads import running as room
from seenby.study.ads.planning import keep_to_the_law
from seenby.study.ads.running.context import Context, context
from seenby.study.ads.running.journal_entries import FINISH
from seenby.study.folder import JOURNAL, REGISTRATION, StudyFolder
from seenby.study.steps.register import check_registered
from seenby.study.steps.simulated_clock import clock_for

SIMULATED = "simulated"
"""What stands for a token on a simulated platform that lets anybody in."""

REAL = room.Manners(lead=timedelta(hours=12), asks=6, pause=10.0)
"""On a real platform reviews take hours, and what was made may show late."""

STOP_SECONDS, LOOK_SECONDS = 120.0, 0.2
"""How long a run that is at work may take to stop before the person is told; and how often that is looked at."""


def run(
    path: Path | str,
    *,
    live: bool = False,
    api: str = "",
    resume: bool = False,
    ask: Ask | None = None,
    host: str = "",
    tell: ShowProgress = no_progress,
) -> room.Outcome:
    """Run a registered study to its end, or go on with one.

    Args:
        path: The study's folder.
        live: Whether this is for real: calls may leave this machine.
        api: Address of the platform, instead of the study's own.
        resume: Whether a run that has begun is meant to go on.
        ask: Shows a text to a person at a terminal and returns what was typed; needed for a real platform.
        host: The machine that the folder's address is on, where it is not the platform's own and nobody can be asked.
        tell: Is told how it goes on.

    Raises:
        UsageError: When it is not registered, has no platform, or has (or has not) begun.
        StoppedByGuard: When something that must never happen by default was about to.
        PlatformRefused: When the platform says no.
    """
    folder = StudyFolder.at(path)
    plan = check_registered(folder)
    connection, manners = _connection(plan, api, Leave(live, host, ask))
    with folder.lock():
        begun = bool(read_chain(folder.path(JOURNAL)))
        if begun != resume:
            raise UsageError(
                "has begun" if begun else "has not begun",
                where=str(path),
                unchanged="nothing was sent",
                remedy=f"go on with: seenby study {'resume' if begun else 'run'} {path}",
            )
        room.check_plan(folder, plan)
        if connection.live:
            room.check_live(plan, ask)
        with _opened(folder, plan, connection, manners, tell, options(live, api)) as opened:
            return room.run(opened)


def stop(
    path: Path | str, *, live: bool = False, api: str = "", host: str = "", ask: Ask | None = None
) -> Literal["stopped", "asked"]:
    """Switch all ads of a study off for good. The arguments are those of `run`.

    Returns:
        ``stopped`` when they are off; ``asked`` when a run that is at work was asked and has not answered yet.

    Raises:
        UsageError: When the study has not begun.
        PlatformRefused: When an ad may still be on.
    """
    folder = StudyFolder.at(path)
    plan = check_registered(folder)
    connection, manners = _connection(plan, api, Leave(live, host, ask))
    _refuse_unbegun(folder)
    end = time.monotonic() + STOP_SECONDS
    while not _stopped(folder, plan, connection, manners, options(live, api)):
        room.ask_to_stop(folder)
        if time.monotonic() > end:
            return "asked"
        time.sleep(LOOK_SECONDS)
    return "stopped"


def _stopped(folder: StudyFolder, plan: Plan, connection: Connection, manners: room.Manners, more: str = "") -> bool:
    """Switch everything off, unless a run is at work; false then."""
    with ExitStack() as stack:
        try:
            stack.enter_context(folder.lock())
        except FolderInUse:
            return False
        # Whether a run took the note or died over it: switching off what is off does no harm.
        room.stop(stack.enter_context(_opened(folder, plan, connection, manners, no_progress, more)))
        room.forget(folder)
    return True


def collect(
    path: Path | str, *, live: bool = False, api: str = "", host: str = "", ask: Ask | None = None
) -> dict[str, Any]:
    """Take what the platform tells of the study's ads now, also after the end: figures are restated for weeks.

    The arguments are those of `run`.

    Returns:
        The line in the list of collections.

    Raises:
        UsageError: When nothing has been started.
    """
    folder = StudyFolder.at(path)
    plan = check_registered(folder)
    connection, manners = _connection(plan, api, Leave(live, host, ask))
    _refuse_unbegun(folder)
    with folder.lock(), _opened(folder, plan, connection, manners, no_progress) as opened:
        line = room.collect(opened, final=opened.journal.done(FINISH) is not None)
    if line is None:
        raise UsageError("no ad has been made yet", where=str(path), remedy=f"go on with: seenby study resume {path}")
    return line


def _connection(plan: Plan, api: str, leave: Leave) -> tuple[Connection, room.Manners]:
    """Where the study runs and how patient it is there; nothing is sent yet.

    Raises:
        UsageError: When the study is run by hand, or there is no token.
        StoppedByGuard: When the address is not on this machine and nobody said that this is for real, or is in the
            folder only and on a machine that nobody named; or the ads do not say what the law asks of real ones.
    """
    base = api or plan.study.api
    if not base:
        raise UsageError(
            "is run by hand: it names no platform",
            where="study.toml",
            remedy="follow by-hand.md, then: seenby study collect FOLDER --from EXPORT; or name one with --api",
        )
    check_base(base, live=leave.live)
    here = leads_here(base)
    if not here:
        keep_to_the_law(plan.study)
    if here and not os.environ.get(TOKEN):
        return Connection(base, Secret(SIMULATED)), room.Manners()
    connection = from_environment(base, os.environ, live=leave.live and not here)
    if not api:
        leave.check_address(base)
    return connection, room.Manners() if here else REAL


@contextmanager
def _opened(
    folder: StudyFolder,
    plan: Plan,
    connection: Connection,
    manners: room.Manners,
    tell: ShowProgress,
    more: str = "",
) -> Iterator[Context]:
    seal = hashlib.sha256(folder.path(REGISTRATION).read_bytes()).hexdigest()
    with Client(connection) as client, clock_for(connection) as clock:
        platform = MetaStudies(client, plan.study.money.currency, clock, plan.study.advertiser)
        yield context(folder, plan, seal, platform, manners, tell, more)


def options(live: bool, api: str) -> str:
    """What a person adds to another command of the same study so that it reaches the same platform."""
    return f"{' --live' if live else ''}{f' --api {shlex.quote(api)}' if api else ''}"


def _refuse_unbegun(folder: StudyFolder) -> None:
    if not folder.has(JOURNAL):
        raise UsageError(
            "has not begun",
            where=str(folder.root),
            remedy=f"begin with: seenby study run {folder.root}",
            unchanged="nothing was sent",
        )
