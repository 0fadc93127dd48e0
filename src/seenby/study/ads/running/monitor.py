"""Looking at ads that run, at intervals of the platform's time: costs, states, and the rules to stop by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from seenby.errors import PlatformRefused
from seenby.model.study import Slot
from seenby.platforms.base import Shown
from seenby.study.ads.running.collect import collect, day_over
from seenby.study.ads.running.context import Context, RunProgress
from seenby.study.ads.running.journal_entries import COLLECT, LOOK, Looked
from seenby.study.ads.running.launch import Parts, parts_of
from seenby.study.ads.running.shutdown import PERSON, asked
from seenby.study.deviations import spoilt
from seenby.study.schedule import Schedule, kept

CAP, COMMENTS, BUDGETS = "cap", "comments", "budgets"
ROUNDED = 100
"""Hundredths by which a report may lie over a budget: each ad's costs are rounded up on their own."""


def watch(run: Context, schedule: Schedule) -> str:
    """Look at the ads until their end.

    Returns:
        Why they are to stop before it; nothing where the end has come.

    Raises:
        PlatformRefused: When several looks in a row failed.
    """
    failures, waits, sight = 0, 0, None
    # Nothing of this is in the journal: killed while it waits, a run comes here again and waits for the same moment.
    if not run.platform.wait(schedule.start, asked(run.folder)):
        return PERSON
    while True:
        try:
            sight = observe(run, schedule, sight)
            # Taken before collecting, which takes time of its own: the next look follows from this one.
            why, now = sight.why, run.platform.time
            # Figures are restated for weeks: what a day came to when it ended is told only now.
            if day_over(schedule, _collected(run, schedule), now):
                collect(run)
            failures = 0
        except PlatformRefused as error:
            # One lost look does no harm, as the ad sets' budgets hold on the platform's side. Several mean that nobody
            # watches any more: raising switches everything off.
            failures += 1
            run.journal.fail(LOOK, error.code)
            if failures >= run.manners.failures:
                raise
            why, now = "", run.platform.time
        if why or now >= schedule.end:
            return why
        try:
            if not run.platform.wait(_next(schedule, now, run.manners.watch), asked(run.folder)):
                return PERSON
            waits = 0
        except PlatformRefused:
            # The next look says whether the platform is back. A clock that stands still is no reason for looks to
            # fail, so waits are counted by themselves as well.
            failures, waits = failures + 1, waits + 1
            if max(failures, waits) >= run.manners.failures:
                raise


@dataclass(frozen=True, slots=True)
class Sight:
    """What a look has shown, and what earlier ones had shown of ads that could not change since.

    Attributes:
        parts: Every ad set and ad.
        shown: What each slot's ad has been shown, for those of which something was reported.
        comments: How many comments stand under each slot's post, where a rule asks for them.
        why: Why the study is to stop; nothing where it goes on.
    """

    parts: Parts
    shown: Mapping[str, Shown] = field(default_factory=dict)
    comments: Mapping[str, int] = field(default_factory=dict)
    why: str = ""


