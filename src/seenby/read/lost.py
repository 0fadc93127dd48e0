"""Cells of a workbook that have lost what they said: errors, and formulas that were never worked out.

The library that reads workbooks gives both as blank cells, and a blank cell means something: a total, or a figure that
is not reported. So the sheet itself is asked where they are.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import unescape

from seenby.read.unpack import TORN, RawFile

NOT_WORKED_OUT = "#VALUE!"
WORKBOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"

Place = tuple[int, int]
"""A cell's row, from 1, and its column, from 0."""


def lost_cells(raw: RawFile, sheet: str) -> Mapping[Place, str]:
    """The cells of a sheet that hold an error or an empty formula, with what a spreadsheet would show there."""
    try:
        with raw.open() as stream, zipfile.ZipFile(stream) as archive:
            member = _member(archive, sheet)
            content = archive.read(member) if member else b""
    except TORN:
        # Old and other workbooks are no such archive; a torn one is refused where it is read.
        return {}
    if b'="e"' not in content and b"<f" not in content:
        return {}
    return dict(_lost(content))


def _lost(content: bytes) -> Iterator[tuple[Place, str]]:
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


_FORMULA = re.compile(rb"<c\s([^>]*)>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(<v(?:\s[^>]*)?>[^<]+</v>)?")
_ERROR = re.compile(rb'<c\s([^>]*\bt="e"[^>]*)>(?:<f(?:\s[^>]*)?(?:/>|>[^<]*</f>))?\s*<v>([^<]*)</v>')
_REFERENCE = re.compile(rb'r="([A-Z]{1,3})(\d{1,7})"')
