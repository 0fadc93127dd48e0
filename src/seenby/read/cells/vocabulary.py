"""Words in breakdown cells: which group a cell names, which cells are totals, and what "none" looks like.

The lists themselves are TOML, one file a subject in ``read/cells/word_lists/``, by language. A word is compared after
``fold``: Unicode form, case, dashes, apostrophes and spaces do not matter; lost accents and twice-encoded text are
forgiven. What nobody knows is never guessed: a word stays its own group, a number or date is refused.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from seenby.model.audience import BREAKDOWNS, FEMALE, MALE, UNKNOWN
from seenby.read.cells.folded_text import LONGEST_WORD, fold, repaired, unaccented

SHORTEST_BARE = 2
"""Words up to this length must come with their accents: Hungarian “nő” is a woman, and “no” is not."""

TOTAL = ""
"""Stands for a cell that names no group because its row is a total."""


_OLDEST, _LOWEST_END = 99, 10
"""A band that ends at 99 or later ends with the oldest people there are: ``55-100`` is ``55+``."""


class Likeness(IntEnum):
    """How much a name is like that of a total row."""

    NONE = 0
    PART = 1
    """It has a word for a total or for all in it."""
    ALL = 2
    """It is a word for all."""
    WORD = 3
    """It is a word for a total."""
    SENTENCE = 4
    """It says what it is the total of, which no ad's name does."""


def group_words(dimension: str, values: Iterable[str], hint: str | None = None) -> dict[str, str]:
    """The group that each distinct cell of one breakdown column names.

    Args:
        dimension: ``gender``, ``age``, ``country``, ``region`` or ``placement``.
        values: The distinct cells of the column, all of them: single letters are decided from the whole column.
        hint: The language of the export (``de``, ``es`` ...), used only where single letters leave a doubt.

    Returns:
        Each cell with its group: ``female``, ``male``, ``unknown``, ``18-24``, ``65+``, or the cell itself where
        no list knows it; the empty text for a blank cell or a word for all, whose row is a total.

    Raises:
        ValueError: When a cell is a number or a date (its row has slid sideways), an age is not a band, or single
            letters can mean either gender.
    """
    if dimension not in BREAKDOWNS:
        raise ValueError(f"there is no breakdown by {dimension}")
    cells = list(dict.fromkeys(values))
    letters = _letters(cells, hint) if dimension == "gender" else {}
    return {cell: _group(dimension, cell, letters) for cell in cells}


def unrecognised(dimension: str, values: Iterable[str]) -> list[str]:
    """The cells of a gender or age column that no list knows; of other columns none, for any name may stand there.

    Cells that ``group_words`` refuses are among them. It never raises.
    """
    if dimension not in ("gender", "age"):
        return []
    cells = list(dict.fromkeys(values))
    try:
        letters = _letters(cells, None) if dimension == "gender" else {}
    except ValueError:
        letters = {}
    return [cell for cell in cells if not _is_known(dimension, cell, letters)]


def is_total(text: str) -> bool:
    """Whether the first cell of a row says that the row is a total.

    A campaign may be called so too: only together with blank breakdown cells does it prove a total.
    """
    if len(text) > LONGEST_WORD:
        return False
    return is_total_word(text) or _total_sentences().fullmatch(fold(text)) is not None


def is_total_word(text: str) -> bool:
    """Whether a cell is a single word for a total, or begins with one and a colon; quicker than `is_total`."""
    return len(text) <= LONGEST_WORD and fold(text).partition(":")[0].rstrip() in _listed("total", "words")


@lru_cache(maxsize=4096)
def likeness_to_total(text: str) -> Likeness:
    """How much a name is like that of a total row; by itself it proves none."""
    if len(text) > LONGEST_WORD:
        return Likeness.NONE
    word = fold(text)
    head, colon, _ = word.partition(":")
    if head.rstrip() in _listed("total", "words"):
        return Likeness.SENTENCE if colon else Likeness.WORD
    if is_average(text):
        # No sum but of one ad; and no ad either, most likely.
        return Likeness.WORD
    if _total_sentences().fullmatch(word):
        return Likeness.SENTENCE
    if word in _listed("total", "all"):
        return Likeness.ALL
    has_part = any(part in _total_parts() or part.startswith(_STEMS) for part in _BETWEEN_WORDS.split(word))
    return Likeness.PART if has_part else Likeness.NONE


