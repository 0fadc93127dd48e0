"""The fast lane and the careful lane are one reader: whatever a table holds, both give the same audit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.read.looking import examine, put
from tests.read.samples import META, Row, cells, meta_csv

from seenby.errors import SeenbyError
from seenby.model import AdResult
from seenby.read import Options, read
from seenby.read.tables import fast_csv
from seenby.store import Workbench, workbench


@pytest.fixture(scope="module")
def bench() -> Iterator[Workbench]:
    with workbench() as made:
        yield made


def read_by(path: Path, bench: Workbench, plain_from: int) -> tuple[object, ...]:
    """Everything an audit says of a file, read by one lane, or the refusal."""
    try:
        reading, found = examine(path, bench, Options(plain_from=plain_from))
    except SeenbyError as error:
        return (type(error).__name__, str(error))
    sources = [{**source.as_json(), "sha256": ""} for source in reading.sources]
    ads = sorted((rounded(ad) for ad in found), key=repr)
    return (sources, ads, sorted(note.as_json().items() for note in reading.health))


def rounded(ad: AdResult) -> object:
    """The ad as JSON; money is added in another order in each lane, so its last digits may differ."""
    return _rounded(ad.as_json())


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 9)
    if isinstance(value, Mapping):
        return {name: _rounded(one) for name, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, (list, tuple)) else value


def both(path: Path, bench: Workbench) -> tuple[tuple[object, ...], tuple[object, ...]]:
    return read_by(path, bench, 0), read_by(path, bench, 2**60)


def is_fast(path: Path, bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the fast lane goes through with it."""
    from seenby.read.tables import fold

    def never(*_: object) -> None:
        raise AssertionError("careful")

    with monkeypatch.context() as patch, bench.connection.cursor() as connection:
        patch.setattr(fold, "load", never)
        try:
            read([path], Workbench(connection, bench.folder), Options(plain_from=0))
        except AssertionError:
            return False
        return True


BREAKDOWNS = [
    ("gender",), ("age",), ("age", "gender"), ("gender", "region"), ("country",), ("placement", "gender"),
    ("gender", "day"), ("age", "gender", "region", "day"), (),
]  # fmt: skip


@pytest.mark.parametrize("breakdowns", BREAKDOWNS, ids=lambda names: "-".join(names) or "none")
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_plain_tables_take_the_fast_lane_and_say_the_same(
    tmp_path: Path, bench: Workbench, monkeypatch: pytest.MonkeyPatch, breakdowns: Sequence[str], delimiter: str
) -> None:
    path = put(tmp_path, "x.csv", meta_csv(cells(*breakdowns), delimiter=delimiter))
    fast, careful = both(path, bench)
    assert fast == careful
    assert is_fast(path, bench, monkeypatch)


PLAIN_ROWS = [{**row, "ad": f"Ad {number}"} for number in range(30) for row in cells("gender", ads=("A",))]


def late(**change: Any) -> list[Row]:
    """A plain table of ninety rows whose last but one is not."""
    return [*PLAIN_ROWS[:-2], {**PLAIN_ROWS[-2], **change}, PLAIN_ROWS[-1]]


SURPRISES: dict[str, list[Row]] = {
    "a blank group": late(gender=""),
    "a blank name": late(ad=""),
    "a group of blanks": late(gender="  "),
    "a group with a blank": late(gender="male "),
    "a word for everybody": late(gender="All"),
    "a dash for a group": late(gender="--"),
    "a total": late(campaign="Total", ad_set="", ad="", gender=""),
    "a total in every column": late(campaign="Total", ad_set="Total", ad="Total", gender="Total"),
    "an ad called total": late(campaign="Total", ad_set="Total", ad="Total"),
    "a word nobody knows": late(gender="Kvinna"),
    "a number for a group": late(gender="17"),
    "a date for a group": late(gender="2020-01-02"),
    "cells that changed places": late(gender=PLAIN_ROWS[-2]["ad"], ad="male"),
    "thousands": late(impressions="1,234"),
    "a decimal comma": late(spend="1,23"),
    "a fraction of a count": late(impressions="12.5"),
    "a count that may be a thousand": late(impressions="1.000"),
    "a count with an exponent": late(impressions="1e5"),
    "a count with a sign": late(reach="+5"),
    "a count in another base": late(impressions="0x10"),
    "a count with an underscore": late(impressions="1_000"),
    "a count with a nought before it": late(impressions="0123"),
    "a count beyond the engine's integers": late(impressions="9" * 12),
    "a negative count": late(impressions="-5"),
    "a negative amount": late(spend="-5.00"),
    "no count": late(impressions=""),
    "a dash for a count": late(impressions="--"),
    "not a number": late(impressions="NaN"),
    "endless": late(reach="inf"),
    "an amount with an exponent": late(spend="1e-05"),
    "an amount with a large exponent": late(spend="1.5E3"),
    "an endless amount": late(spend="inf"),
    "more than there are people": late(impressions="9" * 16),
    "a bound": late(reach="<10"),
    "a band": late(reach="10-19"),
    "a word for a count": late(reach="many"),
    "a currency beside the amount": late(spend="$5.00"),
    "a date of another kind": late(start="05/01/2026"),
    "a blank date": late(start=""),
    "no end": late(end="Ongoing"),
    "a name for a date": late(end="Anna"),
    "the engine's own idea of a date": late(start="epoch"),
    "another period": late(start="2026-04-01", end="2026-04-30"),
    "a period that overlaps": [*PLAIN_ROWS, {**PLAIN_ROWS[0], "start": "2026-05-10", "end": "2026-06-10"}],
    "a period that ends before it begins": late(start="2026-06-01"),
    "a name over two lines": late(ad="one\ntwo"),
    "a name with quotation marks": late(ad='5" "wide", 6\''),
    "a name of blanks": late(ad="   "),
    "a name with blanks around": late(ad="  x  "),
    "a name that looks missing": late(ad="NULL"),
}


