"""Header cells to fields: what each column of an export holds, in many languages.

The spellings are TOML under ``read/cells/columns/``: a folder with one file a language, or one file with one table a
language, for each family of exports. A list is in order of preference: of two columns that mean the same but are
spelled differently ("Impressions" and "Views"), the spelling listed first is used and the other column is not.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

from seenby.errors import SettingsError
from seenby.read.cells.folded_text import fold, repaired
from seenby.read.cells.loose_headers import Loose, loose_forms, looser_forms, squeezed
from seenby.read.cells.vocabulary import currency_codes, currency_signs
from seenby.settings import SAVE_AS_UTF8
from seenby.spelling import which_of

FIELDS = (
    *("account", "account_id", "campaign", "campaign_id", "ad_set", "ad_set_id", "ad", "ad_id"),
    *("age", "gender", "country", "region", "placement", "platform_position", "criteria"),
    *("day", "start", "end", "scheduled_start", "scheduled_end"),
    *("impressions", "reach", "clicks", "link_clicks", "spend", "currency", "frequency", "split"),
)
"""What a column can hold. ``start`` and ``end`` are the report's; the scheduled ones are the ad's own.

``split`` is whatever else rows are broken down by, such as the device or the hour: every such column counts.
"""

LONGEST_HEADER = 200
MOST_STRETCH = 5
LOOSE = 100
"""Where spellings that no list has stand behind all lists."""


ANYBODYS = frozenset({"age group", "agegroup", "campaignname", "adgroupname", "campaignid", "adgroupid"})
"""Spellings that only one family lists, and that platforms without a family use as well: they prove nothing."""


def names_spend(form: str) -> bool:
    """Whether words without anything between them stand for money spent in the lists of any family."""
    tables = (table for family in families() for table in _loose_tables(family).values())
    return any(table.get(form, ("", 0))[0] == "spend" for table in tables)


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a table hold.

    Attributes:
        fields: For each field the columns that hold it, counted from 0; several when one header stands twice, and
            for ``split`` all there are.
        language: The language most headers are in; empty when none is known.
        currency: The currency in the header of the money column, as an ISO 4217 code.
        unused: The headers of the columns that are in no field, as they stand.
        other_money: Those among them that hold the same money in another currency.
        stretch: How far down the lists the spellings stand, all together: of two families that know as many columns,
            the one that has to stretch less is meant.
    """

    fields: Mapping[str, tuple[int, ...]]
    language: str
    currency: str | None
    unused: tuple[str, ...]
    other_money: tuple[str, ...] = ()
    stretch: int = 0


class _Match(NamedTuple):
    """One reading of a header: ``rank`` says how far down the lists its spelling stands, lower is better."""

    field: str
    rank: tuple[int, int]


_Table = Mapping[str, tuple[str, int]]
"""Folded spelling to its field and its place in the field's list."""


@cache
def families() -> tuple[str, ...]:
    """The families of exports whose headers are known: ``google``, ``meta``, ``pinterest`` ..."""
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in _folder().iterdir()))


def languages(family: str) -> tuple[str, ...]:
    """The languages in which a family's headers are known, English first.

    Raises:
        ValueError: When there is no such family.
    """
    return tuple(_tables(family))


def match_headers(headers: Sequence[str], family: str, extra: Path | None = None) -> Columns:
    """What the columns under some headers hold.

    Headers may mix languages; each is looked up in the user's own list first, then in the language that knows most
    of them, then in the others.

    Args:
        headers: The cells of the header row.
        family: One of ``families()``.
        extra: A TOML file of the user's own, of the same shape as those in ``columns/``.

    Raises:
        ValueError: When there is no such family.
        SettingsError: When the user's file is not of that shape, naming file and line.
    """
    spellings = [_spellings(header) for header in headers]
    if extra is None and not _has_known(headers, spellings, family):
        # Most rows that are looked at are no headers; then it does not matter in how many languages they are none.
        return Columns({}, "", None, tuple(filter(fold, headers)))
    tables = _tables(family)
    score = {name: sum(_known(keys, table) is not None for keys in spellings) for name, table in tables.items()}
    # Sorting is stable: of equals the first stays first, and English is.
    order = sorted(tables, key=lambda name: -score[name])
    # The user's own words win over ours, and the file's main language over a word that means two things in two.
    lists = [*([_extra(extra)] if extra else []), *(tables[name] for name in order)]
    matches = _loosened([_best(keys, lists) for keys in spellings], headers, family, order)
    fields = _chosen(matches)
    # The same money may stand there twice, in the account's currency and in another: only one of them is read.
    money = fields.get("spend", ())
    currency = _one_currency(headers, fields)
    other_money = tuple(headers[at] for at in money if at not in fields["spend"])
    used = {index for indexes in fields.values() for index in indexes}
    unused = tuple(header for index, header in enumerate(headers) if index not in used and fold(header))
    used_matches = {field: matches[indexes[0]] for field, indexes in fields.items()}
    stretch = sum(min(sum(match.rank), MOST_STRETCH) for match in used_matches.values() if match)
    return Columns(fields, order[0] if score[order[0]] else "", currency, unused, other_money, stretch)


