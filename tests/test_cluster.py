"""A cluster of Spark on loopback, a master and two workers as processes of their own: the same results as DuckDB's."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pyspark
import pytest
from tests.conftest import PATIENCE
from tests.read.looking import put
from tests.read.samples import cells, meta_csv
from tests.watch.making import write_config, write_world
from tests.watch.test_ingest import last_state

import seenby
from seenby.report import to_json
from seenby.watch.run import run_watch

HOME = Path(pyspark.__file__).parent
QUICK = "-XX:TieredStopAtLevel=1 -XX:-UsePerfData"
MEMORY = 450
"""Megabytes, the least that Spark takes for an executor."""
ALL = """
import os, sys
from pathlib import Path
import seenby
from seenby.report import to_json
from seenby.store import spark_session as module
from seenby.watch.engines import streaming
from seenby.watch.engines.factory import engine_named
from seenby.watch.run import run_watch
from seenby.watch.settings import read_watch

master, export, config, audited = sys.argv[1:]
settings = read_watch(Path(config))
with module.spark_session(master) as session:
    host = session.sparkContext.getConf().get("spark.driver.host")
    Path(audited).write_text(to_json(seenby.audit(export, engine="spark", master=master)), encoding="utf-8")
    run_watch(settings.elsewhere(settings.folder / "run"), opens=engine_named("spark", master))
    streaming.follow_watch(settings.elsewhere(settings.folder / "follow"), lambda found: None, master=master)
print(host)
"""


def started(what: str, log: Path, *more: str) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "SPARK_HOME": str(HOME),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": QUICK,
        "SPARK_LOCAL_DIRS": str(log.parent / "local"),
    }
    with log.open("wb") as stream:
        return subprocess.Popen(
            [str(HOME / "bin" / "spark-class"), f"org.apache.spark.deploy.{what}", "--host", "127.0.0.1", *more],
            env=environment,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )


def said(log: Path, pattern: str) -> str:
    latest = time.monotonic() + PATIENCE
    while time.monotonic() < latest:
        found = re.search(pattern, log.read_text())
        if found:
            return found[0]
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def stop(process: subprocess.Popen[bytes]) -> None:
    """The process, and whatever it started."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def master(tmp_path: Path) -> Iterator[str]:
    """Where the master of two workers is, of one core each."""
    with ExitStack() as stack:
        log = tmp_path / "master.log"
        stack.callback(stop, started("master.Master", log, "--port", "0", "--webui-port", "0"))
        address = said(log, r"spark://127\.0\.0\.1:[1-9]\d*")
        for name in ("one", "two"):
            room = ["--work-dir", str(tmp_path / name), "--cores", "1", "--memory", f"{MEMORY}m", "--webui-port", "0"]
            log = tmp_path / f"{name}.log"
            stack.callback(stop, started("worker.Worker", log, *room, address))
        for name in ("one", "two"):
            said(tmp_path / f"{name}.log", "Successfully registered")
        yield address


def test_a_cluster_gives_the_same_audit_and_the_same_state(master: str, tmp_path: Path) -> None:
    export = put(tmp_path, "export.csv", meta_csv(cells("age", "gender", "day")))
    write_world(tmp_path, ads=60, days=3, beyond=4, excess=0.3)
    settings = write_config(tmp_path)
    run_watch(settings.elsewhere(tmp_path / "duckdb"))
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "spark-defaults.conf").write_text(
        f"spark.executor.memory {MEMORY}m\nspark.sql.shuffle.partitions 2\n"
        f"spark.executor.extraJavaOptions {QUICK}\nspark.driver.memory 512m\n"
    )
    temporary, audited = tmp_path / "temporary", tmp_path / "audit.json"
    temporary.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", ALL, master, str(export), str(tmp_path / "watch.toml"), str(audited)],
        env={**os.environ, "TMPDIR": str(temporary), "SPARK_CONF_DIR": str(tmp_path / "conf")},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "127.0.0.1\n", "")
    assert audited.read_text() == to_json(seenby.audit(export))
    for name in ("run", "follow"):
        assert last_state(settings.elsewhere(tmp_path / name)) == last_state(settings.elsewhere(tmp_path / "duckdb"))
    # Each worker had an executor, a process of its own; and nothing was left where they wrote.
    assert all(list((tmp_path / name).glob("app-*/*")) for name in ("one", "two"))
    assert list(temporary.iterdir()) == []
