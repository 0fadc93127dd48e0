"""What a registered plan comes to: the acts in the order in which they are done, each with a lasting name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from seenby.model.study import Plan, Slot

Kind = Literal["campaign", "picture", "ad set", "creative", "ad"]
"""In the order in which they need each other."""


@dataclass(frozen=True, slots=True)
class Act:
    """One object that is to be made.

    Attributes:
        kind: What is made.
        of: For whom: an account, an account and an arm, or a slot.
        account: Where.
        name: By which the platform can be asked for it.
        arm: Whose picture and text, for pictures and creatives.
        slot: The slot, for what belongs to one.
    """

    kind: Kind
    of: str
    account: str
    name: str
    arm: str = ""
    slot: Slot | None = None

    @property
    def budget(self) -> int:
        """What it may cost at most, in whole hundredths; only an ad set holds money."""
        return self.slot.budget if self.slot and self.kind == "ad set" else 0


def acts_of(plan: Plan, seal: str) -> Iterator[Act]:
    """Every object of a plan: account by account a campaign and the pictures, then slot by slot the rest.

    Args:
        plan: As it was registered.
        seal: SHA-256 of the registration; the campaigns bear a part of it.
    """
    for account in accounts_of(plan):
        yield Act("campaign", account, account, campaign_name(seal))
        arms = {slot.arm for slot in plan.slots if slot.account == account}
        for arm in (one.name for one in plan.study.arms if one.name in arms):
            yield Act("picture", picture_key(account, arm), account, plan.pictures[arm], arm)
    for slot in plan.slots:
        for kind in ("ad set", "creative", "ad"):
            yield Act(kind, slot.ident, slot.account, slot.ad, slot.arm, slot)


def campaign_name(seal: str) -> str:
    """What the campaigns of a study are called; ``seal`` is the SHA-256 of its registration."""
    return f"study {seal[:12]}"


def accounts_of(plan: Plan) -> tuple[str, ...]:
    """The accounts that have a slot, in the order of the study."""
    used = {slot.account for slot in plan.slots}
    return tuple(one for one in plan.study.accounts if one in used)


def picture_key(account: str, arm: str) -> str:
    """Of whom an uploaded picture is."""
    return f"{account} {arm}"
