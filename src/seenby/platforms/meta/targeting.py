"""An aim as a targeting spec, and the groups within it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from seenby.errors import UsageError
from seenby.model import Aim
from seenby.platforms.meta.account import Account

YOUNGEST, OLDEST = 18, 65
"""65 stands for 65 and over. A study is never aimed at anyone younger than 18."""

CODES = {"male": 1, "men": 1, "female": 2, "women": 2}
"""The platform's codes of genders, by the words that aims use."""

GENDERS, UNKNOWN = ("female", "male"), "unknown"
BANDS = ((18, 24), (25, 34), (35, 44), (45, 54), (55, 64), (65, 65))
Cell = dict[str, str | None]
Spec = Mapping[str, Any]


def spec_of(account: Account, aim: Aim, country: str) -> dict[str, Any]:
    """The targeting spec of an aim; topics and places are looked up by their exact names.

    Raises:
        UsageError: When the platform knows none of that name, or several.
    """
    low, high = aim.ages or (YOUNGEST, None)
    if low < YOUNGEST:
        raise UsageError("nobody under 18 is aimed at", where="ages", remedy=f"begin at {YOUNGEST}")
    ages = [low, min(high or OLDEST, OLDEST)]
    spec: dict[str, Any] = {"geo_locations": _places(account, aim.places or (), country)}
    # As suggestions ages are said in another place; only a place stays a limit.
    spec |= {"age_range": ages} if aim.suggestion else {"age_min": ages[0], "age_max": ages[1]}
    codes = _codes(aim)
    if len(codes) == 1:
        spec["genders"] = codes
    if aim.interests:
        found = [_exact(account.interests(name), name, "topic", "id") for name in aim.interests]
        spec["flexible_spec"] = [{"interests": [{"id": one["id"], "name": one["name"]} for one in found]}]
    return {**spec, "targeting_automation": {"advantage_audience": int(aim.suggestion)}}


def cells_of(aim: Aim, spec: Spec) -> Iterator[tuple[Cell, dict[str, Any]]]:
    """All of an aim, each gender, each age band, and each gender in each age band, as specs to be estimated."""
    hard = {name: value for name, value in spec.items() if name not in ("age_range", "genders")}
    hard["targeting_automation"] = {"advantage_audience": 0}
    low, high = aim.ages or (YOUNGEST, None)
    codes = _codes(aim)
    genders = [one for one in GENDERS if CODES[one] in codes]
    bands = [one for one in BANDS if one[1] >= low and one[0] <= (high or OLDEST)]
    whole = {"age_min": low, "age_max": high or OLDEST, "genders": codes if len(codes) == 1 else None}
    for gender in (None, *genders):
        for band in (None, *bands):
            more = {**whole, **({"genders": [CODES[gender]]} if gender else {})}
            if band:
                more |= {"age_min": max(band[0], low), "age_max": min(band[1], high or OLDEST)}
            asked = {name: value for name, value in {**hard, **more}.items() if value is not None}
            yield {"gender": gender, "age": _band(band)}, asked


def contains(answer: Any, asked: Any) -> bool:
    """Whether what a platform tells holds everything that was asked for; it may add words of its own."""
    if isinstance(asked, Mapping):
        return isinstance(answer, Mapping) and all(contains(answer.get(name), one) for name, one in asked.items())
    if isinstance(asked, list):
        same = isinstance(answer, list) and len(answer) == len(asked)
        return same and all(any(contains(one, wanted) for one in answer) for wanted in asked)
    return str(answer) == str(asked)


def _band(band: tuple[int, int] | None) -> str | None:
    if band is None:
        return None
    return f"{band[0]}+" if band[0] == OLDEST else f"{band[0]}-{band[1]}"


def _codes(aim: Aim) -> list[int]:
    """The codes of the genders asked for; both where the aim does not say. Nobody can aim at a gender not known."""
    words = {one.casefold() for one in aim.genders or GENDERS} - {UNKNOWN}
    strange = sorted(words - set(CODES))
    if strange or not words:
        raise UsageError(
            f"ads cannot be aimed at “{(strange or [UNKNOWN])[0]}” alone",
            where="genders",
            remedy=f"use {' or '.join(GENDERS)}",
        )
    return sorted({CODES[one] for one in words})


def _places(account: Account, names: Sequence[str], country: str) -> dict[str, Any]:
    if not names or tuple(names) == (country,):
        return {"countries": [country]}
    rows = [_exact(account.places(name), name, "place", "key") for name in names]
    countries = [str(one["key"]) for one in rows if one.get("type") == "country"]
    regions = [{"key": str(one["key"])} for one in rows if one.get("type") == "region"]
    told = {"countries": countries, "regions": regions}
    return {name: some for name, some in told.items() if some}


def _exact(rows: Sequence[Mapping[str, Any]], name: str, kind: str, key: str) -> Mapping[str, Any]:
    """The only row that bears a name, upper and lower case apart."""
    same = [row for row in rows if str(row.get("name", "")).casefold() == name.casefold() and row.get(key)]
    if len(same) == 1:
        return same[0]
    if same:
        raise UsageError(
            f"the platform knows {len(same)} {kind}s called “{name}”",
            where="the aim",
            remedy=f"name a {kind} that there is once",
        )
    near = ", ".join(sorted({str(row.get("name")) for row in rows})[:5])
    raise UsageError(
        f"the platform knows no {kind} called “{name}”",
        where="the aim",
        remedy=f"use one of {near}" if near else f"use the platform's own name of the {kind}",
    )
