"""What went otherwise than registered: a dated list that only grows."""

from __future__ import annotations

from typing import Literal

from seenby.run.context import Context
from seenby.store.chain import Chain
from seenby.store.study_folder import DEVIATIONS


def deviate(run: Context, what: str, by: Literal["person", "seenby"] = "seenby") -> None:
    """Add a sentence, once."""
    chain = Chain(run.folder.path(DEVIATIONS))
    if all(one.get("what") != what for one in chain.entries):
        chain.append({"at": run.platform.time.isoformat(), "what": what, "by": by})
