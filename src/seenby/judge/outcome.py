"""What came of one run: how many inside a group and how many outside it, of whatever is counted."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

from seenby.model import Interval

HALF = 0.5
"""Added to both sides of the odds, so that nobody on one side stays finite (Haldane 1956, Anscombe 1956)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Counts inside and outside a group, as far as rounding leaves them open.

    Attributes:
        inside: How many there are in the group.
        outside: How many known ones are not in it.
        unit: What is counted: ``impressions``, ``reach``; items of a feed, accounts.
        has_unknown: Whether of some it is not known where they belong.
    """

    inside: Interval
    outside: Interval
    unit: str
    has_unknown: bool = False

    @property
    def log_odds(self) -> Interval:
        """log((inside + 0.5) / (outside + 0.5)), from its least to its most."""
        low = log((self.inside.low + HALF) / (self.outside.high + HALF))
        return Interval(low, max(low, log((self.inside.high + HALF) / (self.outside.low + HALF))))

    @property
    def share(self) -> Interval:
        """The share of the group among both."""
        low = self.inside.low / max(self.inside.low + self.outside.high, 1.0)
        return Interval(low, max(low, self.inside.high / max(self.inside.high + self.outside.low, 1.0)))

    @property
    def size(self) -> float:
        """How many there are at least."""
        return self.inside.low + self.outside.low
