"""Three forms of picture: paired bars, dots with ranges, share over time."""

from seenby.report.charts.bars import Bar, paired_bars
from seenby.report.charts.dots import Mark, Row, dots
from seenby.report.charts.timeline import Line, timeline

__all__ = ["Bar", "Line", "Mark", "Row", "dots", "paired_bars", "timeline"]
