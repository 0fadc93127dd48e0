"""Which other machines a person has named: a token goes to the platform's own, and else only where somebody here said.

The address of a platform or a database stands in a file that may have come from somebody else. ``--live`` says that
calls may leave this machine, and not where to; so another host is asked for by its name, once on each machine.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from seenby.errors import SeenbyError, StoppedByGuard
from seenby.evidence.atomic_write import write_whole
from seenby.model.loopback import is_loopback, parts_of_address
from seenby.platforms.meta.connection import META

Ask = Callable[[str], str]
OWN = {META}
"""Addresses of the platforms themselves."""


@dataclass(frozen=True, slots=True)
class Leave:
    """What a person has said of calls to other machines.

    Attributes:
        live: Whether any may be made.
        host: The host that was named for this command, if one was.
        ask: Shows a text to a person at a terminal and returns what was typed; None where nobody sits at one.
    """

    live: bool = False
    host: str = ""
    ask: Ask | None = None

    def check_address(self, address: str) -> None:
        """Refuse an address of HTTP on a host that nobody named; this machine and the platform's own need no naming.

        Raises:
            StoppedByGuard: When nobody named it.
        """
        parts = parts_of_address(address)
        if parts is not None and f"{parts.scheme}://{parts.netloc.lower().removesuffix(':443')}" in OWN:
            return
        self.check_host((parts.hostname if parts else "") or "")

    def check_host(self, host: str) -> None:
        """Refuse a host that nobody on this machine has named; ask for it where somebody can answer.

        Raises:
            StoppedByGuard: When nobody named it.
        """
        if is_loopback(host) or host in remembered():
            return
        named = self.host.strip().lower()
        if not named and self.ask:
            question = f"The file names another machine: {host}. It would get your token or password. "
            named = self.ask(f"{question}Type its name to go on: ").strip().lower()
        if named != host:
            raise StoppedByGuard(
                "a token or a password was about to go to a machine that nobody here has named",
                where=host,
                remedy=f"if you trust that machine, add --host {host}",
                unchanged="nothing was sent",
            )
        _remember(host)


NOWHERE = Leave()
"""What nobody said anything of: no other machine is called."""


def remembered() -> frozenset[str]:
    """The hosts that were named on this machine before."""
    try:
        return frozenset(_place().read_text(encoding="utf-8").split())
    except (OSError, ValueError, RuntimeError):
        return frozenset()


def _place() -> Path:
    """Where they are kept; RuntimeError where there is no home."""
    room = os.environ.get("XDG_CONFIG_HOME", "")
    return (Path(room) if Path(room).is_absolute() else Path.home() / ".config") / "seenby" / "hosts"


def _remember(host: str) -> None:
    """Keep a name; where that cannot be written it is asked for again."""
    with suppress(OSError, SeenbyError, RuntimeError):
        write_whole(_place(), "".join(f"{one}\n" for one in sorted({*remembered(), host})))
