"""A column of codes that says by its header whose row it is: refused, with what to write in a mapping file."""

from __future__ import annotations

from seenby.read.cells.loose_headers import words_of
from seenby.read.checks.coded_groups import coded, codes_in
from seenby.read.files.tabular import first_rows
from seenby.read.tables.rows_by_field import Table

_GENDER = frozenset({"gender", "sex", "male", "female", "man", "woman", "men", "women"})
_BESIDE = frozenset({"is", "code", "coded", "id", "key", "flag", "num", "number", "viewer", "user", "audience", "bool"})
"""What may stand beside it and leaves it the gender of who saw the ad; “target” does not."""


def refuse_coded_column(table: Table) -> None:
    """Stop at a column that by its header says each row's gender, as a code, where no other column says it.

    Read without it, the table would be said not to break delivery down by gender, which it does.

    Raises:
        BadValue: With what to write in a mapping file.
    """
    if "gender" in table.columns.fields or "criteria" in table.columns.fields:
        return
    rows = [(number, cells) for number, cells in first_rows(table.grid) if number > table.header_row and any(cells)]
    for index, header in enumerate(table.headers):
        if header not in table.columns.unused or not _says_gender(header):
            continue
        codes = codes_in("gender", {cells[index] for _, cells in rows if index < len(cells)})
        if len(codes) > 1:
            numbers = [number for number, cells in rows if index < len(cells) and cells[index].strip() in codes]
            raise coded("gender", codes, table.grid.label, numbers, machine=False, header=header.strip())


def _says_gender(header: str) -> bool:
    words = set(words_of(header))
    return words <= _GENDER | _BESIDE and (bool(words & {"gender", "sex"}) or ("is" in words and len(words) > 1))
