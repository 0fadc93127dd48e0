"""Making one object: intended, sent once, and looked for before it is ever sent again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from seenby.errors import BrokenAnswer, OutcomeUnknown, PlatformRefused, StoppedByGuard
from seenby.platforms.base import Made, Purse
from seenby.study.ads.running.context import Context
from seenby.study.ads.running.guard import check_act
from seenby.study.ads.running.objects import Act, picture_key
from seenby.study.entry_kinds import ObjectMade, made
from seenby.study.schedule import Schedule

ROUNDS = 4
"""How often one object is sent, when each time it is certain that it does not exist."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes what a plan comes to; what exists already stays as it is."""

    run: Context
    schedule: Schedule
    spec: dict[str, object]

    def make(self, act: Act) -> str:
        """The identifier of an object, made now or before.

        Raises:
            StoppedByGuard: When it could cost too much, or stands on the platform though nobody here made it.
            OutcomeUnknown: When nobody can say what happened.
            PlatformRefused: When the platform says no.
        """
        journal, kind = self.run.journal, made(act.kind)
        done = journal.done(kind, act.of)
        if done:
            return done.what.id
        looked = journal.pending(kind, act.of)
        # Intended before and never answered: whether it was sent is not known, so the platform is asked before anything
        # else. The cap allowed it when it was intended, and counts it ever since.
        if not looked:
            check_act(self.run.plan, journal, act)
            self._not_there(act)
            # On the disk before it is sent. Killed right after it, the next run looks for something that was never
            # made, which costs a question; the other way round it would make it a second time.
            journal.intend(kind, act.of)
        for _ in range(ROUNDS):
            if looked:
                ident = self._adopted(act)
                if ident:
                    return ident
            try:
                ident = self._send(act)
            except (OutcomeUnknown, BrokenAnswer):
                # The intention stays open: killed here, the next run begins where this one goes on.
                looked = True
                continue
            except PlatformRefused as error:
                # A clear no closes the intention, so that a resumed run sends it again rather than looking for it.
                journal.fail(kind, error.code, act.of)
                raise
            # Killed just before this line, the object is found by its name and adopted.
            journal.complete(kind, ObjectMade(ident), act.of)
            return ident
        raise OutcomeUnknown(
            "the platform gives no clear answer",
            where=f"{act.kind} {act.of}",
            remedy="resume later",
            unchanged="nothing was made twice, and nothing runs",
        )

    def _not_there(self, act: Act) -> None:
        """A campaign of this registration that the journal does not know means that the journal is not whole."""
        if act.kind == "campaign" and self._found(act):
            raise StoppedByGuard(
                "the platform holds a campaign of this study that the journal does not know",
                where=act.account,
                remedy="use the folder that it was made from, or register a new study",
                unchanged="nothing was made",
            )

    def _adopted(self, act: Act) -> str:
        """An object that an act without a clear answer came to; nothing where it surely came to none.

        A platform may show what it made only after a while, so it is asked several times.
        """
        if act.kind == "picture":
            return ""  # the same bytes are the same picture: sending it again does no harm
        for _ in range(self.run.manners.asks):
            found = self._found(act)
            if len(found) > 1:
                raise StoppedByGuard(
                    f"the platform holds {len(found)} objects under one name of this study",
                    where=f"{act.kind} {act.of}",
                    remedy="delete all but the first by hand, then resume",
                    unchanged="nothing runs",
                )
            if found:
                self.run.journal.complete(made(act.kind), ObjectMade(found[0], adopted=True), act.of)
                return found[0]
            self.run.platform.pause(self.run.manners.pause)
        return ""

    def _found(self, act: Act) -> Sequence[str]:
        kinds: dict[str, Made] = {"campaign": "campaign", "ad set": "ad set", "creative": "creative", "ad": "ad"}
        above = "" if act.kind == "campaign" else self.run.campaign(act.account)
        return self.run.platform.found(act.account, kinds[act.kind], act.name, above)

    def _send(self, act: Act) -> str:
        platform, journal = self.run.platform, self.run.journal
        if act.kind == "campaign":
            return platform.make_campaign(act.account, act.name)
        if act.kind == "picture":
            suffix = Path(self.run.plan.study.arm(act.arm).picture).suffix
            return platform.upload(act.account, f"{act.name[:12]}{suffix}", self._picture(act.arm))
        if act.kind == "ad set":
            start, end = self.schedule.of(self.run.slot(act.of))
            wanted = Purse(self.run.campaign(act.account), act.name, act.budget, self.spec, start, end)
            return platform.make_ad_set(act.account, wanted)
        if act.kind == "creative":
            arm = self.run.plan.study.arm(act.arm)
            picture = journal.ident("picture", picture_key(act.account, act.arm))
            return platform.make_creative(act.account, act.name, picture, arm.message, self.run.plan.study.link)
        ad_set, creative = journal.ident("ad set", act.of), journal.ident("creative", act.of)
        return platform.make_ad(act.account, act.name, ad_set, creative)

    def _picture(self, arm: str) -> bytes:
        return self.run.folder.path(self.run.plan.study.arm(arm).picture).read_bytes()
