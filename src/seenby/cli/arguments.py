"""Arguments as people type them: ``--fail-on`` may stand alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from seenby.errors import UsageError
from seenby.judge import TEN_POINTS

FAIL_ON = "--fail-on"
POINTS = re.compile(r"(?:gap)?[:=]?\s*(\d+(?:\.\d+)?)?\s*%?", re.IGNORECASE)


def with_defaults(arguments: Sequence[str]) -> list[str]:
    """The arguments with a value behind every ``--fail-on``: without one, the ten-point line is meant."""
    filled: list[str] = []
    for place, argument in enumerate(arguments):
        filled.append(argument)
        following = arguments[place + 1] if place + 1 < len(arguments) else None
        if argument == FAIL_ON and (following is None or not POINTS.fullmatch(following) or not following):
            filled.append("gap")
    return filled


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
