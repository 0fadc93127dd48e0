"""Where a client may call: loopback, unless it was told that this is for real."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from seenby.errors import StoppedByGuard, UsageError
from seenby.model.loopback import is_loopback, parts_of_address
from seenby.platforms.meta.secret import Secret, proof_of

META = "https://graph.facebook.com"
VERSION = "v26.0"
TOKEN, APP_SECRET = "SEENBY_META_TOKEN", "SEENBY_META_APP_SECRET"
SHORTEST = 12
"""Signs of a secret that is looked for in what a platform tells."""


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach a platform.

    Attributes:
        base: Scheme, host and port; a path before the version is allowed.
        token: Whose access.
        app_secret: With it every call carries the proof that belongs to the token.
        version: Of the API.
        live: Whether calls may leave this machine.
        connect_seconds: How long to wait for a connection.
        answer_seconds: How long one try of a call may take as a whole.

    Raises:
        StoppedByGuard: When the base is not on loopback and ``live`` was not said.
        UsageError: When the base, the version or the token does not make sense.
    """

    base: str
    token: Secret
    app_secret: Secret = field(default_factory=lambda: Secret(""))
    version: str = VERSION
    live: bool = False
    connect_seconds: float = 5.0
    answer_seconds: float = 60.0

    def __post_init__(self) -> None:
        if not self.token:
            raise UsageError("there is no token", remedy=f"put one into {TOKEN}")
        if not re.fullmatch(r"v\d{1,3}\.\d", self.version):
            raise UsageError("that is no version of the API", remedy=f"write it like {VERSION}")
        check_base(self.base, live=self.live)

    @property
    def root(self) -> str:
        """The address before every path."""
        return f"{self.base.rstrip('/')}/{self.version}/"

    @property
    def proof(self) -> str:
        """What shows that the app knows its secret; nothing where there is none. It is as secret as the token."""
        return proof_of(self.token, self.app_secret) if self.app_secret else ""

    def hide(self, text: str) -> str:
        """A text with token, app secret and proof taken out, wherever they stand."""
        for secret in (self.token, self.app_secret, Secret(self.proof)):
            text = secret.hide(text)
        return text

    def without_secrets(self, answer: Any) -> Any:
        """An answer with the same taken out of every text in it.

        A short token is none of a real platform's: as a word of a language it may stand in any text, and is left there.
        """
        secrets = [one for one in (self.token, self.app_secret, Secret(self.proof)) if len(one.reveal()) >= SHORTEST]
        return _without(secrets, answer) if secrets else answer


def _without(secrets: Sequence[Secret], answer: Any) -> Any:
    if isinstance(answer, str):
        for secret in secrets:
            answer = secret.hide(answer)
        return answer
    if isinstance(answer, list):
        return [_without(secrets, one) for one in answer]
    if isinstance(answer, dict):
        return {_without(secrets, name): _without(secrets, one) for name, one in answer.items()}
    return answer


def check_base(base: str, *, live: bool) -> None:
    """Refuse an address that calls must not go to.

    Raises:
        StoppedByGuard: When it is not on loopback and ``live`` is false.
        UsageError: When it is no address, holds a user or a query, or is live without TLS.
    """
    parts = parts_of_address(base)
    if parts is None or parts.query or parts.fragment or "@" in parts.netloc:
        raise UsageError("the platform's address is none", remedy="write it like http://127.0.0.1:8750")
    host = parts.hostname or ""
    if is_loopback(host):
        return
    if not live:
        raise StoppedByGuard(
            "a call was about to leave this machine",
            where=host,
            remedy="use a platform that runs here, or say that this is for real",
            unchanged="nothing was sent",
        )
    if parts.scheme != "https":
        raise UsageError("a real platform is only called with https", where=host, remedy=f"use {META}")


def from_environment(base: str, environment: Mapping[str, str], *, live: bool = False) -> Connection:
    """A connection whose token and app secret come from the environment, never from a command line or a file.

    Raises:
        UsageError: When there is no token.
        StoppedByGuard: As in `Connection`.
    """
    token, app = (Secret(environment.get(name, "")) for name in (TOKEN, APP_SECRET))
    return Connection(base, token, app, live=live)
