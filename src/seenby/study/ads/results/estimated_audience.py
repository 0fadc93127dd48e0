"""The estimated audience by cell, from a platform's raw answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from seenby.errors import Damaged
from seenby.model import Aim, Interval, KeptSource
from seenby.model.audience import joint_group
from seenby.study.folder import SOURCES, StudyFolder

ENDS = (("estimate_mau_lower_bound", "estimate_mau_upper_bound"), ("users_lower_bound", "users_upper_bound"))
"""How a platform's answers call the least and the most accounts of a cell."""


def with_estimates(aim: Aim, folder: StudyFolder, sources: tuple[KeptSource, ...]) -> Aim:
    """The aim with the audience that the platform estimated before the ads ran; what a person typed in otherwise.

    Raises:
        Damaged: When a kept answer is not what its name says, or is no list of answers.
    """
    first = next((one for one in sources if one.what == "audience"), None)
    if first is None:
        return replace(aim, origin="study.toml")
    found: dict[str, dict[str, Interval]] = {}
    for dimension, group, size in _cells(_answers(folder.source(first.file), first.file)):
        found.setdefault(dimension, {})[group] = size
    known = {name: groups for name, groups in found.items() if any(size.high > 0 for size in groups.values())}
    return replace(aim, estimated=known or aim.estimated, origin=f"{SOURCES}/{first.file}")


def _answers(content: bytes, name: str) -> list[Mapping[str, Any]]:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise Damaged("is no list of answers", where=f"{SOURCES}/{name}", remedy="get the folder again", unchanged="")
    return told


def _cells(answers: list[Mapping[str, Any]]) -> Iterator[tuple[str, str, Interval]]:
    """Each cell that has a size, by the dimension it is a group of; the whole audience is a group of none."""
    for one in answers:
        cell, size = one.get("cell"), _size(one.get("answer"))
        if not isinstance(cell, dict) or size is None:
            continue
        gender, age = cell.get("gender"), cell.get("age")
        if isinstance(gender, str) and isinstance(age, str):
            yield "age_gender", joint_group(age, gender), size
        elif isinstance(gender, str):
            yield "gender", gender, size
        elif isinstance(age, str):
            yield "age", age, size


def _size(answer: object) -> Interval | None:
    """The least and the most accounts, None where the platform does not say."""
    told = answer.get("data", answer) if isinstance(answer, dict) else answer
    row = told[0] if isinstance(told, list) and told else told
    if not isinstance(row, dict) or not row.get("estimate_ready", True):
        return None
    for low, high in ENDS:
        least, most = row.get(low), row.get(high)
        if isinstance(least, int) and isinstance(most, int) and 0 <= least <= most:
            return Interval(float(least), float(most))
    return None
