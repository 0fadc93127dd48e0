"""The comparisons that the page does not show whole: by line in a table, or counted in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from seenby.model import Estimate, Finding
from seenby.report import formatting
from seenby.report.audit.comparison_figures import ends
from seenby.report.audit.tables import Cell, Column, Table, display, used
from seenby.report.display_names import Names
from seenby.report.sanitise import clip

NAME, SHOWN = 80, 50
"""Columns of a name, and rows that stand in the page."""


def others_table(findings: Sequence[Finding], names: Names, number: int) -> Table:
    """Each finding on a line: the two ads, the verdict, the least and most difference."""
    columns = (
        Column("Ad"),
        Column("Compared with"),
        Column("Verdict"),
        Column("Difference, points of share", "points"),
        Column("Difference, in its own unit"),
    )
    rows = [[*_two(called(one, names)), str(one.verdict), *_difference(one)] for one in findings]
    kept, cells = used(columns, rows)
    caption = f"{formatting.number(len(rows), 'finding')} not shown in full"
    return Table(number, caption, kept, tuple(map(tuple, cells)), SHOWN, "The JSON has each in full.")


def called(finding: Finding, names: Names) -> tuple[str, ...]:
    """What a finding is about: its ad, both ads of a pair, or the two arms that many pairs differ in."""
    if finding.arms:
        group = formatting.group(finding.dimension or "", finding.group) if finding.group else ""
        return (" / ".join(finding.arms) + (f": {group}" if group else ""),)
    keys = (key for key in (finding.subject, finding.against) if key is not None)
    return tuple(names.get(key, key.name) for key in keys)


def _two(named: tuple[str, ...]) -> tuple[str, str]:
    first, second = (*named, "")[:2]
    return clip(first, NAME), clip(second, NAME)


def _difference(finding: Finding) -> tuple[Cell, Cell]:
    """The least and most difference: in points where it is one of shares, else as text with its unit."""
    if not isinstance(finding.estimate, Estimate):
        return finding.estimate, ""
    span = ends(finding.estimate)
    if span is None or finding.estimate.scale == "share":
        return span, ""
    return "", f"{display(span, 'odds')} {clip(finding.estimate.unit, NAME)}"


def counted(rest: Sequence[Finding], one: str, more: bool) -> str:
    """``31 more ads: 27 “within” and 4 “too little to tell”; the JSON has each.``."""
    many = formatting.number(len(rest), one)
    said = many.replace(" ", " more ", 1) if more else many
    return f"{said}: {formatting.verdicts(finding.verdict for finding in rest)}; the JSON has each."
