"""Each counted day is an object of its own: no order of calls can take one day for another, and none leaves a trace."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.watch.making import day_name, write_config, write_day

from seenby.errors import Unreadable
from seenby.watch.engines.duckdb import duck_engine
from seenby.watch.engines.protocol import CountedDay, CountingEngine


def tables_of(engine) -> list[str]:
    return [name for (name,) in engine.connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]


def counted(engine: CountingEngine, folder: Path, number: int, men: list[int]) -> CountedDay:
    path = write_day(folder, number, np.array(men), np.full(len(men), 100))
    return engine.count([path], day_name(number), alone=True)


def test_a_day_that_is_counted_while_another_is_open_leaves_it_as_it_was(tmp_path):
    with duck_engine(write_config(tmp_path)) as engine:
        with counted(engine, tmp_path, 0, [70, 60]) as first, counted(engine, tmp_path, 1, [10, 20, 30]) as second:
            assert (first.ads, second.ads) == (2, 3)
            # Asked for in another order than they were counted in.
            later = second.with_aims(None).place(0, [], tmp_path / "second-0.parquet", 0)
            sooner = first.with_aims(None).place(0, [], tmp_path / "first-0.parquet", 0)
            assert later.counts.cell(0).least.tolist() == [10, 20, 30]
            assert sooner.counts.cell(0).least.tolist() == [70, 60]
        assert tables_of(engine) == []


def test_an_ad_has_a_place_only_once_its_day_has_its_expected_shares(tmp_path):
    with duck_engine(write_config(tmp_path)) as engine, counted(engine, tmp_path, 0, [70]) as day:
        # What is not there cannot be called too early.
        assert not hasattr(engine, "place")
        assert not hasattr(day, "place")
        placed = day.with_aims(None).place(0, [], tmp_path / "names-0.parquet", 0)
        assert (placed.fresh, placed.counts.rows.tolist()) == (1, [0])


def test_the_counts_of_ads_that_have_a_place_are_to_be_had_before_and_after_others_get_theirs(tmp_path):
    with duck_engine(write_config(tmp_path)) as engine:
        names = tmp_path / "names-0.parquet"
        with counted(engine, tmp_path, 0, [70]) as day:
            day.with_aims(None).place(0, [], names, 0)
        with counted(engine, tmp_path, 1, [50, 40]) as day:
            before = day.counts_of_known(0, [names])
            more = day.with_aims(None).place(0, [names], tmp_path / "more-0.parquet", 1)
            after = day.counts_of_known(0, [names])
        assert before.digest() == after.digest()
        assert before.cell(0).least.tolist() == [50]
        assert (more.fresh, more.counts.cell(0).least.tolist()) == (1, [50, 40])


def test_a_day_that_cannot_be_counted_leaves_no_table_behind(tmp_path):
    with duck_engine(write_config(tmp_path)) as engine:
        with pytest.raises(Unreadable, match="has impressions below zero"):
            counted(engine, tmp_path, 0, [-70])
        assert tables_of(engine) == []
