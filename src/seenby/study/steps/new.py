"""``seenby study new``: a folder with the question, and pictures where the world is simulated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from seenby.errors import UsageError
from seenby.evidence.atomic_write import write_whole
from seenby.study.ads.planning.from_template import Answers, for_world, study_toml, template, worlds
from seenby.study.folder import PICTURES, STUDY

SERVED = "http://127.0.0.1:8750"
ACCOUNTS = ("act_101", "act_102", "act_103")
"""Where ``seenby platform serve`` listens, and the accounts it has, when it is told nothing else."""


def new(path: Path, name: str, answers: Answers | None = None, world: str | None = None) -> tuple[str, ...]:
    """Begin a study in a folder, from a template.

    Args:
        path: The folder; made where there is none.
        name: Of the template.
        answers: What a person answered; None for placeholders.
        world: A simulated world: its pictures are drawn, its aim and the address of its platform filled in.

    Returns:
        The pictures that are still to be put into the folder, each with what it must show; none for a world.

    Raises:
        UsageError: When the folder already holds a study, or there is no such template or world.
    """
    if (path / STUDY).exists():
        raise UsageError("already holds a study", where=str(path), remedy="name another folder")
    made, given = template(name), answers or Answers()
    drawn: dict[str, bytes] = {}
    if world is not None:
        made = for_world(made, name, world)
        given, drawn = _of_world(given, world), _drawn(made, world)
    missing: dict[str, str] = {}
    for arm in made["arms"] if not drawn else ():
        missing.setdefault(arm["picture"], f"{arm['picture']}: {arm['note']}")
    in_the_way = next((name for name in drawn if (path / name).exists()), None)
    if in_the_way is not None:
        raise UsageError("is there already", where=str(path / in_the_way), remedy="name another folder")
    for picture, content in drawn.items():
        write_whole(path / picture, content, remedy="name another folder")
    if missing:
        lines = ["Put these pictures here, then plan:", *missing.values()]
        write_whole(path / PICTURES / "README.txt", "\n".join(lines) + "\n", remedy="name another folder")
    write_whole(path / STUDY, study_toml(made, given), remedy="name another folder")
    return tuple(missing.values())


def _of_world(answers: Answers, world: str) -> Answers:
    """The answers that a world gives."""
    from seenby.platforms.simulated import preset

    known, made = worlds()[world], preset(world)
    return replace(
        answers,
        country="NL",
        interests=made.aim.interests,
        group=known["group"],
        currency=made.market.currency,
        per_thousand=known["per_thousand"],
        accounts=answers.accounts or ACCOUNTS,
        api=answers.api or SERVED,
    )


def _drawn(made: Mapping[str, Any], world: str) -> dict[str, bytes]:
    """The arms' pictures, drawn: shapes only, with what they mean to the simulated platform inside."""
    from seenby.platforms.simulated import preset
    from seenby.platforms.simulated.run_preset import picture

    settings = preset(world)
    arms = {arm.name: arm for arm in settings.arms}
    return {arm["picture"]: picture(settings, arms[arm["from"]]).png() for arm in made["arms"]}
