"""Groups of simulated people by name, as presets use them to say who responds to what."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from seenby.errors import SettingsError
from seenby.platforms.simulated.people.attributes import Attributes
from seenby.platforms.simulated.people.demographics import WOMAN


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
