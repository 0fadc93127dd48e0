"""What the advertiser asked for, and how large each group is among those who could have been reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from seenby.model.interval import Interval


@dataclass(frozen=True, slots=True)
class Aim:
    """Who an ad was aimed at. None means that the aim says nothing of it, which is not the same as "everybody".

    Attributes:
        genders: The genders asked for; all of them when every gender was allowed.
        ages: Youngest and oldest age asked for, in years; the oldest is None for "and over".
        places: Names of the countries or regions asked for.
        interests: Topics asked for, in the platform's words.
        suggestion: Whether the platform may treat ages and genders as suggestions.
        estimated: The estimated audience: for a dimension (``gender``, ``age``, ``age_gender``, ``country``),
            the size of each group as people or as shares. Only the proportions are used.
        origin: Where the aim was read: ``export`` or the path of an aim file.
    """

    genders: tuple[str, ...] | None = None
    ages: tuple[int, int | None] | None = None
    places: tuple[str, ...] | None = None
    interests: tuple[str, ...] = ()
    suggestion: bool = False
    estimated: Mapping[str, Mapping[str, Interval]] = field(default_factory=dict)
    origin: str = "export"

    def as_json(self) -> dict[str, object]:
        """The aim in the shape ``seenby/audit/1``."""
        return {
            "genders": list(self.genders) if self.genders is not None else None,
            "ages": {"min": self.ages[0], "max": self.ages[1]} if self.ages else None,
            "places": list(self.places) if self.places is not None else None,
            "interests": list(self.interests),
            "suggestion": self.suggestion,
            "estimated_audience": {
                dimension: {group: size.as_json() for group, size in groups.items()}
                for dimension, groups in self.estimated.items()
            },
            "origin": self.origin,
        }


@dataclass(frozen=True, slots=True)
class Aims:
    """The aims of an audit: for single ads by name or id, and one for all the others."""

    everyone: Aim | None = None
    by_ad: Mapping[str, Aim] = field(default_factory=dict)
