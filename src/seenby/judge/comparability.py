"""Whether two ads may be compared at all. A check that fails comes before any number, and ends the matter."""

from __future__ import annotations

from collections.abc import Iterator

from seenby.judge.phrases import phrase, settings
from seenby.model import AdResult, Aim, Check

REASONS = {
    "same-platform": "platform",
    "same-metric": "metric",
    "concurrent": "concurrent",
    "equal-budget": "budget",
    "unknown-alike": "unknown",
    "same-aim": "aim",
    "aim-is-binding": "suggestion",
    "own-budget": "shared_budget",
    "not-restated": "restated",
}
"""Each check's code, and the key of the words for its failure."""


def comparable(first: AdResult, second: AdResult, dimension: str) -> tuple[Check, ...]:
    """The checks of a pair, each with its verdict; what an export does not say passes, and the finding says so."""
    limits = settings("published.toml")["comparable"]
    found = {
        "same-platform": first.key.platform == second.key.platform,
        "same-metric": first.metric == second.metric,
        "concurrent": _concurrent(first, second, int(limits["days_apart"])),
        "equal-budget": _equal_budget(first, second, float(limits["spend_apart"])),
        "unknown-alike": _unknown_alike(first, second, float(limits["unknown_apart"])),
        "same-aim": _same_aim(first, second),
        "aim-is-binding": is_binding(first.aim) and is_binding(second.aim),
        "own-budget": not _one_budget(first, second),
        "not-restated": not (first.restated or second.restated),
    }
    return tuple(Check(code, passed, phrase("checks", code, dimension=dimension)) for code, passed in found.items())


def is_binding(aim: Aim | None) -> bool:
    """Whether the platform had to keep to the aim, as far as is known, and not only to consider it."""
    return aim is None or not aim.suggestion


def reasons(checks: tuple[Check, ...], dimension: str) -> Iterator[str]:
    """The words for the checks that failed."""
    for check in checks:
        if not check.passed:
            yield phrase("why", REASONS[check.code], dimension=dimension)


def _concurrent(first: AdResult, second: AdResult, days: int) -> bool:
    pairs = zip(first.period, second.period, strict=True)
    return all(a is None or b is None or abs((a - b).days) <= days for a, b in pairs)


def _equal_budget(first: AdResult, second: AdResult, apart: float) -> bool:
    if first.spend is None or second.spend is None:
        return True
    if first.currency != second.currency:
        return False
    larger = max(first.spend.high, second.spend.high)
    nearest = max(first.spend.low, second.spend.low) - min(first.spend.high, second.spend.high)
    return larger == 0 or nearest <= apart * larger


def _unknown_alike(first: AdResult, second: AdResult, apart: float) -> bool:
    if first.unknown is None or second.unknown is None:
        return True
    return max(first.unknown.low - second.unknown.high, second.unknown.low - first.unknown.high) <= apart


def _same_aim(first: AdResult, second: AdResult) -> bool:
    a, b = first.aim, second.aim
    if a is None or b is None:
        return True
    return (a.genders, a.ages, a.places) == (b.genders, b.ages, b.places)


def _one_budget(first: AdResult, second: AdResult) -> bool:
    """Whether two ads stand in one ad set, whose budget the platform shares out between them as it likes."""
    homes = [(ad.key.account, ad.key.campaign, ad.key.ad_set, dict(ad.key.ids).get("ad_set")) for ad in (first, second)]
    return homes[0] == homes[1] and first.key.level == "ad" and (homes[0][2] or homes[0][3]) is not None
