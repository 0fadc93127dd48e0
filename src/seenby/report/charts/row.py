"""A row of a picture: a line with a name and its figure, and under it a line with the marks."""

from __future__ import annotations

from seenby.report import svg
from seenby.report.sanitise import clip, columns, shown_name

HEIGHT = 41
"""From one row to the next, px."""
NAME, LINE = 17, 12
"""Height of the line with the name, and from there to the middle of the marks, px."""
BASELINE = 13
"""From the top of a row to the foot of its name, px."""
LABEL, SHORTEST = 42, 8
"""Columns a name and its figure may take on a telephone, and the fewest a name gets."""


def middle(y: float) -> float:
    """Where the marks of a row stand, whose top is at ``y``."""
    return y + NAME + LINE


def room_beside(figure: str) -> int:
    """Columns that a name may take where a figure stands at its right."""
    return max(LABEL - columns(figure) - 2, SHORTEST)


def named(name: str, figure: str, y: float) -> tuple[str, str]:
    """A row's name at the left, cut to what its figure at the right leaves it."""
    return (
        svg.name(clip(shown_name(name), room_beside(figure)), 0, y + BASELINE, class_="label"),
        svg.words(figure, "100%", y + BASELINE, class_="value", text_anchor="end"),
    )
