"""How much of its hourly allowance each account has used, and the headers that say so."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable

from seenby.platforms.simulated.api.errors import Refused, too_many
from seenby.platforms.simulated.api.http.request import Call

HOUR = 3600.0
TIER = "standard_access"
ADS_MANAGEMENT, INSIGHTS = 80004, 80000


class Limits:
    """Calls of the last hour by account, in real time.

    Args:
        calls_an_hour: How many an account may make.
        now: Seconds of a clock that never goes back.
    """

    def __init__(self, calls_an_hour: int, now: Callable[[], float]) -> None:
        self.calls_an_hour, self._now = calls_an_hour, now
        self._calls: dict[str, deque[float]] = {}

    def count(self, account: str, call: Call) -> None:
        """Count a call.

        Raises:
            Refused: When the account has made too many.
        """
        calls, now = self._recent(account), self._now()
        if len(calls) >= self.calls_an_hour:
            minutes = int((HOUR - (now - calls[0])) // 60) + 1
            raise too_many(INSIGHTS if is_insights(call) else ADS_MANAGEMENT, minutes)
        calls.append(now)

    def used(self, account: str) -> float:
        """Share of the allowance that is used, in hundredths."""
        return 100.0 * len(self._recent(account)) / self.calls_an_hour

    def headers(self, account: str, call: Call, refused: Refused | None = None) -> dict[str, str]:
        """The usage headers of an answer."""
        used = self.used(account)
        minutes = refused.regain_minutes if refused else 0
        percent = 100 if minutes else round(used)
        usage = {
            "type": "ads_insights" if is_insights(call) else "ads_management",
            "call_count": percent,
            "total_cputime": percent,
            "total_time": percent,
            "estimated_time_to_regain_access": minutes,
            "ads_api_access_tier": TIER,
        }
        told = {
            "x-business-use-case-usage": {account.removeprefix("act_"): [usage]},
            "x-app-usage": {"call_count": percent, "total_cputime": percent, "total_time": percent},
            "x-ad-account-usage": {
                "acc_id_util_pct": round(max(used, float(percent)), 2),
                "reset_time_duration": minutes * 60,
                "ads_api_access_tier": TIER,
            },
        }
        if is_insights(call):
            told["x-fb-ads-insights-throttle"] = {
                "app_id_util_pct": percent,
                "acc_id_util_pct": percent,
                "ads_api_access_tier": TIER,
            }
        return {name: json.dumps(value, separators=(",", ":")) for name, value in told.items()}

    def _recent(self, account: str) -> deque[float]:
        calls = self._calls.setdefault(account, deque())
        while calls and calls[0] <= self._now() - HOUR:
            calls.popleft()
        return calls


def is_insights(call: Call) -> bool:
    """Whether a call asks for a report."""
    return bool(call.parts) and call.parts[-1] == "insights"
