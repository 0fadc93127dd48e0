"""A Spark session that is quiet, keeps to this machine unless told otherwise, and leaves nothing behind."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from py4j.protocol import Py4JError
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException
from pyspark.java_gateway import launch_gateway
from pyspark.sql import SparkSession

from seenby.errors import UsageError
from seenby.store.java import check_java

if TYPE_CHECKING:
    from py4j.java_gateway import JavaGateway

HERE = "local[*]"
LOOPBACK = "127.0.0.1"
SECONDS_TO_LEAVE = 20
LOG = "spark.log"

SPEECH = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
}
"""What makes Spark understand a statement as DuckDB does: names in double quotes, errors instead of silent nulls."""


@contextmanager
def spark_session(master: str | None = None) -> Iterator[SparkSession]:
    """A session of our own, stopped afterwards with its Java machine; or a room of its own in one that is running.

    Args:
        master: Where Spark runs; by default on all cores of this machine, where it listens on loopback only.

    Raises:
        UsageError: When there is no Java, the master does not answer, or Spark is running under another master.
    """
    running = SparkSession.getActiveSession()
    if running is None:
        check_java()
        with _folder() as folder, _started(master or HERE, folder) as session:
            yield _prepared(session)
        return
    if master not in (None, running.sparkContext.master):
        raise UsageError(
            f"Spark is running already, as {running.sparkContext.master}",
            where="--master",
            remedy="leave the master out, or stop the session that is running",
        )
    yield _prepared(running.newSession())


def _prepared(session: SparkSession) -> SparkSession:
    for name, value in SPEECH.items():
        session.conf.set(name, value)
    return session


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="seenby-spark-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _started(master: str, folder: Path) -> Iterator[SparkSession]:
    settings = SparkConf(loadDefaults=False).setAll(list(_settings(master, folder).items()))
    gateway = None
    try:
        # Java and Spark talk on stdout and stderr, which belong to the command: here they talk into a file.
        with (folder / LOG).open("wb") as log:
            gateway = launch_gateway(settings, {"stdout": log, "stderr": log})  # type: ignore[no-untyped-call]
        with _own_interrupts():
            session = SparkSession(SparkContext(gateway=gateway, conf=settings))
    except (PySparkException, Py4JError) as error:
        _stop(gateway)
        raise UsageError(
            "Spark did not start",
            where=f"--master {master}",
            remedy="look whether that is where it runs, and whether Java has memory enough",
        ) from error
    try:
        if _is_here(master):
            # Two hundred partitions are for clusters; on one machine each only costs its start.
            session.conf.set("spark.sql.shuffle.partitions", str(session.sparkContext.defaultParallelism))
        yield session
    finally:
        session.stop()
        _stop(gateway)


@contextmanager
def _own_interrupts() -> Iterator[None]:
    """Around Spark's start, which would have Ctrl-C ask its Java machine first, in the midst of a call to it."""
    before = signal.getsignal(signal.SIGINT)
    yield
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, before)


def _is_here(master: str) -> bool:
    return master.startswith("local")


def _settings(master: str, folder: Path) -> Mapping[str, str]:
    """No page of its own, no progress bar, no Hive; on this machine, no address but loopback."""
    told = {
        "spark.master": master,
        "spark.app.name": "seenby",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.driver.extraJavaOptions": f'"-Djava.io.tmpdir={folder}" -XX:-UsePerfData',
    }
    if _is_here(master):
        told |= {
            "spark.driver.bindAddress": LOOPBACK,
            "spark.driver.host": LOOPBACK,
            "spark.local.dir": str(folder),
        }
    return told


def _stop(gateway: JavaGateway | None) -> None:
    """End the Java machine, which Spark itself would leave running as long as Python does."""
    SparkContext._gateway = SparkContext._jvm = None
    if gateway is None:
        return
    gateway.shutdown()
    gateway.proc.stdin.close()
    try:
        gateway.proc.wait(SECONDS_TO_LEAVE)
    except subprocess.TimeoutExpired:
        gateway.proc.kill()
        gateway.proc.wait()
