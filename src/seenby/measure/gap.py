"""How far delivery lies from the aim: the share of impressions (or people) that would have to move.

The measure is half the sum of absolute differences between the eligible and the delivered shares, the one of the
settlement that made 10 points a public yardstick (docs/explanation.md, “The 10-point line”).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from seenby.measure.target_shares import NOBODY, aimed, allows, is_whole
from seenby.model import SMALL_UNKNOWN, Aim, Groups, Interval, NotMeasurable
from seenby.model.audience import JOIN, age_span
from seenby.stats.bounds import moved_bounds

ORDER = ("age_gender", "gender", "age", "country", "region")
"""Dimensions a gap may be taken over, the finest first."""

NO_AIM = NotMeasurable("no aim is known: name one with --aim")
NO_SIZES = NotMeasurable("the aim does not say how large each group is: add the estimated audience to the aim file")


PARTS = {"gender": ("gender", "age_gender"), "age": ("age", "age_gender"), "place": ("country", "region")}
"""What an aim may speak of, and the dimensions over which it can be held against that."""

YOUNGEST = 13
"""Nobody younger is shown an ad, so that an aim at everybody from that age on rules nobody out."""


@dataclass(frozen=True, slots=True)
class Gap:
    """How far delivery lies from an aim.

    Attributes:
        gap: The gap over the dimension that is surely furthest from the aim, of those alike the finest.
        dimension: That dimension.
        gaps: The gaps over all dimensions.
        outside: The share shown to groups outside the aim, by dimension.
        aimed: The aim's shares, by dimension.
        with_unknown: The gap over that dimension wherever the unknown belong; None where they are few.
        outside_only: Whether only the share outside speaks for the gap, because the aim gives no sizes.
        unheld: The parts of the aim (``gender``, ``age``, ``place``) that delivery could not be held against.
    """

    gap: Interval | NotMeasurable
    dimension: str | None
    gaps: Mapping[str, Interval | NotMeasurable] = field(default_factory=dict)
    outside: Mapping[str, Interval] = field(default_factory=dict)
    aimed: Mapping[str, Groups] = field(default_factory=dict)
    with_unknown: Interval | None = None
    outside_only: bool = False
    unheld: tuple[str, ...] = ()


def gap(
    aim: Aim | None,
    delivered: Mapping[str, Groups],
    everybody: Mapping[str, Groups] | None = None,
    unknown: Mapping[str, Interval] | None = None,
) -> Gap:
    """The distance of an ad's delivered shares from its aim, by dimension.

    Args:
        aim: Who the ad was aimed at.
        delivered: Shares of the known by dimension and group.
        everybody: Shares in the worst case over the unknown, likewise.
        unknown: The share of the unknown, by dimension.
    """
    if aim is None:
        return Gap(NO_AIM, None)
    asked = {name: aimed(aim, name, delivered[name]) for name in ORDER if name in delivered}
    sized = {name: _gap(groups, name, delivered[name]) for name, groups in asked.items()}
    outside = {name: found for name in delivered if (found := _outside(aim, name, delivered[name])) is not None}
    gaps = {name: _at_least(found, outside.get(name)) for name, found in sized.items()}
    said = {name: groups for name, groups in asked.items() if groups}
    measured = {name: size for name in ORDER if isinstance(size := gaps.get(name), Interval)}
    if not measured:
        return Gap(next(iter(gaps.values()), NO_SIZES), None, gaps, outside, said)
    # Over ages and genders together delivery lies no nearer than over one of them: the joint gap speaks for both.
    whole = isinstance(sized.get("age_gender"), Interval)
    candidates = [name for name in measured if not (whole and name in ("age", "gender"))]
    # The first of those alike is the finest; a gap with sizes says more than a bound.
    chosen = max(candidates, key=lambda name: (round(measured[name].low, 9), isinstance(sized[name], Interval)))
    worst = None
    if everybody and unknown and _are_many(unknown.get(chosen)):
        worst = _wherever(aim, chosen, measured[chosen], everybody[chosen], asked[chosen], unknown[chosen])
    only = not isinstance(sized[chosen], Interval)
    return Gap(gaps[chosen], chosen, gaps, outside, said, worst, only, _unheld(aim, sized, outside))


def _wherever(
    aim: Aim, dimension: str, known: Interval, everybody: Groups, asked: Groups, unknown: Interval
) -> Interval:
    """The gap wherever the unknown belong: they may all lie within the aim, or all in groups that nobody named."""
    found = _at_least(_gap(asked, dimension, everybody), _outside(aim, dimension, everybody))
    low = min(known.low, found.low) if isinstance(found, Interval) else 0.0
    return Interval(low, min(known.high + unknown.high, 1.0))


def _are_many(unknown: Interval | None) -> bool:
    """Whether so many are unknown that a gap must hold wherever they belong."""
    return unknown is not None and unknown.high > SMALL_UNKNOWN


def _at_least(sized: Interval | NotMeasurable, outside: Interval | None) -> Interval | NotMeasurable:
    """The gap; without sizes at least what went outside, and at most everything: any mix inside the aim will do."""
    if isinstance(sized, Interval) or outside is None or outside.high <= 0:
        return sized
    return Interval(outside.low, 1.0)


def _unheld(
    aim: Aim, sized: Mapping[str, Interval | NotMeasurable], outside: Mapping[str, Interval]
) -> tuple[str, ...]:
    """The parts of the aim that no gap with sizes is about."""
    held = {part for part, names in PARTS.items() if any(isinstance(sized.get(name), Interval) for name in names)}
    return tuple(part for part in PARTS if part not in held and _speaks_of(aim, part, outside))


def _speaks_of(aim: Aim, part: str, outside: Mapping[str, Interval]) -> bool:
    """Whether the aim asks for a part: gives sizes, or rules somebody out."""
    if any(aim.estimated.get(name) for name in PARTS[part]):
        return True
    if part == "gender":
        return aim.genders is not None and not {"female", "male"} <= set(aim.genders)
    if part == "place":
        return bool(aim.places)
    if aim.ages is None or (aim.ages[1] is None and aim.ages[0] <= YOUNGEST):
        return False
    # Everybody from some age on leaves no mix to be missed: it is held as soon as nobody younger was shown it.
    return not (aim.ages[1] is None and "age" in outside and outside["age"].high <= 0)


def _gap(asked: Groups, dimension: str, delivered: Groups) -> Interval | NotMeasurable:
    if not is_whole(asked):
        return NO_SIZES
    if dimension in ("age", "age_gender"):
        homes = _common_bands(asked, delivered)
        if homes is None:
            return NotMeasurable("the age bands of the aim and of the export cut across each other")
        asked, delivered = _merged(asked, homes), _merged(delivered, homes)
    names = sorted({*asked, *delivered})
    first = [asked.get(name, NOBODY) for name in names]
    second = [delivered.get(name, NOBODY) for name in names]
    low, high = moved_bounds(
        [one.low for one in first],
        [one.high for one in first],
        [one.low for one in second],
        [one.high for one in second],
    )
    return Interval(float(low), float(high))


def _common_bands(asked: Groups, delivered: Groups) -> Mapping[str, str] | None:
    """For each band of either side the wider one of the other that holds it, or itself; None where two bands cut.

    Bands merge upwards and are never split: 55-64 and 65+ of the aim become the export's 55+, or the other way round.
    """
    homes: dict[str, str] = {}
    for ours, theirs in ((asked, delivered), (delivered, asked)):
        for group in ours:
            wider = [name for name in theirs if _contains(name, group)]
            if not wider and any(_touches(name, group) and not _contains(group, name) for name in theirs):
                return None
            homes.setdefault(group, wider[0] if wider else group)
    return homes


def _merged(shares: Groups, homes: Mapping[str, str]) -> Groups:
    found: dict[str, Interval] = {}
    for group, share in shares.items():
        home = homes[group]
        found[home] = found[home] + share if home in found else share
    return {group: Interval(min(share.low, 1.0), min(share.high, 1.0)) for group, share in found.items()}


def _contains(wide: str, narrow: str) -> bool:
    outer, inner = _span(wide), _span(narrow)
    if outer is None or inner is None or outer[2] != inner[2]:
        return wide == narrow
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _touches(one: str, other: str) -> bool:
    first, second = _span(one), _span(other)
    if first is None or second is None or first[2] != second[2]:
        return False
    return first[0] <= second[1] and second[0] <= first[1]


def _span(group: str) -> tuple[float, float, str] | None:
    """First age, last age and gender of a band or a joint group."""
    band, _, gender = group.partition(JOIN)
    span = age_span(band)
    return (span[0], float("inf") if span[1] is None else span[1], gender) if span else None


def _outside(aim: Aim, dimension: str, delivered: Groups) -> Interval | None:
    """The share shown to groups outside the aim; a band that straddles its edge counts in the upper end only."""
    allowed = {group: allows(aim, dimension, group, delivered) for group in delivered}
    joint = dimension == "age_gender" and (aim.ages is None or aim.genders is None or len(aim.genders) > 1)
    if joint or all(verdict is None for verdict in allowed.values()):
        return None
    low = sum(delivered[group].low for group, verdict in allowed.items() if verdict is False)
    straddling = {group for group, verdict in allowed.items() if verdict is None}
    high = sum(delivered[group].high for group, verdict in allowed.items() if verdict is False or group in straddling)
    return Interval(min(low, 1.0), min(max(low, high), 1.0))
