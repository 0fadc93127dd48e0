"""Days are followed with Spark as they come: each is taken once, whatever became of the checkpoint or of a file."""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from tests.watch.making import day_name, write_config, write_world
from tests.watch.test_ingest import last_state

from seenby.errors import SettingsError, UsageError
from seenby.model.alarm import Watched
from seenby.watch.engines import streaming
from seenby.watch.engines.streaming import CHECKPOINT, follow_watch
from seenby.watch.run import run_watch
from seenby.watch.state.state_folder import WatchFolder

LOGS = ["metadata", "offsets/0", "commits/0", "sources/0/0"]


def test_days_that_are_followed_come_to_the_same_state_and_count_once(session: SparkSession, tmp_path: Path) -> None:
    write_world(tmp_path, ads=20, days=4)
    whole = write_config(tmp_path).elsewhere(tmp_path / "whole")
    run_watch(whole)
    (tmp_path / "live").mkdir()
    settings, days = write_config(tmp_path / "live"), tmp_path / "live" / "days"
    days.mkdir()
    told: list[tuple[str, ...]] = []
    for lot in (slice(0, 2), slice(2, 4), slice(4, 4)):
        for path in sorted((tmp_path / "days").iterdir())[lot]:
            shutil.copy(path, days)
        follow_watch(settings, lambda found: told.append(found.taken))
    assert [day for taken in told for day in taken] == [day_name(number) for number in range(4)]
    assert last_state(settings) == last_state(whole)


def test_a_checkpoint_that_is_lost_counts_no_day_twice(session: SparkSession, tmp_path: Path) -> None:
    write_world(tmp_path, ads=20, days=2)
    settings, told = write_config(tmp_path), list[Watched]()
    follow_watch(settings, told.append)
    before = last_state(settings)
    shutil.rmtree(settings.state / CHECKPOINT)
    follow_watch(settings, told.append)
    assert [found.taken for found in told[1:]] == [()]
    assert last_state(settings) == before


@pytest.mark.parametrize("content", [b"", b'{"id":"ha'])
@pytest.mark.parametrize("log", LOGS)
def test_a_checkpoint_that_is_torn_is_begun_anew(
    session: SparkSession, tmp_path: Path, log: str, content: bytes
) -> None:
    write_world(tmp_path, ads=5, days=2)
    settings, told = write_config(tmp_path), list[Watched]()
    follow_watch(settings, told.append)
    before, torn = last_state(settings), settings.state / CHECKPOINT / log
    torn.write_bytes(content)
    torn.with_name(f".{torn.name}.crc").unlink()
    follow_watch(settings, told.append)
    assert [found.taken for found in told[1:]] == [()]
    assert last_state(settings) == before
    assert torn.read_bytes() != content


def test_a_file_that_is_written_again_under_its_name_is_taken_though_spark_handed_it_over(
    session: SparkSession, tmp_path: Path
) -> None:
    write_world(tmp_path, ads=20, days=3)
    whole = write_config(tmp_path).elsewhere(tmp_path / "whole")
    run_watch(whole)
    settings, told = write_config(tmp_path), list[Watched]()
    path = tmp_path / "days" / f"{day_name(2)}.parquet"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    follow_watch(settings, told.append)
    assert any("is damaged" in note for note in told[0].waits)
    path.write_bytes(content)
    follow_watch(settings, told.append)
    assert [found.taken for found in told] == [(day_name(0), day_name(1)), (day_name(2),)]
    assert last_state(settings) == last_state(whole)


def test_while_days_are_followed_a_file_that_is_mended_and_one_that_is_old_are_taken(
    session: SparkSession, tmp_path: Path
) -> None:
    write_world(tmp_path, ads=20, days=3)
    settings, days = write_config(tmp_path), tmp_path / "days"
    mended, late = (days / f"{day_name(number)}.parquet" for number in (1, 2))
    content = mended.read_bytes()
    mended.write_bytes(content[:100])
    late.rename(tmp_path / late.name)
    told: list[tuple[str, ...]] = []

    def tell(found: Watched) -> None:
        told.append(found.taken)
        if len(told) == 1:
            mended.write_bytes(content)
        elif len(told) == 2:
            os.utime(tmp_path / late.name, (1_000_000, 1_000_000))
            (tmp_path / late.name).rename(late)
        else:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        follow_watch(settings, tell, seconds=1)
    assert told == [(day_name(number),) for number in range(3)]


def test_two_cannot_follow_one_watch(session: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_world(tmp_path, ads=5, days=1)
    settings = write_config(tmp_path)
    monkeypatch.setattr(streaming, "TO_END", 0.1)
    refused: list[str] = []

    def tell(found: Watched) -> None:
        with pytest.raises(UsageError) as caught:
            follow_watch(settings, lambda other: None)
        refused.append(str(caught.value))

    follow_watch(settings, tell)
    (said,) = refused
    assert f"{CHECKPOINT}: another command follows this watch; wait until it has ended" in said


def test_following_waits_for_a_run_of_the_same_watch(session: SparkSession, tmp_path: Path) -> None:
    write_world(tmp_path, ads=5, days=1)
    settings, told = write_config(tmp_path), list[Watched]()
    with ExitStack() as stack:
        stack.enter_context(WatchFolder(settings).lock())
        threading.Timer(2, stack.pop_all().close).start()
        follow_watch(settings, told.append)
    assert [found.taken for found in told] == [(day_name(0),)]


def test_what_stops_a_day_while_following_is_said_in_our_words(session: SparkSession, tmp_path: Path) -> None:
    write_world(tmp_path, ads=5, days=1)
    run_watch(write_config(tmp_path))
    with pytest.raises(SettingsError, match="are not those that the state was made with"):
        follow_watch(write_config(tmp_path, rho_max=0.05), lambda found: None)
