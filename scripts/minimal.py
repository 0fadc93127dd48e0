"""Checks an installation that has the default dependencies only: no extra, no development tool.

Usage: python scripts/minimal.py, with the Python of that installation.
"""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
import tempfile
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import seenby

EXTRAS = ("pyspark", "psycopg", "facebook_business", "pytest", "playwright")
NEED_AN_EXTRA = {
    "seenby.store.spark",
    "seenby.store.spark_session",
    "seenby.watch.engines.spark",
    "seenby.watch.engines.streaming",
    "seenby.watch.inputs.from_postgres",
}
"""Modules that may need what is not installed here; whoever imports them lazily says which extra to install."""


def import_everything() -> int:
    """Import every module that should need no extra; returns how many there are."""
    names = [found.name for found in pkgutil.walk_packages(seenby.__path__, "seenby.")]
    wanted = [name for name in names if name not in NEED_AN_EXTRA]
    for name in wanted:
        importlib.import_module(name)
    return len(wanted)


def run(*arguments: str, folder: str) -> None:
    """Run ``seenby`` as a user would."""
    command = [str(Path(sys.executable).with_name("seenby")), *arguments]
    done = subprocess.run(command, check=False, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} gave {done.returncode}:\n{done.stdout}{done.stderr}")
    print("fine:", "seenby", *arguments[:3])


def main() -> None:
    """Do all of it, and stop at the first thing that is wrong."""
    if present := [name for name in EXTRAS if find_spec(name)]:
        sys.exit(f"this is no minimal installation: {', '.join(present)} can be imported")
    print("fine:", import_everything(), "modules import without an extra")
    export = str(files("seenby") / "examples" / "boosted-posts.csv")
    with tempfile.TemporaryDirectory() as folder:
        run("--help", folder=folder)
        run("audit", export, "--out", "report", folder=folder)
        if not list((Path(folder) / "report").glob("*.html")):
            sys.exit("seenby audit wrote no page")
        run("platform", "world", "charm-2024", "--people", "2000", "--days", "1", "--quiet", folder=folder)


if __name__ == "__main__":
    main()
