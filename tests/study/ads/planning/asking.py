"""Studies for tests: a small question as tables, with one thing changed at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from seenby.model import Study
from seenby.study.ads.planning import Planned, plan_of
from seenby.study.ads.study_file import read_aim

MESSAGE = "A charm for every day."


def arm(name: str, **keys: object) -> dict[str, object]:
    return {
        "name": name,
        "picture": f"pictures/{name}.png",
        "differs": f"shows {name}",
        "shows": "nobody",
        "message": MESSAGE,
        **keys,
    }


ARMS = [arm("item"), arm("hidden", shows="covered person"), arm("child", shows="drawn figure")]


def tables(**changes: Any) -> dict[str, Any]:
    """The tables of a study that nothing is wrong with, by hand, in two accounts."""
    made: dict[str, Any] = {
        "title": "Charm, with and without the child",
        "question": "Does showing the child change who the ad is shown to?",
        "country": "NL",
        "link": "https://example.org/charm",
        "accounts": ["act_101", "act_102"],
        "group": "men",
        "estimated_audience": {"gender": {"women": 730, "men": 270}},
        "money": {"currency": "EUR", "cap": 2000.0, "per_thousand": 4.0},
        "size": {"pairs": 12, "twins": 9, "impressions": 250, "days": 7},
        "arms": ARMS,
    }
    for key, value in changes.items():
        nested = isinstance(value, Mapping) and isinstance(made.get(key), Mapping)
        made[key] = without_none({**made[key], **value}) if nested else value
    return without_none(made)


def without_none(made: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in made.items() if value is not None}


def as_toml(made: Mapping[str, Any], place: str = "") -> str:
    """Tables as a TOML text."""
    plain = {key: value for key, value in made.items() if not _is_table(value)}
    text = "".join(f"{key} = {_value(value)}\n" for key, value in plain.items())
    for key, value in made.items():
        if isinstance(value, Mapping):
            text += f"[{place}{key}]\n{as_toml(value, f'{place}{key}.')}"
        elif _is_table(value):
            text += "".join(f"[[{place}{key}]]\n{as_toml(one)}" for one in value)
    return text


def asked(**changes: Any) -> Study:
    """The study of these tables."""
    return read(as_toml(tables(**changes)))


def read(text: str) -> Study:
    from seenby.study.ads.planning import study_from_toml

    return study_from_toml(text.encode(), "study.toml", read_aim)


def planned(seed: int = 7, **changes: Any) -> Planned:
    """The plan of these tables under a seed."""
    study = asked(**changes)
    return plan_of(study, "0" * 64, {arm.name: "1" * 64 for arm in study.arms}, seed)


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and bool(value) and isinstance(value[0], Mapping))


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, (int, float)) else json.dumps(value, ensure_ascii=False)
