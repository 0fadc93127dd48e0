"""Text made comparable: case, Unicode form, dashes and spaces taken out, and wrong decodings taken back."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST_WORD = 200
"""Longer cells are sentences: they are in no list, and are not kept in a cache."""

UNSEEN = (0x00AD, 0x061C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF)
"""Characters without a shape: joiners, and marks for the direction of writing."""

_LOOKALIKES: dict[int, str | None] = {
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－~～〜∼"), "-"),
    **dict.fromkeys(map(ord, "’‘ʼ´`′"), "'"),
    **dict.fromkeys(UNSEEN, None),
}


def fold(text: str) -> str:
    """The text with case, Unicode form, kinds of dash, apostrophe and space taken out; for comparing only."""
    return _fold(text) if len(text) <= LONGEST_WORD else _folded(text)


def repaired(text: str) -> str:
    """The text with UTF-8 that was read as Windows or Macintosh text put right ("Ã©" is "é"); else unchanged."""
    text = text.lstrip("\ufeff")
    for _ in range(2):  # some files went through the mill twice
        better = _undo(text)
        if better is None:
            break
        text = better
    return text


def unaccented(text: str) -> str:
    """The text with its accents taken off."""
    split = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(sign for sign in split if not "\u0300" <= sign <= "\u036f"))


def _folded(text: str) -> str:
    # Lookalikes first: NFKC would break a stray acute accent into a space and a mark.
    return " ".join(unicodedata.normalize("NFKC", text.translate(_LOOKALIKES)).casefold().split())


_fold = lru_cache(maxsize=4096)(_folded)


def _undo(text: str) -> str | None:
    """One wrong decoding taken back, or None when the text does not look like one."""
    if text.isascii():
        return None
    # "Ã" + no-break space is "à"; trimming and spreadsheets turn that space into a common one or lose it.
    for candidate in (text, re.sub("Ã(?= |$) ?", "Ã\u00a0", text)):
        for encode in (_windows_bytes, _macintosh_bytes):
            try:
                better = encode(candidate).decode("utf-8")
            except UnicodeError:
                continue
            return better
    return None


def _windows_bytes(text: str) -> bytes:
    # Python's cp1252 leaves five bytes undefined; Windows and browsers map them to themselves.
    return b"".join(sign.encode("latin-1" if sign in "\x81\x8d\x8f\x90\x9d" else "cp1252") for sign in text)


def _macintosh_bytes(text: str) -> bytes:
    return text.encode("mac_roman")
