"""What would spoil a study: one small function a code, its sentence in ``warnings.toml``."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from seenby.model import Study
from seenby.study.ads.planning.phrases import money, named, table
from seenby.study.ads.planning.power_and_cost import SPENT, Outlook
from seenby.study.kind import Caution

MOST_TOGETHER = 8
"""Ads of one study that may run at once before they take much of an audience from each other."""

FEWEST_PAIRS, FEWEST_TWINS, GOOD_TWINS = 6, 4, 9
SEEN = {"covered person", "drawn figure", "adult", "child"}

Words = dict[str, str]
Rule = Callable[[Study, Outlook], Words | None]
"""The words of a warning's sentence; None where it need not be given."""


def warnings_of(study: Study, outlook: Outlook) -> tuple[Caution, ...]:
    """Every warning that applies, in the order of ``warnings.toml``."""
    return tuple(
        Caution(code, str(told["says"]).format(**words))
        for code, told in table("warnings").items()
        for words in _applies(code, study, outlook)
    )


def _applies(code: str, study: Study, outlook: Outlook) -> Iterator[Words]:
    if code == "several-differences":
        yield from _several_differences(study)
        return
    words = RULES[code](study, outlook)
    if words is not None:
        yield words


def _when(applies: bool, **words: str) -> Words | None:
    return words if applies else None


def _shared_budget(study: Study, outlook: Outlook) -> Words | None:
    return _when(study.by_hand and outlook.ads > 1)


def _suggestion(study: Study, _: Outlook) -> Words | None:
    return _when(study.aim.suggestion)


def _too_few_sets(study: Study, outlook: Outlook) -> Words | None:
    few = outlook.pairs < FEWEST_PAIRS and study.size.twins < FEWEST_TWINS
    return _when(_compares(study) and few, pairs=_pairs(outlook.pairs), twins=_twins(study.size.twins))


def _few_twins(study: Study, outlook: Outlook) -> Words | None:
    few = outlook.pairs < FEWEST_PAIRS and FEWEST_TWINS <= study.size.twins < GOOD_TWINS
    return _when(_compares(study) and few, twins=str(study.size.twins))


def _one_account(study: Study, _: Outlook) -> Words | None:
    return _when(_compares(study) and len(study.accounts) < 2)


def _large_ads(study: Study, outlook: Outlook) -> Words | None:
    size, useful = study.size.impressions, outlook.useful_impressions
    return _when(size > useful, impressions=f"{size:,}", useful=f"{useful:,}")


def _one_day(study: Study, outlook: Outlook) -> Words | None:
    return _when(study.size.days * outlook.waves == 1)


def _at_once(_: Study, outlook: Outlook) -> Words | None:
    together = -(-outlook.ads // outlook.waves)
    return _when(together > MOST_TOGETHER, together=str(together), waves=str(max(outlook.pairs, 2)))


def _no_empty_arm(study: Study, _: Outlook) -> Words | None:
    shown = {arm.shows for arm in study.arms}
    return _when(_compares(study) and bool(shown & SEEN) and "nobody" not in shown)


def _no_covered_arm(study: Study, _: Outlook) -> Words | None:
    shown = {arm.shows for arm in study.arms}
    return _when(_compares(study) and bool(shown & SEEN) and "covered person" not in shown)


def _close_to_cap(study: Study, outlook: Outlook) -> Words | None:
    currency = study.money.currency
    close = outlook.expected > SPENT * study.money.cap
    return _when(close, expected=money(outlook.expected, currency), cap=money(study.money.cap, currency))


def _no_estimate(study: Study, _: Outlook) -> Words | None:
    unknown = study.by_hand and not study.aim.estimated.get(study.dimension)
    return _when(unknown, dimension=study.dimension)


def _low_power(study: Study, outlook: Outlook) -> Words | None:
    if outlook.power is None or outlook.power >= study.size.power:
        return None
    needed = outlook.pairs_needed or FEWEST_PAIRS
    more = max(needed, outlook.pairs + 1)
    asked, power = f"{study.size.power * 100:.0f}", f"{outlook.power * 100:.0f}"
    return {"pairs": _pairs(outlook.pairs), "power": power, "asked": asked, "needed": _pairs(more)}


def _several_differences(study: Study) -> Iterator[Words]:
    if study.control is None:
        return
    control = study.arm(study.control)
    for arm in study.arms:
        what = [key for key in ("picture", "message", "budget") if getattr(arm, key) != getattr(control, key)]
        if len(what) > 1:
            yield {"arm": arm.name, "what": " and its ".join(what)}


def _twins_show_child(study: Study, _: Outlook) -> Words | None:
    shown = study.arm(study.twins_of).shows == "child"
    return _when(shown and study.size.twins > 0, arm=study.twins_of)


def _no_comment_limit(study: Study, _: Outlook) -> Words | None:
    return _when(any(arm.shows == "child" for arm in study.arms) and study.stop.most_comments is None)


def _compares(study: Study) -> bool:
    return len(study.arms) > 1


def _pairs(count: int) -> str:
    return named(count, "pair", "pairs")


def _twins(count: int) -> str:
    return named(count, "pair of twins", "pairs of twins")


RULES: dict[str, Rule] = {
    "shared-budget": _shared_budget,
    "suggestion": _suggestion,
    "too-few-sets": _too_few_sets,
    "few-twins": _few_twins,
    "one-account": _one_account,
    "large-ads": _large_ads,
    "one-day": _one_day,
    "at-once": _at_once,
    "no-empty-arm": _no_empty_arm,
    "no-covered-arm": _no_covered_arm,
    "close-to-cap": _close_to_cap,
    "no-estimate": _no_estimate,
    "low-power": _low_power,
    "twins-show-child": _twins_show_child,
    "no-comment-limit": _no_comment_limit,
}