@cache
def _total_parts() -> frozenset[str]:
    """The single words of which the lists of totals are made."""
    listed = (_listed("total", name) for name in ("words", "subtotals", "all"))
    return frozenset(word for words in listed for word in words if len(word) > 1 and " " not in word)


_STEMS = ("total", "gesamt", "subtotal")
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def says_all(text: str) -> bool:
    """Whether a cell of a breakdown says in words that its row stands for all groups; a blank cell does not."""
    return len(text) <= LONGEST_WORD and (is_total(text) or fold(text) in _listed("total", "all"))


def total_stem(text: str) -> str:
    """What a subtotal is of, as a spreadsheet names it: “Spring” of “Spring Total”; empty where it is none."""
    parts = text.split() if len(text) <= LONGEST_WORD else []
    for word, rest in ((parts[-1], parts[:-1]), (parts[0], parts[1:])) if len(parts) > 1 else ():
        if fold(word) in _listed("total", "words") or fold(word) in _listed("total", "subtotals"):
            return " ".join(rest)
    return ""


def is_listed(text: str) -> bool:
    """Whether a cell is a word of the lists to the letter, an age in words, or a date with a month in words."""
    word = fold(text) if len(text) <= LONGEST_WORD else ""
    if word in _spellings() or not _AGE_OR_DATE.match(word):
        return word in _spellings()
    return _is_age(word) or any(part.strip(".") in _months() for part in _BREAKS.split(word))


def is_average(text: str) -> bool:
    """Whether a cell says that its row is an average, or the like, of the others."""
    return len(text) <= LONGEST_WORD and fold(text).rstrip(":") in _listed("total", "averages")


def is_spreadsheet_error(text: str) -> bool:
    """Whether a cell is what a spreadsheet shows in place of something it could not work out."""
    return text.startswith("#") and text.strip().casefold() in _listed("missing", "errors")


def is_missing(text: str) -> bool:
    """Whether a cell of figures says "not reported": blank, a dash, "n/a" and the like."""
    word = text.strip().casefold()
    return word in _listed("missing", "marks") or word in _listed("missing", "words")


def is_ongoing(text: str) -> bool:
    """Whether a cell of dates says that there is no end yet."""
    return _find(_index("ongoing", ("words",)), text) is not None


def month_number(text: str) -> int | None:
    """The month, 1 to 12, that a word names in any of the languages; None when it names none."""
    return _months().get(fold(text).strip("."))


@cache
def currency_codes() -> frozenset[str]:
    """The ISO 4217 codes of currencies that people pay with."""
    return frozenset(str(_load("currency")["codes"]).split())


def currency_signs() -> Mapping[str, str]:
    """Signs that stand for a currency, with its code where the sign has only one."""
    return dict(_load("currency")["signs"])


def _group(dimension: str, cell: str, letters: Mapping[str, str]) -> str:
    known = _known(dimension, cell, letters)
    if known is not None:
        return known
    if _looks_like_number_or_date(fold(cell)):
        raise ValueError(
            f"a number or a date in the column of {dimension}: rows may be shifted, or a spreadsheet changed it"
        )
    return cell


def _is_known(dimension: str, cell: str, letters: Mapping[str, str]) -> bool:
    try:
        return _known(dimension, cell, letters) is not None
    except ValueError:
        return False


