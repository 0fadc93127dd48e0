"""Telling somebody: each alarm once, to a command or an address that a person gave.

A command is started without a shell and gets the alarm as JSON on its standard input; an address gets it as the body
of a POST, and nothing but this machine is called unless the person says so. What was told is written down after it
succeeded; what failed is told again by the next run. An alarm that falls and rises again is told again.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from seenby.errors import StoppedByGuard, UsageError
from seenby.evidence.hash_chain import Chain, not_written
from seenby.model.alarm import Alarm
from seenby.model.loopback import leads_here, parts_of_address
from seenby.platforms.bounded import Allowance, AnswerUnusable, CallTooLong, bound
from seenby.watch.alarms.phrases import number_of

SECONDS, MOST = 30.0, 1 << 20
"""How long telling may take, and how many bytes of an answer are let in."""

TOLD = "told.jsonl"
SECRETS = re.compile(r"SEENBY_\w*(TOKEN|SECRET)|PGPASSWORD|PGPASSFILE")
"""Names of settings that hold a secret, or lead to one."""

Tell = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many alarms were told now, and why others were not."""

    sent: int
    failed: tuple[str, ...]


def by_command(command: str) -> Tell:
    """Tells through a command; what it returns is empty, or why it failed.

    Raises:
        UsageError: When the command is empty or its quotes do not match.
    """
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise UsageError("--hook: the quotes do not match", remedy="write the command as in a terminal") from error
    if not words:
        raise UsageError("--hook: there is no command", remedy="name a program")

    def tell(body: str) -> str:
        try:
            done = subprocess.run(  # noqa: S603 - a person's own command, and no shell
                words, input=body.encode(), capture_output=True, timeout=SECONDS, check=False, env=_without_secrets()
            )
        except OSError:
            return "the command could not be started"
        except subprocess.TimeoutExpired:
            return f"the command did not end within {SECONDS:g} seconds"
        return "" if done.returncode == 0 else f"the command ended with code {done.returncode}"

    return tell


def _without_secrets() -> dict[str, str]:
    """The environment of a command: without what only this program and its libraries have to know."""
    return {name: value for name, value in os.environ.items() if not SECRETS.fullmatch(name)}


def by_address(url: str, *, live: bool) -> Tell:
    """Tells through a POST; what it returns is empty, or why it failed.

    Raises:
        UsageError: When it is no address of HTTP.
        StoppedByGuard: When it is not this machine and `live` was not asked for.
    """
    import httpx2

    # The address may hold a password, so no sentence repeats it.
    if parts_of_address(url) is None:
        raise UsageError("--webhook: that is no address", remedy="write for example http://127.0.0.1:9000/alarms")
    if not live and not leads_here(url):
        raise StoppedByGuard(
            "--webhook names another machine",
            remedy="add --live if alarms may leave this one",
            unchanged="nothing was told",
        )

    def tell(body: str) -> str:
        try:
            # A proxy or a redirect would carry the alarm to a machine that nobody named.
            with httpx2.Client(timeout=SECONDS, trust_env=False, follow_redirects=False) as client:
                bound(client, Allowance(SECONDS, MOST))
                kind = {"content-type": "application/json"}
                # Its status says it all: whatever else it sends is not read.
                with client.stream("POST", url, content=body.encode(), headers=kind) as answer:
                    status = answer.status_code
        except (httpx2.HTTPError, httpx2.InvalidURL, CallTooLong, AnswerUnusable):
            return "the address did not answer"
        return "" if 200 <= status < 300 else f"the address answered {status}"

    return tell


def deliver(folder: Path, alarms: Sequence[Alarm], tell: Tell) -> Delivered:
    """Tell each alarm that was not told since it rose; stops at the first that fails, for the next run.

    Raises:
        Damaged: When the list of what was told is not what was written.
        UsageError: When it cannot be written.
    """
    chain = Chain(folder / TOLD)
    up: set[str] = set()
    for row, entry in enumerate(chain.entries, 1):
        if "alarm" not in entry or "told" not in entry:
            raise not_written(chain.path, row)
        (up.add if entry["told"] else up.discard)(str(entry["alarm"]))
    standing = {alarm.key for alarm in alarms}
    for key in sorted(up - standing):
        chain.append({"alarm": key, "told": False})
    sent = 0
    for alarm in alarms:
        if alarm.key in up:
            continue
        problem = tell(json.dumps(alarm.as_json(), ensure_ascii=False))
        if problem:
            left = len([one for one in alarms if one.key not in up]) - sent
            return Delivered(sent, (f"{problem}; {number_of(left, 'alarm')} left for the next run.",))
        chain.append({"alarm": alarm.key, "told": True})
        sent += 1
    return Delivered(sent, ())
