"""The comparisons that the page does not show whole: by line in a table, or counted in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from seenby.model import Estimate, Finding
from seenby.report import formatting
from seenby.report.audit.comparison_figures import ends
from seenby.report.audit.tables import Cell, Column, Table, display, used
from seenby.report.display_names import Names
from seenby.report.sanitise import clip
from seenby.report.sentences import say, say_audit

Kind = Literal["ad", "comparison", "finding"]
"""What findings are counted as."""

MORE: dict[Kind, str] = {"ad": "more-ad", "comparison": "more-comparison", "finding": "more-finding"}
"""How those are counted that come after some others."""

NAME, SHOWN = 80, 50
"""Columns of a name, and rows that stand in the page."""


def others_table(findings: Sequence[Finding], names: Names, number: int) -> Table:
    """Each finding on a line: the two ads, the verdict, the least and most difference."""
    columns = (
        Column(say_audit("others-table", "ad")),
        Column(say_audit("others-table", "against")),
        Column(say_audit("others-table", "verdict")),
        Column(say_audit("others-table", "points"), "points"),
        Column(say_audit("others-table", "own-unit")),
    )
    rows = [[*_two(called(one, names)), str(one.verdict), *_difference(one)] for one in findings]
    kept, cells = used(columns, rows)
    caption = say_audit("others-table", "caption", findings=formatting.number(len(rows), "finding"))
    return Table(number, caption, kept, tuple(map(tuple, cells)), SHOWN, say_audit("others-table", "note"))


def called(finding: Finding, names: Names) -> tuple[str, ...]:
    """What a finding is about: its ad, both ads of a pair, or the two arms that many pairs differ in."""
    if finding.arms:
        group = formatting.group(finding.dimension or "", finding.group) if finding.group else ""
        arms = " / ".join(finding.arms)
        return (say("caption", "of", title=arms, name=group) if group else arms,)
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


def counted(rest: Sequence[Finding], kind: Kind, more: bool) -> str:
    """``31 more ads: 27 “within” and 4 “too little to tell”; the JSON has each.``."""
    many = formatting.number(len(rest), MORE[kind] if more else kind)
    return say_audit("section", "others", many=many, verdicts=formatting.verdicts(one.verdict for one in rest))
