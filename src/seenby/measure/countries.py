"""Which country a word means: its code, its English name, or what the country calls itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from unicodedata import normalize

from seenby.sentences import tables_of

LONGEST_CODE = 3


@lru_cache(maxsize=1024)
def country_of(word: str) -> str | None:
    """The two-letter code of the country a word names; None where the word is no country that the list knows."""
    return _codes().get(_bare(word))


@cache
def _codes() -> dict[str, str]:
    listed = tables_of("seenby.measure", "countries.toml")
    return {_bare(word): code for code, words in listed.items() for word in (code, *words.split("|"))}


def _bare(word: str) -> str:
    """A word without case, accents and doubled blanks, in which spellings of one name differ."""
    letters = normalize("NFKD", word.replace("’", "'").casefold())
    return " ".join("".join(letter for letter in letters if not "\u0300" <= letter <= "\u036f").split())


@dataclass(frozen=True, slots=True)
class Asked:
    """The countries that places of an aim lie in.

    Attributes:
        whole: Codes of the countries that are asked for as they are.
        parts: Codes of those of which only a part is, such as a town: ``Paris, France``.
        elsewhere: Whether some place may lie in any country.
    """

    whole: frozenset[str]
    parts: frozenset[str]
    elsewhere: bool

    def allows(self, country: str) -> bool | None:
        """Whether a country was asked for; None where only a part of it was, or may have been."""
        code = country_of(country)
        if code in self.whole:
            return True
        return None if code is None or code in self.parts or self.elsewhere else False

    def is_only(self, country: str) -> bool:
        """Whether a country is all that was asked for."""
        return not self.elsewhere and self.whole == {country_of(country)} and self.parts <= self.whole


def asked_countries(places: Iterable[str]) -> Asked:
    """Where the places of an aim lie, as far as their names say."""
    whole, parts, elsewhere = set(), set(), False
    for place in places:
        code, tail = country_of(place), place.rpartition(",")[2].strip()
        # A short end of an address is as often a state of the USA: Los Angeles, CA.
        home = country_of(tail) if len(tail) > LONGEST_CODE else None
        if code:
            whole.add(code)
        elif home:
            parts.add(home)
        else:
            elsewhere = True
    return Asked(frozenset(whole), frozenset(parts), elsewhere)
