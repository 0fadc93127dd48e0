"""``report``: the page of a study, and the seal over the whole folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from seenby.errors import StoppedByGuard, UsageError
from seenby.evidence import seal
from seenby.evidence.atomic_write import write_whole
from seenby.model import StudyResult
from seenby.study.folder import FINDINGS, StudyFolder
from seenby.study.steps.judge import PAGE, findings_text, judged
from seenby.version import VERSION


@dataclass(frozen=True, slots=True)
class Reported:
    """What was reported: the study, the page, and the root hash of the sealed folder, which is to be published."""

    result: StudyResult
    page: Path
    root: str


def report(path: Path | str) -> Reported:
    """Write the page of a judged study and seal its folder.

    Raises:
        UsageError: When it was not judged, or another command holds the folder.
        StoppedByGuard: When its findings are not what its sources come to now.
        Damaged: When a kept source, a list of what happened or the plan is not what was written.
    """
    folder = StudyFolder.at(path)
    if not folder.has(FINDINGS):
        raise UsageError("was not judged yet", where=str(path), remedy="judge it with: seenby study judge FOLDER")
    with folder.lock():
        study = judged(folder)
        if folder.path(FINDINGS).read_bytes() != findings_text(study.result).encode():
            raise StoppedByGuard(
                "the findings are not what the sources come to now",
                where=str(path),
                remedy="judge it again with: seenby study judge FOLDER",
                unchanged="nothing was changed",
            )
        page = folder.path(PAGE)
        write_whole(page, study.page(), remedy="free some room")
        root = seal(folder.root, VERSION).root
    return Reported(study.result, page, root)
