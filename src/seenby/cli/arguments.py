"""The options of several verbs, and what their values mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Literal

import typer

from seenby.errors import UsageError
from seenby.model import TEN_POINTS

Engine = Annotated[Literal["duckdb", "spark"], typer.Option(help="What adds the rows up; what comes out is the same.")]
Master = Annotated[
    str | None, typer.Option(help="Where Spark runs: a master's address. [default: local[*], this machine]")
]
FAIL_ON, PAIR = "--fail-on", "--pair"
POINTS = re.compile(r"(?:gap)?[:=]?\s*(\d+(?:\.\d+)?)?\s*%?", re.IGNORECASE)


def two_by_two(names: Sequence[str]) -> list[tuple[str, str]]:
    """The pairs among the names given with ``--pair``, which come one behind the other."""
    return list(zip(names[::2], names[1::2], strict=True))


def parse_points(text: str, option: str) -> float:
    """A number of points as a share: ``gap`` and ``gap:10`` and ``10`` are 0.1.

    Raises:
        UsageError: When it is no number of points between 0 and 100.
    """
    match = POINTS.fullmatch(text.strip())
    points = (float(match.group(1)) if match.group(1) else TEN_POINTS * 100) if match else -1.0
    if not 0 < points <= 100:
        raise UsageError(
            f"{option} takes a number of points, such as 10 or gap:10",
            remedy="10 points is the line of a US settlement",
        )
    return points / 100
