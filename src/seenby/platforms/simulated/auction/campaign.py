"""What an advertiser submits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from seenby.model import AdKey, Aim

PLATFORM = "simulated"
MICRO = 1_000_000
"""Money is kept in whole millionths of the currency."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """One ad: what it shows, whom it is aimed at, what it may cost and when it runs.

    Attributes:
        name: What the advertiser calls it; unique among an advertiser's ads.
        advertiser: Whose it is. An auction takes one ad of each advertiser, drawn by lot.
        features: The picture's features, as the platform sees them and people respond to them.
        budget: The most it may cost, in micro-currency.
        aim: Whom it is aimed at.
        start: The first tick it runs in.
        ticks: How many ticks it may run.
        bid: The most it bids for one action, in micro-currency; 0 for whatever spends the budget.
        quality: Micro-currency the platform adds to its total value.
        most_views: Times one person may be shown it; 0 for any number.
        controlled: Whether the platform's per-segment controller works on it.
        reported: Whether the platform remembers who was shown it and reports on it. Background ads are not.
        scale: How many times as often people respond to it as to others.
    """

    name: str
    advertiser: str
    features: Mapping[str, float]
    budget: int
    aim: Aim = field(default_factory=Aim)
    start: int = 0
    ticks: int = 24
    bid: int = 0
    quality: int = 0
    most_views: int = 0
    controlled: bool = False
    reported: bool = True
    scale: float = 1.0

    @property
    def key(self) -> AdKey:
        """The ad as deliveries name it."""
        return AdKey(PLATFORM, account=self.advertiser, ad=self.name)

    @property
    def end(self) -> int:
        """The first tick it no longer runs in."""
        return self.start + self.ticks
