"""What the platform tells of a study, kept as it came: delivery by day, age and gender, and how large each group is."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Literal

from seenby.evidence.hash_chain import Chain
from seenby.study.ads.running.context import Context
from seenby.study.ads.running.journal_entries import COLLECT, AudienceKept, DeliveryKept, audience
from seenby.study.folder import COLLECTED
from seenby.study.schedule import Schedule, kept

DELIVERY, AUDIENCE = "delivery", "audience"


def collect(run: Context, *, final: bool = False) -> dict[str, Any] | None:
    """Keep the delivery of the study's ads so far, and of no others; one source for each account.

    Returns:
        The line in the list of collections; None before anything was started.
    """
    schedule = kept(run.journal)
    if schedule is None or not any(run.ads(one) for one in run.accounts):
        return None
    run.journal.intend(COLLECT)
    until = min(max(run.platform.now(), schedule.start), schedule.end)
    sources = []
    for account in run.accounts:
        rows = run.platform.delivery(account, list(run.ads(account)), schedule.start, until)
        sources.append(_kept(run, {"data": [dict(row) for row in rows]}))
    line = _listed(run, {"what": DELIVERY, "sources": sources, "accounts": list(run.accounts), "final": final})
    run.journal.complete(COLLECT, DeliveryKept(tuple(sources), final))
    return line


def ask_audience(run: Context, when: Literal["before", "after"]) -> None:
    """Keep how many accounts the platform says there are in each group of the aim, once for each ``when``."""
    act = audience(when)
    if run.journal.done(act):
        return
    run.say("asking how large the audience is")
    run.journal.intend(act)
    account = run.accounts[0]
    answers = [
        {"cell": dict(cell), "asked": dict(asked), "answer": dict(run.platform.estimate(account, asked))}
        for cell, asked in run.platform.cells(run.plan.study.aim, run.spec())
    ]
    source = _kept(run, answers)
    _listed(run, {"what": AUDIENCE, "sources": [source], "accounts": [account], "final": when == "after", "when": when})
    run.journal.complete(act, AudienceKept((source,)))


def day_over(schedule: Schedule, before: datetime, now: datetime) -> bool:
    """Whether a whole day of the run, other than the last, ended since the last collection."""
    days = [(one - schedule.start).days for one in (before, now)]
    return days[1] > max(days[0], 0) and now < schedule.end


def _kept(run: Context, answer: object) -> str:
    return run.folder.keep(json.dumps(answer, ensure_ascii=False, indent=1, sort_keys=True).encode(), ".json")


def _listed(run: Context, line: dict[str, Any]) -> dict[str, Any]:
    """Put a collection into the list; the same one a second time, after a crash, is the same line."""
    chain = Chain(run.folder.path(COLLECTED))
    dated = {"at": run.platform.time.isoformat(), **line}
    if not chain.entries or dict(chain.entries[-1]) != dated:
        chain.append(dated)
    return dated
