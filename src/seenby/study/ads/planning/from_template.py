"""The first ``study.toml``: a template, filled in with what a person answered or what a simulated world has."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.resources import files
from math import ceil
from typing import Any

from jinja2 import Environment, StrictUndefined

from seenby.errors import UsageError
from seenby.spelling import which_of
from seenby.study.ads.planning.phrases import text

TEMPLATES = ("paired-picture", "twins", "aimed-vs-shown", "budget-pair")
MESSAGE = "A charm for every day."
IMPRESSIONS = 3_000
ROOM = 1.25
"""The cap that a template proposes, as a multiple of what the study is expected to cost: just under four fifths."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a study is begun with; None and empty where the template's own or a placeholder serves.

    Attributes:
        title: Of the study.
        question: What it is to answer.
        country: Two letters.
        ages: Such as ``25-44``; empty for all.
        genders: ``women``, ``men`` or both.
        interests: In the platform's words.
        group: Whose share is spoken of.
        currency: ISO 4217.
        cap: The most that all ads may cost together, in the currency; None for what the template takes and a quarter.
        per_thousand: What a thousand impressions cost, in the currency.
        accounts: Ad accounts.
        api: Address of the platform; empty for by hand.
        link: Where the ads lead.
    """

    title: str | None = None
    question: str | None = None
    country: str = "NL"
    ages: str = ""
    genders: tuple[str, ...] = ("all",)
    interests: tuple[str, ...] = ()
    group: str = "men"
    currency: str = "EUR"
    cap: float | None = None
    per_thousand: float = 5.0
    accounts: tuple[str, ...] = ()
    api: str = ""
    link: str = "https://example.org/charm"


def template(name: str) -> dict[str, Any]:
    """A template's tables: title, question, size, arms.

    Raises:
        UsageError: When there is no such template.
    """
    if name not in TEMPLATES:
        raise UsageError(f"there is no template “{name}”", remedy=which_of(name, TEMPLATES))
    return tomllib.loads(text(f"templates/{name}.toml"))


def worlds() -> Mapping[str, Any]:
    """For each simulated world that studies can be begun for: what stands in for pictures and prices."""
    return tomllib.loads((files("seenby.study.ads.planning") / "templates" / "worlds.toml").read_text(encoding="utf-8"))


def for_world(made: Mapping[str, Any], name: str, world: str) -> dict[str, Any]:
    """A template's tables with the arms of a world, each naming the preset's arm whose picture it takes.

    Raises:
        UsageError: When no study can be begun for this world.
    """
    if world not in worlds():
        raise UsageError(f"no study can be begun for the world “{world}”", remedy=f"use {' or '.join(worlds())}")
    kept = worlds()[world]
    made = {**made, "size": {**made["size"], "impressions": kept["impressions"]}}
    if name != "paired-picture":
        return {**made, "arms": [{**arm, "from": kept["only"]} for arm in made["arms"]]}
    own = {arm["name"]: arm for arm in made["arms"]}
    arms = [
        {"picture": f"pictures/{arm['name']}.png", **own.get(arm["name"], {}), **arm, "message": MESSAGE}
        for arm in kept["arms"]
    ]
    again = {key: kept[key] for key in ("about", "title", "question", "control") if key in kept}
    return {**made, **again, "arms": arms, "twins_of": kept.get("control", made["twins_of"])}


def study_toml(made: Mapping[str, Any], answers: Answers) -> str:
    """The commented text of ``study.toml``."""
    environment = Environment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701  TOML, not HTML; every value goes through `toml`
        keep_trailing_newline=True,
    )
    environment.filters["toml"] = toml
    size = {"impressions": IMPRESSIONS, "days": 1, "waves": None, **made["size"]}
    arms = [{"differs": "", "budget": None, "message": MESSAGE, **arm} for arm in made["arms"]]
    given = replace(
        answers,
        title=answers.title or made["title"],
        question=answers.question or made["question"],
        cap=answers.cap or proposed_cap(size, arms, answers.per_thousand),
    )
    about = {"about": made["about"], "control": made.get("control"), "twins_of": made["twins_of"], "arms": arms}
    figures = {"cap": f"{given.cap:.2f}", "per_thousand": f"{given.per_thousand:.2f}"}
    hint = any(arm["shows"] != "nobody" for arm in arms)
    return environment.from_string(text("templates/study.toml.j2")).render(
        {**asdict(given), **about, **size, **figures, "consent_hint": hint}
    )


def proposed_cap(size: Mapping[str, int], arms: Sequence[Mapping[str, Any]], per_thousand: float) -> float:
    """What the study is expected to cost and a quarter, in whole tens of the currency."""
    weights = [float(arm["budget"] or 1) for arm in arms]
    ads = size["pairs"] * sum(weights) + 2 * size["twins"] * weights[0]
    return ceil(ads * size["impressions"] / 1000 * per_thousand * ROOM / 10 + 0.01) * 10.0


def toml(value: object) -> str:
    """A text or a list of texts as TOML writes it."""
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(toml(one) for one in value)}]"
    return json.dumps("".join(sign if sign.isprintable() else " " for sign in str(value)), ensure_ascii=False)