@pytest.mark.parametrize("surprise", SURPRISES)
def test_a_table_that_turns_out_not_to_be_plain_says_the_same(tmp_path: Path, bench: Workbench, surprise: str) -> None:
    fast, careful = both(put(tmp_path, "x.csv", meta_csv(SURPRISES[surprise])), bench)
    assert fast == careful


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Ad 29,", b"\xc4d 29,"),
        (b"Ad 29,", b"Ad \xed\xa0\x80,"),
        (b"Ad 29,", b"Ad 29,x,"),
        (b"Ad 29,", b""),
        (b"Ad 29,", b'"Ad" 29,'),
        (b"Ad 29,", b'A"d 29,'),
        (b"Ad 29,", b'"Ad 29,'),
        (b"Ad 29,", b"Ad\r29,"),
        (b"Ad 29,", b"Ad 29\0,"),
        (b"\n", b"\r\n"),
        (b"\n", b"\n\n"),
    ],
)
def test_bytes_that_are_not_plain_say_the_same(tmp_path: Path, bench: Workbench, old: bytes, new: bytes) -> None:
    content = meta_csv(PLAIN_ROWS)
    at = content.rindex(old, 0, -1)
    path = put(tmp_path, "x.csv", content[:at] + new + content[at + len(old) :])
    fast, careful = both(path, bench)
    assert fast == careful


def test_ids_that_a_spreadsheet_rounded_are_seen_in_both_lanes(tmp_path: Path, bench: Workbench) -> None:
    rows = [{**row, "ad_id": "1.2E+17"} for row in PLAIN_ROWS]
    fast, careful = both(put(tmp_path, "x.csv", meta_csv(rows, headers={"ad_id": "Ad ID"})), bench)
    assert fast == careful
    assert "ids-rounded" in repr(fast)


def test_a_wrong_frequency_is_seen_in_both_lanes(
    tmp_path: Path, bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{**row, "frequency": f"{row['impressions'] / row['reach']:.4f}"} for row in PLAIN_ROWS]
    path = put(tmp_path, "x.csv", meta_csv(rows))
    assert is_fast(path, bench, monkeypatch)
    assert both(path, bench)[0] == both(path, bench)[1]
    swapped = {**rows[-2], "impressions": rows[-2]["reach"], "reach": rows[-2]["impressions"]}
    fast, careful = both(put(tmp_path, "y.csv", meta_csv([*rows[:-2], swapped, rows[-1]])), bench)
    assert fast == careful
    assert fast[0] == "BadRows"


def test_a_platform_and_a_position_are_put_together_in_both_lanes(tmp_path: Path, bench: Workbench) -> None:
    fast, careful = both(put(tmp_path, "x.csv", meta_csv(cells("placement", "position"))), bench)
    assert fast == careful


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_table_pasted_below_itself_is_seen_in_both_lanes(tmp_path: Path, bench: Workbench, end: bytes) -> None:
    header, _, body = meta_csv(PLAIN_ROWS).partition(b"\n")
    path = put(tmp_path, "x.csv", header + b"\n" + body.strip() + b"\n" + body.strip() + end)
    fast, careful = both(path, bench)
    assert fast == careful
    assert "rows-said-again" in repr(fast)