def _known(dimension: str, cell: str, letters: Mapping[str, str]) -> str | None:
    """The group a cell names, TOTAL for a blank or a word for all, or None when no list knows it."""
    word = fold(cell)
    if _find(_unknown_words(dimension), cell) is not None:
        return UNKNOWN
    if any(word in _listed(*names) for names in _BLANKS):
        return TOTAL
    if dimension == "gender":
        return letters.get(word) or _find(_index("gender", (FEMALE, MALE)), cell) or _constant("gender", cell)
    if dimension == "age":
        return _age_band(word) or _constant("age", cell)
    return None if _looks_like_number_or_date(word) else cell


def _constant(dimension: str, cell: str) -> str | None:
    """What a program's constant names: the words of ``GENDER_FEMALE`` but for those that say what it is a constant of.

    None where nothing is left, or no list has what is left.
    """
    words = _BETWEEN_WORDS.split(_CAMEL.sub(" ", cell)) if len(cell) <= LONGEST_WORD else []
    kept = [word for word in map(fold, words) if word and word not in _listed("constants", dimension)]
    bare = " ".join(kept)
    if not bare or bare == fold(cell):
        return None
    if _find(_unknown_words(dimension), bare) is not None:
        return UNKNOWN
    return _find(_index("gender", (FEMALE, MALE)), bare) if dimension == "gender" else _age_band("_".join(kept))


@cache
def _unknown_words(dimension: str) -> Mapping[str, str]:
    lists = _load("unknown")
    names = tuple(name for name in ("words", dimension) if name in lists)
    return _index("unknown", names)


def _letters(cells: Iterable[str], hint: str | None) -> dict[str, str]:
    """What the single letters of a gender column mean, when all conventions that know them all agree.

    Raises:
        ValueError: When they do not, or no convention has these letters.
    """
    seen = {word for word in map(fold, cells) if len(word) == 1 and word.isascii() and word.isalpha()}
    if not seen:
        return {}
    fitting = [letters for letters in _conventions() if seen <= letters["groups"].keys()]
    fitting = [letters for letters in fitting if hint in letters["languages"]] or fitting
    meaning = {letter: {letters["groups"][letter] for letters in fitting} for letter in seen}
    if any(len(groups) != 1 for groups in meaning.values()):
        raise ValueError("single letters for gender that mean different things in different languages: write them out")
    return {letter: groups.pop() for letter, groups in meaning.items()}


@cache
def _conventions() -> tuple[Mapping[str, Any], ...]:
    return tuple(
        {
            "languages": entry["languages"],
            "groups": {letter: group for group in (FEMALE, MALE, UNKNOWN) for letter in entry.get(group, [])},
        }
        for entry in _load("gender")["letters"]
    )


def _age_band(word: str) -> str | None:
    """The band of ages that a folded cell names, or None.

    Raises:
        ValueError: When it names one that runs backwards, or ages nobody has.
    """
    grammar = _age_grammar()
    spaced = word.replace("_", " ")
    bare = " ".join(grammar["skip"].sub(" ", spaced).split())
    # "AGE_18_24" has nothing but the underscores between its ages; "18 24" with a mere space is not a band.
    match = grammar["band"].fullmatch(bare) or ("_" in word and _UNDERSCORED.fullmatch(bare))
    if match:
        low, high = int(match[1]), int(match[2])
        if not low < high <= 120 or high < _LOWEST_END:
            raise ValueError("not a band of ages: it runs backwards, or was a date once")
        return f"{low}+" if high >= _OLDEST else f"{low}-{high}"
    match = grammar["open"].fullmatch(bare)
    if match:
        return f"{int(match[1] or match[2])}+"
    match = grammar["below"].fullmatch(bare)
    return f"0-{int(match[1]) - 1}" if match and int(match[1]) > 0 else None


def _is_age(word: str) -> bool:
    try:
        return _age_band(word) is not None
    except ValueError:
        return False


@cache
def _age_grammar() -> dict[str, re.Pattern[str]]:
    def either(name: str) -> str:
        # Longest first, so that "or more" is not read as "or".
        return "|".join(map(_alone, sorted(map(fold, _words("age", name)), key=len, reverse=True)))

    return {
        "skip": re.compile(either("skip")),
        "band": re.compile(rf"(\d{{1,2}}) ?(?:{either('to')}) ?(\d{{1,3}})"),
        "open": re.compile(rf"(\d{{1,2}}) ?(?:{either('open')})|(?:{either('from')}) ?(\d{{1,2}})"),
        "below": re.compile(rf"(?:{either('below')}) ?(\d{{1,2}})"),
    }


