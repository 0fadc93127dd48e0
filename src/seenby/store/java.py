"""Which Java would run Spark, and whether it is there and new enough."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from seenby.errors import UsageError

OLDEST = 17
REMEDY = "type: sudo apt-get install -y default-jre-headless, or let JAVA_HOME name one"


def check_java() -> None:
    """Stop where Spark would find no Java to run in, before anything is read.

    Raises:
        UsageError: When there is none, or it is too old.
    """
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home, "bin"))) if home else shutil.which("java")
    if found is None:
        where = f"JAVA_HOME ({home})" if home else ""
        raise UsageError(f"Spark needs Java {OLDEST} or newer, and there is none", where=where, remedy=REMEDY)
    version = _version(Path(found))
    if version is not None and version < OLDEST:
        raise UsageError(f"Spark needs Java {OLDEST} or newer, and this is {version}", where=str(found), remedy=REMEDY)


def _version(java: Path) -> int | None:
    """The number in the file that every Java keeps beside its programs; None where that cannot be told."""
    try:
        said = (java.resolve().parents[1] / "release").read_text(encoding="utf-8", errors="replace")
    except (OSError, IndexError):
        return None
    # Java 8 called itself 1.8.
    number = re.search(r'^JAVA_VERSION="(?:1\.)?(\d+)', said, re.MULTILINE)
    return int(number.group(1)) if number else None
