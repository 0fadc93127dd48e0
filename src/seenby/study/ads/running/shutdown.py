"""Switching everything off: on a rule, on a person's word, or because the command was interrupted.

It has a patience of its own, of seconds: while somebody waits for a limit to end or for an answer, ads are shown.
"""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import ParamSpec

from seenby.errors import PlatformRefused, SeenbyError, StoppedByGuard, UsageError
from seenby.evidence.atomic_write import write_whole
from seenby.evidence.hash_chain import Entry
from seenby.study.ads.running.context import Context
from seenby.study.ads.running.journal_entries import END, STOP, SWITCH_OFF, SWITCH_ON, Stopped
from seenby.study.ads.running.objects import campaign_name
from seenby.study.entry_kinds import Contents
from seenby.study.folder import StudyFolder
from seenby.study.schedule import kept

OFF_SECONDS, MOST_SECONDS, LEAST_SECONDS = 10.0, 4.0, 1.0
"""For all accounts together, and at most and at least for one of them at a time."""

ROUNDS, PAUSE_SECONDS = 3, 0.5
"""How often what could not be switched off is tried again, and the seconds in between."""

MAY_BE_ON = "an ad may still be on: switch it off in the ads manager, now"

P = ParamSpec("P")
PERSON = "person"
ASKED = ".stop-asked"
"""A note to a run that is at work, beside the study's own files; the run takes it away."""


def all_off(run: Context, why: str, *, anew: bool = False) -> None:
    """Switch every campaign off that may be on, and with it every ad; over within seconds, whatever the platform does.

    That a campaign is off is believed when the platform says so itself, asked for it. An account that the platform has
    disabled shows nothing and may not be changed: that is left as it is.

    Args:
        run: Of the study.
        why: As the journal has it.
        anew: Whether a campaign that the journal knows to be off has to be seen off once more.

    Raises:
        PlatformRefused: When a campaign may still be on.
    """
    ends, problems = time.monotonic() + OFF_SECONDS, dict[str, str]()
    left = [one for one in run.accounts if run.journal.last(SWITCH_ON, one) is not None]
    for _ in range(ROUNDS):
        for number, account in enumerate(left):
            # Each of those that are left has its share, so that one that hangs does not keep the others on.
            share = (ends - time.monotonic()) / (len(left) - number)
            problems[account] = _off(run, account, why, min(max(share, LEAST_SECONDS), MOST_SECONDS))
        left = [one for one in left if problems[one]]
        if not left or time.monotonic() > ends:
            break
        run.platform.pause(PAUSE_SECONDS)
    left = [one for one in left if anew or not _known_off(run, one)]
    if left:
        raise PlatformRefused(
            f"could not be switched off: {problems[left[0]]}",
            where=", ".join(map(partial(_all_ads, run), left)),
            remedy=f"type now: {stop_line(run.folder.root, run.options)}; {MAY_BE_ON}",
            unchanged="",
        )


def stop_line(root: Path, options: str = "") -> str:
    """What a person types to switch a study's ads off."""
    return f"seenby study stop {shlex.quote(str(root))}{options}"


def _all_ads(run: Context, account: str) -> str:
    ads = len(run.ads(account))
    return f"{ads} {'ad' if ads == 1 else 'ads'} of {account} in its campaign “{campaign_name(run.seal)}”"


def _off(run: Context, account: str, why: str, seconds: float) -> str:
    """Switch one campaign off and see that it is; what stood in the way, or nothing."""
    # Switched off again even where the journal has it: somebody may have switched it on since, and it does no harm.
    already = _known_off(run, account)
    if not already:
        _written(run.journal.intend, SWITCH_OFF, account, why=why)
    try:
        with run.platform.hurried(seconds / 2):
            campaign = run.campaign(account)
            run.platform.switch(campaign, on=False)
            # Whoever answers yes to everything has switched nothing off.
            problem = "the platform still has it on" if run.platform.look("campaign", campaign).on else ""
    except Exception as error:  # noqa: BLE001 - whatever it is, the accounts after this one are switched off as well
        problem = error.what if isinstance(error, SeenbyError) else f"an error of ours ({type(error).__name__})"
        if _disabled(run, account, seconds / 2):
            problem = ""
        _written(run.journal.fail, SWITCH_OFF, error.code if isinstance(error, PlatformRefused) else 0, account)
        return problem
    # Killed before this line, nobody here knows that it is off: a resumed run asks the platform.
    if not problem and not already:
        _written(run.journal.complete, SWITCH_OFF, Contents(), account)
    return problem


def _known_off(run: Context, account: str) -> bool:
    return run.journal.place(SWITCH_OFF, account) > run.journal.place(SWITCH_ON, account)


def may_be_on(entries: Iterable[Entry]) -> bool:
    """Whether a campaign may be on by what stands in a journal: one was meant to be, and none was off since."""
    last: dict[object, object] = {}
    for one in entries:
        line = one["act"], one["state"]
        if line in ((SWITCH_ON.act, "intended"), (SWITCH_ON.act, "done"), (SWITCH_OFF.act, "done")):
            last[one["of"]] = one["act"]
    return SWITCH_ON.act in last.values()


def stop(run: Context) -> None:
    """Switch everything off for good, because a person says so; what has ended already is only looked after."""
    all_off(run, "a person stopped it", anew=True)
    if run.journal.done(STOP) is not None or run.journal.done(END) is not None:
        return
    mark_stopped(run, PERSON)


def mark_stopped(run: Context, why: str) -> None:
    """Keep that the study is over before its time; asked twice it is kept once."""
    kept = run.journal.done(STOP) or run.journal.complete(STOP, Stopped(why))
    if kept.what.why == PERSON:
        # The moment is the journal's, so that the sentence is the same after a crash.
        run.deviate(f"A person stopped the study at {kept.at:%Y-%m-%d %H:%M} UTC.", by="person")


def stopped_before_start(run: Context) -> StoppedByGuard:
    """What becomes of a study that was stopped before its start: it is over. Says whether something was shown."""
    return StoppedByGuard(
        "a person stopped the study, after some of its ads had been shown and before all of them started together"
        if any(_shown_before_off(run, account) for account in run.accounts)
        else "a person stopped the study before anything was shown",
        remedy="register a new study",
        unchanged="everything is switched off",
    )


def _shown_before_off(run: Context, account: str) -> bool:
    """Whether a campaign was on when ads could be shown, by the start that was meant then."""
    on = run.journal.last(SWITCH_ON, account)
    schedule = kept(run.journal)
    if on is None or schedule is None:
        return False
    off = run.journal.done(SWITCH_OFF, account)
    return off is None or off.at < on[1] or off.at >= schedule.start


def ask_to_stop(folder: StudyFolder) -> None:
    """Leave a note to the run that is at work."""
    write_whole(folder.path(ASKED), b"")


def asked(folder: StudyFolder) -> Callable[[], bool]:
    """Whether there is such a note, to be asked again and again."""
    note: Path = folder.path(ASKED)
    return note.exists


def forget(folder: StudyFolder) -> None:
    """Take the note away."""
    folder.path(ASKED).unlink(missing_ok=True)


def _written(write: Callable[P, object], *contents: P.args, **more: P.kwargs) -> None:
    """Write into the journal where that goes; a full disk must not keep ads on."""
    with suppress(UsageError):
        write(*contents, **more)


def _disabled(run: Context, account: str, seconds: float) -> bool:
    try:
        with run.platform.hurried(seconds):
            return not run.platform.account(account).enabled
    except Exception:  # noqa: BLE001 - who cannot be asked is not known to be disabled
        return False
