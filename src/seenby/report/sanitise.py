"""Names as they came, made safe to set in a line: nothing that can drive a terminal or a parser."""

from __future__ import annotations

import re

from rich.cells import cell_len

from seenby.report.sentences import say

UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
    + "]"
)
"""Controls, overrides of direction, lone surrogates and non-characters: forbidden in HTML, obeyed by a terminal."""

BREAKS = re.compile(r"[\t\n\r\u2028\u2029]+")
REPLACED = "\ufffd"
ELLIPSIS = "…"
LONGEST = 300
"""Characters of one name that the page shows; the JSON has every name whole."""


def plain(text: str) -> str:
    """The text on one line, with every character that HTML or XML forbids shown as a replacement sign."""
    return UNSAFE.sub(REPLACED, BREAKS.sub(" ", text))


def isolated(text: str) -> str:
    """The text between first-strong isolates, so that a right-to-left name leaves its neighbours alone."""
    return f"\u2068{plain(text)}\u2069"


def columns(text: str) -> int:
    """How many columns a monospaced line needs: wide characters take two, marks and joiners none."""
    return cell_len(text)


def clip(text: str, width: int) -> str:
    """The text in at most ``width`` columns; names differ at both ends, so it is cut in the middle."""
    text = plain(text)
    if columns(text) <= width:
        return text
    head = _fitting(text, (width - 1) * 3 // 5)
    tail = _fitting(text[::-1], width - 1 - columns(head))[::-1]
    # A mark whose letter was cut away must not land on the dots; and emoji made of several characters are narrower
    # together than in parts, so that parts may come out too wide.
    while tail and (columns(tail[0]) == 0 or columns(f"{head.rstrip()}{ELLIPSIS}{tail.lstrip()}") > width):
        tail = tail[1:]
    return f"{head.rstrip()}{ELLIPSIS}{tail.lstrip()}"


def shown_name(text: str) -> str:
    """A name for the page: whole up to ``LONGEST`` columns; a blank one is said to be none."""
    return clip(text, LONGEST) if plain(text).strip() else say("no", "name")


def _fitting(text: str, width: int) -> str:
    """As many leading characters as fit ``width`` columns."""
    # A character takes two columns at most and a mark behind one takes none, so that many more may fit.
    fitting = text[: max(width, 0)]
    for place in range(len(fitting), len(text) + 1):
        if columns(text[:place]) > width:
            break
        fitting = text[:place]
    while columns(fitting) > width:
        fitting = fitting[:-1]
    return fitting
