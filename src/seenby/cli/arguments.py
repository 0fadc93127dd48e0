"""Arguments as people type them: ``--fail-on`` alone, ``--pair`` with two names; and the options of several verbs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

import typer

from seenby.errors import UsageError
from seenby.model import TEN_POINTS

Engine = Annotated[Literal["duckdb", "spark"], typer.Option(help="What adds the rows up; what comes out is the same.")]
Master = Annotated[
    str | None, typer.Option(help="Where Spark runs: a master's address. [default: local[*], this machine]")
]
FAIL_ON, PAIR = "--fail-on", "--pair"
BETWEEN = "\x1f"
"""Stands between the two names of a pair on their way through the option parser, which knows no lists of pairs."""

POINTS = re.compile(r"(?:gap)?[:=]?\s*(\d+(?:\.\d+)?)?\s*%?", re.IGNORECASE)


def rewritten(arguments: Sequence[str]) -> list[str]:
    """The arguments as the option parser wants them.

    A ``--fail-on`` without points means the ten-point line; the two names behind ``--pair`` become one value.

    Raises:
        UsageError: When ``--pair`` is not followed by two names.
    """
    rest = list(arguments)
    filled: list[str] = []
    while rest:
        argument = rest.pop(0)
        filled.append(argument)
        if argument == FAIL_ON and not (rest and rest[0] and POINTS.fullmatch(rest[0])):
            filled.append("gap")
        if argument == PAIR:
            names, rest = rest[:2], rest[2:]
            if len(names) < 2 or any(name.startswith("--") for name in names):
                raise UsageError("--pair takes two names", remedy="write for example --pair 'Picture A' 'Picture B'")
            filled.append(BETWEEN.join(names))
    return filled


def two_by_two(pairs: Iterable[str]) -> list[tuple[str, str]]:
    """The pairs of names that `rewritten` has put together.

    Raises:
        UsageError: When a value does not hold two names.
    """
    found = [pair.split(BETWEEN) for pair in pairs]
    if any(len(names) != 2 for names in found):
        raise UsageError("--pair takes two names", remedy="write for example --pair 'Picture A' 'Picture B'")
    return [(first, second) for first, second in found]


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
