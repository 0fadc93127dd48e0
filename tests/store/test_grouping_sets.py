"""The fold: rows of any shape add up to what plain Python adds up, level by level, and nothing is left behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seenby.store import Shape, Workbench, fold_sql, workbench


@pytest.fixture(scope="module")
def bench() -> Iterator[Workbench]:
    with workbench() as made:
        yield made


GROUPS = {"gender": ("female", "male", ""), "age": ("18-24", "65+", ""), "region": ("Bayern", "Bern", "")}
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "ad": st.sampled_from(("A", "B")),
            **{name: st.sampled_from(groups) for name, groups in GROUPS.items()},
            "impressions": st.one_of(st.none(), st.integers(0, 9).map(lambda n: (n, n + 2))),
            "reach": st.integers(0, 9).map(lambda n: (n, n)),
        }
    ),
    min_size=1,
    max_size=12,
)
SHAPE = Shape(keys=("ad",), breakdowns=tuple(GROUPS), metrics=("impressions", "reach"))


def stored(connection: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]) -> None:
    connection.execute(
        "CREATE OR REPLACE TABLE made (ad VARCHAR, gender VARCHAR, age VARCHAR, region VARCHAR, "
        "impressions_low DOUBLE, impressions_high DOUBLE, reach_low DOUBLE, reach_high DOUBLE)"
    )
    for row in rows:
        shown = row["impressions"] or (None, None)
        connection.execute(
            "INSERT INTO made VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [row["ad"], row["gender"], row["age"], row["region"], *shown, *row["reach"]],
        )


def by_hand(rows: list[dict[str, Any]]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Every folded row by its ad, table, level and group."""
    found: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        level = sum(1 << bit for bit, name in enumerate(GROUPS) if row[name])
        found[row["ad"], "people", level, row["gender"], row["age"], None].append(row)
        found[row["ad"], "region", level, None, None, row["region"]].append(row)
    return {key: figures(its) for key, its in found.items()}


def figures(rows: list[dict[str, Any]]) -> tuple[Any, ...]:
    shown = [row["impressions"] for row in rows if row["impressions"]]
    ends = tuple(sum(pair[end] for pair in shown) if shown else None for end in (0, 1))
    reached = sum(row["reach"][0] for row in rows)
    return (len(rows), *ends, len(shown), reached, max(row["reach"][0] for row in rows))


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_the_fold_is_what_plain_python_adds_up(bench: Workbench, rows: list[dict[str, Any]]) -> None:
    with bench.connection.cursor() as connection:
        stored(connection, rows)
        cursor = connection.execute(fold_sql("made", SHAPE))
        names = [column[0] for column in cursor.description or ()]
        folded: list[Mapping[str, Any]] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    found = {
        (row["ad"], row["fold"], row["level"], row["gender"], row["age"], row["region"]): (
            row["rows_folded"],
            row["impressions_low"],
            row["impressions_high"],
            row["impressions_known"],
            row["reach_low"],
            row["reach_most"],
        )
        for row in folded
    }
    assert len(found) == len(folded)
    assert found == by_hand(rows)


def test_the_statement_holds_nothing_but_names_of_columns() -> None:
    text = fold_sql("made", SHAPE)
    assert ";" not in text
    assert text.count("SELECT") == 2


def test_a_workbench_leaves_nothing_behind() -> None:
    with workbench() as bench:
        folder = bench.folder
        bench.connection.execute("CREATE TABLE x AS SELECT 1")
        (folder / "spilled").write_text("x")
    assert not folder.exists()


def test_a_workbench_vanishes_when_the_work_fails() -> None:
    made: list[Path] = []

    def work() -> None:
        with workbench() as bench:
            made.append(bench.folder)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        work()
    assert not made[0].exists()


def test_a_workbench_fetches_nothing_from_elsewhere() -> None:
    with workbench() as bench:
        said = dict(
            bench.connection.execute(
                "SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%known_extensions'"
            ).fetchall()
        )
    assert said == {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
