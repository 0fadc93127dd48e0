"""The forms of picture: paired bars, dots with ranges, share over time, differences by pair, a ladder of shares."""

from seenby.report.charts.bars import Bar, paired_bars
from seenby.report.charts.differences import differences
from seenby.report.charts.dots import Mark, Row, dots
from seenby.report.charts.ladder import Rung, ladder
from seenby.report.charts.timeline import Line, timeline

__all__ = ["Bar", "Line", "Mark", "Row", "Rung", "differences", "dots", "ladder", "paired_bars", "timeline"]
