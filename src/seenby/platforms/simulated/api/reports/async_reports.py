"""Asynchronous reports: asked for, polled until they are done, then read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from seenby.platforms.simulated.api.errors import wrong
from seenby.platforms.simulated.api.http.request import Call
from seenby.platforms.simulated.api.objects.registry import Node
from seenby.platforms.simulated.api.platform import Platform
from seenby.platforms.simulated.api.reports.insights import insights
from seenby.platforms.simulated.api.reports.query import read_query

STAGES = (("Job Started", 0), ("Job Running", 60), ("Job Running", 100), ("Job Completed", 100))
"""What each poll says. At 100 the work is done, but the report is not there yet: a caller must wait for both."""

ASKED = (
    "fields",
    "level",
    "breakdowns",
    "time_range",
    "date_preset",
    "time_increment",
    "filtering",
    "default_summary",
    "summary",
)


def start(platform: Platform, node: Node, call: Call) -> dict[str, Any]:
    """Begin a report on an object; wrong parameters are refused at once."""
    read_query(platform, node, call)
    asked = {name: call.params[name] for name in ASKED if name in call.params}
    return {"report_run_id": platform.begin_report(node, asked).id}


def poll(platform: Platform, run: Node, call: Call) -> dict[str, Any]:
    """How far a report is; asking moves it on."""
    if call.fault == "failed-report":
        platform.polls[run.id] = -1
    polls = platform.polls.get(run.id, 0)
    told: dict[str, Any] = {"id": run.id, "account_id": run.account.removeprefix("act_")}
    if polls < 0:
        bad = {"error_code": 2, "error_message": "The report could not be made", "error_user_msg": "Try again later."}
        return {**told, "async_status": "Job Failed", "async_percent_completion": 0, **bad}
    platform.polls[run.id] = min(polls + 1, len(STAGES) - 1)
    status, percent = STAGES[polls]
    return {**told, "async_status": status, "async_percent_completion": percent}


def read(platform: Platform, run: Node, call: Call) -> dict[str, Any]:
    """A page of a report that is done."""
    if platform.polls.get(run.id, 0) < len(STAGES) - 1:
        raise wrong("The report is not ready; poll it until async_status is Job Completed")
    node = platform.node(str(run.values["object"]))
    paging = {name: value for name, value in call.params.items() if name in ("limit", "after", "before")}
    params = {**run.values["asked"], **paging}
    return insights(platform, node, replace(call, params=params))
