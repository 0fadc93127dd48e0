"""What the lines of the journal of a run of ads say, by the kind of act.

Every kind stands here once, with its name in the file, so that whoever resumes a run reads what an earlier one wrote.
Fields with a default were not always written, or are not in every line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from seenby.study.entry_kinds import Contents, EntryKind


@dataclass(frozen=True, slots=True)
class Begun(Contents):
    """Under which registration (SHA-256), what each account had cost until then (hundredths), and its page."""

    registration: str
    spent: Mapping[str, int] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AimTranslated(Contents):
    """The study's aim in the platform's words, once and for all."""

    spec: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Started(Contents):
    """When all ads start together (ISO 8601)."""

    start: str = ""


@dataclass(frozen=True, slots=True)
class Looked(Contents):
    """What all ads have cost (hundredths) and been shown; how many comments there are, where a rule asks for them."""

    spent: int = 0
    comments: int | None = None
    impressions: int = 0


@dataclass(frozen=True, slots=True)
class Stopped(Contents):
    """Why a study ended before its time: ``person``, ``cap``, ``comments`` or ``budgets``."""

    why: str


@dataclass(frozen=True, slots=True)
class AudienceKept(Contents):
    """The names of the sources that hold the answers."""

    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryKept(Contents):
    """The names of the sources, one for each account, and whether the study was over when they were asked for."""

    sources: tuple[str, ...] = ()
    final: bool = False


BEGIN = EntryKind("begin", Begun)
AIM = EntryKind("aim", AimTranslated)
SWITCH_ON, SWITCH_OFF = EntryKind("switch on", Contents), EntryKind("switch off", Contents)
START = EntryKind("start", Started)
LOOK = EntryKind("look", Looked)
COLLECT = EntryKind("collect", DeliveryKept)
STOP = EntryKind("stop", Stopped)
END, FINISH = EntryKind("end", Contents), EntryKind("finish", Contents)


def audience(when: Literal["before", "after"]) -> EntryKind[AudienceKept]:
    """Asking how many accounts there are in each group, before the run and after it."""
    return EntryKind(f"audience {when}", AudienceKept)
