"""A study's findings in a terminal: correct without colour and at 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.padding import Padding

from seenby.model import Finding, StudyResult
from seenby.report.sanitise import clip
from seenby.report.sentences import say_study
from seenby.report.study.study_page import study_page
from seenby.report.terminal_bars import text

MOST_NAMED = 8


def render_study_terminal(result: StudyResult, console: Console) -> None:
    """Print the notices, the question, what was found and counted, and what went otherwise."""
    for part in _parts(result, console):
        console.print(part, highlight=False, markup=False, emoji=False)


def _parts(result: StudyResult, console: Console) -> Iterator[RenderableType]:
    page = study_page(result)
    yield text(console, clip(result.plan.study.title, 200), "bold")
    yield text(console, " · ".join(page.summary))
    for notice in page.notices:
        yield text(console, notice, "bold")
    yield ""
    yield text(console, clip(result.plan.study.question, 400), "bold")
    if page.without:
        yield _inset(console, page.without)
    for place, one in enumerate(page.comparisons):
        yield _inset(console, _found(one.finding))
        for line in (one.finding.luck, *(one.finding.otherwise if place == 0 else ())):
            if line:
                yield Padding(text(console, line), (0, 0, 0, 4))
    if page.twins:
        yield _inset(console, page.twins)
    yield ""
    yield text(console, say_study("terminal", "counted"), "bold")
    for finding in page.delivered:
        yield _inset(console, _found(finding))
    yield from _otherwise(result, console)


def _otherwise(result: StudyResult, console: Console) -> Iterator[RenderableType]:
    if not result.deviations and not result.left_out:
        return
    yield ""
    yield text(console, say_study("terminal", "otherwise"), "bold")
    said = [say_study("terminal", "deviation", at=one.at, what=clip(one.what, 300)) for one in result.deviations]
    said += [say_study("terminal", "left-out", set=one.set, why=clip(one.why, 300)) for one in result.left_out]
    for line in said[:MOST_NAMED]:
        yield _inset(console, line)
    if len(said) > MOST_NAMED:
        yield _inset(console, say_study("terminal", "more", count=f"{len(said) - MOST_NAMED}"))


def _found(finding: Finding) -> str:
    return say_study("terminal", "found", verdict=f"{finding.verdict}", sentence=finding.sentence)


def _inset(console: Console, line: str) -> RenderableType:
    return Padding(text(console, line), (0, 0, 0, 2))
