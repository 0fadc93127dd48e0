"""What the ads are called in one report: their own names, as much of the path as tells namesakes apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from seenby.model import AdKey, Subject
from seenby.model.ad import count_names

Names = Mapping[Subject, str]


def names_of(keys: Sequence[AdKey]) -> Names:
    """Each ad's name to the letter where no other bears it, else its whole path, else its path and its ids."""
    among = count_names(keys)
    paths = {key: key.name_among(among) for key in keys}
    borne = Counter(paths.values())
    return {key: path if borne[path] == 1 else f"{path}{_ids(key)}" for key, path in paths.items()}


def part_of(key: AdKey) -> str:
    """The campaign and ad set that an ad belongs to, where they are named and named otherwise."""
    levels = (key.campaign, key.ad_set)
    return " › ".join(name for name in levels if name is not None and name != key.name)


def _ids(key: AdKey) -> str:
    said = ", ".join(f"{name} {value}" for name, value in key.ids)
    return f" ({said})" if said else ""
