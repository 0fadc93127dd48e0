"""The same findings in a terminal: a short block an ad, one table where there are many, and the data's health.

Correct without colour and at 80 columns; nothing that a name holds can move the cursor or change a colour.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from seenby.model import AdResult, Audit, Interval
from seenby.report import words
from seenby.report.choose import dimensions, known
from seenby.report.health import counted
from seenby.report.numbers import Numbers
from seenby.report.page import NO_AD, AdView, Page, page_of
from seenby.report.tables import display
from seenby.report.text import clip, plain
from seenby.report.unknown import unknown_share

BLOCKS, LEADS, ROWS, HEALTH_LINES = 12, 3, 20, 8
GROUPS, GROUPS_IN_BRIEF = 16, 6
BAR, LABEL, NAME = 30, 18, 24
SPELLED = {"–": "-", "—": "-", "…": "...", "›": ">", "·": "-", "“": '"', "”": '"', "’": "'"}


class Signs(NamedTuple):
    """What a bar is made of."""

    certain: str
    possible: str
    nobody: str
    rest: str


BLOCK_SIGNS, ASCII_SIGNS = Signs("█", "░", "│", "·"), Signs("#", "-", "|", ".")


def render_terminal(audit: Audit, console: Console) -> None:
    """Print the summary: up to 12 ads as blocks, else 3 blocks and a table of 20; then the health of the data.

    Letters that the console's encoding does not have are spelled with those it has.
    """
    page = page_of(audit, Numbers())
    for part in _parts(page, console):
        console.print(part, highlight=False, markup=False, emoji=False)


def _parts(page: Page, console: Console) -> Iterator[RenderableType]:
    yield _text(console, " · ".join(page.summary), "bold")
    if not page.ads:
        yield _text(console, NO_AD)
    blocks = page.ads if len(page.ads) <= BLOCKS else page.ads[:LEADS]
    for view in blocks:
        yield from _block(view, console, brief=len(page.ads) > 1)
    if len(blocks) < len(page.ads):
        yield ""
        yield _table(page, console)
    yield from _health(page, console)


def _block(view: AdView, console: Console, brief: bool) -> Iterator[RenderableType]:
    """Name and verdict, the sentences, a bar a group, and the three facts that bars do not show."""
    yield ""
    verdict = f"  [{view.verdict}]" if view.verdict else ""
    yield _text(console, clip(view.name, 200), "bold").append(verdict)
    for finding in view.findings[:3]:
        yield Padding(_text(console, finding.sentence), (0, 0, 0, 2))
    for name in dimensions(view.ad)[:1]:
        yield Padding(_bars(view.ad, name, console, GROUPS_IN_BRIEF if brief else GROUPS), (0, 0, 0, 2))
    yield Padding(_facts(view, console, brief), (0, 0, 0, 2))


def _bars(ad: AdResult, dimension: str, console: Console, most: int) -> Grid:
    """One row a group: its name, a bar of 30 signs for 100, its figure, and what it was aimed at."""
    shares = ad.share[dimension]
    names = known(dimension, shares)
    meant = ad.aimed.get(dimension, {})
    largest = sorted(names, key=lambda name: -shares[name].middle)[:most]
    grid = Grid.grid(padding=(0, 2, 0, 0))
    for name in names:
        if name in largest:
            aim = f"aimed {words.hundred(meant[name])}" if name in meant else ""
            grid.add_row(*_row(words.group(dimension, name), shares[name], aim, console))
    if len(names) > most:
        grid.add_row(_text(console, words.number(len(names) - most, "smaller group")))
    lost = unknown_share(ad, dimension)
    if lost and lost.high > 0:
        grid.add_row(*_row(words.NOT_KNOWN, lost, "of all", console))
    return grid


def _row(label: str, share: Interval, note: str, console: Console) -> tuple[Text, ...]:
    cells = (
        clip(label, LABEL),
        bar(share, ASCII_SIGNS if console.options.ascii_only else BLOCK_SIGNS),
        words.hundred(share),
        note,
    )
    return tuple(_text(console, cell) for cell in cells)


def bar(share: Interval, signs: Signs) -> str:
    """A share as 30 signs: solid as far as it is certain, light as far as it may reach, a stroke for nobody."""
    if share.high == 0:
        return signs.nobody + signs.rest * (BAR - 1)
    low = round(share.low * BAR) if not share.is_exact else max(1, round(share.low * BAR))
    high = max(low, math.ceil(share.high * BAR - 0.5)) if not share.is_exact else low
    return signs.certain * low + signs.possible * (high - low) + signs.rest * (BAR - high)


def _facts(view: AdView, console: Console, brief: bool) -> Grid:
    """What bars do not show; in brief the first line of each, and the price by group."""
    grid = Grid.grid(padding=(0, 2, 0, 0))
    for fact in view.facts:
        if fact.label == "Shown to" and dimensions(view.ad):
            continue
        lines = fact.lines[:1] if brief and fact.label != "Cost" else fact.lines
        grid.add_row(_text(console, fact.label), _text(console, ". ".join(line.rstrip(".") for line in lines) + "."))
    return grid


def _table(page: Page, console: Console) -> RenderableType:
    """The first rows of the table of all ads, and how many more there are."""
    table = page.all_ads
    kept = [
        place
        for place, column in enumerate(table.columns)
        if column.title in ("Ad", "Verdict") or column.kind == "share"
    ]
    grid = Grid(box=None, padding=(0, 2, 0, 0), title=None, header_style="bold")
    for place in kept:
        column = table.columns[place]
        title = column.title.removesuffix(f", {words.EVERY}")
        grid.add_column(_text(console, title), justify="right" if column.is_number else "left", overflow="fold")
    for row in table.rows[:ROWS]:
        grid.add_row(*(_text(console, clip(display(row[place], table.columns[place].kind), NAME)) for place in kept))
    more = len(table.rows) - ROWS
    return Group(grid, _text(console, f"and {more:,} more, in the page and in --json")) if more > 0 else grid


def _health(page: Page, console: Console) -> Iterator[RenderableType]:
    notes = [note for group in page.health for note in group.notes]
    if not notes:
        return
    yield ""
    yield _text(console, f"Before you believe a figure: {counted(page.health)}", "bold")
    grid = Grid.grid(padding=(0, 2, 0, 0))
    for note in notes[:HEALTH_LINES]:
        where = f" ({clip(note.where, 60)})" if note.where else ""
        grid.add_row(_text(console, note.severity), _text(console, f"{note.message}{where}"))
    yield Padding(grid, (0, 0, 0, 2))


def _text(console: Console, said: str, style: str = "") -> Text:
    """Text without a control, in letters that the console's encoding has."""
    said = plain(said)
    if console.options.ascii_only:
        said = "".join(SPELLED.get(letter, letter) for letter in said)
        said = said.encode(console.encoding, "replace").decode(console.encoding)
    return Text(said, style)
