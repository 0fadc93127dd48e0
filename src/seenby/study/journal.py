"""The journal of a run: each act intended, then done, on the disk before anything else happens.

A line: ``act`` (what), ``of`` (a slot, an account, or ``study``), ``state`` (``intended``, ``done``, ``failed``,
``noted``), ``at`` (the platform's time) and what came of it: identifiers, never a token.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from seenby.evidence.hash_chain import Chain, Entry, not_written
from seenby.study.folder import JOURNAL, StudyFolder

STUDY = "study"
INTENDED, DONE, FAILED, NOTED = "intended", "done", "failed", "noted"


class Journal:
    """A study's journal. Whoever writes to it holds the folder's lock.

    Raises:
        Damaged: When a line is not what was written.
    """

    def __init__(self, folder: StudyFolder, time: Callable[[], datetime]) -> None:
        self._chain = Chain(folder.path(JOURNAL))
        self._time = time
        self._last: dict[tuple[str, str], Entry] = {}
        self._done: dict[tuple[str, str], Entry] = {}
        for row, entry in enumerate(self._chain.entries, 1):
            if not all(isinstance(entry.get(name), str) for name in ("act", "of", "state", "at")):
                # The last line is bound by nothing that comes after it.
                raise not_written(self._chain.path, row)
            self._index(entry)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All lines, oldest first."""
        return self._chain.entries

    def write(self, act: str, of: str, state: str, **more: Any) -> Entry:
        """Add a line; it is on the disk when this returns."""
        entry = {"act": act, "of": of, "state": state, "at": self._time().isoformat(), **more}
        self._chain.append(entry)
        self._index(entry)
        return entry

    def intend(self, act: str, of: str = STUDY, **more: Any) -> None:
        """Keep that an act is going to be done, unless it was intended before and nobody knows what came of it."""
        if not self.pending(act, of):
            self.write(act, of, INTENDED, **more)

    def last(self, act: str, of: str = STUDY) -> Entry | None:
        """The newest line of an act."""
        return self._last.get((act, of))

    def done(self, act: str, of: str = STUDY) -> Entry | None:
        """The newest line that says that an act was done."""
        return self._done.get((act, of))

    def pending(self, act: str, of: str = STUDY) -> bool:
        """Whether an act was intended, and nobody knows what came of it."""
        last = self.last(act, of)
        return last is not None and last["state"] == INTENDED

    def ident(self, act: str, of: str) -> str:
        """The identifier that an act came to; KeyError where it was not done."""
        done = self.done(act, of)
        if done is None:
            raise KeyError((act, of))
        return str(done["id"])

    def place(self, act: str, of: str = STUDY) -> int:
        """The number of the newest line that says that an act was done, from 1; 0 where there is none."""
        done = self.done(act, of)
        return max((n for n, one in enumerate(self.entries, 1) if one == done), default=0) if done else 0

    def _index(self, entry: Entry) -> None:
        key = (str(entry["act"]), str(entry["of"]))
        self._last[key] = entry
        if entry["state"] == DONE:
            self._done[key] = entry
