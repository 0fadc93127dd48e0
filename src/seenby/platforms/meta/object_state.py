"""What the platform's fields come to in our words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from seenby.errors import BrokenAnswer
from seenby.platforms.base import Look, Made, State

STATED = ("id", "name", "status", "effective_status", "issues_info")
FIELDS: Mapping[Made, Sequence[str]] = {
    "campaign": STATED,
    "ad set": (*STATED, "campaign_id", "lifetime_budget", "budget_remaining", "targeting", "start_time", "end_time"),
    "ad": (*STATED, "adset_id"),
}
"""What is asked of each kind."""

MOST = 10**15
"""In the smallest coin of a currency; a count of anything is less as well."""

STATES: Mapping[str, State] = {
    "ACTIVE": "running",
    "PAUSED": "off",
    "CAMPAIGN_PAUSED": "off",
    "ADSET_PAUSED": "off",
    "IN_PROCESS": "in review",
    "PENDING_REVIEW": "in review",
    "PREAPPROVED": "running",
    "DISAPPROVED": "rejected",
    "ARCHIVED": "gone",
    "DELETED": "gone",
}
"""Our word for each effective status. Any other (no way to pay, problems) is *unclear*, and stops a start."""


def look_of(row: Mapping[str, Any], coin: int) -> Look:
    """A row as a look; ``coin`` is how many hundredths the currency's smallest unit has."""
    budget = row.get("lifetime_budget")
    left = row.get("budget_remaining")
    whole = None if budget is None else hundredths(budget, coin)
    return Look(
        ident=str(row.get("id", "")),
        name=str(row.get("name", "")),
        on=row.get("status") == "ACTIVE",
        state=STATES.get(str(row.get("effective_status")), "unclear"),
        above=str(row.get("adset_id") or row.get("campaign_id") or ""),
        budget=whole,
        # More than the budget may have been spent: less than nothing is left then.
        spent=None if whole is None or left is None else whole - hundredths(left, coin, least=-MOST),
        spec=row.get("targeting"),
        start=_moment(row.get("start_time")),
        end=_moment(row.get("end_time")),
        issues=_issues(row.get("issues_info")),
    )


def hundredths(amount: Any, coin: int, *, least: int = 0) -> int:
    """An amount in the smallest coin as hundredths.

    Args:
        amount: As the platform tells it.
        coin: Hundredths of the smallest coin.
        least: What it may be at least.

    Raises:
        BrokenAnswer: When it is no amount, or one that nobody's money could come to.
    """
    try:
        number = int(amount)
    except (TypeError, ValueError, OverflowError):
        raise no_amount() from None
    if not least <= number <= MOST:
        raise no_amount()
    return number * coin


def no_amount() -> BrokenAnswer:
    """What to raise where an amount should be and is none."""
    return BrokenAnswer("an amount is none", remedy="try again later", unchanged="")


def _issues(issues: Any) -> tuple[str, ...]:
    some = [one for one in issues if isinstance(one, Mapping)] if isinstance(issues, list) else []
    return tuple(str(one.get("error_summary") or one.get("error_message") or "no reason given") for one in some)


def _moment(text: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        raise BrokenAnswer("a time is none", remedy="try again later", unchanged="") from None
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found
