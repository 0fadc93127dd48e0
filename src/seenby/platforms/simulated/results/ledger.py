"""What the platform counted: by day and cell, and by tick, for every ad it reports on."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from seenby.platforms.simulated.auction.kernels import FIGURES, IMPRESSIONS, SPEND
from seenby.platforms.simulated.people.demographics import BANDS, GENDERS

Counts = NDArray[np.int64]


@dataclass(slots=True, eq=False)
class Ledger:
    """Counts of impressions, first views, actions and money.

    Attributes:
        placements: How many placements there are.
        days: For each day, shape (ads reported, cells, figures); a cell is recorded gender × age band × placement.
        ticks: For each tick, impressions by recorded gender, shape (ads reported, 3).
        opportunities: For each tick, how many auctions were held.
        received: For each tick, micro-currency charged to all ads.
    """

    placements: int
    days: list[Counts] = field(default_factory=list)
    ticks: list[Counts] = field(default_factory=list)
    opportunities: list[int] = field(default_factory=list)
    received: list[int] = field(default_factory=list)

    @property
    def cells(self) -> int:
        """Number of cells."""
        return len(GENDERS) * len(BANDS) * self.placements

    def add(self, day: int, counts: Counts, opportunities: int, received: int) -> None:
        """Add a tick's counts, shape (ads reported, cells, figures)."""
        while len(self.days) <= day:
            self.days.append(np.zeros((0, self.cells, FIGURES), np.int64))
        self.days[day] = _padded(self.days[day], len(counts)) + counts
        self.ticks.append(by_gender(counts[:, :, IMPRESSIONS], self.placements))
        self.opportunities.append(opportunities)
        self.received.append(received)

    def by_cell(self, ads: int) -> Counts:
        """Counts by day, ad, gender, age band, placement and figure, for so many ads."""
        shape = (len(self.days), ads, len(GENDERS), len(BANDS), self.placements, FIGURES)
        return np.asarray([_padded(day, ads) for day in self.days], np.int64).reshape(shape)

    def by_tick(self, ads: int) -> Counts:
        """Impressions by tick, ad and recorded gender."""
        shape = (len(self.ticks), ads, len(GENDERS))
        return np.asarray([_padded(tick, ads) for tick in self.ticks], np.int64).reshape(shape)


def by_gender(impressions: Counts, placements: int) -> Counts:
    """Impressions by recorded gender from those by cell, shape (ads, 3)."""
    return np.asarray(impressions.reshape(len(impressions), len(GENDERS), len(BANDS) * placements).sum(axis=2))


def charge(counts: Counts, allowed: int) -> None:
    """Take back, in place, what one ad's cells cost beyond ``allowed``: cells in order, the last ones go free."""
    total = np.minimum(np.cumsum(counts[:, SPEND]), allowed)
    counts[:, SPEND] = np.diff(total, prepend=0)


def _padded(counts: Counts, ads: int) -> Counts:
    missing = ads - len(counts)
    return np.concatenate([counts, np.zeros((missing, *counts.shape[1:]), np.int64)]) if missing > 0 else counts
