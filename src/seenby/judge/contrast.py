"""Runs and what lies between two of them, on the scale of log-odds, with everything that rounding leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from seenby.judge.outcome import Outcome
from seenby.model import Interval, Observed, Subject

MOST_ODDS = 30.0
"""Log-odds beyond which a share is one, or none, to the last digit that a number has."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Run:
    """Something that ran, and what came of it.

    Attributes:
        subject: What ran.
        outcome: What came of it.
        account: The account it ran in; empty where that is not known.
    """

    subject: Subject
    outcome: Outcome
    account: str = ""


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two runs that ran together."""

    first: Run
    second: Run

    @property
    def name(self) -> str:
        """Both names."""
        return f"{self.first.subject.name} · {self.second.subject.name}"

    @property
    def account(self) -> str:
        """The account both ran in; empty where that is not known."""
        return self.first.account

    @property
    def unit(self) -> str:
        """What is counted in both."""
        return self.first.outcome.unit

    @property
    def log_odds(self) -> Interval:
        """First minus second."""
        one, other = self.first.outcome.log_odds, self.second.outcome.log_odds
        return Interval(one.low - other.high, one.high - other.low)

    @property
    def points(self) -> Interval:
        """First share minus second."""
        one, other = self.first.outcome.share, self.second.outcome.share
        return Interval(one.low - other.high, one.high - other.low)

    @property
    def is_empty(self) -> bool:
        """Whether nobody of the group, or nobody else, was reached by either: then nothing can be compared."""
        both = (self.first.outcome, self.second.outcome)
        return all(one.inside.high == 0 for one in both) or all(one.outside.high == 0 for one in both)

    def observed(self, kind: Literal["pair", "twin"]) -> Observed:
        """The pair as a finding shows it."""
        return Observed(self.name, self.points, kind, (self.first.subject, self.second.subject))


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
    mean = sum(run.outcome.log_odds.middle for run in runs) / len(runs)
    return float(1.0 / (1.0 + np.exp(-np.clip(mean, -MOST_ODDS, MOST_ODDS))))
