"""Did you mean? One rule for options, commands, columns, keys and names of ads that are nearly spelled right."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import SequenceMatcher

ALIKE = 0.7
"""From which ratio of equal letters (`difflib.SequenceMatcher`) two words are alike: a slip in four letters is 0.75."""
NEARLY_AS_GOOD = 0.05
"""How far behind the best a word may be to be named beside it."""
MOST = 3
LONGEST = 200
"""Letters that are compared; whoever gives more did not mistype a name."""
MANY = 10_000
"""Words that are compared, so that nobody waits for a suggestion."""


def alike(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """The known words that a mistyped one was most likely meant to be, the likeliest first; three at most.

    Capitals, hyphens and underscores do not count, so ``Per_Day`` is ``--per-day``.
    """
    typed = _letters(word)
    if not typed or len(typed) > LONGEST:
        return ()
    ratios: dict[str, float] = {}
    for number, one in enumerate(known):
        if number == MANY:
            break
        ratio = _ratio(typed, _letters(one))
        if ratio >= ALIKE:
            ratios[one] = ratio
    best = sorted(ratios, key=lambda one: -ratios[one])
    return tuple(one for one in best if ratios[one] >= ratios[best[0]] - NEARLY_AS_GOOD)[:MOST]


def question(word: str, known: Iterable[str]) -> str:
    """``did you mean “spend”?``; empty where nothing known is like the word."""
    found = [f"“{one}”" for one in alike(word, known)]
    if not found:
        return ""
    return f"did you mean {' or '.join(part for part in (', '.join(found[:-1]), found[-1]) if part)}?"


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """What to do about a word that is not known: the likeliest one it was meant to be, or else what always helps.

    Args:
        word: As it was written.
        known: What could have been written.
        otherwise: The remedy where nothing is like it, without a full stop.
    """
    asked = question(word, known)
    return f"{asked} If not, {otherwise}" if asked else otherwise


def which_of(word: str, known: Collection[str], lead: str = "use one of") -> str:
    """What to do about a word that is none of a few: the likeliest one it was meant to be, and all that there are."""
    return did_you_mean(word, known, f"{lead} {', '.join(known)}")


def _ratio(typed: str, one: str) -> float:
    matcher = SequenceMatcher(a=one[:LONGEST], b=typed, autojunk=False)
    # The two upper bounds are quick to have, and rule most words out.
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


def _letters(word: str) -> str:
    return word.strip("- ").casefold().replace("_", "-")
