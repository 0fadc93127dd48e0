"""What many simulated runs came to, remedy by remedy: the mean over seeds and how far single seeds lie from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from seenby.model import Change, Interval, NotMeasurable, Outcome, Sweep
from seenby.report.audit.tables import Cell
from seenby.report.sentences import say_sweep

ALL_ARMS = "all arms"
"""How a sweep names what all arms together came to."""


@dataclass(frozen=True, slots=True)
class Spread:
    """One figure over seeds: its mean, and the lowest and highest seed."""

    mean: float
    range: Interval


@dataclass(frozen=True, slots=True)
class Line:
    """One remedy (or none) and one arm, over all seeds of a world."""

    world: str
    change: Change
    arm: str
    rows: tuple[Outcome, ...]

    def of(self, name: str) -> Spread | None:
        """A column over seeds; None as soon as one seed has no figure."""
        values = [getattr(row, name) for row in self.rows]
        if not values or any(value is None for value in values):
            return None
        return Spread(fmean(values), Interval(float(min(values)), float(max(values))))

    def mean(self, name: str, times: int = 1) -> Cell:
        """The mean of a column as a cell, so many times."""
        found = self.of(name)
        return Interval.exact(found.mean * times) if found else nobody()

    def range(self, name: str) -> Cell:
        """Lowest to highest seed of a column as a cell."""
        found = self.of(name)
        return found.range if found else nobody()


def nobody() -> NotMeasurable:
    """What stands where a figure has no run to come from."""
    return NotMeasurable(say_sweep("numbers", "nobody"))


def lines(sweep: Sweep, world: str, arm: str = ALL_ARMS) -> list[Line]:
    """One line for each remedy, in the sweep's order."""
    return [Line(world, change, arm, tuple(_rows(sweep, world, change.name, arm))) for change in sweep.changes]


def by_arm(sweep: Sweep, world: str, remedy: str) -> list[Line]:
    """One line for each arm under a remedy, in the order they were run, all arms together last."""
    change = next(one for one in sweep.changes if one.name == remedy)
    return [Line(world, change, arm, tuple(_rows(sweep, world, remedy, arm))) for arm in arms(sweep, world)]


def arms(sweep: Sweep, world: str) -> Sequence[str]:
    """The arms of a world."""
    return list(dict.fromkeys(row.arm for row in sweep.rows if row.world == world))


def _rows(sweep: Sweep, world: str, remedy: str, arm: str) -> Iterator[Outcome]:
    return (row for row in sweep.rows if (row.world, row.remedy, row.arm) == (world, remedy, arm))
