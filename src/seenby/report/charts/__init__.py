"""The forms of picture: bars, dots with ranges, share over time, differences by pair, a ladder, people by age."""

from seenby.report.charts.bars import Bar, paired_bars
from seenby.report.charts.differences import differences
from seenby.report.charts.dots import Mark, Row, dots
from seenby.report.charts.ladder import Rung, ladder
from seenby.report.charts.pyramid import Band, Panel, people
from seenby.report.charts.timeline import Line, timeline

__all__ = [
    "Band",
    "Bar",
    "Line",
    "Mark",
    "Panel",
    "Row",
    "Rung",
    "differences",
    "dots",
    "ladder",
    "paired_bars",
    "people",
    "timeline",
]
