"""Whether two runs may be compared at all. A check that fails comes before any number, and ends the matter.

What must be equal depends on what ran: each kind brings its requirements (`seenby.judge.comparable_ads` for ads).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from seenby.judge.phrases import phrase
from seenby.model import Check

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Requirement(Generic[Thing]):
    """One thing that two runs must have in common.

    Attributes:
        code: The check's code, which is also the key of its words.
        failure: The key of the words for its failure.
        holds: Whether two of them have it in common, as far as is known.
    """

    code: str
    failure: str
    holds: Callable[[Thing, Thing], bool]


def comparable(
    first: Thing, second: Thing, required: Sequence[Requirement[Thing]], dimension: str
) -> tuple[Check, ...]:
    """The checks of a pair, each with its verdict; what is not known passes, and the finding says so.

    Args:
        first: What ran.
        second: What it is held against.
        required: What must be equal.
        dimension: What is compared, in words.
    """
    return tuple(
        Check(one.code, one.holds(first, second), phrase("checks", one.code, dimension=dimension)) for one in required
    )


def reasons(checks: Sequence[Check], required: Sequence[Requirement[Thing]], dimension: str) -> Iterator[str]:
    """The words for the checks that failed."""
    failures = {one.code: one.failure for one in required}
    for check in checks:
        if not check.passed:
            yield phrase("why", failures[check.code], dimension=dimension)
