"""What an advertiser does in one ad account: make, look up, start, stop, read."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seenby.errors import BrokenAnswer, PlatformRefused
from seenby.model import Interval
from seenby.platforms.meta.client import Client, Params
from seenby.platforms.meta.pagination import Row, listed, plain, reported

DRY = ["validate_only"]
POLLS, POLL_SECONDS = 200, 5.0
DONE, FAILED = "Job Completed", ("Job Failed", "Job Skipped")
IDENTIFIER, HASH = re.compile(r"[0-9]{1,40}(_[0-9]{1,40})?"), re.compile(r"[0-9A-Za-z_=:+/-]{1,200}")
METRICS = ("impressions", "reach", "spend", "clicks", "actions")


@dataclass(frozen=True, slots=True)
class Account:
    """An ad account, as ``act_`` and digits, through a client."""

    client: Client
    id: str
    sleep: Callable[[float], None] = time.sleep

    def create(self, edge: str, params: Params, *, dry: bool = False) -> str:
        """Make an object on an edge such as ``ads``.

        Returns:
            Its identifier; an empty text when it was only asked whether it would be accepted.

        Raises:
            OutcomeUnknown: When it may have been made; `named` finds it.
            PlatformRefused: When the platform says no.
        """
        # A dry run changes nothing, so asking twice does no harm.
        more = {"execution_options": DRY} if dry else {}
        told = self.client.post(f"{self.id}/{edge}", {**params, **more}, repeatable=dry)
        return "" if dry else _ident(told, f"POST {self.id}/{edge}")

    def upload(self, name: str, picture: bytes) -> str:
        """Upload a picture and return its hash. The same bytes are the same picture, so trying again does no harm."""
        path = f"{self.id}/adimages"
        told = self.client.post(path, {}, {"filename": (name, picture)}, repeatable=True)
        images = told.get("images")
        for one in images.values() if isinstance(images, dict) else ():
            if isinstance(one, dict) and isinstance(one.get("hash"), str) and HASH.fullmatch(one["hash"]):
                return str(one["hash"])
        raise BrokenAnswer("the answer has no hash", where=f"POST {path}", remedy="upload it again", unchanged="")

    def named(self, edge: str, name: str) -> list[Row]:
        """The objects of an edge that bear exactly a name: how to find out what an unclear answer came to."""
        asked = {"fields": "id,name,status", "filtering": [{"field": "name", "operator": "EQUAL", "value": name}]}
        return [row for row in listed(self.client, f"{self.id}/{edge}", asked) if row.get("name") == name]

    def objects(self, edge: str, fields: Sequence[str]) -> list[Row]:
        """All objects of an edge that are not deleted."""
        return listed(self.client, f"{self.id}/{edge}", {"fields": ",".join(fields), "limit": 100})

    def look(self, ident: str, fields: Sequence[str]) -> Row:
        """One object."""
        return self.client.get(ident, {"fields": ",".join(fields)})

    def set_status(self, ident: str, status: str) -> None:
        """Start, pause, archive or delete; saying it twice is the same as saying it once."""
        self.client.post(ident, {"status": status}, repeatable=True)

    def state(self) -> Row:
        """The account itself: status, currency, what it has cost."""
        return self.look(self.id, ("account_status", "currency", "amount_spent", "timezone_name"))

    def estimated(self, targeting: Mapping[str, Any], goal: str = "REACH") -> Row:
        """What the platform answers when asked how many accounts a targeting spec would reach.

        Raises:
            BrokenAnswer: When the answer is no estimate.
            PlatformRefused: When the platform says no.
        """
        path = f"{self.id}/delivery_estimate"
        told = self.client.get(path, {"targeting_spec": dict(targeting), "optimization_goal": goal}).get("data")
        row = told[0] if isinstance(told, list) and told else told
        if not isinstance(row, dict):
            raise BrokenAnswer("the answer is no estimate", where=f"GET {path}", remedy="try again", unchanged="")
        return row

    def estimate(self, targeting: Mapping[str, Any], goal: str = "REACH") -> Interval | None:
        """How many accounts a targeting spec would reach; None where the platform does not say. Raises as above."""
        row = self.estimated(targeting, goal)
        low, high = row.get("estimate_mau_lower_bound"), row.get("estimate_mau_upper_bound")
        if not row.get("estimate_ready") or not isinstance(low, int) or not isinstance(high, int) or low < 0:
            return None
        return Interval(float(low), float(high))

    def interests(self, text: str) -> list[Row]:
        """Interests whose name holds a text."""
        return plain(self.client, "search", {"type": "adinterest", "q": text, "limit": 100})

    def places(self, text: str) -> list[Row]:
        """Countries and regions whose name holds a text."""
        asked = {"type": "adgeolocation", "q": text, "location_types": ["country", "region"], "limit": 100}
        return plain(self.client, "search", asked)

    def pages(self) -> list[Row]:
        """The pages that the account's ads may come from."""
        return listed(self.client, f"{self.id}/promote_pages", {"fields": "id,name", "limit": 100})

    def comments(self, post: str) -> list[Row]:
        """The comments under a post."""
        return listed(self.client, f"{post}/comments", {"fields": "id,message,created_time,from", "limit": 100})

    def insights(self, ident: str, asked: Params) -> list[Row]:
        """Every row of a report, at once."""
        return reported(self.client, f"{ident}/insights", {"limit": 500, **_report(asked)})

    def report(self, ident: str, asked: Params) -> list[Row]:
        """Every row of a report that the platform prepares first; for what is too much at once.

        Raises:
            PlatformRefused: When the platform could not make it, or not in time.
        """
        where = f"POST {ident}/insights"
        # Reports cost nothing and change nothing: one too many does no harm.
        params = {**_report(asked), "fields": _fields(asked), "default_summary": "true"}
        told = self.client.post(f"{ident}/insights", params, repeatable=True)
        run = _ident(told, where, "report_run_id")
        self._wait(run)
        return reported(self.client, f"{run}/insights", {"limit": 500})

    def _wait(self, run: str) -> None:
        """Wait until a report is completed and at 100."""
        for _ in range(POLLS):
            told = self.client.get(run, {"fields": "async_status,async_percent_completion,error_message"})
            status, percent = told.get("async_status"), told.get("async_percent_completion")
            if status in FAILED:
                raise PlatformRefused("the report could not be made", where=f"GET {run}", remedy="ask for it again")
            if status == DONE and percent == 100:
                return
            self.sleep(POLL_SECONDS)
        raise PlatformRefused("the report is not ready", where=f"GET {run}", remedy="ask for fewer days or ads")


