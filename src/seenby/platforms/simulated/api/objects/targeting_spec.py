"""A targeting spec as an aim this world knows; what the world cannot do is refused, never left out in silence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from seenby.errors import UsageError
from seenby.model import Aim
from seenby.platforms.simulated.api.errors import wrong
from seenby.platforms.simulated.people.demographics import GENDERS
from seenby.platforms.simulated.people.targeting import in_aim
from seenby.platforms.simulated.people.world import World

FIRST_INTEREST = 6_003_000_000_000
YOUNGEST, OLDEST = 18, 65
"""65 stands for 65 and over; nobody in these worlds is younger than 18."""

KNOWN = {
    "geo_locations",
    "age_min",
    "age_max",
    "age_range",
    "genders",
    "flexible_spec",
    "interests",
    "publisher_platforms",
    "targeting_automation",
}
"""Everything else would narrow the audience in a way that these worlds do not have."""

CODES = {1: GENDERS[1], 2: GENDERS[0]}
"""Meta's codes: 1 for men, 2 for women; 0 and none for all."""


def interest_id(index: int) -> str:
    """The identifier of a world's interest."""
    return str(FIRST_INTEREST + index)


def read_aim(spec: Mapping[str, Any], world: World, country: str, *, decided: bool) -> Aim:
    """Whom a spec asks for.

    Args:
        spec: As it was sent.
        world: Whose places and interests there are.
        country: The country that the whole world is.
        decided: Whether the spec must say if the platform may go beyond it, as an ad set's must.

    Raises:
        Refused: Naming the part of the spec that does not fit.
    """
    unknown = sorted(set(spec) - KNOWN)
    if unknown:
        raise wrong(f"This simulated platform does not know the targeting field {unknown[0]}", blame="targeting")
    suggestion = _suggestion(spec, decided)
    aim = Aim(
        genders=_genders(spec.get("genders")),
        ages=_ages(spec, suggestion),
        places=_places(spec.get("geo_locations"), country),
        interests=_interests(spec, world),
        suggestion=suggestion,
        origin="targeting",
    )
    try:
        in_aim(world, aim)
    except UsageError as error:
        raise wrong(f"Invalid targeting spec: {error.what}; {error.remedy}", blame="targeting") from None
    return aim


def _suggestion(spec: Mapping[str, Any], decided: bool) -> bool:
    automation = _table(spec.get("targeting_automation"), "targeting_automation")
    flag = automation.get("advantage_audience")
    if flag is None and decided:
        raise wrong(
            "Advantage audience flag required",
            1870227,
            blame="targeting",
            title="Advantage audience flag required",
            advice="Set advantage_audience to 1 or 0 in targeting_automation.",
        )
    if flag not in (None, 0, 1, "0", "1"):
        raise wrong("advantage_audience must be 0 or 1", blame="targeting")
    return flag in (1, "1")


def _ages(spec: Mapping[str, Any], suggestion: bool) -> tuple[int, int | None] | None:
    low, high = _age(spec.get("age_min", YOUNGEST)), _age(spec.get("age_max", OLDEST))
    if suggestion:
        if high < OLDEST:
            raise wrong("With Advantage+ audience age_max cannot be below 65", 1870189, blame="targeting")
        if low > YOUNGEST:
            raise wrong("This simulated platform keeps no minimum age under Advantage+ audience", blame="targeting")
        low, high = _suggested(spec.get("age_range"))
    if low < YOUNGEST:
        raise wrong("Nobody in this simulated world is under 18", blame="targeting")
    if low > high:
        raise wrong("age_min cannot be above age_max", blame="targeting")
    return None if (low, high) == (YOUNGEST, OLDEST) else (low, None if high >= OLDEST else high)


def _suggested(ages: Any) -> tuple[int, int]:
    if ages is None:
        return YOUNGEST, OLDEST
    if not isinstance(ages, list) or len(ages) != 2:
        raise wrong("age_range must be two ages", blame="targeting")
    return _age(ages[0]), _age(ages[1])


def _age(age: Any) -> int:
    if isinstance(age, bool) or not isinstance(age, int) or not 13 <= age <= OLDEST:
        raise wrong("Ages go from 13 to 65", blame="targeting")
    return age


def _genders(genders: Any) -> tuple[str, ...] | None:
    if genders is None:
        return None
    if not isinstance(genders, list) or not all(one in (0, 1, 2) and not isinstance(one, bool) for one in genders):
        raise wrong("genders must be a list of 1 and 2", blame="targeting")
    asked = {int(one) for one in genders}
    return None if 0 in asked or asked in (set(), {1, 2}) else (CODES[asked.pop()],)


def _places(locations: Any, country: str) -> tuple[str, ...] | None:
    places = _table(locations, "geo_locations")
    unknown = sorted(set(places) - {"countries", "regions", "location_types"})
    if unknown:
        raise wrong(f"This simulated world has no {unknown[0]}", blame="targeting")
    countries, regions = _listed(places.get("countries")), _listed(places.get("regions"))
    if not countries and not regions:
        raise wrong("A targeting spec needs a location", 1885364, blame="targeting")
    elsewhere = sorted({str(one) for one in countries} - {country})
    if elsewhere:
        raise wrong(f"This simulated world is the country {country} and no other", blame="targeting")
    if countries:
        return None
    return tuple(dict.fromkeys(str(_table(one, "regions").get("key", "")) for one in regions))


def _interests(spec: Mapping[str, Any], world: World) -> tuple[str, ...]:
    groups = [_table(one, "flexible_spec") for one in _listed(spec.get("flexible_spec"))]
    if spec.get("interests"):
        groups.append({"interests": spec["interests"]})
    if len(groups) > 1:
        raise wrong("This simulated platform takes one group of interests", blame="targeting")
    if groups and set(groups[0]) - {"interests"}:
        raise wrong("This simulated world has interests, and no behaviours or other traits", blame="targeting")
    return tuple(dict.fromkeys(_interest(one, world) for group in groups for one in _listed(group.get("interests"))))


def _interest(entry: Any, world: World) -> str:
    ident = str(entry.get("id", "")) if isinstance(entry, dict) else str(entry)
    for index, name in enumerate(world.interests):
        if ident == interest_id(index):
            return name
    raise wrong("One of the interests is no longer available", 1487694, blame="targeting")


def _table(value: Any, name: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise wrong(f"{name} must be an object", blame="targeting")
    return value


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise wrong("A part of the targeting spec must be a list", blame="targeting")
    return value
