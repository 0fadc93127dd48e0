"""The journal of a run: each act intended, then done, on the disk before anything else happens.

A line: ``act`` (what), ``of`` (a slot, an account, or ``study``), ``state`` (``intended``, ``done``, ``failed``,
``noted``), ``at`` (the platform's time) and what came of it: identifiers, never a token. What each kind of act says is
in `seenby.study.entry_kinds`, and in the kind of study.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal

from seenby.evidence.hash_chain import Chain, Entry, not_written
from seenby.evidence.signals import deferred_signals
from seenby.study.entry_kinds import C, EntryKind, made
from seenby.study.folder import JOURNAL, StudyFolder

STUDY = "study"
State = Literal["intended", "done", "failed", "noted"]
"""What is known of an act: that it is about to be done, that it was, that the platform refused it; or a mere note."""


@dataclass(frozen=True, slots=True)
class Dated(Generic[C]):
    """What a line says, and the platform's time when it was written."""

    at: datetime
    what: C


class Journal:
    """A study's journal. Whoever writes to it holds the folder's lock.

    Raises:
        Damaged: When a line is not what was written.
    """

    def __init__(self, folder: StudyFolder, time: Callable[[], datetime]) -> None:
        self._chain = Chain(folder.path(JOURNAL))
        self._time = time
        self._last: dict[tuple[str, str], Entry] = {}
        self._newest: dict[tuple[str, str, State], Entry] = {}
        for row, entry in enumerate(self._chain.entries, 1):
            if not all(isinstance(entry.get(name), str) for name in ("act", "of", "state", "at")):
                # The last line is bound by nothing that comes after it.
                raise not_written(self._chain.path, row)
            self._index(entry)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All lines, oldest first."""
        return self._chain.entries

    def intend(self, kind: EntryKind[C], of: str = STUDY, *, why: str = "") -> None:
        """Keep that an act is going to be done, unless it was intended before and nobody knows what came of it."""
        if not self.pending(kind, of):
            self._write(kind.act, of, "intended", {"why": why} if why else {})

    def complete(self, kind: EntryKind[C], what: C, of: str = STUDY) -> Dated[C]:
        """Keep that an act was done, and what came of it."""
        return Dated(self._write(kind.act, of, "done", what.as_line()), what)

    def fail(self, kind: EntryKind[C], code: int, of: str = STUDY) -> None:
        """Keep that the platform refused an act, with its code."""
        self._write(kind.act, of, "failed", {"code": code})

    def note(self, kind: EntryKind[C], what: C, of: str = STUDY) -> None:
        """Keep what was seen, of an act that changes nothing."""
        self._write(kind.act, of, "noted", what.as_line())

    def done(self, kind: EntryKind[C], of: str = STUDY) -> Dated[C] | None:
        """The newest line that says that an act was done."""
        return self._read(kind, of, "done")

    def noted(self, kind: EntryKind[C], of: str = STUDY) -> Dated[C] | None:
        """The newest note of an act."""
        return self._read(kind, of, "noted")

    def intended(self, kind: EntryKind[C], of: str = STUDY) -> datetime | None:
        """When an act was last intended, whatever came of it; by the platform's time."""
        entry = self._newest.get((kind.act, of, "intended"))
        return None if entry is None else _at(entry)

    def last(self, kind: EntryKind[C], of: str = STUDY) -> tuple[State, datetime] | None:
        """The newest line of an act, whatever came of it: its state, and the platform's time."""
        entry = self._last.get((kind.act, of))
        return None if entry is None else (entry["state"], _at(entry))

    def pending(self, kind: EntryKind[C], of: str = STUDY) -> bool:
        """Whether an act was intended, and nobody knows what came of it."""
        last = self.last(kind, of)
        return last is not None and last[0] == "intended"

    def ident(self, kind: str, of: str) -> str:
        """The identifier of an object that was made; KeyError where it was not."""
        done = self.done(made(kind), of)
        if done is None:
            raise KeyError((kind, of))
        return str(done.what.id)

    def place(self, kind: EntryKind[C], of: str = STUDY) -> int:
        """The number of the newest line that says that an act was done, from 1; 0 where there is none."""
        done = self._newest.get((kind.act, of, "done"))
        return max((n for n, one in enumerate(self.entries, 1) if one == done), default=0) if done else 0

    def _write(self, act: str, of: str, state: State, more: dict[str, Any]) -> datetime:
        at = self._time()
        entry = {"act": act, "of": of, "state": state, "at": at.isoformat(), **more}
        # On the disk first: what is known here and not there would be done again after a crash. And an interruption
        # switches all ads off by what was done so far: no line may be missing from that.
        with deferred_signals():
            self._chain.append(entry)
            self._index(entry)
        return at

    def _read(self, kind: EntryKind[C], of: str, state: State) -> Dated[C] | None:
        entry = self._newest.get((kind.act, of, state))
        return None if entry is None else Dated(_at(entry), kind.read(entry))

    def _index(self, entry: Entry) -> None:
        act, of = str(entry["act"]), str(entry["of"])
        self._last[act, of] = entry
        self._newest[act, of, entry["state"]] = entry


def _at(entry: Entry) -> datetime:
    return datetime.fromisoformat(str(entry["at"]))
