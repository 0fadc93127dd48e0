"""What many simulated runs came to: a row for each world, seed, remedy and arm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

SWEEP_SCHEMA = "seenby/sweep/1"
"""The shape in which a sweep is written as JSON."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One arm of one run, by the truth of the simulated world. What cannot be given (a share of nobody) is None.

    Attributes:
        world: The preset.
        people: People in the world.
        seed: Of the world and its auctions.
        remedy: What was changed.
        arm: The ad, or all arms together.
        impressions: Times it was shown.
        reach: People it was shown to.
        men: Share of men among them.
        men_of_impressions: Share of impressions that went to men.
        men_recorded: The same as the platform reports it: of impressions whose gender is on record.
        men_in_aim: Share of men in the preset's aim.
        gap: Share of the people reached that would have had to be of another gender to match the aim.
        gap_of_impressions: The same of impressions.
        in_aim: People of the aim among those reached.
        women: Women among those reached.
        parents: People with a child at home among them.
        engaged: People of the small engaged group among them.
        actions: Responses.
        spend: Money charged.
        unbilled: What impressions after the budget's end would have cost; the platform goes without it.
        cost_in_aim: Money for one person of the aim.
        currency: Of the money.
    """

    world: str
    people: int
    seed: int
    remedy: str
    arm: str
    impressions: int
    reach: int
    men: float | None
    men_of_impressions: float | None
    men_recorded: float | None
    men_in_aim: float | None
    gap: float | None
    gap_of_impressions: float | None
    in_aim: int
    women: int
    parents: int
    engaged: int
    actions: int
    spend: float
    unbilled: float
    cost_in_aim: float | None
    currency: str

    def as_json(self) -> dict[str, object]:
        """The row by column."""
        return asdict(self)


COLUMNS = tuple(one.name for one in fields(Outcome))
"""The columns of the tidy table, in their order."""


@dataclass(frozen=True, slots=True)
class Change:
    """A remedy as it is named and said, and who makes it: ``advertiser``, ``platform`` or nobody."""

    name: str
    title: str
    by: str


@dataclass(frozen=True, slots=True)
class Sweep:
    """All rows, and what they are rows of. ``worlds`` maps each preset to its title."""

    version: str
    worlds: Mapping[str, str]
    seeds: tuple[int, ...]
    changes: tuple[Change, ...]
    rows: tuple[Outcome, ...]

    def as_json(self) -> dict[str, object]:
        """The sweep in the shape ``seenby/sweep/1``."""
        return {
            "schema": SWEEP_SCHEMA,
            "version": self.version,
            "worlds": dict(self.worlds),
            "seeds": list(self.seeds),
            "remedies": [asdict(one) for one in self.changes],
            "rows": [row.as_json() for row in self.rows],
        }
