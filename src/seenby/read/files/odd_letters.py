"""How odd letters look beside each other, which tells a text that was decoded wrongly from one that was not."""

from __future__ import annotations

import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

JOINING = frozenset("'’‘ʼ·-‐‑–_.&@/°\u200c\u200d\xad\u0640")
"""Signs that stand between letters in sound names."""

OPENING = frozenset("¡¿…•§†„")
"""Signs that stand right before or after a word."""

CLOSING = frozenset("®©™¹²³ºª")
"""Signs that stand right after a word."""

COMMON = {
    "cp932": ((0x81, 0x83), (0x88, 0x97)),
    "euc_jp": ((0xA1, 0xA5), (0xB0, 0xCF)),
    "gb18030": ((0xA1, 0xA3), (0xB0, 0xD7)),
    "cp949": ((0xA1, 0xA3), (0xB0, 0xC8)),
    "cp950": ((0xA1, 0xC6),),
    "big5hkscs": ((0xA1, 0xC6),),
}
"""The first bytes of the signs that are in common use, in each page of two bytes a sign."""

TONES = range(0x0E47, 0x0E4F)
"""Thai marks that may stand above another mark."""


def oddity(texts: Sequence[str], page: str) -> int:
    """In how many places the letters of some texts look as if they were none, weighed by the bytes they take.

    Args:
        texts: Distinct cells of one file.
        page: The code page they were decoded in.
    """
    if page in COMMON:
        return sum(2 * (_is_rare(sign, page) or lone) for text in texts for sign, lone in _wide_signs(text))
    return sum(map(_misplaced, texts)) + _foreign(texts)


def _misplaced(text: str) -> int:
    neighbours = zip(" " + text, text, text[1:] + " ", strict=False)
    return sum(
        _is_odd(before, sign, after) for before, sign, after in neighbours if not (sign.isascii() and before.isascii())
    )


def _wide_signs(text: str) -> Iterator[tuple[str, bool]]:
    """The signs beyond ASCII, and whether each stands alone behind a letter of a to z, as if it had been one."""
    for before, sign, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if not sign.isascii():
            yield sign, before.isascii() and before.isalpha() and after.isascii()


def _is_odd(before: str, sign: str, after: str) -> bool:
    if sign.isascii():
        return sign.isupper() and before.islower()
    if not sign.isprintable() and not sign.isspace() and sign not in JOINING:
        return True
    if sign.isalpha() and sign not in CLOSING:
        last = sign in _last_letters() and after.isalpha()
        return last or _script(before) not in ("", _script(sign)) or (sign.isupper() and before.islower())
    if unicodedata.category(sign).startswith("M"):
        stacked = unicodedata.category(before).startswith("M") and ord(sign) not in TONES
        return stacked or not (before.isalpha() or unicodedata.category(before).startswith("M"))
    return _is_odd_sign(before, sign, after)


def _is_odd_sign(before: str, sign: str, after: str) -> bool:
    """Whether a sign that is no letter stands where no sound name has one."""
    if sign in JOINING:
        return False
    if sign in CLOSING:
        return after.isalpha()
    if 0x2500 <= ord(sign) < 0x25A0:
        return True
    opens = sign in OPENING or unicodedata.category(sign) in ("Ps", "Pi", "Pf", "Pe")
    return (before.isalpha() and not opens) or (after.isalpha() and (before.isalpha() or not opens))


def _foreign(texts: Iterable[str]) -> int:
    """The letters beyond a to z that are not in the one language that has most of them."""
    letters = Counter(sign.lower() if len(sign.lower()) == 1 else sign for text in texts for sign in text)
    letters = Counter({sign: many for sign, many in letters.items() if not sign.isascii() and sign.isalpha()})
    whole = letters.total()
    return whole - max(sum(letters[sign] for sign in alphabet) for alphabet in _alphabets())


@cache
def _alphabets() -> tuple[frozenset[str], ...]:
    """The letters of each language beyond a to z, in lower case."""
    return tuple(map(frozenset, _listed()["letters"].values()))


@cache
def _last_letters() -> frozenset[str]:
    """Letters that stand only at the end of a word."""
    return frozenset("".join(_listed()["last"].values()))


@cache
def _listed() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((files("seenby.read.cells") / "word_lists" / "alphabets.toml").read_text("utf-8"))


@lru_cache(maxsize=4096)
def _script(sign: str) -> str:
    """The script a letter belongs to; empty for what is no letter."""
    return unicodedata.name(sign, " ").partition(" ")[0] if sign.isalpha() else ""


@lru_cache(maxsize=8192)
def _is_rare(sign: str, page: str) -> bool:
    try:
        content = sign.encode(page)
    except UnicodeEncodeError:
        return True
    return not any(first <= content[0] <= last for first, last in COMMON[page]) or len(content) != 2
