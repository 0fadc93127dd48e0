"""Days as they come: Spark Structured Streaming looks for new files, and each lot of them is one run of the watch.

Two accounts are kept. Spark's checkpoint says which files it has handed over; the manifest of the watch says which days
were taken, by fingerprint. A kill between the two hands a lot over again, and the watch finds nothing new in it: no day
is lost, and none counts twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession

from seenby.errors import SeenbyError, UsageError
from seenby.model.watching import Watched
from seenby.store.spark_session import spark_session
from seenby.watch.engines.spark import on_session
from seenby.watch.running import run_watch
from seenby.watch.settings import WatchSettings

CHECKPOINT = "spark-checkpoint"

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
        UsageError: When the input is no folder with Parquet in it, or Spark stops.
        SeenbyError: As `run_watch`.
    """
    folder = settings.folder / settings.file.input.path
    if next(folder.rglob("*.parquet"), None) is None:
        raise UsageError("there is no Parquet file to follow", where=str(folder), remedy="check path under [input]")
    failed: list[SeenbyError] = []
    with spark_session(master) as session:
        try:
            # What is read of the lot is which files it has; their days are counted whole, also those in several files.
            names = _files(session, str(folder)).select("_metadata.file_path")
            writer = names.writeStream.foreachBatch(lambda *_: _take(settings, session, tell, failed))
            writer = writer.option("checkpointLocation", str(settings.state / CHECKPOINT))
            timed = (
                writer.trigger(processingTime=f"{seconds} seconds") if seconds else writer.trigger(availableNow=True)
            )
            timed.start().awaitTermination()
        except PySparkException as error:
            if failed:
                raise failed[0] from error
            raise UsageError(
                f"Spark stopped following ({error.getCondition() or type(error).__name__})",
                where=str(folder),
                remedy="run again; it goes on where it was",
                unchanged="every day that was taken is kept",
            ) from error


def _files(session: SparkSession, folder: str) -> DataFrame:
    """The files of a folder and of the folders in it, as a stream."""
    deep = {"recursiveFileLookup": "true", "pathGlobFilter": "*.parquet"}
    schema = session.read.options(mergeSchema="true", **deep).parquet(folder).schema
    return session.readStream.schema(schema).options(**deep).parquet(folder)


def _take(
    settings: WatchSettings, session: SparkSession, tell: Callable[[Watched], None], failed: list[SeenbyError]
) -> None:
    """One lot of files: what is new in the folder is taken; see `run_watch`."""
    try:
        tell(run_watch(settings, opens=partial(on_session, session)))
    except SeenbyError as error:
        # Spark would wrap it in words of its own.
        failed.append(error)
        raise
