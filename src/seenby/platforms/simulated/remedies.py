"""Remedies: what an advertiser or the platform may change, as switches. Each changes one thing and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seenby.errors import UsageError
from seenby.spelling import which_of


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change.

    Attributes:
        name: As the command takes it.
        title: As the page says it.
        by: Who makes it, ``advertiser`` or ``platform``; empty for none.
        genders: The aim's genders become these.
        ages: The aim's ages become these.
        prior_off: The platform knows nothing of pictures.
        controlled: The platform's per-segment controller works on the ads.
        split: Each ad becomes one for women and one for men, the budget divided as the audience is.
        no_figure: The figure is left out of the picture.
    """

    name: str
    title: str
    by: str = ""
    genders: tuple[str, ...] = ()
    ages: tuple[int, ...] = ()
    prior_off: bool = False
    controlled: bool = False
    split: bool = False
    no_figure: bool = False


NONE = Remedy("none", "No change")
"""The platform and the ad as they are; what every remedy is held against."""

REMEDIES = (
    NONE,
    Remedy("women-only", "Aim at women only", "advertiser", genders=("female",)),
    Remedy("prior-off", "Image prior off", "platform", prior_off=True),
    Remedy("controller", "Per-segment controller", "platform", controlled=True),
    Remedy("split-budget", "Split the budget by group", "advertiser", split=True),
    Remedy("age-limit", "Limit to ages 25 to 44", "advertiser", ages=(25, 44)),
    Remedy("no-figure", "No child in the picture", "advertiser", no_figure=True),
)
"""Every remedy there is, no change first."""


def remedies(names: str | Sequence[str]) -> tuple[Remedy, ...]:
    """The remedies of these names; ``all`` for all of them. "No change" is always among them, and comes first.

    Raises:
        UsageError: When a name is unknown.
    """
    asked = [names] if isinstance(names, str) else list(names)
    asked = [one.strip() for name in asked for one in name.split(",") if one.strip()]
    known = {one.name: one for one in REMEDIES}
    if "all" in asked:
        return REMEDIES
    unknown = [name for name in asked if name not in known]
    if unknown:
        raise UsageError(
            f"there is no remedy “{unknown[0]}”",
            remedy=which_of(unknown[0], known, "use all, or some of"),
        )
    return tuple(one for one in REMEDIES if one.name in asked or one is NONE)
