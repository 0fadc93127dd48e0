"""Whether a text holds somebody's e-mail address or telephone number; such a text is never kept and never quoted."""

from __future__ import annotations

import re

MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\W\d_]{2,}")
DATE_OR_TIME = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2}(?::\d{2})?|\d+[.,]\d{2}(?!\d)")
NUMBER = re.compile(r"(?<![\w+])\+?\(?\d[\d ()./-]*\d(?!\w)")
FEWEST, MOST = 9, 14
"""Digits of a telephone number with its area; fewer are years and file numbers, more are ids of ads."""

FEWEST_WITH_PREFIX = 7
"""The same where it begins with a plus sign or a zero."""


def holds_contact(text: str) -> bool:
    """Whether something in the text looks like an e-mail address or a telephone number. Names it cannot see."""
    if MAIL.search(text):
        return True
    return any(_is_number(found) for found in NUMBER.findall(DATE_OR_TIME.sub("·", text)))


def _is_number(match: str) -> bool:
    digits = re.sub(r"\D", "", match)
    fewest = FEWEST_WITH_PREFIX if match.lstrip("(").startswith(("+", "0")) else FEWEST
    return fewest <= len(digits) <= MOST
