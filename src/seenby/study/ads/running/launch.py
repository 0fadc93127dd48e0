"""Checked, then started together: all of it before the common start, or none of it.

Everything below a campaign is switched on while the campaign is off; switching the campaigns on is the last act.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from seenby.errors import PlatformRefused, StoppedByGuard
from seenby.model.study import Slot
from seenby.platforms.base import Look, Made
from seenby.study.ads.running.context import Context
from seenby.study.ads.running.create_once import Maker
from seenby.study.ads.running.guard import check_account
from seenby.study.ads.running.journal_entries import START, SWITCH_OFF, SWITCH_ON, Started
from seenby.study.ads.running.objects import acts_of
from seenby.study.ads.running.shutdown import all_off, asked, forget, stop, stopped_before_start
from seenby.study.entry_kinds import Contents
from seenby.study.schedule import Schedule, keep, kept, planned

PAUSED = "nothing was shown, and everything is switched off"


@dataclass(frozen=True, slots=True)
class Parts:
    """All ad sets and ads of a study as the platform shows them, by slot."""

    ad_sets: dict[str, Look]
    ads: dict[str, Look]

    @property
    def spent(self) -> int:
        """What all ads have cost, in whole hundredths."""
        return sum(look.spent or 0 for look in self.ad_sets.values())

    @property
    def budgets(self) -> int:
        """What all ads may cost as the platform has it, in whole hundredths."""
        return sum(look.budget or 0 for look in self.ad_sets.values())


def _kinds(parts: Parts) -> tuple[tuple[Made, dict[str, Look]], ...]:
    """Both kinds of parts by their names."""
    return ("ad set", parts.ad_sets), ("ad", parts.ads)


def parts_of(
    run: Context, accounts: Sequence[str] | None = None, before: Parts | None = None, *, whole: bool = True
) -> Parts:
    """Look at everything that was made.

    Args:
        run: Of the study.
        accounts: Where to look; None for all accounts.
        before: What was seen of the others; nothing unless it is said.
        whole: Whether all of it must be there, as before a start. Else what somebody deleted is asked for by itself.

    Raises:
        StoppedByGuard: When a campaign holds something that is not the study's, or not all of it.
    """
    names = {slot.ad: slot.ident for slot in run.plan.slots}
    found = Parts({}, {})
    where = run.accounts if accounts is None else accounts
    for account in where:
        campaign = run.campaign(account)
        for kind, here in _kinds(found):
            for look in run.platform.looks(kind, campaign):
                # By name and by identifier: a copy from the ads manager may bear the same name, and would be shown too.
                ident = names.get(look.name, "")
                if not ident or ident in here or look.ident != run.journal.ident(kind, ident):
                    raise StoppedByGuard(
                        f"the campaign of this study holds an {kind} that the journal does not know",
                        where=account,
                        remedy="delete it by hand, then resume",
                        unchanged="it was left as it is",
                    )
                here[ident] = look
    slots = [slot.ident for slot in run.plan.slots if slot.account in where]
    # Before a start a lost ad would leave its set unequal from the first impression on; later it is a deviation.
    lost = [one for one in slots if one not in found.ads or one not in found.ad_sets]
    if lost and whole:
        raise PlatformRefused(
            "an ad of the study is no longer there",
            where=", ".join(lost[:5]),
            remedy="register a new study",
            unchanged="it was left as it is",
        )
    # Lists leave out what was deleted or archived, though what it has cost still counts against the cap.
    for one in lost:
        for kind, here in _kinds(found):
            if one not in here:
                here[one] = run.platform.look(kind, run.journal.ident(kind, one))
    old = before or Parts({}, {})
    return Parts({**old.ad_sets, **found.ad_sets}, {**old.ads, **found.ads})


def start(run: Context) -> Schedule:
    """Make, check and switch on everything; return when all will start, or have started, together.

    Raises:
        PlatformRefused: When an ad is rejected, or no common start could be had; everything is off then.
        StoppedByGuard: When something is not as it was planned, or a person stopped the study.
    """
    for _ in range(run.manners.starts):
        # First of all: after a crash between the last switch and the journal's line, ads are being shown, and making a
        # new schedule would move the start of some of them.
        under_way = _under_way(run)
        if under_way:
            return under_way
        # Asked in every round, as a round may wait for hours until reviews are through.
        if asked(run.folder)():
            stop(run)
            forget(run.folder)
            raise stopped_before_start(run)
        schedule = _schedule(run)
        spec = run.spec()
        maker = Maker(run, schedule, spec)
        run.say("making")
        for act in acts_of(run.plan, run.seal):
            maker.make(act)
        run.say("checking")
        # Making may have eaten up the lead, so the start is chosen again before all of it is checked.
        schedule = _moved(run, _schedule(run))
        _check(run, schedule, spec)
        run.say("switching on")
        if _switched_on(run, schedule):
            run.journal.complete(START, Started(schedule.start.isoformat()))
            return schedule
        # Off before the next round, so that none of these ads is shown while the others wait for another start.
        all_off(run, "not everything could be switched on in time")
    raise PlatformRefused(
        "the ads could not be switched on together",
        where="the start",
        remedy="see in the ads manager what is still in review, then resume",
        unchanged=PAUSED,
    )


def _under_way(run: Context) -> Schedule | None:
    """The schedule of ads that began before the journal could say so; what of them was off is switched on now."""
    schedule = kept(run.journal)
    if schedule is None or run.platform.now() < schedule.start:
        return None
    on = {one: switched_on_at(run, one) for one in run.accounts}
    if all(moment is None and not run.journal.pending(SWITCH_ON, one) for one, moment in on.items()):
        return None
    for account, moment in on.items():
        if moment is None or (moment >= schedule.start and not schedule.at_once):
            switch_on(run, account)
            run.deviate(f"It is not known whether all ads of {account} were switched on before the common start.")
    run.journal.complete(START, Started(schedule.start.isoformat()))
    return schedule


def switched_on_at(run: Context, account: str) -> datetime | None:
    """When a campaign was switched on; None where it is off as far as the journal knows."""
    done = run.journal.done(SWITCH_ON, account)
    return None if done is None or is_off(run, account) else done.at


def _schedule(run: Context) -> Schedule:
    """The schedule in the journal, as long as it leaves time enough; else a later one."""
    old, now = kept(run.journal), run.platform.now()
    if old and now + run.manners.lead / 2 <= old.start:
        return old
    zone = run.platform.account(run.accounts[0]).zone
    return keep(run.journal, planned(now, run.manners.lead, run.plan.study.size.days, run.plan.waves, zone))


def _moved(run: Context, wanted: Schedule) -> Schedule:
    """Give every ad set the wanted times; where its own start has passed, ours holds instead.

    A platform keeps the start of an ad set that has begun, even if it was switched off. Then all ads begin when their
    campaigns are switched on, which is a single call for each account. Of later waves no start has passed before.
    """
    ad_sets = parts_of(run).ad_sets
    shown, moved = False, False
    for slot in run.plan.slots:
        look, (start, end) = ad_sets[slot.ident], wanted.of(slot)
        if look.end == end and (look.start == start or wanted.ours(slot)):
            continue
        # Of an ad set that has begun the platform lets only the end be changed, whether or not anything was shown.
        passed = look.start is None or look.start <= run.platform.time
        if passed and slot.wave:
            raise StoppedByGuard(
                "even the start of a later wave has passed, and the platform keeps it",
                where=slot.ident,
                remedy="register a new study",
                unchanged=PAUSED,
            )
        run.platform.move(look.ident, None if passed else start, end)
        if passed and not wanted.at_once:
            wanted = keep(run.journal, replace(wanted, at_once=True))
        shown, moved = shown or bool(look.spent), True
    if moved:
        when = "after some ads had been shown" if shown else "before anything was shown"
        run.deviate(f"The common start was moved to {wanted.start:%Y-%m-%d %H:%M} UTC, {when}.")
    return wanted


def _check(run: Context, schedule: Schedule, spec: dict[str, object]) -> None:
    """Every part reads back as it was planned, and the whole cannot pass the cap."""
    for account in run.accounts:
        check_account(account, run.platform.account(account), run.plan)
    parts = parts_of(run)
    for slot in run.plan.slots:
        wrong = next(_wrong(run, slot, parts, schedule, spec), "")
        if wrong:
            raise StoppedByGuard(
                f"the platform keeps {wrong} otherwise than planned",
                where=slot.ident,
                remedy="see who changed it, and register a new study",
                unchanged=PAUSED,
            )
    if parts.budgets > run.plan.study.money.cap:
        raise StoppedByGuard("all ad sets together pass the cap", remedy="register a new study", unchanged=PAUSED)


def _wrong(run: Context, slot: Slot, parts: Parts, schedule: Schedule, spec: dict[str, object]) -> Iterator[str]:
    ad_set, ad = parts.ad_sets[slot.ident], parts.ads[slot.ident]
    if not run.platform.same_budget(ad_set.budget, slot.budget):
        yield "a budget"
    if not run.platform.fits(ad_set.spec, spec):
        yield "an aim"
    start, end = schedule.of(slot)
    if ad_set.end != end or not (schedule.ours(slot) or ad_set.start == start):
        yield "a start or an end"
    if ad.above != ad_set.ident:
        yield "the place of an ad"


def _switched_on(run: Context, schedule: Schedule) -> bool:
    """Switch on; whether all of it was on, and let through, before the start."""
    _reject_none(run, parts_of(run))
    for slot in run.plan.slots:
        for kind in ("ad set", "ad"):
            run.platform.switch(run.journal.ident(kind, slot.ident), on=True)
    if schedule.at_once:
        if not run.platform.wait(schedule.start, asked(run.folder)):
            return False
    elif run.platform.now() + run.manners.lead / 4 >= schedule.start:
        return False  # some ads could be shown before the others are on
    for account in run.accounts:
        switch_on(run, account)
    return _ready(run, schedule)


def switch_on(run: Context, account: str) -> None:
    """Switch a campaign on, unless that was the last that was done with it."""
    if is_off(run, account):
        run.journal.intend(SWITCH_ON, account)
        run.platform.switch(run.campaign(account), on=True)
        run.journal.complete(SWITCH_ON, Contents(), account)


def is_off(run: Context, account: str) -> bool:
    """Whether a campaign is off as far as the journal knows."""
    return run.journal.place(SWITCH_ON, account) <= run.journal.place(SWITCH_OFF, account)


def settle(run: Context) -> dict[str, datetime]:
    """Ask the platform what came of a switching off that nobody wrote down, as after a crash right behind it.

    Returns:
        The accounts that it switched off, and when that was meant.
    """
    settled = {}
    for account in run.accounts:
        meant = run.journal.intended(SWITCH_OFF, account)
        waits = run.journal.pending(SWITCH_OFF, account) and not is_off(run, account)
        if meant and waits and not run.platform.look("campaign", run.campaign(account)).on:
            run.journal.complete(SWITCH_OFF, Contents(), account)
            settled[account] = meant
    return settled


def begun_unwritten(run: Context, schedule: Schedule | None, stopped: datetime) -> bool:
    """Whether the ads of a stopped study had begun, though a crash kept the journal from saying so."""
    if schedule is None or stopped < schedule.start:
        return False
    on = [one for one in run.accounts if run.journal.last(SWITCH_ON, one) is not None]
    offs = [run.journal.done(SWITCH_OFF, one) for one in on]
    if not any(off is None or off.at >= schedule.start for off in offs):
        return False
    for account in (one for one in run.accounts if one not in on):
        spoilt = {slot.set for slot in run.plan.slots if slot.account == account}
        run.deviate(f"The ads of {account} were never switched on.", spoils=spoilt)
    return True


def _ready(run: Context, schedule: Schedule) -> bool:
    while True:
        parts = parts_of(run)
        _reject_none(run, parts)
        now = run.platform.now()
        states = {look.state for look in (*parts.ads.values(), *parts.ad_sets.values())}
        if states == {"running"}:
            return schedule.at_once or now < schedule.start
        soonest = now + run.manners.lead / 8
        if states != {"running", "in review"} or schedule.at_once or soonest >= schedule.start:
            return False
        run.say("waiting for review")
        if not run.platform.wait(soonest, asked(run.folder)):
            return False


def _reject_none(run: Context, parts: Parts) -> None:
    bad = {ident: look for ident, look in parts.ads.items() if look.state in ("rejected", "gone", "unclear")}
    if not bad:
        return
    all_off(run, "an ad may not be shown")
    ident, look = next(iter(bad.items()))
    why = f": {look.issues[0]}" if look.issues else ""
    raise PlatformRefused(
        f"the platform does not let {len(bad)} of the ads through{why}",
        where=ident,
        remedy="ask for another review in the ads manager, then resume; or register a study with another picture",
        unchanged=PAUSED,
    )