def accounts(client: Client) -> list[Row]:
    """The ad accounts that the token may use."""
    return listed(client, "me/adaccounts", {"fields": "account_id,name,account_status,currency", "limit": 100})


def library(client: Client, asked: Params) -> list[Row]:
    """Ads of the Ad Library. The address of an ad's snapshot holds the caller's token, so it is left out."""
    rows = plain(client, "ads_archive", asked)
    return [{name: value for name, value in row.items() if name != "ad_snapshot_url"} for row in rows]


def _report(asked: Params) -> dict[str, Any]:
    return {**asked, "fields": ",".join(_fields(asked))}


def _fields(asked: Params) -> list[str]:
    fields = asked.get("fields", METRICS)
    some = fields.split(",") if isinstance(fields, str) else fields
    return [*dict.fromkeys([*some, "impressions"])]


def _ident(answer: Mapping[str, Any], where: str, name: str = "id") -> str:
    return identifier(answer.get(name), where)


def identifier(ident: Any, where: str) -> str:
    """An identifier as the platform gives them: it becomes a part of addresses, so nothing else may stand in it.

    Raises:
        BrokenAnswer: When it is none.
    """
    if not isinstance(ident, str) or not IDENTIFIER.fullmatch(ident):
        raise BrokenAnswer("the answer has no identifier", where=where, remedy="ask what exists", unchanged="")
    return ident
