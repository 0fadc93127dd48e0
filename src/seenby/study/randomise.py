"""Who gets which slot: drawn by lot from a stored seed, so that nobody chose and anybody can draw again."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from seenby.model import Size, Slot, Study
from seenby.model.study import Kind, StudyArm

HOW = "numpy.random.Generator(numpy.random.PCG64(seed)).permutation(number of arms), once for each pair in order"
"""The draw in words that let anybody repeat it."""

SHORTEST, LONGEST = 4, 12
"""Letters of the word of the title that begins the name of an ad."""


def draw_slots(study: Study, pairs: int, seed: int) -> tuple[Slot, ...]:
    """All ads in the order in which they are made: pairs first, then twins.

    In each pair a random permutation gives every place an arm, each arm once. Sets are dealt to the accounts in turn,
    and spread over the waves in order; a set is never torn.

    Args:
        study: What is asked.
        pairs: How many sets of arms.
        seed: Not negative; the same seed gives the same draw (see `HOW`).
    """
    lot = np.random.Generator(np.random.PCG64(seed))
    begins = draw_begins(study.title, seed)
    accounts = study.accounts or ("",)
    found: list[Slot] = []
    waves = waves_of(study.size, pairs)
    for number, (kind, name, wave) in enumerate(_sets(pairs, study.size.twins, waves)):
        account = accounts[number % len(accounts)]
        for place, arm in enumerate(_arms_of(study, kind, lot), 1):
            ident = f"{name}-{place}"
            ad, most = f"{begins} {ident}", budget(study, arm)
            found.append(Slot(ident, name, kind, account, place, arm.name, ad, most, wave))
    return tuple(found)


def budget(study: Study, arm: StudyArm) -> int:
    """What an ad of an arm may cost in its whole life, in whole hundredths: its impressions at the expected price."""
    price = Decimal(study.size.impressions) * study.money.per_thousand * Decimal(repr(arm.budget)) / 1000
    return int(price.quantize(Decimal(1), ROUND_HALF_UP))


def draw_begins(title: str, seed: int) -> str:
    """How the names of all ads of a draw begin: ``charm 7f3a``, the same for every arm."""
    return f"{title_word(title)} {hashlib.sha256(str(seed).encode()).hexdigest()[:4]}"


def title_word(title: str) -> str:
    """The first longer word of a title in plain small letters: it begins the names of all ads alike."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.findall(r"[a-z]+", plain) if len(word) >= SHORTEST]
    return words[0][:LONGEST] if words else "study"


def waves_of(size: Size, pairs: int) -> int:
    """In how many waves the sets run: what was asked for, else one for each pair, or for each pair of twins alone."""
    return max(1, min(size.waves or pairs or size.twins, max(pairs, size.twins)))


def _sets(pairs: int, twins: int, waves: int) -> Iterator[tuple[Kind, str, int]]:
    """Kind, name and wave of each set; both kinds are spread evenly over the waves."""
    kinds: tuple[tuple[Kind, str, int], ...] = (("pair", "p", pairs), ("twin", "t", twins))
    for kind, letter, count in kinds:
        for number in range(count):
            yield kind, f"{letter}{number + 1:02d}", number * waves // count


def _arms_of(study: Study, kind: Kind, lot: np.random.Generator) -> list[StudyArm]:
    if kind == "twin":
        return [study.arm(study.twins_of)] * 2
    return [study.arms[index] for index in lot.permutation(len(study.arms))]
