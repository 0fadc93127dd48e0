from __future__ import annotations

import csv
import io
from base64 import b64decode
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seenby.model import Interval, NotMeasurable
from seenby.report.audit.tables import Column, Table
from seenby.report.csv_link import FORMULA, csv_text, download, harmless
from seenby.report.sanitise import plain

ROOM = 300_000
COLUMNS = (Column("Ad"), Column("Shown to", "share"), Column("Impressions", "count"))


def table(*rows: tuple[object, ...]) -> Table:
    return Table(1, "t", COLUMNS, rows)  # type: ignore[arg-type]


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_a_figure_takes_two_columns() -> None:
    rows = read(
        csv_text(table(("a", Interval(0.153153, 0.2), Interval(5000, float("inf"))), ("b", None, Interval(7, 7))))
    )
    assert rows == [
        ["Ad", "Shown to, low", "Shown to, high", "Impressions, low", "Impressions, high"],
        ["a", "15.3153", "20", "5000", ""],
        ["b", "", "", "7", "7"],
    ]


def test_not_measurable_is_said_and_zero_is_zero() -> None:
    rows = read(csv_text(table(("a", NotMeasurable("why"), Interval(0, 0)))))
    assert rows[1] == ["a", "not measurable", "", "0", "0"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝", "＋", "－", "＠"])
def test_a_formula_is_never_run(start: str) -> None:
    assert harmless(f"{start}1+1").startswith("'")


@pytest.mark.parametrize("name", [";=cmd|' /C calc'!A0;", "a; -1+1", 'a;"=1', "a;\t@x", "a;；;＝1"])
def test_a_formula_behind_a_semicolon_is_never_run_either(name: str) -> None:
    """A list separator of semicolons parts cells in the middle of a quoted one."""
    for part in csv_text(table((name, None, None))).splitlines()[1].split(";"):
        assert not part.strip(' "').startswith(FORMULA)


@given(st.text(st.characters(codec=None)), st.text(st.characters(codec=None)))
def test_any_name_survives_the_link(name: str, other: str) -> None:
    link = download(table((name, Interval(0.5, 0.5), None), (other, None, None)), ROOM)
    assert link.rows == 2
    kind, _, body = link.href.partition(",")
    text = b64decode(body) if kind.endswith("base64") else unquote_to_bytes(body)
    rows = read(text.decode("utf-8-sig"))
    assert [row[0] for row in rows[1:]] == [harmless(one) for one in (name, other)]
    assert [row[0].replace("'", "") for row in rows[1:]] == [plain(one).replace("'", "") for one in (name, other)]
    assert not set(link.href) & set("\"'<>& \n\t#")


def test_a_link_is_cut_to_whole_rows_that_fit() -> None:
    rows = [(f"Ad {i}", Interval(0.5, 0.5), Interval(i, i)) for i in range(2000)]
    link = download(table(*rows), most=10_000)
    assert len(link.href) <= 10_000
    assert 0 < link.rows < 2000
    whole = download(table(*rows), ROOM)
    assert whole.rows == 2000


def test_not_even_one_row_may_be_too_long() -> None:
    assert download(table(("x" * 5000, None, None)), most=1000).rows == 0