def _alone(word: str) -> str:
    """A pattern for a word with no letter beside it; signs and Japanese, which has no spaces, may touch letters."""
    pattern = re.escape(word)
    return rf"(?<![^\W\d_]){pattern}(?![^\W\d_])" if word[-1].isalpha() and word[-1] < "\u3000" else pattern


@cache
def _total_sentences() -> re.Pattern[str]:
    """Sentences such as "results from 5 ads": {n} is a number, {w} one or two words."""
    shapes = (re.escape(fold(words)) for words in _words("total", "sentences"))
    either = "|".join(shapes)
    return re.compile(either.replace(r"\{n\}", r"[\d.,' ]+").replace(r"\{w\}", r"\w[\w-]*(?: \w[\w-]*)?"))


def _looks_like_number_or_date(word: str) -> bool:
    if len(word) > LONGEST_WORD or not any(map(str.isdigit, word)):
        return False
    if not _LETTER.search(word) or _EXPONENTIAL_OR_TIME.fullmatch(word):
        return True
    parts = [part for part in _BREAKS.split(word) if part]
    months = [part for part in parts if part in _months()]
    numbers = [part for part in parts if part.isdigit()]
    return len(months) == 1 and len(numbers) in (1, 2) and len(parts) == 1 + len(numbers)


@cache
def _months() -> Mapping[str, int]:
    return {
        fold(name).strip("."): number
        for year in _load("months")["months"].values()
        for number, names in enumerate(year, start=1)
        for name in names
    }


def _find(index: Mapping[str, str], text: str) -> str | None:
    """What a list says of a cell: as it stands, without its accents, or with its encoding repaired."""
    word = fold(text)
    for spelling in (word, unaccented(word)):
        if spelling in index:
            return index[spelling]
    mended = repaired(text)
    return index.get(fold(mended)) if mended != text else None


@cache
def _index(subject: str, names: tuple[str, ...]) -> Mapping[str, str]:
    """Every spelling in some lists of a subject, with the list it is in; also without accents."""
    found = {fold(word): name for name in names for word in _words(subject, name)}
    bare = {unaccented(word): name for word, name in found.items() if len(word) > SHORTEST_BARE}
    return {**bare, **found}


@cache
def _listed(subject: str, name: str) -> frozenset[str]:
    return frozenset(fold(word) for word in _words(subject, name))


def _words(subject: str, name: str) -> Iterator[str]:
    """The words of one list in all its languages."""
    for words in _load(subject)[name].values():
        yield from words


@cache
def _spellings() -> frozenset[str]:
    """The words for groups, totals and open ends, with their accents."""
    lists = ((subject, name) for subject in ("gender", "unknown", "total", "ongoing") for name in _load(subject))
    return frozenset(
        fold(word) for subject, name in lists if name not in ("letters", "sentences") for word in _words(subject, name)
    )


@cache
def _load(subject: str) -> dict[str, Any]:
    return tomllib.loads((files("seenby.read.cells") / "word_lists" / f"{subject}.toml").read_text("utf-8"))


_BLANKS = (("missing", "marks"), ("missing", "programs"), ("total", "words"), ("total", "all"))
_AGE_OR_DATE = re.compile(r"(?=.{2,30}\Z).*(?<!\d)\d\d")
_UNDERSCORED = re.compile(r"(\d\d) (\d\d\d?)")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z\d])")
_LETTER = re.compile(r"[^\W\d_年月日]")
_EXPONENTIAL_OR_TIME = re.compile(r"\d+(?:[.,]\d+)?e[+-]?\d+|\d{4}-\d\d-\d\dt[\d:.,z+-]*")
_BREAKS = re.compile(r"[\s.,/-]+")
