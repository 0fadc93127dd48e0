"""What to know about the data before believing a figure, gathered by kind so that many lines read as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from seenby.model import Health
from seenby.report import formatting

SEVERITIES = ("refused", "warning", "info")
MOST_OF_A_KIND = 5


@dataclass(frozen=True, slots=True)
class HealthGroup:
    """The notes of one code and severity; ``more`` of them are only in the JSON."""

    severity: str
    code: str
    notes: tuple[Health, ...]
    more: int


def health_groups(health: Iterable[Health]) -> tuple[HealthGroup, ...]:
    """The gravest kind first; within a kind as they came, each sentence and place once."""
    kinds: dict[tuple[str, str], dict[Health, None]] = {}
    for note in health:
        kinds.setdefault((note.severity, note.code), {})[note] = None
    order = sorted(kinds, key=lambda kind: SEVERITIES.index(kind[0]))
    return tuple(_group(severity, code, tuple(kinds[severity, code])) for severity, code in order)


def _group(severity: str, code: str, notes: tuple[Health, ...]) -> HealthGroup:
    return HealthGroup(severity, code, notes[:MOST_OF_A_KIND], max(0, len(notes) - MOST_OF_A_KIND))


def counted(groups: Iterable[HealthGroup]) -> str:
    """How many of each severity: ``1 thing refused, 2 warnings and 3 notes``."""
    many = Counter[str]()
    for group in groups:
        many[group.severity] += len(group.notes) + group.more
    return formatting.listed([formatting.number(many[name], name) for name in SEVERITIES if many[name]])
