"""Names as they came, made safe to set in a line: nothing that can drive a terminal or a parser."""

from __future__ import annotations

import re
from unicodedata import category, east_asian_width

UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
    + "]"
)
"""Controls, overrides of direction, lone surrogates and non-characters: forbidden in HTML, obeyed by a terminal."""

BREAKS = re.compile(r"[\t\n\r\u2028\u2029]+")
NO_WIDTH = ("Mn", "Me", "Cf")
NO_NAME = "(no name)"
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
    return sum(0 if category(char) in NO_WIDTH else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def clip(text: str, width: int) -> str:
    """The text in at most ``width`` columns; names differ at both ends, so it is cut in the middle."""
    text = plain(text)
    if columns(text) <= width:
        return text
    head = _fitting(text, (width - 1) * 3 // 5)
    tail = _fitting(text[::-1], width - 1 - columns(head))[::-1]
    return f"{head.rstrip()}{ELLIPSIS}{tail.lstrip()}"


def shown_name(text: str) -> str:
    """A name for the page: whole up to ``LONGEST`` columns; a blank one is said to be none."""
    return clip(text, LONGEST) if plain(text).strip() else NO_NAME


def _fitting(text: str, width: int) -> str:
    """As many leading characters as fit ``width`` columns."""
    used = 0
    for place, char in enumerate(text):
        used += columns(char)
        if used > width:
            return text[:place]
    return text
