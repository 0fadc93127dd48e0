"""Genders and ages that are written as codes: numbers, single letters of a language that no list has, true and false.

Nobody can tell which number stands for women. The whole column shows that it is a code and no slip of cells: nothing
else stands in it but words for those who are not known. What the codes mean can be said in a mapping file.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from seenby.errors import BadValue
from seenby.model import UNKNOWN
from seenby.read.cells.vocabulary import group_words, unrecognised
from seenby.read.sentences import say

MOST_CODES = {"gender": 5, "age": 100}
"""A column of more different genders is a column of something else."""

_CODES = {
    "gender": re.compile(r"-?\d(?:[.,]0)?|9?9|[^\W\d_]|true|false|yes|no", re.IGNORECASE),
    "age": re.compile(r"\d{1,2}(?:[.,]0)?|[^\W\d_]", re.IGNORECASE),
}


def codes_in(dimension: str, texts: Collection[str]) -> list[str]:
    """The codes in a column of genders or ages, in order; none where it is not written in codes.

    Args:
        dimension: The field; other fields than ``gender`` and ``age`` have none.
        texts: The distinct cells of the column.
    """
    if dimension not in _CODES:
        return []
    codes = {text.strip() for text in unrecognised(dimension, texts)}
    fit = all(_CODES[dimension].fullmatch(code) for code in codes)
    if not codes or not fit or len(codes) > MOST_CODES[dimension]:
        return []
    words = [text for text in texts if text.strip() not in codes]
    if set(group_words(dimension, words).values()) - {"", UNKNOWN}:
        # Words for groups stand beside them, so what is no word has slipped into the column.
        return []
    return sorted(codes, key=lambda code: (len(code), code))


def coded(
    dimension: str, codes: Collection[str], label: str, rows: list[int], *, machine: bool, header: str = ""
) -> BadValue:
    """The refusal of a column of codes, with what to write to have it read.

    Args:
        dimension: The field.
        codes: What stands in the column.
        label: The file.
        rows: The rows.
        machine: Whether the file is a document, for which no mapping is asked.
        header: The column, where it is not one that is read.
    """
    lines = ", ".join(f'"{code}" = "…"' for code in codes)
    if dimension == "gender":
        what, remedy = (
            say("group-not-recognised", "coded-gender"),
            say("group-not-recognised", "coded-gender-remedy", lines=lines),
        )
    else:
        what, remedy = (
            say("group-not-recognised", "coded-age"),
            say("group-not-recognised", "coded-age-remedy", lines=lines),
        )
    if machine:
        remedy = say("group-not-recognised", "coded-as-table", remedy=remedy)
    return BadValue(f"under “{header}” {what}" if header else what, where=label, rows=rows, remedy=remedy)
