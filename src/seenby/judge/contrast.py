"""Runs and what lies between two of them, on the scale of log-odds, with everything that rounding leaves open."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from seenby.judge.phrases import phrase
from seenby.model import UNKNOWN, AdResult, Interval, NotMeasurable
from seenby.model.audience import group_order

Unknown = Literal["left out", "counted in", "counted out"]
"""What becomes of those whose group is not known: left out, counted as members of the group, or as others."""

HALF = 0.5
"""Added to both sides of the odds, so that nobody on one side stays finite (Haldane 1956, Anscombe 1956)."""

MOST_ODDS = 30.0
"""Log-odds beyond which a share is one, or none, to the last digit that a number has."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Run:
    """One ad and one group: how many it was shown to inside the group and outside it."""

    ad: AdResult
    inside: Interval
    outside: Interval

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


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two runs that ran together."""

    first: Run
    second: Run

    @property
    def name(self) -> str:
        """Both names."""
        return f"{self.first.ad.key.name} · {self.second.ad.key.name}"

    @property
    def account(self) -> str:
        """The account both ran in; empty where the export does not say."""
        return self.first.ad.key.account or ""

    @property
    def log_odds(self) -> Interval:
        """First minus second."""
        one, other = self.first.log_odds, self.second.log_odds
        return Interval(one.low - other.high, one.high - other.low)

    @property
    def points(self) -> Interval:
        """First share minus second."""
        one, other = self.first.share, self.second.share
        return Interval(one.low - other.high, one.high - other.low)

    @property
    def is_empty(self) -> bool:
        """Whether nobody of the group, or nobody else, was reached by either: then nothing can be compared."""
        return all(run.inside.high == 0 for run in (self.first, self.second)) or all(
            run.outside.high == 0 for run in (self.first, self.second)
        )


def run_of(ad: AdResult, dimension: str, group: str, unknown: Unknown = "left out") -> Run | NotMeasurable:
    """An ad as a run in one group, or why it is none: no counts, nobody shown to, nobody known."""
    if dimension not in ad.share:
        return NotMeasurable(
            phrase("why_not", "no_breakdown", ad=ad.key.name, dimension=phrase("dimension", dimension))
        )
    counts = ad.counts.get(dimension)
    if not counts and not ad.share[dimension]:
        return NotMeasurable(phrase("why_not", "all_unknown", ad=ad.key.name, dimension=phrase("dimension", dimension)))
    if not counts:
        return NotMeasurable(phrase("why_not", "no_counts", ad=ad.key.name))
    known = {name: figure for name, figure in counts.items() if name != UNKNOWN}
    inside = known.get(group, Interval.exact(0.0))
    outside = _sum(figure for name, figure in known.items() if name != group)
    if inside.high + outside.high == 0:
        key = "all_unknown" if counts.get(UNKNOWN, Interval.exact(0.0)).high > 0 else "nobody"
        return NotMeasurable(phrase("why_not", key, ad=ad.key.name, dimension=phrase("dimension", dimension)))
    if math.isinf(inside.high + outside.high):
        return NotMeasurable(phrase("why_not", "open_band", ad=ad.key.name))
    rest = counts.get(UNKNOWN, Interval.exact(0.0))
    if unknown == "counted in":
        inside += rest
    elif unknown == "counted out":
        outside += rest
    if math.isinf(inside.high + outside.high):
        return NotMeasurable(phrase("why_not", "open_band", ad=ad.key.name))
    return Run(ad, inside, outside)


def group_of(ads: Iterable[AdResult], dimension: str, named: str | None) -> str | None:
    """The group that is compared: the one named, else the first in the dimension's order that any ad has."""
    groups = {name for ad in ads for name in ad.share.get(dimension, {}) if name != UNKNOWN}
    if named is not None:
        return named if named in groups else None
    return min(groups, key=lambda name: group_order(dimension, name), default=None)


def ends(contrasts: Sequence[Contrast]) -> tuple[Floats, Floats]:
    """The least and the most each contrast can be, in log-odds, shape (contrasts,)."""
    found = [contrast.log_odds for contrast in contrasts]
    return np.array([one.low for one in found]), np.array([one.high for one in found])


def middles(contrasts: Sequence[Contrast]) -> Floats:
    """The middle of each contrast, in log-odds."""
    low, high = ends(contrasts)
    return np.asarray((low + high) / 2)


def mean_share(runs: Sequence[Run]) -> float:
    """The share whose log-odds are the mean of the runs' log-odds."""
    mean = sum(run.log_odds.middle for run in runs) / len(runs)
    return float(1.0 / (1.0 + np.exp(-np.clip(mean, -MOST_ODDS, MOST_ODDS))))


def _sum(figures: Iterable[Interval]) -> Interval:
    some = list(figures)
    return Interval(sum(one.low for one in some), sum(one.high for one in some))