def test_amounts_that_may_be_thousands_are_not_guessed_in_either_lane(tmp_path: Path, bench: Workbench) -> None:
    for spends in (["3.490"] * 90, ["3"] * 89 + ["3.490"], ["3.4"] * 89 + ["3.490"]):
        rows = [{**row, "spend": spend} for row, spend in zip(PLAIN_ROWS, spends, strict=True)]
        for delimiter in ",;":
            fast, careful = both(put(tmp_path, "x.csv", meta_csv(rows, delimiter=delimiter)), bench)
            assert fast == careful


def test_a_large_file_leaves_the_days_out_and_says_so(
    tmp_path: Path, bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, "x.csv", meta_csv(cells("gender", "day")))
    monkeypatch.setattr(fast_csv, "DAILY_UP_TO", 10)
    fast, careful = both(path, bench)
    assert "days-not-kept" in repr(fast)
    assert [source["rows_read"] for source in fast[0]] == [source["rows_read"] for source in careful[0]]  # type: ignore[attr-defined]


# Generated tables

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), min_size=1, max_size=8)
COUNTS = st.one_of(st.integers(0, 10**6).map(str), st.integers(0, 9).map(str))
ODD_COUNTS = st.sampled_from(["", "--", "1,234", "1.234", "-1", "7.5", "nan", "x", "<5", "10-19", "1 234", "10%", "0"])
AMOUNTS = st.one_of(st.decimals(0, 999, places=2).map(str), st.sampled_from(["0", "12", "3.4903"]))
ODD_AMOUNTS = st.sampled_from(["", "1,5", "1.234", "$5", "-1.00", "1e-05", "--"])
GENDERS = st.sampled_from(["female", "male", "unknown"])
ODD_GENDERS = st.sampled_from(
    ["", "All", "Total", "F", "M", "w", "Female", " male", "?", "18-24", "2020-01-01", "NONE"]
)
AGES = st.sampled_from(["18-24", "25-34", "65+", "unknown"])
DAYS = st.sampled_from(["2026-05-01", "2026-05-02", "2026-05-03"])
ODD_DAYS = st.sampled_from(["", "2026/05/04", "5/13/2026", "x", "2026-05-04 00:00:00", "--"])


def rarely(usual: st.SearchStrategy[str], odd: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.integers(0, 40).flatmap(lambda number: odd if number == 0 else usual)


FIELDS = ("gender", "age", "region", "day", "reach", "impressions", "spend")
USUAL = {
    "ad": NAMES,
    "gender": GENDERS,
    "age": AGES,
    "region": st.sampled_from(["Bayern", "Bern"]),
    "day": DAYS,
    "reach": COUNTS,
    "impressions": COUNTS,
    "spend": AMOUNTS,
}
ODD = {
    **USUAL,
    "ad": rarely(NAMES, st.just("")),
    "gender": rarely(GENDERS, ODD_GENDERS),
    "region": rarely(st.just("Bern"), st.sampled_from(["", "Total", " Bern"])),
    "day": rarely(DAYS, ODD_DAYS),
    "reach": rarely(COUNTS, ODD_COUNTS),
    "impressions": rarely(COUNTS, ODD_COUNTS),
    "spend": rarely(AMOUNTS, ODD_AMOUNTS),
}
TABLES = st.fixed_dictionaries(
    {
        "columns": st.sets(st.sampled_from(FIELDS), min_size=2),
        "plain": st.lists(st.fixed_dictionaries(USUAL), min_size=1, max_size=6),
        "late": st.lists(st.fixed_dictionaries(ODD), max_size=6),
        "delimiter": st.sampled_from([",", ";", "\t"]),
    }
)


@settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TABLES)
@example(
    {
        "columns": {"gender", "impressions"},
        "plain": [dict(PLAIN_ROWS[0])],
        "late": [{**PLAIN_ROWS[1], "gender": "All"}],
        "delimiter": ",",
    }
)
def test_generated_tables_say_the_same_in_both_lanes(tmp_path: Path, bench: Workbench, made: dict[str, Any]) -> None:
    columns = ["ad", *sorted(made["columns"])]
    # Sixty plain rows first, which is how far the fast lane looks ahead.
    first = [made["plain"][number % len(made["plain"])] for number in range(60)]
    content = meta_csv([*first, *made["late"]], columns=columns, headers=META["en"], delimiter=made["delimiter"])
    fast, careful = both(put(tmp_path, "x.csv", content), bench)
    assert unrepeated(fast) == unrepeated(careful)


def unrepeated(said: tuple[object, ...]) -> list[object]:
    """What a lane says, but for rows that come twice: of those the fast lane sees only a whole table pasted again."""
    left = {("code", "rows-said-again"), ("code", "rows-say-otherwise")}
    return [[note for note in part if not left & set(note)] if isinstance(part, list) else part for part in said]
