"""What went otherwise than registered: a dated list that only grows.

A line of ours names the sets that it spoils (``spoils``), so that judging need not read sentences; most spoil none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from seenby.store.chain import Chain, read_chain
from seenby.study.ads.running.context import Context
from seenby.study.folder import DEVIATIONS


def deviate(
    run: Context,
    what: str,
    by: Literal["person", "seenby"] = "seenby",
    *,
    spoils: Iterable[str] = (),
    beginning: str = "",
) -> None:
    """Add a sentence with the sets that it spoils, unless it is there, or one with the same ``beginning``."""
    chain = Chain(run.folder.path(DEVIATIONS))
    said = [str(one.get("what")) for one in chain.entries]
    if what in said or (beginning and any(one.startswith(beginning) for one in said)):
        return
    line = {"at": run.platform.time.isoformat(), "what": what, "by": by}
    chain.append(line if by == "person" else {**line, "spoils": sorted(set(spoils))})


def spoilt(run: Context) -> set[str]:
    """The sets that are spoilt by something that was noted."""
    return {str(one) for line in read_chain(run.folder.path(DEVIATIONS)) for one in line.get("spoils", ())}
