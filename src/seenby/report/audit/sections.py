"""Claims beyond a plain count: ads side by side, across accounts, day by day. Which are shown whole, which in a row.

A finding is shown whole as far as the page has room; those left over are a table or, day by day, one sentence. The JSON
has each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from seenby.model import Claim, Estimate, Finding, NotMeasurable, Verdict
from seenby.report import formatting
from seenby.report.audit.comparison_figures import runs_figure, steps_figure
from seenby.report.audit.figures import Figure
from seenby.report.audit.remaining_findings import Kind, called, counted, others_table
from seenby.report.audit.tables import Table
from seenby.report.csv_link import csv_text
from seenby.report.display_names import Names
from seenby.report.numbering import Numbers
from seenby.report.sentences import say_audit

WHOLE, FEW = 20, 3
"""Findings shown whole; day by day only those that go beyond, unless there are so few that all have room."""

ROOM = 360_000
"""Bytes of the page that the findings shown whole may take, all sections together."""

RESERVED = 5
"""Each section to come is kept one part in so many of the room that is left."""

MARKUP, ROW_MARKUP = 600, 120
"""What the markup of one finding and of one row of its tables takes, in bytes, about."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One finding, the names of what it is about, and its pictures. ``place`` counts the section's findings from 1."""

    section: str
    place: int
    finding: Finding
    names: tuple[str, ...]
    runs: Figure | None
    steps: Figure | None

    @property
    def ident(self) -> str:
        """The name of its place in the page."""
        return f"{self.section}-{self.place}"

    @property
    def reason(self) -> str:
        """Why there is no figure, where the sentence does not say it already."""
        estimate = self.finding.estimate
        if not isinstance(estimate, NotMeasurable) or estimate.reason == self.finding.sentence:
            return ""
        return estimate.reason

    @property
    def tipping(self) -> str:
        """The tipping point in words; empty where there is none."""
        rho = self.finding.tipping_point
        return "" if rho is None else formatting.tipping(rho)


@dataclass(frozen=True, slots=True)
class Section:
    """The findings of one claim, those to look at first in front.

    ``whole`` are shown with everything they carry, ``table`` has the others by line, ``others`` counts them.
    """

    ident: str
    title: str
    of_what: str
    findings: tuple[Finding, ...]
    whole: tuple[Comparison, ...]
    table: Table | None
    others: str

    @property
    def tally(self) -> str:
        """How many of each verdict."""
        return formatting.verdicts(finding.verdict for finding in self.findings)


@dataclass(frozen=True, slots=True)
class _Kind:
    claim: Claim
    ident: str
    one: Kind
    rest: Literal["table", "count"]


KINDS = (
    _Kind("B", "compared", "comparison", "table"),
    _Kind("D", "accounts", "comparison", "table"),
    _Kind("C", "daily", "ad", "count"),
)


def sections_of(
    findings: Sequence[Finding], names: Names, numbers: Numbers, room: int = ROOM, as_they_came: Collection[Claim] = ()
) -> tuple[Section, ...]:
    """A section for each claim that something was found of, in the order of the page.

    Those that go beyond stand in front, except in claims of which somebody knows a better order.
    """
    found = [(kind, tuple(one for one in findings if one.claim == kind.claim)) for kind in KINDS]
    found = [(kind, some if kind.claim in as_they_came else _in_order(some)) for kind, some in found]
    found = [(kind, some) for kind, some in found if some]
    made: list[Section] = []
    for kind, some in found:
        kept_for_others = (len(found) - len(made) - 1) * room // RESERVED
        made.append(_section(kind, some, names, numbers, room - kept_for_others))
        room -= sum(map(_weight, made[-1].whole))
    return tuple(made)


def least_beyond(finding: Finding) -> float:
    """The least a finding's figure can be; without a figure less than any."""
    return finding.estimate.low if isinstance(finding.estimate, Estimate) else float("-inf")


def _in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Those that go beyond in front; of a watch by day, the largest excess first. Otherwise as they came."""
    daily = [-least_beyond(one) if one.claim == "C" else 0.0 for one in findings]
    order = sorted(range(len(findings)), key=lambda at: (findings[at].verdict != Verdict.BEYOND, daily[at]))
    return tuple(findings[at] for at in order)


def _section(kind: _Kind, findings: tuple[Finding, ...], names: Names, numbers: Numbers, room: int) -> Section:
    first = findings
    if kind.rest == "count" and len(findings) > FEW:
        first = tuple(one for one in findings if one.verdict == Verdict.BEYOND)
    whole = tuple(_fitting(room, kind.ident, first[:WHOLE], names, numbers))
    shown = {one.place for one in whole}
    rest = [finding for place, finding in enumerate(findings, 1) if place not in shown]
    one: Kind = kind.one if len({(f.subject, f.against) for f in findings}) == len(findings) else "finding"
    table = others_table(rest, names, numbers.table()) if rest and kind.rest == "table" else None
    others = counted(rest, one, bool(whole)) if rest and table is None else ""
    title, of_what = say_audit("section", kind.ident), formatting.number(len(findings), one)
    return Section(kind.ident, title, of_what, findings, whole, table, others)


def _fitting(
    room: int, section: str, findings: Sequence[Finding], names: Names, numbers: Numbers
) -> Iterator[Comparison]:
    """The findings that there is room for; the pictures of one that does not fit give their numbers back."""
    for place, finding in enumerate(findings, 1):
        trial = replace(numbers)
        made = _comparison(section, place, finding, names, trial)
        weight = _weight(made)
        if weight <= room:
            room -= weight
            numbers.figures, numbers.tables = trial.figures, trial.tables
            yield made


def _comparison(section: str, place: int, finding: Finding, names: Names, numbers: Numbers) -> Comparison:
    named = called(finding, names)
    caption = say_audit("section", "pair", first=named[0], second=named[1]) if len(named) == 2 else "".join(named)
    return Comparison(
        section, place, finding, named, runs_figure(finding, caption, numbers), steps_figure(finding, caption, numbers)
    )


def _weight(one: Comparison) -> int:
    """About how many bytes of the page a finding takes."""
    found = one.finding
    texts = [*one.names, found.sentence, found.luck, found.method, one.reason, *found.otherwise, *found.not_shown]
    texts += [part for check in found.checks for part in (check.code, check.note)]
    figures = [figure for figure in (one.runs, one.steps) if figure]
    drawn = sum(len(figure.svg.encode(errors="replace")) + _table_weight(figure.table) for figure in figures)
    return MARKUP + drawn + sum(len(text.encode(errors="replace")) + 40 for text in texts)


def _table_weight(table: Table | None) -> int:
    if table is None:
        return 0
    rows = min(len(table.rows), table.shown)
    return 3 * len(csv_text(table, rows).encode(errors="replace")) + ROW_MARKUP * rows
