"""What two ads must have in common to be compared."""

from __future__ import annotations

from functools import cache

from seenby.judge.comparability import Requirement
from seenby.judge.phrases import settings
from seenby.model import AdResult, Aim


@cache
def ads_must_share(*, own_budgets: bool = False) -> tuple[Requirement[AdResult], ...]:
    """What must be equal of two ads, in the order in which it is looked at.

    Args:
        own_budgets: Whether budgets differ on purpose, so that unequal spending is no reason not to compare.
    """
    budget = () if own_budgets else (Requirement("equal-budget", "budget", _equal_budget),)
    return (
        Requirement("same-platform", "platform", lambda one, other: one.key.platform == other.key.platform),
        Requirement("same-metric", "metric", lambda one, other: one.metric == other.metric),
        Requirement("concurrent", "concurrent", _concurrent),
        *budget,
        Requirement("unknown-alike", "unknown", _unknown_alike),
        Requirement("same-aim", "aim", _same_aim),
        Requirement("aim-is-binding", "suggestion", lambda one, other: is_binding(one.aim) and is_binding(other.aim)),
        Requirement("own-budget", "shared_budget", lambda one, other: not _one_budget(one, other)),
        Requirement("not-restated", "restated", lambda one, other: not (one.restated or other.restated)),
    )


def is_binding(aim: Aim | None) -> bool:
    """Whether the platform had to keep to the aim, as far as is known, and not only to consider it."""
    return aim is None or not aim.suggestion


def _limit(name: str) -> float:
    return float(settings("published.toml")["comparable"][name])


def _concurrent(first: AdResult, second: AdResult) -> bool:
    days = int(_limit("days_apart"))
    pairs = zip(first.period, second.period, strict=True)
    return all(a is None or b is None or abs((a - b).days) <= days for a, b in pairs)


def _equal_budget(first: AdResult, second: AdResult) -> bool:
    if first.spend is None or second.spend is None:
        return True
    if first.currency != second.currency:
        return False
    larger = max(first.spend.high, second.spend.high)
    nearest = max(first.spend.low, second.spend.low) - min(first.spend.high, second.spend.high)
    return larger == 0 or nearest <= _limit("spend_apart") * larger


def _unknown_alike(first: AdResult, second: AdResult) -> bool:
    if first.unknown is None or second.unknown is None:
        return True
    apart = max(first.unknown.low - second.unknown.high, second.unknown.low - first.unknown.high)
    return apart <= _limit("unknown_apart")


def _same_aim(first: AdResult, second: AdResult) -> bool:
    a, b = first.aim, second.aim
    if a is None or b is None:
        return True
    return (a.genders, a.ages, a.places) == (b.genders, b.ages, b.places)


def _one_budget(first: AdResult, second: AdResult) -> bool:
    """Whether two ads stand in one ad set, whose budget the platform shares out between them as it likes."""
    homes = [(ad.key.account, ad.key.campaign, ad.key.ad_set, dict(ad.key.ids).get("ad_set")) for ad in (first, second)]
    return homes[0] == homes[1] and first.key.level == "ad" and (homes[0][2] or homes[0][3]) is not None
