"""A PostgreSQL server of a test's own: a cluster in a temporary folder, on a socket, gone when the test is over."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTINGS = "-c listen_addresses= -c fsync=off -c shared_buffers=16MB -c max_connections=10"


def program(name: str) -> str:
    """Where a program of PostgreSQL is; Debian keeps them off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    where = str(found[-1]) if found else shutil.which(name)
    assert where, "PostgreSQL is not installed: sh scripts/provide.sh postgres"
    return where


@contextmanager
def server() -> Iterator[str]:
    """The folder of the socket; the database is postgres, and its owner is called owner."""
    # The path of a socket may have no more than 107 letters.
    place = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    try:
        if os.geteuid() == 0:
            shutil.chown(place, "postgres", "postgres")
        _run("initdb", "-D", f"{place}/data", "-U", "owner", "-A", "trust", "-E", "UTF8", "--no-sync")
        _run("pg_ctl", "-D", f"{place}/data", "-w", "-l", f"{place}/log", "-o", f"{SETTINGS} -k {place}", "start")
        try:
            yield str(place)
        finally:
            _run("pg_ctl", "-D", f"{place}/data", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _run(name: str, *words: str) -> None:
    # The server refuses to run as root; Debian's package made a user for it.
    as_whom = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*as_whom, program(name), *words], capture_output=True, cwd="/tmp", timeout=600)
    assert done.returncode == 0, done.stderr.decode()
