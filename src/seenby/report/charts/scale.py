"""A scale of differences: 0 always on it, ends at round numbers of points."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from seenby.report import svg
from seenby.report.charts.axis import under
from seenby.report.formatting import signed

STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
MOST_STEPS = 5


@dataclass(frozen=True, slots=True)
class Scale:
    """From ``low`` to ``high`` in shares, in whole steps."""

    low: float
    high: float
    step: float

    @classmethod
    def over(cls, values: Iterable[float]) -> Scale:
        """A scale that holds 0 and every value; a difference of shares lies between -1 and 1."""
        inside = [min(max(value, -1.0), 1.0) for value in values]
        low, high = min([0.0, *inside]), max([0.0, *inside])
        step = next((step for step in STEPS if (high - low) / step <= MOST_STEPS), STEPS[-1])
        floor, ceiling = -_steps_past(-low, step), _steps_past(high, step)
        if floor == ceiling:
            floor, ceiling = -1, 1
        return cls(floor * step, ceiling * step, step)

    def at(self, value: float) -> float:
        """Where a difference stands, as a share of the width."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)

    def drawn(self, top: float, bottom: float, unit: str) -> tuple[str, float]:
        """Grid lines, the line of 0 stronger, numbers and unit underneath, and where that ends."""
        steps = range(round(self.low / self.step), round(self.high / self.step) + 1)
        ticks = [(self.at(place * self.step), place * self.step) for place in steps]
        grid = [svg.line(at, top, at, bottom, "grid" if value else "zero") for at, value in ticks]
        anchors = {0.0: "start", 1.0: "end"}
        numbers = [
            svg.words(_number(value), svg.across(at), bottom + 14, class_="tick", text_anchor=anchors.get(at, "middle"))
            for at, value in ticks
        ]
        below, end = under(unit, bottom + 14)
        return "".join([*grid, *numbers, below]), end


def _steps_past(value: float, step: float) -> int:
    """The steps that reach past a value, so that no mark stands on the edge; none for 0, and never past 1."""
    return min(math.floor(value / step + 1e-9) + 1, round(1 / step)) if value > 0 else 0


def _number(value: float) -> str:
    return signed(value * 100).removesuffix(".0")
