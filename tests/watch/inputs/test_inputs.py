"""What a column may hold: of each type the right numbers, or one sentence and the state as before."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.watch.tables import CONFIG, ONE, config, counted, parquet, rows

from seenby.errors import SettingsError
from seenby.watch.run import ad_histories, run_watch


@pytest.mark.parametrize(
    "day",
    [
        "DATE '2026-05-01'",
        "TIMESTAMP '2026-05-01 00:00:00'",
        "TIMESTAMP_NS '2026-05-01 23:59:59'",
        "TIMESTAMPTZ '2026-04-30 23:30:00-05'",
        "'2026-05-01'",
        "'20260501'",
        "'2026-05-01T10:00:00Z'",
        "20260501",
    ],
)
def test_a_day_is_a_date_in_whatever_type_it_comes(tmp_path, day):
    watch = config(tmp_path)
    parquet(tmp_path, " UNION ALL ".join(rows(ad=ad, day=day) for ad in ("'a'", "'b'")))
    run_watch(watch)
    assert counted(watch) == {("2026-05-01", ad): (70.0, 100.0) for ad in "ab"}


def test_the_times_of_a_day_are_one_day_and_two_days_in_a_file_are_two(tmp_path):
    watch = config(tmp_path)
    times = (f"TIMESTAMP '2026-05-0{day} {hour}:30:00'" for day in (1, 2) for hour in ("00", "13", "23"))
    parquet(tmp_path, " UNION ALL ".join(rows(day=time) for time in times))
    parquet(tmp_path, rows(day="'20260502'"), "b.parquet")
    assert run_watch(watch).taken == ("2026-05-01", "2026-05-02")
    assert counted(watch) == {("2026-05-01", "a"): (210.0, 300.0), ("2026-05-02", "a"): (280.0, 400.0)}


@pytest.mark.parametrize(
    "day", ["1777593600", "20574", "'01/05/2026'", "'hello'", "''", "'2026-13-01'", "2026.5", "NULL::DATE"]
)
def test_what_is_no_day_is_refused_and_not_put_into_another(tmp_path, day):
    watch = config(tmp_path)
    kind = "VARCHAR" if day.startswith("'") else "DATE" if "DATE" in day else "DOUBLE" if "." in day else "BIGINT"
    good = {"VARCHAR": "'2026-05-01'", "DATE": "DATE '2026-05-01'", "DOUBLE": "2026.5", "BIGINT": "20260501"}[kind]
    parquet(tmp_path, f"{rows(day=good)} UNION ALL {rows(day=day)}")
    found = run_watch(watch)
    assert (found.code, found.taken) == (7, ())
    assert "a.parquet: column “day” has a cell that is no day" in found.waits[0]


@pytest.mark.parametrize("men", ["70::TINYINT", "70::UBIGINT", "70::DECIMAL(9,2)", "70::DOUBLE", "'70'", "'7e1'"])
def test_whole_numbers_count_in_whatever_type_they_come(tmp_path, men):
    watch = config(tmp_path)
    parquet(tmp_path, rows(men=men, women=men.replace("70", "30").replace("7e1", "3e1")))
    run_watch(watch)
    assert counted(watch) == ONE


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("men", "NULL::INTEGER", "“a” has no impressions in a row of 2026-05-02"),
        ("men", "-1", "“a” has impressions below zero on 2026-05-02"),
        ("men", "70.5::DOUBLE", "“a” has impressions on 2026-05-02 that are no whole number"),
        ("men", "70.5::DECIMAL(9,1)", "no whole number"),
        ("men", "'NaN'::DOUBLE", "no whole number"),
        ("men", "'inf'::DOUBLE", "no whole number"),
        ("men", "18446744073709551615::UBIGINT", "no whole number"),
        ("spend", "'NaN'::DOUBLE", "“a” has a spend on 2026-05-02 that is no number"),
        ("spend", "'0,5'", "a spend on 2026-05-02 that is no number"),
    ],
)
def test_a_figure_that_cannot_be_counted_is_named_with_its_file_and_ad_and_the_state_stays(
    tmp_path, column, value, why
):
    watch = config(tmp_path)
    parquet(tmp_path, rows())
    run_watch(watch)
    before = (watch.state / "manifest.json").read_bytes()
    parquet(tmp_path, rows(day="DATE '2026-05-02'"), "b.parquet")
    parquet(tmp_path, rows(day="DATE '2026-05-02'", **{column: value}), "c.parquet")
    found = run_watch(watch)
    assert (found.code, found.taken) == (7, ())
    (said,) = found.waits
    assert "c.parquet: " in said
    assert why in said
    assert (watch.state / "manifest.json").read_bytes() == before


@pytest.mark.parametrize(
    ("column", "value"),
    [("ad", "1.2e17::DOUBLE"), ("ad", "['a']"), ("men", "[70]"), ("men", "true"), ("men", "70::FLOAT")],
)
def test_a_column_whose_type_does_not_hold_it_is_named(tmp_path, column, value):
    told = {column: value, **({"women": value} if column == "men" else {})}
    parquet(tmp_path, rows(**told))
    with pytest.raises(SettingsError, match=r"a\.parquet: column “(ad|impressions)” is of type"):
        run_watch(config(tmp_path))


def test_names_are_kept_to_the_letter(tmp_path):
    names = ["a", "A", "a ", "á", "😀", "a\nb", "a\0b", "x" * 10_000, "007", "120210000000000001"]
    watch = config(tmp_path)
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE names (ad VARCHAR)")
        connection.executemany("INSERT INTO names VALUES (?)", [[name] for name in names])
        made = f"SELECT * REPLACE (n.ad AS ad) FROM ({rows()}) r, names n"
        connection.execute(f"COPY ({made}) TO '{tmp_path}/days/a.parquet' (FORMAT parquet)")
    run_watch(watch)
    assert counted(watch) == {("2026-05-01", name): (70.0, 100.0) for name in names}
    assert all(ad_histories(watch, name) for name in names)


def test_impressions_of_no_ad_are_left_out_with_a_note(tmp_path):
    watch = config(tmp_path)
    parquet(tmp_path, " UNION ALL ".join(rows(ad=ad) for ad in ("'a'", "NULL", "''")))
    assert run_watch(watch).notes == ("200 impressions of 2026-05-01 belong to no ad; they were left out.",)
    assert counted(watch) == ONE
    parquet(tmp_path, rows(ad="NULL::VARCHAR", day="DATE '2026-05-02'"), "b.parquet")
    assert run_watch(watch).ads == 1


def test_a_group_that_vanishes_from_the_data_is_asked_about(tmp_path):
    watch = config(tmp_path)
    parquet(tmp_path, rows())
    run_watch(watch)
    parquet(tmp_path, rows(day="DATE '2026-05-02'").replace("'male'", "'m'"), "b.parquet")
    assert run_watch(watch).notes[0].startswith("No row of 2026-05-02 has “gender: male”, which the days before had")


AIM = CONFIG.replace("line = 10", 'line = 10\ntable = "aims.csv"').replace(
    "expected = 0.5", 'columns = ["low", "high"]'
)


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ("ad,low,high\na,0.4,0.5\na,0.2,0.5\n", "gives “a” two different shares"),
        ("ad,low,high\na,40,50\n", "gives “a” a share that is not from 0 to 1"),
        ("ad,low,high\na,0.6,0.5\n", "its low end above its high end"),
        ("ad,low,high\na,0.4,\n", "gives “a” a share"),
        ("ad,low,high\na,40%,50%\n", "has a share that is no number"),
        ("name,low,high\nb,0.4,0.5\n", "has no column “ad”"),
        ("ad,low\na,0.4\n", "has no column “high”"),
        (None, "there is no such file"),
    ],
)
def test_a_table_of_aims_that_cannot_be_is_named_and_the_day_waits(tmp_path, table, why):
    watch = config(tmp_path, text=AIM)
    parquet(tmp_path, rows())
    if table:
        (tmp_path / "aims.csv").write_text(table)
    found = run_watch(watch)
    assert (found.taken, found.code) == ((), 2 if table else 7)
    assert "aims.csv: " in found.waits[0]
    assert why in found.waits[0]


def test_a_table_of_aims_may_say_the_same_twice_leave_ads_out_and_say_nothing(tmp_path):
    watch = config(tmp_path, text=AIM)
    parquet(tmp_path, " UNION ALL ".join(rows(ad=f"'{ad}'") for ad in ("007", "b", "c")))
    (tmp_path / "aims.csv").write_text("ad,low,high\n007,0.4,0.5\n007,0.4,0.5\nb,nan,nan\n,9,9\n")
    found = run_watch(watch)
    assert found.code == 0
    assert ad_histories(watch, "007")[0].days[0].limit == pytest.approx(0.6)
    assert next(one.what for one in found.unwatched) == "2 ads, gender: male, above the aim"


WHOLE = st.integers(0, 10**9)
NUMBERS = {
    "INTEGER": st.integers(0, 10**6),
    "UBIGINT": WHOLE,
    "BIGINT": WHOLE,
    "DOUBLE": WHOLE,
    "DECIMAL(18, 3)": WHOLE,
    "VARCHAR": WHOLE,
}
DAYS = {
    "DATE": "{}",
    "TIMESTAMP": "{} 13:00:00",
    "TIMESTAMPTZ": "{} 23:59:59+00",
    "VARCHAR": "{}",
}
LINE = st.tuples(
    st.sampled_from(["1", "2", "12345678901234567"]),
    st.sampled_from(["2026-05-01", "2026-05-02"]),
    st.sampled_from(["male", "female", "unknown", None]),
    st.integers(0, 10**6),
)
FILES = st.lists(
    st.tuples(
        st.sampled_from(["VARCHAR", "BIGINT", "UBIGINT"]),
        st.sampled_from(sorted(DAYS)),
        st.sampled_from(sorted(NUMBERS)),
        st.permutations(["ad", "day", "gender", "impressions"]),
        st.sampled_from(["parquet", "csv", "csv.gz", "json"]),
        st.lists(LINE, min_size=1, max_size=6),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=40)
@given(FILES)
def test_whatever_the_types_the_counts_are_those_of_plain_python(files):
    expected: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    with tempfile.TemporaryDirectory() as place, duckdb.connect() as connection:
        watch = config(Path(place), columns="")
        connection.execute("SET TimeZone = 'UTC'")
        for number, (ad, day, shown, order, kind, lines) in enumerate(files):
            types = {"ad": ad, "day": day, "gender": "VARCHAR", "impressions": shown}
            connection.execute(f"CREATE OR REPLACE TABLE t ({', '.join(f'{name} {types[name]}' for name in order)})")
            for name, label, gender, count in lines:
                values = {"ad": name, "day": DAYS[day].format(label), "gender": gender, "impressions": count}
                connection.execute("INSERT INTO t VALUES (?, ?, ?, ?)", [values[column] for column in order])
                so_far = expected[label, name]
                so_far[1] += count * (gender in ("male", "female"))
                so_far[0] += count * (gender == "male")
            form = {"parquet": "parquet", "json": "json"}.get(kind, "csv, HEADER")
            connection.execute(f"COPY t TO '{place}/days/{number}.{kind}' (FORMAT {form})")
        assert run_watch(watch).code == 0
        assert counted(watch) == {key: tuple(value) for key, value in expected.items()}
