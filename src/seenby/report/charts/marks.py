"""The three marks, apart by shape and filling before colour: filled circle, open square, open diamond."""

from __future__ import annotations

from seenby.report import svg
from seenby.report.charts.axis import Symbol


def mark(shape: str, at: float, y: float, size: float = 5) -> str:
    """A mark at a share of the width; ``shape`` is first, second or aim."""
    x = svg.across(at)
    if shape == "first":
        return svg.tag("circle", cx=x, cy=y, r=size, class_=shape)
    if shape == "second":
        side = size * 1.8
        shift = f"translate({-side / 2:g} {-side / 2:g})"
        return svg.tag("rect", x=x, y=y, width=side, height=side, transform=shift, class_=shape)
    inner = svg.tag("path", d="M-6 0L0-6L6 0L0 6Z", class_=shape)
    return svg.tag("svg", inner, x=x, y=y, width=1, height=1, overflow="visible")


def symbol(shape: str) -> Symbol:
    """The same mark for a key."""

    def draw(x: float, y: float) -> str:
        if shape == "first":
            return svg.tag("circle", cx=x + 6, cy=y, r=5, class_=shape)
        if shape == "second":
            return svg.tag("rect", x=x + 1.5, y=y - 4.5, width=9, height=9, class_=shape)
        return svg.tag("path", d=f"M{x:g} {y:g}l6-6l6 6l-6 6Z", class_=shape)

    return draw
