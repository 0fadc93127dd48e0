"""The two pictures of a comparison: the pairs it rests on, and the steps that a difference is made of."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from seenby.model import Estimate, Finding, Interval, Observed, Step
from seenby.report import formatting
from seenby.report.audit.figures import Figure
from seenby.report.audit.tables import Column, Table, used
from seenby.report.charts import Rung, differences, ladder
from seenby.report.charts.differences import MOST_RINGS, twin_reach
from seenby.report.numbering import Numbers
from seenby.report.sanitise import clip, shown_name
from seenby.report.sentences import say, say_audit

MOST_PAIRS, MOST_STEPS, SHOWN, HEARD, GROUP = 40, 20, 60, 60, 40
"""Pairs and steps drawn; rows of a table in the page; columns of a name that is read out, and of a group."""

LARGEST_ODDS = 30.0
"""Beyond this a share is 0 or 100 in every 100 however it is drawn."""


def runs_figure(finding: Finding, name: str, numbers: Numbers) -> Figure | None:
    """Dots of the pairs behind a finding and the band of the twins; None where it rests on no pair."""
    if not finding.runs:
        return None
    pairs = [one for one in finding.runs if one.kind == "pair"]
    twins = [one for one in finding.runs if one.kind == "twin"]
    number = numbers.figure()
    title = say_audit("runs", "pairs" if pairs else "twins")
    desc = "; ".join(_heard(pairs, twins))
    svg = differences(f"figure-{number}", title, desc, pairs[:MOST_PAIRS], twins, _unit(finding))
    left = len(pairs[MOST_PAIRS:]) + len(twins[MOST_RINGS:])
    note = say_audit("runs", "more", left=f"{left:,}") if left else ""
    caption = say("caption", "of", title=title, name=shown_name(name))
    return Figure(number, caption, svg, _runs_table(finding, name, numbers), note)


def _heard(pairs: Sequence[Observed], twins: Sequence[Observed]) -> Iterator[str]:
    for one in pairs[:MOST_PAIRS]:
        yield say_audit("runs", "heard", pair=clip(one.name, HEARD), points=formatting.points(one.value))
    if twins:
        reach = formatting.at_most(twin_reach(twins))
        yield say_audit("runs", "heard-twins", pairs=formatting.number(len(twins), "pair"), reach=reach)


def _unit(finding: Finding) -> str:
    group = _group_of(finding)
    if not group:
        return say_audit("runs", "unit", order=_order(finding))
    return say_audit("runs", "unit-of-group", group=group, order=_order(finding))


def _order(finding: Finding) -> str:
    """What was taken from what."""
    if finding.arms is None:
        return say_audit("runs", "order")
    one, other = (clip(name, GROUP) for name in finding.arms)
    return say_audit("runs", "order-of-arms", first=one, second=other)


def _group_of(finding: Finding) -> str:
    """The group whose shares these are, where the finding is about one: ``men``."""
    if finding.dimension is None or finding.group is None:
        return ""
    return clip(formatting.group(finding.dimension, finding.group), GROUP)


def _runs_table(finding: Finding, name: str, numbers: Numbers) -> Table:
    columns = (
        Column(say_audit("runs", "name")),
        Column(say_audit("runs", "kind")),
        Column(say_audit("runs", "points"), "points"),
    )
    rows = tuple((one.name, say_audit("kind", one.kind), one.value) for one in finding.runs)
    return Table(numbers.table(), say_audit("runs", "caption", name=shown_name(name)), columns, rows, SHOWN)


def steps_figure(finding: Finding, name: str, numbers: Numbers) -> Figure | None:
    """The ladder of a difference made of several parts; None where it is not split."""
    if not finding.steps:
        return None
    starts = _starts(finding.steps)
    rungs = [
        Rung(step.name, start, _inside(step.share), _reach(step.estimate, start))
        for step, start in zip(finding.steps, starts, strict=True)
    ]
    number = numbers.figure()
    title, group = say_audit("steps", "title"), _group_of(finding)
    desc = "; ".join(
        say_audit("steps", "heard", step=clip(rung.label, HEARD), shares=rung.said) for rung in rungs[:MOST_STEPS]
    )
    unit = say_audit("steps", "unit-of-group", group=group) if group else say_audit("steps", "unit")
    svg = ladder(f"figure-{number}", title, desc, rungs[:MOST_STEPS], unit)
    left = len(rungs) - MOST_STEPS
    note = say_audit("steps", "more", left=f"{left:,}") if left > 0 else ""
    caption = say("caption", "of", title=title, name=shown_name(name))
    return Figure(number, caption, svg, _steps_table(finding.steps, starts, name, numbers), note)


def _steps_table(steps: Sequence[Step], starts: Sequence[float | None], name: str, numbers: Numbers) -> Table:
    columns = (
        Column(say_audit("steps", "step")),
        Column(say_audit("steps", "from"), "share"),
        Column(say_audit("steps", "to"), "share"),
        Column(say_audit("steps", "part"), "odds"),
        Column(say_audit("steps", "range"), "odds"),
    )
    rows = [
        [
            step.name,
            None if start is None else Interval.exact(start),
            Interval.exact(_inside(step.share)),
            None if step.estimate.value is None else Interval.exact(step.estimate.value),
            ends(step.estimate) if step.estimate.low < step.estimate.high else "",
        ]
        for step, start in zip(steps, starts, strict=True)
    ]
    kept, cells = used(columns, rows)
    note = say_audit("steps", "note")
    caption = say_audit("steps", "caption", name=shown_name(name))
    return Table(numbers.table(), caption, kept, tuple(map(tuple, cells)), SHOWN, note)


def ends(estimate: Estimate) -> Interval | None:
    """The ends of an estimate as an interval; None where they are not two numbers in order."""
    try:
        return Interval(estimate.low, estimate.high)
    except ValueError:
        return None


def _starts(steps: Sequence[Step]) -> list[float | None]:
    """The share before each step: that after the one before; the first is taken back by its own part."""
    first = steps[0].estimate.value
    start = None if first is None else _shifted(_inside(steps[0].share), -first)
    return [start, *(_inside(step.share) for step in steps[:-1])]


def _reach(estimate: Estimate, start: float | None) -> Interval | None:
    span = ends(estimate)
    if span is None or span.is_exact or start is None:
        return None
    return Interval(_shifted(start, span.low), _shifted(start, span.high))


def _shifted(share: float, odds: float) -> float:
    """A share moved by so much on the scale of log-odds; 0 and 1 stay."""
    if not 0 < share < 1:
        return share
    moved = math.log(share / (1 - share)) + odds
    return 1 / (1 + math.exp(-min(max(moved, -LARGEST_ODDS), LARGEST_ODDS)))


def _inside(share: float) -> float:
    return min(max(share, 0.0), 1.0)
