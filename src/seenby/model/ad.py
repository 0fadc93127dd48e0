"""What was bought: the platform's objects, named to the letter as the export names them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

LEVELS = ("account", "campaign", "ad_set", "ad")
"""What an ad stands in, the widest first, and the ad itself."""

Metric = Literal["impressions", "reach"]
"""What is counted: times shown, or accounts reached. Never mixed in one figure."""


@dataclass(frozen=True, slots=True, order=True)
class AdKey:
    """The finest object an export has: an ad, or an ad set or campaign where it goes no finer.

    It is a `seenby.model.Subject`, the one that every audit speaks of. A level the export does not have is None. Ids
    tell apart objects that share a name.
    """

    platform: str
    account: str | None = None
    campaign: str | None = None
    ad_set: str | None = None
    ad: str | None = None
    ids: tuple[tuple[str, str], ...] = ()

    @property
    def level(self) -> str:
        """The finest level that is named: ``ad``, ``ad_set``, ``campaign``, ``account`` or ``platform``."""
        return next((level for level in reversed(LEVELS) if getattr(self, level) is not None), "platform")

    @property
    def kind(self) -> str:
        """As a `seenby.model.Subject`: its level."""
        return self.level

    @property
    def name(self) -> str:
        """The name of the finest object, as the export spells it."""
        return str(getattr(self, self.level))

    @property
    def names(self) -> tuple[str, ...]:
        """Every id and name it may be called by, the most exact first."""
        levels = (getattr(self, level) for level in reversed(LEVELS))
        return (*(text for _, text in reversed(self.ids)), *(name for name in levels if name))

    def name_among(self, names: Counter[str]) -> str:
        """The name where no other ad bears it, else the whole path."""
        return self.name if names[self.name] <= 1 else self.path

    @property
    def path(self) -> str:
        """The names of all levels, the widest first: ``Spring › Women 25-44 › Picture A``."""
        names = [getattr(self, level) for level in LEVELS if getattr(self, level) is not None]
        return " › ".join(names) or self.platform

    def as_json(self) -> dict[str, object]:
        """The key's levels, null where the export has none, and its ids."""
        named = {level: getattr(self, level) for level in LEVELS}
        return {"platform": self.platform, **named, "ids": dict(self.ids)}


def count_names(keys: Iterable[AdKey]) -> Counter[str]:
    """How often each name is borne, for `AdKey.name_among`."""
    return Counter(key.name for key in keys)
