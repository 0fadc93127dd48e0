"""What the platform learned from pictures it showed before: the image prior.

For each factor, and for a picture without any, so many people were shown a picture of that kind once. The platform
saw their behaviour and whether they responded, and fitted a logistic regression. A new picture's prior is the sum of
what its factors were found to do; the platform never sees the true model, nor who belongs to which group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from seenby.platforms.simulated.people.world import World
from seenby.platforms.simulated.pictures.regression import fit
from seenby.platforms.simulated.rng import generator
from seenby.platforms.simulated.world_settings import PlatformSettings

Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ImagePrior:
    """Weights on behaviour: of a picture without any factor, and what each factor adds, shape (factors, entries)."""

    plain: Weights
    added: Weights
    factors: tuple[str, ...]

    def weights(self, features: Mapping[str, float], strength: float) -> Weights:
        """The prior of a picture: strength 0 knows nothing of pictures, 1 takes the history at its word."""
        loads = np.asarray([features.get(name, 0.0) for name in self.factors])
        return np.asarray(self.plain + strength * (loads[:, None] * self.added).sum(axis=0))


def pooled(priors: Sequence[ImagePrior]) -> ImagePrior:
    """What several markets of one platform taught it together: the mean of what each did."""
    plain, added = (np.mean([getattr(one, name) for one in priors], axis=0) for name in ("plain", "added"))
    return ImagePrior(plain, added, priors[0].factors)


def learn_prior(world: World, settings: PlatformSettings, seed: int) -> ImagePrior:
    """Learn the image prior from a history of pictures of one factor each."""
    number = min(settings.history, world.number)
    behaviour, traits = world.people.behaviour[:number], world.people.traits[:number]
    base = float(logit(settings.history_rate))

    def fitted(name: str, trait: NDArray[np.float32]) -> Weights:
        acted = generator(seed, f"history/{name}").random(number) < expit(base + trait.astype(np.float64))
        return fit(behaviour, acted)

    plain = fitted("plain", np.zeros(number, np.float32))
    added = [fitted(name, traits[:, column]) - plain for column, name in enumerate(world.factors)]
    rarer = np.zeros_like(plain)
    rarer[0] = float(logit(settings.base_rate)) - base  # an action is rarer than a look
    return ImagePrior(plain + rarer, np.asarray(added).reshape(len(added), plain.size), world.factors)
