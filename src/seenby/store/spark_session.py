"""A Spark session that is quiet, keeps to this machine unless told otherwise, and leaves nothing behind."""

from __future__ import annotations

import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from py4j.protocol import Py4JError
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException
from pyspark.java_gateway import launch_gateway
from pyspark.sql import SparkSession

from seenby.errors import UsageError
from seenby.evidence.temporary_folder import Temporary, temporary
from seenby.model.loopback import LOOPBACK, is_loopback
from seenby.store.java import check_java

if TYPE_CHECKING:
    from py4j.java_gateway import JavaGateway

HERE = "local[*]"
SECONDS_TO_LEAVE = 20
SECONDS_TO_END = 1
SECONDS_TO_ANSWER = 300
TROUBLE = (PySparkException, Py4JError, ConnectionError)
"""What a call to Spark may raise; the last when its Java machine has ended."""
LOG = "spark.log"

SPEECH = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.binaryAsString": "true",
}
"""What makes Spark understand a statement as DuckDB does: names in double quotes, errors instead of silent nulls."""


@contextmanager
def spark_session(master: str | None = None, *, keeps: Sequence[int] = ()) -> Iterator[SparkSession]:
    """A session of our own, stopped afterwards with its Java machine; or a room of its own in one that is running.

    Args:
        master: Where Spark runs; by default on all cores of this machine, where it listens on loopback only.
        keeps: Handles that hold locks, for the Java machine to inherit: when Python is killed, Java goes on for a
            second or two, and what it works on must stay held until it has ended.

    Raises:
        UsageError: When there is no Java, the master does not answer, or Spark is running under another master.
    """
    running = SparkSession.getActiveSession()
    if running is None:
        check_java()
        with temporary("spark") as folder, _started(master or HERE, folder, keeps) as session:
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
def _started(master: str, folder: Temporary, keeps: Sequence[int]) -> Iterator[SparkSession]:
    settings = SparkConf(loadDefaults=False).setAll(list(_settings(master, folder.path).items()))
    gateway = None
    try:
        gateway = _launched(settings, folder, keeps)
        with _own_interrupts():
            session = SparkSession(SparkContext(gateway=gateway, conf=settings))
    except TROUBLE as error:
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
        else:
            _answered(session, master)
        yield session
    finally:
        # A Java machine that has ended by itself cannot be asked to stop.
        with suppress(*TROUBLE):
            session.stop()
        _stop(gateway)


def _answered(session: SparkSession, master: str) -> None:
    """Wait until a machine takes work: Spark itself would wait for ever, and say nothing."""
    failed: list[Exception] = []

    def ask() -> None:
        try:
            session.range(1).count()
        except TROUBLE as error:
            failed.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(SECONDS_TO_ANSWER)
    if not (asking.is_alive() or failed):
        return
    raise UsageError(
        "Spark could not do anything" if failed else f"no machine of Spark took work for {SECONDS_TO_ANSWER} seconds",
        where=f"--master {master}",
        remedy="see that cores and as much memory as spark.executor.memory says are free there, and run again",
    )


def trouble_name(error: Exception) -> str:
    """What Spark calls its trouble, without the cells that its messages may quote."""
    condition = error.getCondition() if isinstance(error, PySparkException) else None
    return condition or type(error).__name__


def is_alive() -> bool:
    """Whether the Java machine of the running session goes on, where something went wrong; it may have been killed."""
    gateway = SparkContext._gateway
    if gateway is None or gateway.proc is None:
        return gateway is not None
    try:
        # Its last word may come before its end.
        gateway.proc.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        return True
    return False


def ended(unchanged: str) -> UsageError:
    """What to raise when it has."""
    return UsageError(
        "the Java machine that Spark runs in has ended",
        remedy="see that there is memory enough, and run again",
        unchanged=unchanged,
    )


def _launched(settings: SparkConf, folder: Temporary, keeps: Sequence[int]) -> JavaGateway:
    # Java and Spark talk on stdout and stderr, which belong to the command: here they talk into a file.
    with (folder.path / LOG).open("wb") as log, _drafts_in(folder.path):
        handles = (folder.handle, *keeps)
        told = {"stdout": log, "stderr": log, "pass_fds": handles}
        return launch_gateway(settings, told)  # type: ignore[no-untyped-call]


@contextmanager
def _drafts_in(folder: Path) -> Iterator[None]:
    """Around Java's start, for which PySpark makes a folder of its own: a kill shall not leave it lying about."""
    before = tempfile.tempdir
    tempfile.tempdir = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


@contextmanager
def _own_interrupts() -> Iterator[None]:
    """Around Spark's start, which would have Ctrl-C ask its Java machine first, in the midst of a call to it."""
    before = signal.getsignal(signal.SIGINT)
    yield
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, before)


def _is_here(master: str) -> bool:
    return master.startswith("local")


def _is_near(master: str) -> bool:
    """Whether no machine but this one need reach us: a master that is named by loopback has its workers here too."""
    named = urlsplit(master) if master.startswith("spark://") else None
    return _is_here(master) or bool(named and named.hostname and is_loopback(named.hostname))


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
    if _is_near(master):
        told |= {"spark.driver.bindAddress": LOOPBACK, "spark.driver.host": LOOPBACK}
    if _is_here(master):
        told |= {"spark.local.dir": str(folder)}
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
