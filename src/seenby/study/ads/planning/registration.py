"""The plan, sealed: everything that must be fixed before the first ad is shown, in one file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from seenby.model import Plan
from seenby.stats.days.day_process import DEFAULT_RHO
from seenby.study.ads.planning.phrases import money, named, table
from seenby.study.ads.planning.power_and_cost import Outlook, outlook_of
from seenby.study.canonical import REGISTRATION_SCHEMA, as_tables, canonical
from seenby.study.randomise import HOW

LOOKS = 1


def registration_text(plan: Plan, at: str) -> str:
    """The text of ``registration.json``: the plan, and the items of a preregistration in sentences.

    Args:
        plan: What was planned.
        at: When it is registered, as ISO 8601 in UTC.

    The SHA-256 of its bytes (UTF-8) is what is published.
    """
    outlook = outlook_of(plan.study, plan.pairs, plan.greatest_spend)
    tables = {
        "schema": REGISTRATION_SCHEMA,
        **as_tables(plan),
        "registered": at,
        "outlook": as_tables(outlook),
        "draw": {"how": HOW, "seed": plan.seed, "numpy": np.__version__},
        "primary_outcome": _outcome(plan),
        "rho_max": DEFAULT_RHO,
        "number_of_looks": LOOKS,
        "specification_grid": {key: list(ways) for key, ways in table("registration")["grid"].items()},
        "items": items(plan, outlook),
    }
    return canonical(tables)


def items(plan: Plan, outlook: Outlook) -> dict[str, str]:
    """The items of a preregistration, each a sentence or a few."""
    words, told = {**_study_words(plan), **_size_words(plan, outlook)}, table("registration")
    sentences = {**told["items"], **({} if plan.study.control else told["one_arm"])}
    return {name: str(sentence).format(**words) for name, sentence in sentences.items()}


def _outcome(plan: Plan) -> dict[str, Any]:
    study = plan.study
    return {"metric": study.metric, "dimension": study.dimension, "group": study.group, "scale": "log-odds"}


def _study_words(plan: Plan) -> dict[str, str]:
    study, told = plan.study, table("registration")
    words = told["words"]
    most = study.stop.most_comments
    return {
        "title": study.title,
        "question": study.question,
        "direction": told["directions"][study.direction],
        "arms": ", ".join(f"“{arm.name}”" for arm in study.arms),
        "differences": "; ".join(
            words["differs"].format(arm=arm.name, differs=arm.differs or words["control"]) for arm in study.arms
        ),
        "control": study.control or "",
        "metric": words[f"metric_{study.metric}"],
        "dimension": study.dimension,
        "group": _group(study.group, told),
        "comments": "" if most is None else words["comments"].format(most=most),
        "unlike": f"{study.stop.most_unlike:g}",
        "grid": "; ".join(f"{key}: {', '.join(ways)}" for key, ways in told["grid"].items()),
    }


def _group(group: str | None, wording: Mapping[str, Any]) -> str:
    if group is None:
        return str(wording["words"]["first_group"])
    return str(wording["groups"].get(group, f"accounts recorded as aged {group}"))


def _size_words(plan: Plan, outlook: Outlook) -> dict[str, str]:
    size = plan.study.size
    power = "none" if outlook.power is None else f"{outlook.power * 100:.0f}"
    return {
        "pairs": named(plan.pairs, "set of ads", "sets of ads"),
        "twins": named(plan.twins, "pair of ads", "pairs of ads"),
        "ads": named(len(plan.slots), "ad", "ads"),
        "impressions": f"{size.impressions:,}",
        "days": named(size.days, "day", "days"),
        "waves": named(outlook.waves, "wave", "waves"),
        "all_days": named(plan.days, "day", "days"),
        "greatest": money(plan.greatest_spend, outlook.currency),
        "cap": money(outlook.cap, outlook.currency),
        "smallest": f"{size.smallest * 100:g}",
        "power": power,
        "share": f"{outlook.share * 100:.0f} in every 100",
        "spread": f"{outlook.spread:.3f}",
        "rho": f"{size.rho:g}",
        "rho_max": f"{DEFAULT_RHO:g}",
        "needed": "no number" if outlook.pairs_needed is None else str(outlook.pairs_needed),
        "how": HOW,
        "seed": str(plan.seed),
        "numpy": np.__version__,
    }
