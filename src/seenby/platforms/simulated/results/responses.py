"""What came back: clicks, likes, follows, comments, messages and calls from simulated accounts.

They are the actions of the engagement model itself, each given a kind: nobody responds who was not shown the ad. Texts
are placeholders that name the sort of message. Accounts are numbers of simulated people under a key of the world.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any

import numpy as np

from seenby.model import AdKey
from seenby.platforms.simulated.auction.simulation import Simulation
from seenby.platforms.simulated.rng import generator


@dataclass(frozen=True, slots=True)
class Response:
    """One response of one account: its kind, a placeholder text (empty where none), and the pages it follows."""

    ad: AdKey
    account: str
    tick: int
    kind: str
    text: str
    follows: tuple[str, ...]


def responses(platform: Simulation, only: Collection[int] | None = None) -> Iterator[Response]:
    """One response for each account that acted on an ad, at the time of its last action, ad by ad.

    ``only`` holds the numbers of the ads to look at; all that are reported on where it is None.
    """
    for slot, k in enumerate(platform.reported):
        if only is not None and k not in only:
            continue
        acted = np.flatnonzero(platform.memory.acted[:, slot])
        for person in map(int, acted):
            yield _response(platform, slot, k, person)


def _response(platform: Simulation, slot: int, k: int, person: int) -> Response:
    # A generator for each person, so that what one account said stays the same when another responds later.
    chance = generator(platform.seed, f"responses/{platform.campaigns[k].key.path}", person)
    group = "engaged" if platform.world.attributes.engaged[person] else "others"
    kind = _pick(_words()["kinds"][group], chance)
    texts = _words()["texts"][group].get(kind, [""])
    return Response(
        ad=platform.campaigns[k].key,
        account=account(platform.world.seed, person),
        tick=int(platform.memory.acted_at[person, slot]),
        kind=kind,
        text=str(texts[int(chance.integers(len(texts)))]),
        follows=follows(platform, person),
    )


def account(seed: int, person: int) -> str:
    """The name of a simulated account, the same in every run of a world."""
    return f"account-{blake2b(f'{seed}/{person}'.encode(), digest_size=5).hexdigest()}"


def follows(platform: Simulation, person: int) -> tuple[str, ...]:
    """The pages an account follows: placeholders named after its interests."""
    chance = generator(platform.world.seed, "follows", person)
    bits = int(platform.world.attributes.interests[person])
    topics = [name for place, name in enumerate(platform.world.interests) if bits >> place & 1] or ["general"]
    many = int(chance.integers(1, _words()["follows"]["most"] + 1))
    pages = {f"page-{topics[int(chance.integers(len(topics)))]}-{int(chance.integers(1, 40)):02d}" for _ in range(many)}
    return tuple(sorted(pages))


def _pick(weights: dict[str, float], chance: np.random.Generator) -> str:
    ends = np.cumsum(list(weights.values()))
    return list(weights)[int(np.searchsorted(ends, chance.random() * ends[-1], side="right"))]


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    text = (files("seenby.platforms.simulated.results") / "responses.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
