"""Step lines with their bands: each level is held until the next report, and a missing report breaks the line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seenby.model import Interval
from seenby.report import svg

WIDE = 1000
"""Units across, whatever the width in pixels: the field is stretched, its lines are not."""


def steps(ident: str, shares: Sequence[Interval | None], shape: str, places: Sequence[float], height: float) -> str:
    """The line of one group, and the hatched band between its ends where it is a range."""
    drawn = []
    for run in _runs(shares, places):
        lows = [(x * WIDE, (1 - share.low) * height) for x, share in run]
        highs = [(x * WIDE, (1 - share.high) * height) for x, share in run]
        if lows != highs:
            outline = _path(highs) + "".join(f"L{point}" for point in reversed(_corners(lows))) + "Z"
            drawn.append(svg.tag("path", d=outline, class_="band", fill=f"url(#{ident}-range)"))
            drawn.append(_stroke(highs, shape))
        drawn.append(_stroke(lows, shape))
    return "".join(drawn)


def _runs(shares: Sequence[Interval | None], places: Sequence[float]) -> Iterator[list[tuple[float, Interval]]]:
    """Stretches without a gap, as place and share."""
    run: list[tuple[float, Interval]] = []
    for place, share in zip(places, shares, strict=True):
        if share is not None:
            run.append((place, share))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _stroke(points: Sequence[tuple[float, float]], shape: str) -> str:
    return svg.tag("path", d=_path(points), class_=f"step {shape}-line", vector_effect="non-scaling-stroke")


def _path(points: Sequence[tuple[float, float]]) -> str:
    first, *rest = _corners(points)
    return f"M{first}" + "".join(f"L{corner}" for corner in rest)


def _corners(points: Sequence[tuple[float, float]]) -> list[str]:
    """The corners of the steps: each level is held until the next report."""
    corners, level = [], points[0][1]
    for x, y in points:
        corners += [f"{x:.1f} {level:.1f}", f"{x:.1f} {y:.1f}"] if y != level else [f"{x:.1f} {y:.1f}"]
        level = y
    return corners
