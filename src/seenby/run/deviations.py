"""What went otherwise than registered: a dated list that only grows.

A line of ours names the sets that it spoils (``spoils``), so that judging need not read sentences; most spoil none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from seenby.run.context import Context
from seenby.store.chain import Chain
from seenby.store.study_folder import DEVIATIONS


def deviate(run: Context, what: str, by: Literal["person", "seenby"] = "seenby", *, spoils: Iterable[str] = ()) -> None:
    """Add a sentence, once, with the sets that it spoils."""
    chain = Chain(run.folder.path(DEVIATIONS))
    if all(one.get("what") != what for one in chain.entries):
        line = {"at": run.platform.time.isoformat(), "what": what, "by": by}
        chain.append(line if by == "person" else {**line, "spoils": sorted(set(spoils))})
