"""``judge``: the sources of a study, held against its plan, come to findings."""

from __future__ import annotations

import json
from pathlib import Path

from seenby.evidence import seal
from seenby.evidence.atomic_write import write_whole
from seenby.model import StudyResult
from seenby.study.deviations import deviations
from seenby.study.folder import FINDINGS, REPORT, TABLES, StudyFolder
from seenby.study.kind import Judged, Result
from seenby.study.kinds import kind_of
from seenby.study.registered_plan import decided
from seenby.study.sources import kept_sources
from seenby.version import VERSION

DELIVERY = "delivery.parquet"
PAGE = f"{REPORT}/index.html"


def judge(path: Path | str) -> StudyResult:
    """Judge a study: write what it comes to and the table behind it, and seal the folder.

    Raises:
        UsageError: When there is no study, plan or delivery, or another command holds the folder.
        Damaged: When a kept source, the journal or the plan is not what was written.
        StoppedByGuard: When what was registered was changed.
    """
    folder = StudyFolder.at(path)
    with folder.lock():
        study = judged(folder)
        study.write_table(folder.path(TABLES) / DELIVERY)
        text = findings_text(study.result)
        if folder.has(FINDINGS) and folder.path(FINDINGS).read_bytes() != text.encode():
            # A page of other findings would be sealed beside these.
            folder.path(PAGE).unlink(missing_ok=True)
        write_whole(folder.path(FINDINGS), text, remedy="free some room")
        seal(folder.root, VERSION)
    return study.result


def findings_text(result: Result) -> str:
    """The findings as their file has them: the same bytes for the same sources on every machine."""
    return json_text(result.as_json())


def json_text(tables: object) -> str:
    """Tables as JSON, written as the file of findings is.

    Raises:
        ValueError: When a figure is infinite or NaN.
    """
    return json.dumps(tables, ensure_ascii=True, allow_nan=False, indent=1) + "\n"


def judged(folder: StudyFolder) -> Judged[StudyResult]:
    """What a study comes to, without writing anything.

    Raises:
        UsageError: When there is no plan or no delivery.
        Damaged: When a kept source, a list of what happened or the plan is not what was written.
    """
    kind = kind_of(folder)
    before = decided(folder, kind)
    return kind.judge(folder, before, deviations(folder, before.plan), kept_sources(folder))
