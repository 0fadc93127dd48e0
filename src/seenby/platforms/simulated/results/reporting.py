"""What the platform tells: its counts by age × gender × day × placement, after all it does to them.

Late counts and counts taken back are settled first, by day; then each cell of the table that was asked for is
withheld, banded or rounded. Every figure is an interval that holds the count as far as the platform has it. An unknown
gender is a row of its own, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from seenby.model import Delivery, Interval
from seenby.platforms.simulated.auction.campaign import MICRO
from seenby.platforms.simulated.auction.kernels import FIGURES, IMPRESSIONS, NEW, SPEND
from seenby.platforms.simulated.auction.simulation import Simulation
from seenby.platforms.simulated.people.demographics import BANDS, GENDERS
from seenby.platforms.simulated.rng import generator
from seenby.platforms.simulated.world_settings import ReportSettings

Counts = NDArray[np.int64]
FIRST_DAY = date(2026, 3, 2)
"""The day that tick 0 begins. Simulated days need dates; nothing depends on which."""

DAY, GENDER, AGE, PLACEMENT = 0, 2, 3, 4
"""Axes of the ledger's table; axis 1 is the ad, the last one the figure."""

PEOPLE, TIME, PLACES = (GENDER, AGE), (DAY, GENDER), (PLACEMENT,)
FOLDS = {"people": PEOPLE, "time": TIME, "placement": PLACES}


def deliveries(platform: Simulation, settings: ReportSettings | None = None) -> list[Delivery]:
    """What the platform reports up to now, in the tables that an export is folded into.

    Reach is given by gender and age only, where it adds up; over days and placements it is not reported.
    """
    asked = settings or ReportSettings()
    table = visible(platform, asked)
    return [row for fold, axes in FOLDS.items() for row in _rows(platform, table, asked, fold, axes)]


def visible(platform: Simulation, settings: ReportSettings) -> Counts:
    """The counts as far as the platform shows them now, by day, ad, gender, age band, placement and figure."""
    table = platform.ledger.by_cell(len(platform.reported))
    days = len(table)
    last = days - settings.delay_days
    for day in range(days):
        if day >= last:
            table[day] = 0
            continue
        age = days - 1 - day
        lost = _part(platform.seed, "late", day, table[day], settings.late) if age < settings.late_days else 0
        if age >= settings.withdrawn_days:
            lost = lost + _part(platform.seed, "withdrawn", day, table[day], settings.withdrawn)
        table[day] = _less(table[day], lost)
    return table


def _part(seed: int, kind: str, day: int, counts: Counts, share: float) -> Counts:
    """How many of each cell's impressions are late, or are taken back: drawn once, the same at every look."""
    return generator(seed, f"report/{kind}", day).binomial(counts[..., IMPRESSIONS], share)


def _less(counts: Counts, lost: Counts | int) -> Counts:
    """Every figure of a cell in proportion to the impressions that are left, rounded down."""
    all_of_it = counts[..., IMPRESSIONS]
    kept = np.maximum(all_of_it - lost, 0)
    return np.asarray(counts * kept[..., None] // np.maximum(all_of_it, 1)[..., None])


def _rows(
    platform: Simulation, table: Counts, settings: ReportSettings, fold: str, axes: tuple[int, ...]
) -> Iterator[Delivery]:
    others = tuple(axis for axis in (DAY, GENDER, AGE, PLACEMENT) if axis not in axes)
    summed = table.sum(axis=others)
    placements = tuple(platform.settings.placements)
    reach = fold == "people"
    for index in np.ndindex(summed.shape[:-1]):
        figures = summed[index]
        at = dict(zip(sorted((*axes, 1)), index, strict=True))
        if not figures.any():
            continue
        yield _delivery(platform, fold, axes, at, figures, settings, placements, reach)


def _delivery(
    platform: Simulation,
    fold: str,
    axes: tuple[int, ...],
    at: dict[int, int],
    figures: Counts,
    settings: ReportSettings,
    placements: tuple[str, ...],
    reach: bool,
) -> Delivery:
    campaign = platform.campaigns[platform.reported[at[1]]]
    first, last = period(platform, campaign.start, campaign.end)
    day = FIRST_DAY + timedelta(days=at[DAY]) if DAY in at else None
    return Delivery(
        source=0,
        ad=campaign.key,
        fold=fold,
        breakdowns=frozenset(NAMES[axis] for axis in axes if axis in NAMES),
        gender=GENDERS[at[GENDER]] if GENDER in at else "",
        age=BANDS[at[AGE]] if AGE in at else "",
        country="",
        region="",
        placement=placements[at[PLACEMENT]] if PLACEMENT in at else "",
        start=first,
        end=last,
        day=day,
        rows=1,
        impressions=told(int(figures[IMPRESSIONS]), settings),
        reach=told(int(figures[NEW]), settings) if reach else None,
        spend=spent(figures, settings),
        share=None,
        currency=platform.world.market.currency,
    )


NAMES = {GENDER: "gender", AGE: "age", PLACEMENT: "placement"}


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row of the finest table: a day, a cell, and what is told of it. ``spend`` is None where it is withheld."""

    ad: str
    advertiser: str
    day: date
    gender: str
    age: str
    placement: str
    impressions: Interval
    spend: Interval | None


def report_rows(platform: Simulation, settings: ReportSettings) -> Iterator[ReportRow]:
    """The finest table, as an ads manager exports it: by day, age, gender and placement, without empty cells."""
    table = visible(platform, settings)
    placements = tuple(platform.settings.placements)
    for day, slot, gender, age, placement in np.ndindex(table.shape[:-1]):
        figures = table[day, slot, gender, age, placement]
        if not figures[IMPRESSIONS]:
            continue
        campaign = platform.campaigns[platform.reported[slot]]
        yield ReportRow(
            ad=campaign.name,
            advertiser=campaign.advertiser,
            day=FIRST_DAY + timedelta(days=day),
            gender=GENDERS[gender],
            age=BANDS[age],
            placement=placements[placement],
            impressions=told(int(figures[IMPRESSIONS]), settings),
            spend=spent(figures, settings),
        )


def told(count: int, settings: ReportSettings) -> Interval:
    """A count as it is told: withheld below a size, in bands, or rounded; always an interval that holds it."""
    if 0 < count < settings.hide_below:
        return Interval(1, settings.hide_below - 1)
    if settings.bands and count >= settings.bands[0]:
        low = max(edge for edge in settings.bands if edge <= count)
        above = [edge for edge in settings.bands if edge > count]
        return Interval(low, min(above) - 1 if above else float("inf"))
    if settings.bands:
        return Interval(0, settings.bands[0] - 1)
    step = settings.round_to
    if step <= 1:
        return Interval.exact(count)
    middle = (count + step // 2) // step * step
    return Interval(max(middle - step // 2, 0), middle + (step - 1) // 2)


def spent(figures: Counts, settings: ReportSettings) -> Interval | None:
    """A cell's money in the currency; not told where its impressions are withheld."""
    if 0 < figures[IMPRESSIONS] < settings.hide_below:
        return None
    return Interval.exact(float(figures[SPEND]) / MICRO)


def period(platform: Simulation, start: int, end: int) -> tuple[date, date]:
    """First and last day of a campaign, as far as the clock has come."""
    ticks = platform.settings.ticks_a_day
    last = max(min(end, platform.tick) - 1, start)
    return FIRST_DAY + timedelta(days=start // ticks), FIRST_DAY + timedelta(days=last // ticks)


assert FIGURES == 4
