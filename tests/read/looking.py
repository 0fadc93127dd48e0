"""What tests of reading share: write an export, audit it, and work out by hand what must come out."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.read.samples import TOKEN, Row

import seenby
from seenby.errors import Unreadable
from seenby.measure import Question, measure
from seenby.model import AdResult, Audit, Groups, Health
from seenby.pipeline import audit
from seenby.read import Options, Reading, read, settle
from seenby.store import Workbench


def put(folder: Path, name: str, content: bytes | str) -> Path:
    """The file with this content in the folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def look(folder: Path, content: bytes | str, name: str = "export.csv", **asked: Any) -> Audit:
    """The audit of one file."""
    return audit(put(folder, name, content), **asked)


def only(found: Audit) -> AdResult:
    """The one ad of an audit."""
    assert len(found.ads) == 1, [ad.key for ad in found.ads]
    return found.ads[0]


def by_name(found: Audit) -> dict[str, AdResult]:
    """The ads by their names, each of which must be borne once."""
    names = [ad.key.name for ad in found.ads]
    assert len(set(names)) == len(names), names
    return {ad.key.name: ad for ad in found.ads}


def codes(found: Audit) -> set[str]:
    """The codes of an audit's health."""
    return {note.code for note in found.health}


def note(found: Audit, code: str) -> Health:
    """The one note with this code."""
    notes = [note for note in found.health if note.code == code]
    assert len(notes) == 1, found.health
    return notes[0]


def exact(groups: Groups) -> dict[str, float]:
    """The groups' shares, all of which must be exact, to nine places."""
    for interval in groups.values():
        assert math.isclose(interval.low, interval.high, abs_tol=1e-12), groups
    return {group: round(interval.low, 9) for group, interval in groups.items()}


def counted(rows: Sequence[Row], ad: str, by: str, metric: str = "impressions") -> dict[str, int]:
    """How often an ad's groups occur in the rows."""
    found: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.get("ad") == ad:
            found[str(row[by])] += int(row[metric])
    return dict(found)


def shared(counts: Mapping[str, float]) -> dict[str, float]:
    """The shares of the known groups, worked out by hand, to nine places."""
    known = {group: count for group, count in counts.items() if group != "unknown"}
    return {group: round(count / sum(known.values()), 9) for group, count in known.items()}


def refused(folder: Path, content: bytes | str, name: str = "export.csv", **asked: Any) -> str:
    """The refusal of one file: one sentence that names the file, leads on, and lets no secret out."""
    path = put(folder, name, content)
    with pytest.raises(Unreadable) as caught:
        seenby.audit(path, **asked)
    check_refusal(caught.value, path)
    return str(caught.value)


def check_refusal(error: Unreadable, path: Path) -> None:
    """The duties of every refusal."""
    text = str(error)
    assert error.exit_code == 7
    assert str(path) in text, text
    assert error.remedy, text
    assert "\n" not in text
    assert text.endswith(".")
    assert TOKEN not in text


def examine(path: Path, bench: Workbench, options: Options | None = None) -> tuple[Reading, tuple[AdResult, ...]]:
    """What is read of a file and measured of its ads, on a workbench that is used again and again."""
    with bench.connection.cursor() as connection:
        try:
            reading = read([path], replace(bench, connection=connection), options)
        finally:
            for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
                connection.execute(f"DROP TABLE {name}")
    series = settle(reading)
    question = Question(None, reading.aims, None, reading.share_of, [source.path for source in reading.sources])
    return reading, measure(series.deliveries, series.history, question)
