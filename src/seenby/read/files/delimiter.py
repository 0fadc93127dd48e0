"""What separates the cells of a text table, judged by its records.

A line is no record: a caption in quotation marks runs over many lines, and what stands in it may be full of bars,
semicolons or commas. So the beginning is parsed once for each sign, and the sign is taken under which a row has most
names of columns that are known; then the one whose records of one width make up most of the text; then the one that
makes most cells.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from seenby.read.cells.folded_text import fold
from seenby.read.cells.headers import is_header

DELIMITERS = ",;\t|"
HEADER_WITHIN = 15
RECORDS = 200
"""Records that are looked at under each sign."""
FEWEST_NAMES = 2
"""One known word may stand in any text; two of them in one row are a header."""


@dataclass(frozen=True, order=True)
class Fit:
    """How well a sign separates the cells of a text; the larger, the better.

    Attributes:
        names: How many cells of one of the first rows are names of columns, 0 for fewer than two.
        covered: The share of the text's lines that are in records of the commonest width above one cell.
        width: That width, in cells.
    """

    names: int
    covered: float
    width: int


def delimiter_of(lines: Sequence[str], known: Callable[[], frozenset[str]] = frozenset) -> str:
    """The sign that separates the cells.

    Args:
        lines: The beginning of the text, with its line ends.
        known: Spellings of columns that the user lists, folded; asked for only where our own lists are no help.
    """
    fits = {sign: _fit(lines, sign, is_header) for sign in DELIMITERS}
    if not any(fit.names for fit in fits.values()) and (own := known()):
        fits = {sign: _fit(lines, sign, lambda cell: fold(cell) in own) for sign in DELIMITERS}
    return max(DELIMITERS, key=lambda sign: fits[sign])


def _fit(lines: Sequence[str], sign: str, is_name: Callable[[str], bool]) -> Fit:
    names = read = last = 0
    covered: Counter[int] = Counter()
    # Strict, as the table will be read: where a sign leaves quotation marks that do not match, it fits no further.
    reader = csv.reader(lines, delimiter=sign, strict=True)
    try:
        for number, cells in enumerate(islice(reader, RECORDS)):
            if any(cells):
                covered[len(cells)] += reader.line_num - last
                read = reader.line_num
                if number < HEADER_WITHIN and len(cells) > 1:
                    names = max(names, sum(map(is_name, set(cells))))
            last = reader.line_num
    except csv.Error:
        # The text goes on where this sign does not: those lines are not covered.
        read = len(lines)
    wide = {width: count for width, count in covered.items() if width > 1}
    width = max(wide, key=lambda width: (wide[width], width), default=0)
    share = wide[width] / read if wide else 0.0
    return Fit(names if names >= FEWEST_NAMES else 0, share, width)
