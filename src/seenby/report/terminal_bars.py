"""Bars of text, and letters that any terminal can show."""

from __future__ import annotations

import math
from typing import NamedTuple

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from seenby.model import AdResult, Interval
from seenby.report import formatting
from seenby.report.audit.selection import known
from seenby.report.audit.unknown_share import unknown_share
from seenby.report.sanitise import clip, plain
from seenby.report.sentences import say

BAR, LABEL = 30, 18
SPELLED = {"–": "-", "—": "-", "…": "...", "›": ">", "·": "-", "“": '"', "”": '"', "’": "'"}


class Signs(NamedTuple):
    """What a bar is made of."""

    certain: str
    possible: str
    nobody: str
    rest: str


BLOCK_SIGNS, ASCII_SIGNS = Signs("█", "░", "│", "·"), Signs("#", "-", "|", ".")


def group_bars(ad: AdResult, dimension: str, console: Console, most: int) -> Grid:
    """One row a group: its name, a bar of 30 signs for 100, its figure, and what it was aimed at."""
    shares = ad.share[dimension]
    names = known(dimension, shares)
    meant = ad.aimed.get(dimension, {})
    largest = sorted(names, key=lambda name: -shares[name].middle)[:most]
    grid = Grid.grid(padding=(0, 2, 0, 0))
    for name in names:
        if name in largest:
            aim = say("terminal", "aimed", share=formatting.hundred(meant[name])) if name in meant else ""
            grid.add_row(*_row(formatting.group(dimension, name), shares[name], aim, console))
    if len(names) > most:
        grid.add_row(text(console, formatting.number(len(names) - most, "smaller-group")))
    lost = unknown_share(ad, dimension)
    if lost and lost.high > 0:
        grid.add_row(*_row(say("group", "not-known"), lost, say("terminal", "of-all"), console))
    return grid


def _row(label: str, share: Interval, note: str, console: Console) -> tuple[Text, ...]:
    cells = (
        clip(label, LABEL),
        bar(share, ASCII_SIGNS if console.options.ascii_only else BLOCK_SIGNS),
        formatting.hundred(share),
        note,
    )
    return tuple(text(console, cell) for cell in cells)


def bar(share: Interval, signs: Signs) -> str:
    """A share as 30 signs: solid as far as it is certain, light as far as it may reach, a stroke for nobody."""
    if share.high == 0:
        return signs.nobody + signs.rest * (BAR - 1)
    if share.is_exact:
        low = high = max(1, round(share.low * BAR))
    else:
        low, high = math.floor(share.low * BAR), math.ceil(share.high * BAR)
    return signs.certain * low + signs.possible * (high - low) + signs.rest * (BAR - high)


def text(console: Console, said: str, style: str = "") -> Text:
    """Text without a control, in letters that the console's encoding has."""
    said = plain(said)
    if console.options.ascii_only:
        said = "".join(SPELLED.get(letter, letter) for letter in said)
        said = said.encode(console.encoding, "replace").decode(console.encoding)
    return Text(said, style)
