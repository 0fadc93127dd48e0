"""Days as they come: Spark Structured Streaming looks for new files, and each lot of them is one run of the watch.

Two accounts are kept. Spark's checkpoint says which files it has handed over; the manifest of the watch says which days
were taken, by fingerprint. A kill between the two hands a lot over again, and the watch finds nothing new in it: no day
is lost, and none counts twice. So the checkpoint holds nothing that is missed when it is lost, and one that cannot be
read is cleared.

Spark hands a file over once. One that is written again under its name (a restated day, or a copy that was not whole
when it was handed over) is seen by its size and time, when the stream has nothing to do.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.streaming.query import StreamingQuery

from seenby.errors import SeenbyError, UsageError
from seenby.evidence.folder_lock import held
from seenby.model.alarm import Watched
from seenby.store.spark_session import TROUBLE, ended, is_alive, spark_session, trouble_name
from seenby.watch.engines.spark import on_session
from seenby.watch.inputs.input_files import looked_at
from seenby.watch.run import run_watch
from seenby.watch.settings import WatchSettings

CHECKPOINT = "spark-checkpoint"
TO_END = 20.0
"""Seconds for what a killed `follow` has left running to end; it takes two."""
TO_RUN = 600.0
"""Seconds for another command at work in the state, such as `seenby watch run`, to end."""
EVER = "36500d"
"""Spark passes over a new file that is a week older than the newest, unless told otherwise; a late day may be."""

# What goes wrong in a lot is told by `follow_watch`; the bridge to Java would tell it too, as a traceback.
logging.getLogger("py4j.clientserver").addHandler(logging.NullHandler())


def follow_watch(
    settings: WatchSettings, tell: Callable[[Watched], None], *, master: str | None = None, seconds: int | None = None
) -> None:
    """Take the days of a folder of Parquet files as they come.

    Args:
        settings: What is watched; the checkpoint lies in its state folder.
        tell: Called with what stands after each lot of files.
        master: Where Spark runs; by default on this machine.
        seconds: How often to look; without it, everything that is there is taken, and then this returns.

    Raises:
        UsageError: When the input is no folder with Parquet in it, another follows this watch, or Spark stops.
        SeenbyError: As `run_watch`.
    """
    folder = settings.folder / settings.file.input.path
    if next(folder.rglob("*.parquet"), None) is None:
        raise UsageError("there is no Parquet file to follow", where=str(folder), remedy="check path under [input]")
    # Java gets the handle of the lock, so that a Spark which outlives a killed command keeps a second one out.
    with _checkpoint(settings) as (place, handle), spark_session(master, keeps=(handle,)) as session:
        following = _Following(settings, session, tell)
        try:
            _stream(following, folder, place, seconds)
        except TROUBLE as first:
            following.stopped(first)
            # It may be the checkpoint that cannot be read, so the stream has one more try without it.
            # What was handed over is not missed: which days were taken is in the manifest.
            _clear(place)
            try:
                _stream(following, folder, place, seconds)
            except TROUBLE as error:
                following.stopped(error)
                raise UsageError(
                    f"Spark stopped following ({trouble_name(error)})",
                    where=str(folder),
                    remedy="run again; it goes on where it was",
                    unchanged="every day that was taken is kept",
                ) from error


class _Following:
    """Takes what has changed in the folder since it was last looked at, whoever asks: Spark, or the clock."""

    def __init__(self, settings: WatchSettings, session: SparkSession, tell: Callable[[Watched], None]) -> None:
        self.settings, self.session, self.tell = settings, session, tell
        self.failed: list[SeenbyError | OSError] = []
        self.seen: object = None
        self.one = threading.Lock()

    def ingest_new(self) -> None:
        """What is new in the folder is taken; see `run_watch`. Spark asks from a thread of its own."""
        with self.one:
            now = looked_at(self.settings)
            if now == self.seen:
                return
            try:
                found = run_watch(self.settings, opens=partial(on_session, self.session), patience=TO_RUN)
                self.seen = now
                self.tell(found)
            except (SeenbyError, OSError) as error:
                # Spark would wrap it in words of its own.
                self.failed.append(error)
                raise

    def stopped(self, error: Exception) -> None:
        """Raise what is known of why the stream stopped, if anything is."""
        if self.failed:
            raise self.failed[0] from error
        if not is_alive():
            raise ended("every day that was taken is kept") from error


@contextmanager
def _checkpoint(settings: WatchSettings) -> Iterator[tuple[Path, int]]:
    place = settings.state / CHECKPOINT
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError("cannot be made", where=str(place), remedy="name another folder under state") from error
    with held(place, "another command follows this watch", patience=TO_END) as handle:
        yield place, handle


def _stream(following: _Following, folder: Path, place: Path, seconds: int | None) -> None:
    writer = _files(following.session, str(folder)).writeStream.foreachBatch(lambda *_: following.ingest_new())
    writer = writer.option("checkpointLocation", str(place))
    timed = writer.trigger(processingTime=f"{seconds} seconds") if seconds else writer.trigger(availableNow=True)
    query = timed.start()
    try:
        while not _ends(query, seconds):
            following.ingest_new()
        following.ingest_new()
    finally:
        with suppress(*TROUBLE):
            query.stop()


def _ends(query: StreamingQuery, seconds: int | None) -> bool:
    if seconds is None:
        query.awaitTermination()
        return True
    return bool(query.awaitTermination(seconds))


def _files(session: SparkSession, folder: str) -> DataFrame:
    """The files of a folder and of the folders in it, as a stream; nothing is read of them here.

    The days of a lot are counted whole, also those that lie in several files, so all that Spark tells is that there are
    new files, and it needs no columns for that. Nor does a file that is damaged keep it from starting.
    """
    reader = session.readStream.schema("any STRING").option("recursiveFileLookup", "true")
    return reader.option("pathGlobFilter", "*.parquet").option("maxFileAge", EVER).parquet(folder)


def _clear(place: Path) -> None:
    """Empty the checkpoint; the folder itself is held, and stays."""
    for path in place.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
