"""A platform over HTTP on loopback, with Meta's own SDK and with our client in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from facebook_business.api import FacebookAdsApi
from facebook_business.session import FacebookSession
from tests.contract.guarding import guard
from tests.contract.making import ACCOUNT, TOKEN, platform

from seenby.platforms.meta import Account, Client, Connection, Patience, Secret
from seenby.platforms.simulated.api import Platform, create_app, serving


@dataclass
class Served:
    """A platform, where it is, and the seconds that clients asked to wait."""

    platform: Platform
    address: str
    waits: list[float] = field(default_factory=list)
    opened: ExitStack = field(default_factory=ExitStack)

    def client(self, *, seconds: float = 120.0, **more: Any) -> Client:
        connection = Connection(self.address, Secret(TOKEN), answer_seconds=seconds)
        return self.opened.enter_context(Client(connection, Patience(**more), sleep=self.waits.append))

    def account(self, **more: Any) -> Account:
        return Account(self.client(**more), ACCOUNT, sleep=self.waits.append)

    def session(self, app_id: str | None = None, app_secret: str | None = None) -> FacebookSession:
        """A session of the SDK that calls this platform."""
        session = FacebookSession(app_id, app_secret, TOKEN, timeout=120)
        session.GRAPH = self.address
        return session

    def api(self) -> FacebookAdsApi:
        session = self.session()
        session.requests.trust_env = False
        self.opened.callback(session.requests.close)
        return FacebookAdsApi(session)


@pytest.fixture(autouse=True)
def nothing_leaves_this_machine(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Refuses every connection and every name that is not loopback, and keeps a list of them."""
    return guard(monkeypatch)


@pytest.fixture
def served() -> Iterator[Served]:
    one = platform()
    with serving(create_app(one)) as address:
        told = Served(one, address)
        with told.opened:
            yield told
