"""A run from wherever it was left: begun, made, started together, watched, ended, collected.

The same code runs and resumes: what the journal says was done is not done again, and what it says was only intended is
looked for on the platform first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from seenby.errors import UsageError
from seenby.evidence.signals import unheeded_signals
from seenby.platforms.base import Shown
from seenby.study.ads.running.collect import ask_audience, collect
from seenby.study.ads.running.context import Context
from seenby.study.ads.running.guard import check_account, check_plan, check_seal
from seenby.study.ads.running.journal_entries import (
    AIM,
    BEGIN,
    COLLECT,
    END,
    FINISH,
    START,
    STOP,
    SWITCH_OFF,
    AimTranslated,
    Begun,
    Started,
)
from seenby.study.ads.running.launch import begun_unwritten, is_off, parts_of, settle, start, switch_on
from seenby.study.ads.running.monitor import by_arm, over_reported, shown_so_far, unlike, watch
from seenby.study.ads.running.shutdown import OFF_SECONDS, all_off, forget, mark_stopped, stopped_before_start
from seenby.study.entry_kinds import Contents
from seenby.study.schedule import Schedule, kept

SWITCHING_OFF_SECONDS = OFF_SECONDS
"""For how long a second interruption does not end the switching off."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to.

    Attributes:
        ended: ``at its end``, or why it stopped before: ``person``, ``cap``, ``comments``, ``budgets``.
        schedule: When all ads started and ended.
        spent: What all ads cost, in whole hundredths of the currency, each rounded up.
        arms: What each arm was shown and has cost.
        sources: Names of the sources of the last collection.
    """

    ended: str
    schedule: Schedule
    spent: int
    arms: Mapping[str, Shown] = field(default_factory=dict)
    sources: tuple[str, ...] = ()


def run(context: Context) -> Outcome:
    """Run a registered study to its end, or go on with it.

    Interrupted by Ctrl-C or a signal, it switches all ads off first; killed, it leaves them as they are, and going on
    finds them.

    Raises:
        StoppedByGuard: When something that must never happen was about to.
        PlatformRefused: When the platform says no; nothing is shown then, unless the sentence says otherwise.
    """
    check_plan(context.folder, context.plan)
    check_seal(context.journal, context.seal)
    ended = False
    try:
        outcome = _run(context)
        ended = True
    finally:
        # Whatever happened: ads that nobody watches are switched off.
        if not ended:
            with unheeded_signals(SWITCHING_OFF_SECONDS):
                all_off(context, "the run was interrupted")
    return outcome


def _run(run: Context) -> Outcome:
    _begin(run)
    schedule = kept(run.journal)
    stopped = run.journal.done(STOP)
    why = stopped.what.why if stopped else ""
    # A person's word holds for good: resuming must not start what was stopped.
    if stopped and not run.journal.done(START):
        if schedule is None or not begun_unwritten(run, schedule, stopped.at):
            raise stopped_before_start(run)
        run.journal.complete(START, Started(schedule.start.isoformat()))
    if not stopped and not run.journal.done(END):
        settled = settle(run)
        ask_audience(run, "before")
        if schedule is None or not run.journal.done(START):
            schedule = start(run)
        else:
            _go_on(run, schedule, settled)
        why = watch(run, schedule)
    assert schedule is not None
    return _end(run, schedule, why)


def _begin(run: Context) -> None:
    """The first acts: the account is looked at, and the aim is put into the platform's words, once and for all."""
    states = {account: run.platform.account(account) for account in run.accounts}
    if not run.accounts:
        raise UsageError("no account has an ad of this study", where="registration.json", remedy="plan it again")
    if not run.journal.done(BEGIN):
        for account, state in states.items():
            check_account(account, state, run.plan)
        spent = {account: state.spent for account, state in states.items()}
        # Asked now, although it is needed only for creatives: an account without a page stops before anything is made.
        pages = {account: run.platform.page(account) for account in run.accounts}
        run.journal.complete(BEGIN, Begun(run.seal, spent, pages))
    if not run.journal.done(AIM):
        study = run.plan.study
        spec = run.platform.aimed(run.accounts[0], study.aim, study.country)
        run.journal.complete(AIM, AimTranslated(dict(spec)))


def _go_on(run: Context, schedule: Schedule, settled: Mapping[str, datetime]) -> None:
    """Switch on again what was switched off by an interruption, and say for how long it was.

    Args:
        run: Of the study.
        schedule: Of its ads.
        settled: When the accounts were switched off of which only the platform knew that they were.
    """
    for account in run.accounts:
        off = run.journal.done(SWITCH_OFF, account)
        now = run.platform.now()
        if off is None or not is_off(run, account) or now >= schedule.end:
            continue
        switch_on(run, account)
        since, until = (f"{moment:%Y-%m-%dT%H:%M}" for moment in (settled.get(account, off.at), now))
        run.deviate(f"The ads of {account} were switched off from {since} to {until} UTC.")


def _end(run: Context, schedule: Schedule, why: str) -> Outcome:
    run.say("ending")
    if not run.journal.done(FINISH):
        # Off before it is written that the study is over: killed in between, a resumed run comes here once more.
        all_off(run, why or "its end has come")
        if why:
            mark_stopped(run, why)
            # The person's note goes only after the journal has their word; the other way round a crash would lose it.
            forget(run.folder)
        elif not run.journal.done(END):
            run.journal.complete(END, Contents())
        ask_audience(run, "after")
    collected = run.journal.done(COLLECT)
    if collected and collected.what.final:
        sources = collected.what.sources
    else:
        sources = tuple((collect(run, final=True) or {}).get("sources", ()))
    parts = parts_of(run, whole=False)
    unlike(run, parts, _ended(run, schedule))
    if not run.journal.done(FINISH):
        run.journal.complete(FINISH, Contents())
    shown = shown_so_far(run, schedule, run.plan.slots, schedule.end)
    # Told once more, as the last of it may be reported only now.
    over_reported(run, shown)
    return Outcome(why or "at its end", schedule, parts.spent, by_arm(run, shown), sources)


def _ended(run: Context, schedule: Schedule) -> datetime:
    """When ads were last shown: at the end, or when a rule or a person stopped them."""
    stopped = run.journal.done(STOP)
    return min(stopped.at, schedule.end) if stopped else schedule.end
