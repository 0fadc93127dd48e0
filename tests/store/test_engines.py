"""Choosing an engine: a clear sentence where one is missing, and sums that no order of adding changes."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seenby.errors import UsageError
from seenby.store import Shape, Workbench, workbench
from seenby.store.engines import opened
from seenby.store.java import OLDEST, check_java

MONEY = Shape(keys=("ad",), breakdowns=("gender",), metrics=("spend",))


@pytest.fixture(scope="module")
def bench() -> Iterator[Workbench]:
    with workbench() as made:
        yield made


def spent(bench: Workbench, amounts: list[float | None]) -> list[tuple[Any, Any, Any]]:
    """The sums of these amounts as the fold gives them: low, high, how many are known."""
    with bench.connection.cursor() as connection:
        connection.execute(
            "CREATE OR REPLACE TABLE spent AS SELECT 'A' AS ad, 'male' AS gender, amount AS spend_low, "
            "amount AS spend_high FROM unnest(CAST($amounts AS DOUBLE[])) AS told(amount)",
            {"amounts": amounts},
        )
        return [row[-5:-2] for row in Workbench(connection, bench.folder, bench.engine).fold("spent", MONEY)]


# Amounts as people write them: with cents, and large.
AMOUNTS = st.one_of(st.integers(0, 10**6).map(lambda cents: cents / 100), st.integers(0, 10**12).map(float))


@given(st.lists(AMOUNTS, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_a_sum_is_the_same_in_whatever_order_it_is_added(
    bench: Workbench, amounts: list[float], chance: random.Random
) -> None:
    mixed = list(amounts)
    chance.shuffle(mixed)
    first = spent(bench, list(amounts))
    assert first == spent(bench, list(mixed))
    assert first[0][0] == pytest.approx(sum(amounts), rel=1e-15, abs=1e-9)


def test_tenths_add_up_to_what_a_person_would_write(bench: Workbench) -> None:
    assert sum([0.1, 0.2, 0.3]) != 0.6
    assert spent(bench, [0.1, 0.2, 0.3]) == [(0.6, 0.6, 3)]
    assert spent(bench, [3.49, 1.23, None]) == [(4.72, 4.72, 2)]


def test_an_amount_without_an_upper_end_stays_endless(bench: Workbench) -> None:
    assert spent(bench, [1.5, float("inf")]) == [(float("inf"), float("inf"), 2)]
    assert spent(bench, [1e15, 2.5e15]) == [(3.5e15, 3.5e15, 2)]


def test_amounts_that_nobody_reports_are_not_nought(bench: Workbench) -> None:
    assert spent(bench, [None, None]) == [(None, None, 0)]


def test_folded_rows_come_in_one_order(bench: Workbench) -> None:
    with bench.connection.cursor() as connection:
        connection.execute(
            "CREATE OR REPLACE TABLE many AS SELECT 'Ad ' || hash(range) % 97 AS ad, 'male' AS gender, "
            "1.0 AS spend_low, 1.0 AS spend_high FROM range(10000)"
        )
        found = [row[0] for row in Workbench(connection, bench.folder).fold("many", MONEY)]
    assert found == sorted(found)


# What is missing is said


def test_an_engine_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="there is no engine hadoop; choose one of: duckdb, spark"), opened("hadoop"):
        pass


def test_a_master_without_spark_is_refused() -> None:
    with pytest.raises(UsageError, match="--master says where Spark runs; add --engine spark"), opened("duckdb", "x"):
        pass


def test_without_the_library_the_line_to_type_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("seenby.store.spark", "seenby.store.spark_session"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(UsageError, match=r"Apache Spark is not installed; type: pip install 'seenby\[spark\]'"):
        opened("spark").__enter__()


def java(folder: Path, version: str | None) -> Path:
    """A home of Java with a program that is never run."""
    (folder / "bin").mkdir(parents=True)
    program = folder / "bin" / "java"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    if version is not None:
        (folder / "release").write_text(f'IMPLEMENTOR="X"\nJAVA_VERSION="{version}"\n')
    return folder


def test_without_java_the_line_to_type_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match=r"needs Java 17 or newer.*apt-get install -y default-jre-headless"):
        check_java()


def test_a_java_home_without_java_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(UsageError, match=f"JAVA_HOME \\({tmp_path}\\): Spark needs Java"):
        check_java()


@pytest.mark.parametrize("version", ["1.8.0_392", "11.0.22", "16"])
def test_a_java_that_is_too_old_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    monkeypatch.setenv("JAVA_HOME", str(java(tmp_path / "old", version)))
    with pytest.raises(UsageError, match=f"needs Java {OLDEST} or newer, and this is"):
        check_java()


@pytest.mark.parametrize("version", ["17.0.15", "21", "25-ea", None])
def test_a_java_that_is_new_enough_or_does_not_say_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str | None
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(java(tmp_path / "new", version)))
    check_java()
