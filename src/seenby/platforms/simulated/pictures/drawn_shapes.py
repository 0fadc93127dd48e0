"""Pictures of drawn shapes: a circle for a thing, a triangle under a circle for a figure, a black box over it.

Nothing else is ever drawn. What a picture *means* to the platform is its features, which stand inside the PNG.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from seenby.platforms.simulated.pictures.png import read_features, write_png

Features = Mapping[str, float]
Embed = Callable[[bytes], Features]

BOX = "box"
"""The factor that a black box adds."""

SIDE = 96
PAPER, THING, FIGURE, COVER = (244, 241, 234), (0, 114, 178), (230, 159, 0), (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture holds: features by name, and which of them belong to the figure."""

    features: Features
    figure: frozenset[str] = field(default_factory=frozenset)

    @property
    def has_figure(self) -> bool:
        """Whether a figure can be seen."""
        return any(self.features.get(name, 0.0) for name in self.figure)

    def covered(self) -> Picture:
        """The same picture with a black box over its figure: what the figure adds is gone, the box adds its own."""
        kept = {name: value for name, value in self.features.items() if name not in self.figure}
        return replace(self, features={**kept, BOX: 1.0})

    def without_figure(self) -> Picture:
        """The same picture without the figure, and without any box."""
        return replace(self, features={n: v for n, v in self.features.items() if n not in self.figure and n != BOX})

    def png(self) -> bytes:
        """The picture as PNG, its features inside."""
        return write_png(_draw(self), self.features)


def picture_of(features: Features, figure: Iterable[str]) -> Picture:
    """A picture that holds these features."""
    return Picture(dict(features), frozenset(figure))


def embed(png: bytes, function: Embed = read_features) -> Features:
    """The features the platform sees in a picture: those inside it, or what a function of the user's makes of it."""
    return function(png)


def _draw(picture: Picture) -> NDArray[np.uint8]:
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    pixels = np.full((SIDE, SIDE, 3), PAPER, np.uint8)
    if picture.has_figure or picture.features.get(BOX):
        head = (x - 60) ** 2 + (y - 26) ** 2 <= 12**2
        body = (y >= 36) & (y <= 84) & (np.abs(x - 60) * 2 <= (y - 30))
        pixels[head | body] = FIGURE
    if picture.features.get(BOX):
        pixels[(x >= 30) & (x <= 90) & (y >= 10) & (y <= 88)] = COVER
    pixels[(x - 22) ** 2 + (y - 66) ** 2 <= 11**2] = THING
    return pixels
