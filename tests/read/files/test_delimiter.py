"""What separates cells is decided by records, not by lines.

The kind: a table in which one cell holds many lines of prose (a caption, the text of an ad, an address), and the prose
has more bars, semicolons, tabs or commas than the table has columns. Counting lines takes the prose for the table.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.read.looking import exact, look, only

from seenby.model import Interval
from seenby.read.files.delimiter import delimiter_of

HEADER = ("Reporting starts", "Reporting ends", "Campaign name", "Gender", "Impressions", "Amount spent (EUR)")
PROSE = {sign: f"\nSilver {sign} gold {sign} rose\nS {sign} M {sign} L\n" for sign in ",;\t|"}


def text(delimiter: str, prose: str, *, money: str = "1.5") -> str:
    rows = [("2026-01-01", "2026-01-31", f'"New{prose}"', who, count, money) for who, count in PEOPLE]
    return "\n".join(delimiter.join(row) for row in (HEADER, *rows)) + "\n"


PEOPLE = (("female", "100"), ("male", "300"))


@pytest.mark.parametrize("delimiter", list(",;\t|"))
@pytest.mark.parametrize("inside", list(",;\t|"))
@pytest.mark.parametrize("times", [1, 30, 300])
def test_prose_in_a_cell_does_not_decide_what_separates_cells(
    tmp_path: Path, delimiter: str, inside: str, times: int
) -> None:
    money = "1,5" if delimiter == ";" else "1.5"
    found = look(tmp_path, text(delimiter, PROSE[inside] * times, money=money))
    assert exact(only(found).share["gender"]) == {"female": 0.25, "male": 0.75}
    assert only(found).spend == Interval.exact(3.0)


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_prose_of_a_file_from_windows_or_an_old_macintosh_is_no_row(tmp_path: Path, line_end: str) -> None:
    found = look(tmp_path, text(",", PROSE["|"]).replace("\n", line_end))
    assert exact(only(found).share["gender"]) == {"female": 0.25, "male": 0.75}


def test_columns_that_only_the_user_knows_decide_too() -> None:
    lines = ["Kép;Nő,Férfi\n", '"a\n', "x, y\n", "x, y\n", 'x, y\n";2\n']
    assert delimiter_of(lines, lambda: frozenset({"kép", "nő,férfi"})) == ";"


def test_unknown_columns_are_told_by_how_much_of_the_text_fits() -> None:
    assert delimiter_of(["a;b;c\n", '1;2;"x, y\n', "x, y\n", 'x, y"\n', '1;2;"z, y"\n']) == ";"


def test_a_broken_table_is_still_separated_by_its_own_sign() -> None:
    assert delimiter_of(["Ad name,Impressions\n", "A,1\n", '"B"x,2\n']) == ","
