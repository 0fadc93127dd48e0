"""Groups of simulated people by name, as presets use them to say who responds to what."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from seenby.errors import SettingsError

if TYPE_CHECKING:
    from seenby.platforms.simulated.people.attributes import Attributes

BANDS = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+")
EDGES = (18, 25, 35, 45, 55, 65)
"""First year of each age band."""

GENDERS = ("female", "male", "unknown")
"""What the platform may have on record, in the order of its codes 0, 1 and 2."""

WOMAN, MAN, UNRECORDED = 0, 1, 2

NAMES = ("everyone", "women", "men", "parents", "mothers", "fathers", "engaged", "young", "older", "older_men")


def members(name: str, people: Attributes, interests: tuple[str, ...]) -> NDArray[np.bool_]:
    """Who belongs to a group, shape (people,).

    Raises:
        SettingsError: When there is no group and no interest of this name.
    """
    if name in interests:
        return np.asarray(people.interests & np.uint32(1 << interests.index(name)), dtype=bool)
    women = people.gender == WOMAN
    groups: dict[str, Callable[[], NDArray[np.bool_]]] = {
        "everyone": lambda: np.ones(women.size, dtype=bool),
        "women": lambda: women,
        "men": lambda: ~women,
        "parents": lambda: people.parent,
        "mothers": lambda: people.parent & women,
        "fathers": lambda: people.parent & ~women,
        "engaged": lambda: people.engaged,
        "young": lambda: people.band < 2,
        "older": lambda: people.band >= 4,
        "older_men": lambda: (people.band >= 4) & ~women,
    }
    if name not in groups:
        raise SettingsError(f"there is no group “{name}”", remedy=f"use some of {', '.join((*groups, *interests))}")
    return np.asarray(groups[name]())
