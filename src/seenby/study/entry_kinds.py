"""What the lines of a journal say, by the kind of act: a frozen class each, whose fields are the line's own.

The kinds that every study has stand here; each kind of study has its own beside them.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from typing import Any, Generic, TypeVar

from seenby.errors import Damaged
from seenby.evidence.hash_chain import Entry
from seenby.study.folder import JOURNAL


@dataclass(frozen=True, slots=True)
class Contents:
    """What came of an act; here nothing but that it was done."""

    def as_line(self) -> dict[str, Any]:
        """The fields as the line has them."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


@dataclass(frozen=True, slots=True)
class Scheduled(Contents):
    """A `Schedule`: the start of each wave and the end of the last (ISO 8601), and whether the first start is ours."""

    borders: tuple[str, ...]
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class ObjectMade(Contents):
    """The platform's identifier of an object, and whether it was found there after a call without a clear answer."""

    id: str
    adopted: bool = False

    def as_line(self) -> dict[str, Any]:
        """The fields; ``adopted`` only where it is so."""
        return {"id": self.id, "adopted": True} if self.adopted else {"id": self.id}


C = TypeVar("C", bound=Contents)


@dataclass(frozen=True, slots=True)
class EntryKind(Generic[C]):
    """A kind of act.

    Attributes:
        act: Its name in the journal.
        contents: What a line says when it was done.
    """

    act: str
    contents: type[C]

    def read(self, entry: Entry) -> C:
        """What a line of this kind says.

        Raises:
            Damaged: When something is missing in it.
        """
        known = {one.name: _frozen(entry[one.name]) for one in fields(self.contents) if one.name in entry}
        for one in fields(self.contents):
            if one.name not in known and one.default is MISSING and one.default_factory is MISSING:
                raise Damaged(
                    f"a line of “{self.act}” does not say “{one.name}”",
                    where=JOURNAL,
                    remedy="get the file from whoever sent it, or from a backup",
                    unchanged="nothing was changed",
                )
        return self.contents(**known)


SCHEDULE = EntryKind("schedule", Scheduled)


def made(kind: str) -> EntryKind[ObjectMade]:
    """Making an object of some kind."""
    return EntryKind(kind, ObjectMade)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
