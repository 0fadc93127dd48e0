"""Where a client may call: loopback, unless it was told that this is for real."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from seenby.errors import StoppedByGuard, UsageError
from seenby.model.loopback import is_loopback
from seenby.platforms.meta.secret import Secret, proof_of

META = "https://graph.facebook.com"
VERSION = "v26.0"
TOKEN, APP_SECRET = "SEENBY_META_TOKEN", "SEENBY_META_APP_SECRET"


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
        answer_seconds: How long to wait for an answer.

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


def check_base(base: str, *, live: bool) -> None:
    """Refuse an address that calls must not go to.

    Raises:
        StoppedByGuard: When it is not on loopback and ``live`` is false.
        UsageError: When it is no address, holds a user or a query, or is live without TLS.
    """
    try:
        parts = urlsplit(base)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise UsageError("the platform's address is none", remedy="write it like http://127.0.0.1:8750") from None
    plain = not (parts.query or parts.fragment or "@" in parts.netloc or "\\" in base)
    if parts.scheme not in ("http", "https") or not host or not plain:
        raise UsageError("the platform's address is none", remedy="write it like http://127.0.0.1:8750")
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
