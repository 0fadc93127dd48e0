"""The ads of a study: each place that was drawn, with its account, its name on the platform and its budget."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from seenby.model import Slot, Study, StudyArm
from seenby.study.randomise import Sets, draw_places, waves_of

SHORTEST, LONGEST = 4, 12
"""Letters of the word of the title that begins the name of an ad."""


def draw_slots(study: Study, pairs: int, seed: int) -> tuple[Slot, ...]:
    """All ads in the order in which they are made; sets are dealt to the accounts in turn.

    Args:
        study: What is asked.
        pairs: How many sets of arms.
        seed: Of the draw, not negative.
    """
    size, accounts = study.size, study.accounts or ("",)
    sets = Sets(pairs, size.twins, waves_of(size.waves, pairs, size.twins))
    places = list(draw_places([arm.name for arm in study.arms], study.twins_of, sets, seed))
    number = {name: count for count, name in enumerate(dict.fromkeys(place.set for place in places))}
    begins = draw_begins(study.title, seed)
    return tuple(
        Slot(
            place.ident,
            place.set,
            place.kind,
            place.place,
            place.arm,
            account=accounts[number[place.set] % len(accounts)],
            ad=f"{begins} {place.ident}",
            budget=budget(study, study.arm(place.arm)),
            wave=place.wave,
        )
        for place in places
    )


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