def is_of_one_family(headers: Sequence[str], family: str) -> bool:
    """Whether some header is one that this family knows and no other, so that the platform is no guess.

    Raises:
        ValueError: When there is no such family.
    """
    others = [other for other in families() if other != family]
    own = {form for header in headers for form in _spellings(header)} & _known_to(family) - ANYBODYS
    loose = {form for header in headers for form in _loose(header)} & _loosely_known_to(family) - ANYBODYS
    return bool(own.difference(*map(_known_to, others)) or loose.difference(*map(_loosely_known_to, others)))


def is_header(cell: str) -> bool:
    """Whether any family knows a cell as the header of a column."""
    forms = _spellings(cell)
    return any(form in _known_to(family) for family in families() for form in forms)


def is_spelling(cell: str) -> bool:
    """Whether a header of any family is spelled so to the letter; `is_header` also knows what can be repaired."""
    if len(cell) > LONGEST_HEADER:
        return False
    key = _key(cell) if "(" in cell else fold(cell).strip("\"' ")
    return key in _all_known() or (
        key.endswith(")") and _bracketed(key) is not None and _BRACKETS.sub("", key) in _all_known()
    )


def own_spellings(path: Path) -> frozenset[str]:
    """The spellings in a user's own list of columns, folded.

    Raises:
        SettingsError: When the file cannot be read, is not TOML, or names a field that does not exist.
    """
    return frozenset(_extra(path))


@cache
def _all_known() -> frozenset[str]:
    return frozenset().union(*map(_known_to, families()))


@cache
def _known_to(family: str) -> frozenset[str]:
    return frozenset(spelling for table in _tables(family).values() for spelling in table)


@cache
def _loosely_known_to(family: str) -> frozenset[str]:
    return frozenset(form for table in _loose_tables(family).values() for form in table)


@cache
def _loose_tables(family: str) -> Mapping[str, _Table]:
    """The lists of one family by language, their spellings without anything between the words."""
    return {
        name: {squeezed(key): found for key, found in reversed(list(table.items()))}
        for name, table in _tables(family).items()
    }


def _loose(header: str) -> Iterator[str]:
    return (loose.form for loose in (loose_forms(header) if len(header) <= LONGEST_HEADER else ()))


def _has_known(headers: Sequence[str], spellings: Sequence[tuple[str, ...]], family: str) -> bool:
    if not _known_to(family).isdisjoint(form for forms in spellings for form in forms):
        return True
    return any(form in _loosely_known_to(family) for header in headers for form in _loose(header))


def _loosened(
    matches: Sequence[_Match | None], headers: Sequence[str], family: str, order: Sequence[str]
) -> list[_Match | None]:
    """The matches, and for fields that no column has under a listed spelling those that have it under another."""
    taken = {match.field for match in matches if match}
    tables = _loose_tables(family)
    loosened = list(matches)
    lists = [tables[name] for name in order]
    for at, header in enumerate(headers):
        if matches[at] is None and len(header) <= LONGEST_HEADER:
            loosened[at] = _best_loose(loose_forms(header), lists, taken)
    taken |= {match.field for match in loosened if match}
    for at, header in enumerate(headers):
        if loosened[at] is None and len(header) <= LONGEST_HEADER:
            loosened[at] = _best_loose(looser_forms(header), lists, taken)
            # The first of several is meant: the others say the same in another language, or are another thing.
            taken |= {match.field for match in (loosened[at],) if match}
    return loosened


def _best_loose(forms: Sequence[Loose], tables: Sequence[_Table], taken: Set[str]) -> _Match | None:
    for form, currency, holds in forms:
        for place, table in enumerate(tables):
            field, rank = table.get(form, ("", 0))
            fits = (currency is None or field == "spend") and (not holds or field in _HOLDS[holds])
            if field and fits and (field not in taken or field == "split"):
                return _Match(field, (LOOSE + place, rank))
    return None


_HOLDS = {"name": frozenset(FIELDS[: FIELDS.index("age")]), "day": frozenset({"day", "start", "end"})}


def _chosen(matches: Sequence[_Match | None]) -> dict[str, tuple[int, ...]]:
    """The columns of each field: those whose spelling ranks best."""
    best: dict[str, tuple[int, int]] = {}
    for match in matches:
        if match:
            best[match.field] = min(match.rank, best.get(match.field, match.rank))
    fields = {
        field: tuple(
            at
            for at, match in enumerate(matches)
            if match and match.field == field and (match.rank == rank or field == "split")
        )
        for field, rank in best.items()
    }
    # A position alone ("feed", "story") has nothing to refine: then it is the placement.
    if "platform_position" in fields and "placement" not in fields:
        fields["placement"] = fields.pop("platform_position")
    return fields


def _best(keys: Sequence[str], lists: Sequence[_Table]) -> _Match | None:
    for place, table in enumerate(lists):
        found = _known(keys, table)
        if found:
            return _Match(found[0], (place, found[1]))
    return None


