"""What a study makes of its plan and its sources, made once more and held against what stands in its folder.

A fingerprint says that a file is what was sealed. Whoever altered a page could seal the folder again: only making the
page once more says that it is what the sources come to.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from seenby.errors import SeenbyError
from seenby.evidence import Difference
from seenby.evidence.temporary_folder import temporary
from seenby.model import StudyResult
from seenby.study.folder import BY_HAND, PLAN, TABLES, StudyFolder
from seenby.study.kind import Judged
from seenby.study.kinds import kind_of
from seenby.study.steps.judge import DELIVERY, PAGE
from seenby.version import VERSION

TABLE = f"{TABLES}/{DELIVERY}"


def unlike_made_again(folder: StudyFolder, now: Judged[StudyResult], judged_by: str | None) -> Iterator[Difference]:
    """The page, the table, the plan and the steps by hand, where they are not what they would be if made now.

    A page and steps that another version made are passed over: its sentences may have been others.

    Args:
        folder: Whose files are looked at; one that is not there is passed over.
        now: What its sources come to.
        judged_by: The version of seenby that made its findings.
    """
    plan = now.result.plan
    if judged_by == VERSION and _is_other(folder.path(PAGE), now.page()):
        yield Difference(PAGE, "broken", "is not the page that these findings come to")
    if folder.path(TABLE).is_file() and not _same_table(folder.path(TABLE), now):
        yield Difference(TABLE, "broken", "is not the table that these sources come to")
    if plan.version == VERSION and _is_other(folder.path(BY_HAND), kind_of(folder).by_hand(plan)):
        yield Difference(BY_HAND, "broken", "is not what the plan says")
    if folder.path(PLAN).is_file() and now.result.registered and not _same_plan(folder, now):
        yield Difference(PLAN, "broken", "is not the plan that was registered")


def _is_other(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() != text.encode()


def _same_plan(folder: StudyFolder, now: Judged[StudyResult]) -> bool:
    try:
        return kind_of(folder).plan_from(folder.path(PLAN).read_bytes(), PLAN) == now.result.plan
    except SeenbyError:
        return False


def _same_table(path: Path, now: Judged[StudyResult]) -> bool:
    """Whether a table has the rows that it would have now, whatever version of the engine packed them."""
    with temporary("table") as room:
        again = room.path / DELIVERY
        now.write_table(again)
        if again.read_bytes() == path.read_bytes():
            return True
        try:
            with duckdb.connect(config={"threads": 1}) as engine:
                one, other = (engine.read_parquet(str(file)) for file in (path, again))
                same = (one.columns, one.types) == (other.columns, other.types)
                return same and one.fetchall() == other.fetchall()
        except (duckdb.Error, RuntimeError, ValueError):
            # Bytes that no text has make Python's side of the engine give up, in words of its own.
            return False
