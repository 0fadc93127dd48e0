"""The same findings in a terminal: a short block an ad, one table where there are many, and the data's health.

Correct without colour and at 80 columns; nothing that a name holds can move the cursor or change a colour.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid

from seenby.model import Audit, Finding
from seenby.report import formatting
from seenby.report.audit.audit_page import AdView, Page, page_of
from seenby.report.audit.health import counted
from seenby.report.audit.selection import dimensions
from seenby.report.audit.tables import display
from seenby.report.numbering import Numbers
from seenby.report.sanitise import clip
from seenby.report.sentences import say, say_audit
from seenby.report.terminal_bars import group_bars, text

BLOCKS, LEADS, ROWS, COMPARISONS, HEALTH_LINES = 12, 3, 20, 5, 8
GROUPS, GROUPS_IN_BRIEF = 16, 6
NAME = 24


def render_terminal(audit: Audit, console: Console) -> None:
    """Print the summary: up to 12 ads as blocks, else 3 blocks and a table of 20; then the health of the data.

    Letters that the console's encoding does not have are spelled with those it has.
    """
    page = page_of(audit, Numbers())
    for part in _parts(page, console):
        console.print(part, highlight=False, markup=False, emoji=False)


def _parts(page: Page, console: Console) -> Iterator[RenderableType]:
    yield text(console, " · ".join(page.summary), "bold")
    if not page.ads:
        yield text(console, say_audit("page", "no-ad"))
    blocks = page.ads if len(page.ads) <= BLOCKS else page.ads[:LEADS]
    for view in blocks:
        yield from _block(view, console, brief=len(page.ads) > 1)
    if len(blocks) < len(page.ads):
        yield ""
        yield _table(page, console)
    yield from _compared(page, console)
    yield from _health(page, console)


def _compared(page: Page, console: Console) -> Iterator[RenderableType]:
    """What was found beyond a plain count: claims of their own, each with its own verdict."""
    for section in page.sections:
        yield ""
        yield text(console, section.title, "bold")
        shown = [one.finding for one in section.whole[:COMPARISONS]]
        for finding in shown:
            yield Padding(text(console, _found_line(finding)), (0, 0, 0, 2))
            if finding.luck:
                yield Padding(text(console, finding.luck), (0, 0, 0, 4))
        rest = section.findings[len(shown) :]
        if rest:
            many = say_audit("terminal", "and-more", count=f"{len(rest):,}") if shown else section.of_what
            verdicts = formatting.verdicts(one.verdict for one in rest)
            yield Padding(text(console, say_audit("terminal", "rest", many=many, verdicts=verdicts)), (0, 0, 0, 2))
    for group in page.together if not page.compared else ():
        names = formatting.listed([say("list", "quoted", name=clip(name, NAME * 2)) for name in group], 3)
        yield ""
        yield text(console, say_audit("terminal", "together", names=names, first=clip(group[0], NAME * 2)))


def _found_line(finding: Finding) -> str:
    """A finding on a line: its verdict, since when where that is known, and its sentence."""
    verdict, sentence = f"{finding.verdict}", finding.sentence
    if finding.since is None:
        return say_audit("terminal", "found", verdict=verdict, sentence=sentence)
    return say_audit("terminal", "found-since", verdict=verdict, since=finding.since.isoformat(), sentence=sentence)


def _block(view: AdView, console: Console, brief: bool) -> Iterator[RenderableType]:
    """Name and verdict, the sentences, a bar a group, and the three facts that bars do not show."""
    yield ""
    verdict = f"  [{view.verdict}]" if view.verdict else ""
    yield text(console, clip(view.name, 200), "bold").append(verdict)
    for finding in view.findings[:3]:
        yield Padding(text(console, finding.sentence), (0, 0, 0, 2))
    for name in dimensions(view.ad)[:1]:
        yield Padding(group_bars(view.ad, name, console, GROUPS_IN_BRIEF if brief else GROUPS), (0, 0, 0, 2))
    yield Padding(_facts(view, console, brief), (0, 0, 0, 2))


def _facts(view: AdView, console: Console, brief: bool) -> Grid:
    """What bars do not show; in brief the first line of each, and the price by group."""
    grid = Grid.grid(padding=(0, 2, 0, 0))
    shown, cost = say_audit("fact", "shown"), say_audit("fact", "cost")
    for fact in view.facts:
        if fact.label == shown and dimensions(view.ad):
            continue
        lines = fact.lines[:1] if brief and fact.label != cost else fact.lines
        grid.add_row(text(console, fact.label), text(console, ". ".join(line.rstrip(".") for line in lines) + "."))
    return grid


def _table(page: Page, console: Console) -> RenderableType:
    """The first rows of the table of all ads, and how many more there are."""
    table = page.all_ads
    named = {say_audit("ads-table", "ad"), say_audit("ads-table", "verdict")}
    kept = [place for place, column in enumerate(table.columns) if column.title in named or column.kind == "share"]
    grid = Grid(box=None, padding=(0, 2, 0, 0), title=None, header_style="bold")
    for place in kept:
        column = table.columns[place]
        title = column.title.removesuffix(formatting.every(""))
        grid.add_column(text(console, title), justify="right" if column.is_number else "left", overflow="fold")
    for row in table.rows[:ROWS]:
        grid.add_row(*(text(console, clip(display(row[place], table.columns[place].kind), NAME)) for place in kept))
    more = len(table.rows) - ROWS
    return Group(grid, text(console, say_audit("terminal", "more-ads", count=f"{more:,}"))) if more > 0 else grid


def _health(page: Page, console: Console) -> Iterator[RenderableType]:
    notes = [note for group in page.health for note in group.notes]
    if not notes:
        return
    yield ""
    yield text(console, say_audit("terminal", "health", counted=counted(page.health)), "bold")
    grid = Grid.grid(padding=(0, 2, 0, 0))
    for note in notes[:HEALTH_LINES]:
        said = note.message
        if note.where:
            said = say_audit("terminal", "where", message=said, where=clip(note.where, 60))
        grid.add_row(text(console, note.severity), text(console, said))
    yield Padding(grid, (0, 0, 0, 2))