def observe(run: Context, schedule: Schedule, before: Sight | None = None) -> Sight:
    """One look: a line in the journal, the deviations it shows, and why the study is to stop, if it is.

    Accounts none of whose ads run are left alone in between: they are looked at first, and whenever a wave begins or
    ends, so that nothing that was changed there comes to be shown unseen.
    """
    since = _looked(run, schedule)
    accounts = _to_look_at(run, schedule, since if before else None)
    before = before or Sight(Parts({}, {}))
    parts = parts_of(run, accounts, before.parts, whole=False)
    now = run.platform.time
    slots = [slot for slot in run.plan.slots if slot.account in accounts]
    shown = {**before.shown, **shown_so_far(run, schedule, slots, now)}
    for account in accounts:
        if not run.platform.account(account).enabled:
            run.deviate(f"The platform disabled the account {account}; its ads were no longer shown.")
    _look_for_deviations(run, schedule, parts, shown, now)
    comments = {**before.comments, **_comments(run, slots)}
    _note(run, parts, shown, comments)
    hours, of = ((end - schedule.start) // timedelta(hours=1) for end in (now, schedule.end))
    arms = by_arm(run, shown)
    run.tell(RunProgress("running", min(max(hours, 0), of), of, at=now, until=schedule.end, arms=arms))
    return Sight(parts, shown, comments, _rule(run, parts, comments) or over_reported(run, shown))


def _to_look_at(run: Context, schedule: Schedule, since: datetime | None) -> tuple[str, ...]:
    """The accounts with an ad that runs; all of them first (``since`` is None), and when a wave began or ended."""
    now = run.platform.time
    if since is None or any(since < border <= now for border in schedule.borders):
        return run.accounts
    running = {slot.account for slot in run.plan.slots if schedule.of(slot)[0] <= now < schedule.of(slot)[1]}
    return tuple(one for one in run.accounts if one in running)


def _note(run: Context, parts: Parts, shown: Mapping[str, Shown], comments: Mapping[str, int]) -> None:
    """A look's line in the journal, one for each moment."""
    last = run.journal.last(LOOK)
    if last is None or last[1] != run.platform.time:
        impressions = sum(one.impressions for one in shown.values())
        counted = sum(comments.values()) if run.plan.study.stop.most_comments is not None else None
        run.journal.note(LOOK, Looked(parts.spent, counted, impressions))


def by_arm(run: Context, shown: Mapping[str, Shown]) -> dict[str, Shown]:
    """What each arm has been shown and has cost so far."""
    told = {arm.name: Shown(0, 0) for arm in run.plan.study.arms}
    for slot in run.plan.slots:
        one, so_far = shown.get(slot.ident, Shown(0, 0)), told[slot.arm]
        told[slot.arm] = Shown(so_far.impressions + one.impressions, so_far.spent + one.spent)
    return told


def unlike(run: Context, parts: Parts, ended: datetime) -> None:
    """Say of which sets one ad cost far more than another, of those that ran their whole time.

    Sets that a stop cut short are left to the stop's own line. What such a set counts for is decided when the study is
    judged, from the figures as they are then.
    """
    most, sets = run.plan.study.stop.most_unlike, dict[str, list[Slot]]()
    schedule = kept(run.journal)
    for slot in run.plan.slots:
        if schedule and schedule.of(slot)[1] <= ended:
            sets.setdefault(slot.set, []).append(slot)
    for name in sorted(sets.keys() - spoilt(run.folder)):
        slots = sets[name]
        costs = {one.ident: parts.ad_sets[one.ident].spent or 0 for one in slots}
        # Arms whose budgets differ on purpose are held against their own budgets.
        low, high = (pick(slots, key=lambda one: costs[one.ident] / one.budget) for pick in (min, max))
        if costs[high.ident] / high.budget > most * costs[low.ident] / low.budget:
            told = " and ".join(
                f"{one.ident} {costs[one.ident] / 100:.2f} of {one.budget / 100:.2f}" for one in (high, low)
            )
            run.deviate(f"In set {name} costs lay more than {most:g} times apart: {told} that it might have cost.")


def shown_so_far(run: Context, schedule: Schedule, slots: Sequence[Slot], now: datetime) -> dict[str, Shown]:
    """What the ads of some slots have been shown, as far as they have begun."""
    found: dict[str, Shown] = {}
    begun = {slot.ident for slot in slots if schedule.of(slot)[0] <= now}
    for account in dict.fromkeys(slot.account for slot in slots):
        ads = {ident: slot for ident, slot in run.ads(account).items() if slot in begun}
        told = run.platform.shown(account, list(ads), schedule.start, min(now, schedule.end))
        found |= {ads[ident]: one for ident, one in told.items() if ident in ads}
    return found


def _look_for_deviations(
    run: Context, schedule: Schedule, parts: Parts, shown: Mapping[str, Shown], now: datetime
) -> None:
    since = _looked(run, schedule)
    for slot in run.plan.slots:
        begins, ends = schedule.of(slot)
        # What becomes of an ad once it has ended is nobody's concern; one look after its end still is.
        if ends > since:
            when = "while it ran" if begins < now else "before it began"
            for what in _changed(run, slot, parts, over=now >= ends):
                run.deviate(f"{what} {when}.", spoils=[slot.set], beginning=what)
    every = run.manners.watch
    fresh = [slot for slot in run.plan.slots if every <= now - schedule.of(slot)[0] < 2 * every]
    _look_for_late_ones(run, fresh, shown)


def _changed(run: Context, slot: Slot, parts: Parts, *, over: bool) -> Iterator[str]:
    """What somebody or the platform did to an ad, or to its money."""
    ad_set, ad = parts.ad_sets[slot.ident], parts.ads[slot.ident]
    if ad.state in _WORDS:
        yield f"The ad {slot.ident} was {_WORDS[ad.state]}"
    elif not over and (ad.state == "off" or not ad_set.on):
        yield f"The ad {slot.ident} was switched off by somebody else"
    if not run.platform.same_budget(ad_set.budget, slot.budget):
        yield f"The budget of {slot.ident} was changed by somebody else"


def _looked(run: Context, schedule: Schedule) -> datetime:
    """When the ads were last looked at; the start where they were not."""
    last = run.journal.noted(LOOK)
    return last.at if last else schedule.start


def _look_for_late_ones(run: Context, fresh: Sequence[Slot], shown: Mapping[str, Shown]) -> None:
    """After the first interval of a wave: ads that nothing is told of yet, while something is of others of their sets.

    All were switched on together. That an ad lost its first auctions is delivery's own doing, and part of what is
    measured: it spoils nothing.
    """
    going = {slot.set for slot in fresh if slot.ident in shown} - spoilt(run.folder)
    late = [slot.ident for slot in fresh if slot.set in going and slot.ident not in shown]
    if late:
        after = run.manners.watch // timedelta(minutes=1)
        run.deviate(
            f"Within {after} minutes of their start nothing was reported of {', '.join(late)}, while something "
            "was of others of their sets; all had been switched on together."
        )


_WORDS: Mapping[str, str] = {
    "rejected": "rejected by the platform",
    "gone": "deleted",
    "unclear": "held up by the platform",
}


def _comments(run: Context, slots: Sequence[Slot]) -> dict[str, int]:
    """How many comments stand under the posts of some slots; asked only where a rule needs it, never what they say."""
    if run.plan.study.stop.most_comments is None:
        return {}
    return {slot.ident: run.platform.comments(run.journal.ident("creative", slot.ident)) for slot in slots}


def _rule(run: Context, parts: Parts, comments: Mapping[str, int]) -> str:
    """Why the study is to stop; nothing where it goes on."""
    most, cap, spent = run.plan.study.stop.most_comments, run.plan.study.money.cap, parts.spent
    counted = sum(comments.values())
    if parts.budgets > cap:
        run.deviate("Somebody raised a budget so far that the cap could be passed; all ads were switched off.")
        return BUDGETS
    if spent > cap:
        run.deviate("The platform charged more than all budgets together; all ads were switched off.")
    if spent >= cap:
        return CAP
    if most is not None and counted > most:
        run.deviate(f"There were {counted} comments, more than the {most} of the plan; all ads were switched off.")
        return COMMENTS
    return ""


def over_reported(run: Context, shown: Mapping[str, Shown]) -> str:
    """Why the study is to stop by what reports say of costs, which budgets do not: more than may be; else nothing."""
    cap = run.plan.study.money.cap
    total = sum(one.spent for one in shown.values())
    if total > cap:
        run.deviate(
            f"The platform reported costs of {total / 100:.2f}, more than the cap; all ads were switched off.",
            beginning="The platform reported costs of ",
        )
        return CAP
    for slot in run.plan.slots:
        spent = shown[slot.ident].spent if slot.ident in shown else 0
        # Reports round up to the next hundredth, or to a whole coin where a currency has no smaller one.
        if spent > slot.budget + ROUNDED:
            run.deviate(
                f"The platform reported costs of {spent / 100:.2f} for {slot.ident}, more than its whole budget; all "
                "ads were switched off.",
                spoils=[slot.set],
                beginning=f"The platform reported costs of {spent / 100:.2f} for {slot.ident}",
            )
            return CAP
    return ""


def _collected(run: Context, schedule: Schedule) -> datetime:
    """When delivery was last collected: a snapshot that a crash prevented is still due afterwards."""
    last = run.journal.done(COLLECT)
    return last.at if last else schedule.start


def _next(schedule: Schedule, now: datetime, every: timedelta) -> datetime:
    """The next moment to look: whole intervals after the start, so that a crash in between changes none of them."""
    done = (now - schedule.start) // every
    return min(schedule.start + (done + 1) * every, schedule.end)
