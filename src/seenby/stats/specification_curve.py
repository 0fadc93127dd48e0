"""Every defensible way to compute one quantity, side by side, and the weakest of them named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from seenby.stats.errors import BadInput, Undefined


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its interval, as one specification gives it.

    Raises:
        BadInput: Not finite, or not low <= value <= high.
    """

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not (np.isfinite([self.low, self.value, self.high]).all() and self.low <= self.value <= self.high):
            raise BadInput(f"estimate: needs finite low <= value <= high, has {self}")


@dataclass(frozen=True, slots=True)
class Specification:
    """One row of the table.

    Attributes:
        choice: What was chosen, by name.
        estimate: The result, or None where it could not be computed.
        reason: Why not; empty where it could.
    """

    choice: Mapping[str, object]
    estimate: Estimate | None
    reason: str


@dataclass(frozen=True, slots=True)
class SpecificationTable:
    """All specifications of one quantity.

    Attributes:
        rows: One per combination of choices, the first choices of every kind first: that row is the main one.
        weakest: The computed row whose interval reaches furthest back towards, or past, no effect.
        agreeing: Number of rows whose whole interval lies on the main estimate's side of no effect.
        undefined: Number of rows that could not be computed.
    """

    rows: tuple[Specification, ...]
    weakest: Specification
    agreeing: int
    undefined: int


def specification_table(
    evaluate: Callable[..., Estimate], choices: Mapping[str, Sequence[object]], *, no_effect: float = 0.0
) -> SpecificationTable:
    """Return the table of `evaluate` over all combinations of choices.

    Args:
        evaluate: Called with one keyword argument per kind of choice; returns an Estimate or raises Undefined,
            which becomes a row with a reason, never a missing one.
        choices: For each kind the values to try, the registered one first. Put "nothing left out" first where
            single groups or days are left out in turn.
        no_effect: The value that means no effect.

    Raises:
        BadInput: No choices, or a kind without values.
        Undefined: The main specification itself cannot be computed.

    Rows are not independent evidence, and their number says nothing: only the weakest does. (Simonsohn, Simmons
    and Nelson 2020 for the idea of showing all of them.)
    """
    if not choices or not all(choices.values()):
        raise BadInput("choices: at least one kind, each with at least one value")
    rows = tuple(_row(evaluate, dict(zip(choices, picked, strict=True))) for picked in product(*choices.values()))
    main = rows[0].estimate
    if main is None:
        raise Undefined(f"the main specification cannot be computed: {rows[0].reason}")
    side = 1.0 if main.value >= no_effect else -1.0

    def nearest(row: Specification) -> float:
        assert row.estimate is not None
        return side * ((row.estimate.low if side > 0 else row.estimate.high) - no_effect)

    computed = [row for row in rows if row.estimate is not None]
    weakest = min(computed, key=nearest)
    agreeing = sum(nearest(row) > 0 for row in computed)
    return SpecificationTable(rows, weakest, agreeing, len(rows) - len(computed))


def _row(evaluate: Callable[..., Estimate], choice: dict[str, object]) -> Specification:
    try:
        return Specification(choice, evaluate(**choice), "")
    except Undefined as error:
        return Specification(choice, None, str(error))