def _known(keys: Sequence[str], table: _Table) -> tuple[str, int] | None:
    return next((table[key] for key in keys if key in table), None)


def _one_currency(headers: Sequence[str], fields: dict[str, tuple[int, ...]]) -> str | None:
    """The currency of the money column; columns of money in another currency are taken out of the fields."""
    if "spend" not in fields:
        return None
    named = {at: _named_currency(headers[at]) for at in fields["spend"]}
    first = named[fields["spend"][0]]
    fields["spend"] = tuple(at for at, currency in named.items() if currency == first)
    return first


def _named_currency(header: str) -> str | None:
    named = _bracketed(_NUMBERED.sub("", _key(header)))
    return named or next((loose.currency for loose in loose_forms(header) if loose.currency), None)


def _spellings(header: str) -> tuple[str, ...]:
    """The forms under which a header may be listed: as it stands, repaired, and without its currency."""
    return _forms(header) if len(header) <= LONGEST_HEADER else ()


@lru_cache(maxsize=4096)
def _forms(header: str) -> tuple[str, ...]:
    keys = [_key(header), _key(repaired(header))]
    forms = [*keys, *(_NUMBERED.sub("", key) for key in keys)]
    bare = [_BRACKETS.sub("", form) for form in forms if _bracketed(form) is not None]
    return tuple(dict.fromkeys(form for form in (*forms, *bare) if form))


def _bracketed(form: str) -> str | None:
    """The currency in the brackets that a folded header ends with: its code, "" for a sign of several, or None."""
    match = _BRACKETS.search(form)
    if not match:
        return None
    code = match[1].upper()
    return code if code in currency_codes() else _sign_codes().get(match[1])


def _key(header: str) -> str:
    return _BEFORE_BRACKET.sub(" (", fold(header).strip("\"' "))


@cache
def _sign_codes() -> Mapping[str, str]:
    return {fold(sign): code for sign, code in currency_signs().items()}


@cache
def _tables(family: str) -> Mapping[str, _Table]:
    """The lists of one family by language, English first."""
    if family not in families():
        raise ValueError(f"there is no family of exports called {family!r}")
    tables = {name: _table(lists) for name, lists in _lists(family)}
    return {name: tables[name] for name in sorted(tables, key=lambda name: (name != "en", name))}


def _lists(family: str) -> Iterator[tuple[str, Mapping[str, Sequence[str]]]]:
    entry = _folder() / family
    if entry.is_dir():
        for file in _files_in(entry):
            yield file.name.removesuffix(".toml"), tomllib.loads(file.read_text("utf-8"))
    else:
        yield from tomllib.loads((_folder() / f"{family}.toml").read_text("utf-8")).items()


def _files_in(folder: Traversable) -> Iterator[Traversable]:
    for entry in folder.iterdir():
        yield from _files_in(entry) if entry.is_dir() else (entry,)


def _table(lists: Mapping[str, Sequence[str]]) -> _Table:
    return {_key(name): (field, rank) for field, names in lists.items() for rank, name in enumerate(names)}


def _folder() -> Traversable:
    return files("seenby.read.cells") / "columns"


def _extra(path: Path) -> _Table:
    """The user's own list. Fields stand at the top of the file, or in one table a language.

    Raises:
        SettingsError: When the file cannot be read, is not TOML, or names a field that does not exist.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise SettingsError("cannot be read", where=str(path), remedy="check the path") from error
    except UnicodeDecodeError as error:
        raise SettingsError("cannot be read, for it is not UTF-8 text", where=str(path), remedy=SAVE_AS_UTF8) from error
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        number = int(line[1]) if line else len(text.splitlines())
        raise SettingsError(
            "is not valid TOML",
            where=f"{path}, line {number}",
            remedy='write for example: campaign = ["My campaign"]',
        ) from error
    lists: dict[str, list[str]] = {}
    for key, value in content.items():
        for field, names in value.items() if isinstance(value, dict) else [(key, value)]:
            lists.setdefault(field, []).extend(_names(field, names, path, text))
    return _table(lists)


def _names(field: str, names: object, path: Path, text: str) -> list[str]:
    listed = [names] if isinstance(names, str) else names
    if field in FIELDS and isinstance(listed, list) and all(isinstance(name, str) for name in listed):
        return listed
    written = re.search(rf"^[ \t]*[\"']?{re.escape(field)}[\"']?[ \t]*[=.\]]", text, re.MULTILINE)
    line = text.count("\n", 0, written.start()) + 1 if written else 1
    what = "needs a list of headers" if field in FIELDS else "is not a field"
    remedy = f"use some of {', '.join(FIELDS)}" if field in FIELDS else which_of(field, FIELDS, "use some of")
    raise SettingsError(f"“{field}” {what}", where=f"{path}, line {line}", remedy=remedy)


_BRACKETS = re.compile(r" ?\(([^()]{1,4})\)$")
_NUMBERED = re.compile(r"\.\d{1,2}$")
"""What pandas adds to a header that stands a second time: "Impressions.1"."""
_BEFORE_BRACKET = re.compile(r"\s*\(\s*")
_LINE = re.compile(r"at line (\d+)")
