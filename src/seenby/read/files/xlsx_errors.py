"""Cells of a workbook that have lost what they said, and cells far outside its table.

The library that reads workbooks gives errors, and formulas that were never worked out, as blank cells, and a blank cell
means something: a total, or a figure that is not reported. And it holds every blank cell up to the farthest one. So the
sheet itself is looked at first.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.sax.saxutils import unescape

from seenby.evidence.unpack import TORN
from seenby.read.files.open_files import RawFile

USUAL_COLUMNS = 16
"""Taken for the width of a sheet whose columns all have one letter."""

NOT_WORKED_OUT = "#VALUE!"
WORKBOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"

Place = tuple[int, int]
"""A cell's row, from 1, and its column, from 0."""


class Seen(NamedTuple):
    """What a sheet's own text says of its cells.

    Attributes:
        errors: Those that hold an error or an empty formula, with what a spreadsheet would show there.
        area: How many cells a table from the first to the farthest has.
        cells: How many there are.
    """

    errors: Mapping[Place, str]
    area: int
    cells: int


def look_at(raw: RawFile, sheet: str) -> Seen:
    """What a sheet holds that its reader does not tell. Of a workbook of another kind nothing is known."""
    try:
        with raw.open() as stream, zipfile.ZipFile(stream) as archive:
            member = _member(archive, sheet)
            content = archive.read(member) if member else b""
    except TORN:
        # Old and other workbooks are no such archive; a torn one is refused where it is read.
        content = b""
    doubtful = b'="e"' in content or b"<f" in content or b":f" in content
    rows = max(map(int, _ROW.findall(content)), default=0)
    columns = max(map(_column, map(bytes.decode, set(_FAR_COLUMN.findall(content)))), default=USUAL_COLUMNS)
    return Seen(
        dict(_errors(content)) if doubtful else {}, rows * columns, content.count(b' r="') - content.count(b"<row")
    )


def _errors(content: bytes) -> Iterator[tuple[Place, str]]:
    for match in _ERROR.finditer(content):
        yield from _at(match[1], match[2].decode("utf-8", "replace"))
    for match in _FORMULA.finditer(content):
        # A formula whose result is an empty text says so by its type.
        if not match[2] and b't="str"' not in match[1] and b't="e"' not in match[1]:
            yield from _at(match[1], NOT_WORKED_OUT)


def _at(about: bytes, text: str) -> Iterator[tuple[Place, str]]:
    reference = _REFERENCE.search(about)
    if reference:
        yield (int(reference[2]), _column(reference[1].decode())), text


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _member(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The part of the archive that holds a sheet."""
    names = set(archive.namelist())
    if not {WORKBOOK, LINKS} <= names:
        return None
    targets = {_attribute(tag, "Id"): _attribute(tag, "Target") for tag in _tags(archive, LINKS, "Relationship")}
    for tag in _tags(archive, WORKBOOK, "sheet"):
        if _attribute(tag, "name") == sheet:
            target = targets.get(_attribute(tag, "r:id"), "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            return path if path in names else None
    return None


def _tags(archive: zipfile.ZipFile, member: str, name: str) -> list[str]:
    return re.findall(rf"<(?:\w+:)?{name}\s[^>]*>", archive.read(member).decode("utf-8", "replace"))


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return unescape(found[1], {"&quot;": '"', "&apos;": "'"}) if found else ""


_FORMULA = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(<(?:\w+:)?v(?:\s[^>]*)?>[^<]+<)?"
)
_ERROR = re.compile(
    rb'<(?:\w+:)?c\s([^>]*\bt="e"[^>]*)>(?:<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>))?\s*<(?:\w+:)?v>([^<]*)<'
)
_REFERENCE = re.compile(rb'r="([A-Z]{1,3})(\d{1,7})"')
_ROW = re.compile(rb'row [^>]*?\br="(\d{1,7})"')
_FAR_COLUMN = re.compile(rb' r="([A-Z]{2,3})\d')
