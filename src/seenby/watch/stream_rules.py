"""What the numbers of a state mean: what is followed in every ad, and what was declared of its days."""

from __future__ import annotations

from dataclasses import dataclass

from seenby.judge.claims.claim_c_rules import FACTOR
from seenby.model.alarm import Stream
from seenby.watch.settings import WatchSettings


@dataclass(frozen=True, slots=True)
class Rules:
    """What the numbers of a state mean.

    Attributes:
        streams: What is followed.
        cells: For each stream, the number of its cell.
        line: How far beyond the aim is still allowed, as a share.
        rho_max: The clustering that is allowed for.
        first_days: How many days are an ad's past.
        factor: By how much its odds may change.
    """

    streams: tuple[Stream, ...]
    cells: tuple[int, ...]
    line: float
    rho_max: float
    first_days: int
    factor: float


def rules_of(settings: WatchSettings) -> Rules:
    """The rules that a watch file declares."""
    file = settings.file
    places = {cell.name: at for at, cell in enumerate(settings.cells)}
    return Rules(
        streams=settings.streams,
        cells=tuple(places[stream.cell.name] for stream in settings.streams),
        line=(file.expected.line if file.expected else 0.0) / 100,
        rho_max=file.rho_max,
        first_days=file.past.first_days if file.past else 1,
        factor=file.past.factor if file.past else FACTOR,
    )
