"""What must never happen, checked before anything is sent and again before every act that holds money."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from seenby.errors import PlatformRefused, StoppedByGuard
from seenby.model.study import Plan
from seenby.platforms.base import AccountState
from seenby.study.ads.running.journal_entries import BEGIN
from seenby.study.ads.running.objects import Act
from seenby.study.entry_kinds import made
from seenby.study.folder import StudyFolder
from seenby.study.journal import Journal

NOTHING_SENT = "nothing was sent to the platform"
CHILD = "child"


def check_plan(folder: StudyFolder, plan: Plan) -> None:
    """Refuse a plan that may cost too much, shows a child without consent, or whose pictures are others by now.

    Raises:
        StoppedByGuard: Saying which.
    """
    _check_money(plan)
    _check_consent(plan)
    for arm in plan.study.arms:
        try:
            content = folder.path(arm.picture).read_bytes()
        except OSError:
            content = b""
        if hashlib.sha256(content).hexdigest() != plan.pictures.get(arm.name):
            raise _stop("the picture is not the registered one", arm.picture, "put the registered picture back")


def check_seal(journal: Journal, seal: str) -> None:
    """Refuse a registration that is not the one the run began with.

    Raises:
        StoppedByGuard: When it was changed in between.
    """
    begun = journal.done(BEGIN)
    if begun is not None and begun.what.registration != seal:
        raise _stop(
            "the registration is not the one that this run began with",
            "registration.json",
            "put the old one back; a change of plan is a new study",
        )


def check_account(account: str, state: AccountState, plan: Plan) -> None:
    """Refuse an account that may not act, or whose money is another.

    Raises:
        PlatformRefused: When the account is disabled.
        StoppedByGuard: When its currency is not the plan's.
    """
    if not state.enabled:
        raise PlatformRefused("the ad account may not act", where=account, remedy="ask the platform why, then resume")
    if state.currency != plan.study.money.currency:
        raise StoppedByGuard(
            f"the account pays in {state.currency or 'an unknown currency'}, the plan in {plan.study.money.currency}",
            where=account,
            remedy="plan the study in the account's currency",
            unchanged="nothing was made",
        )


def check_act(plan: Plan, journal: Journal, act: Act) -> None:
    """Refuse an act with which more money could be spent than the cap allows.

    What counts is every ad set that was made or may have been made, with its whole budget.

    Raises:
        StoppedByGuard: When it would be more.
    """
    if not act.budget:
        return
    others = (one for one in plan.slots if one.ident != act.of and journal.last(made("ad set"), one.ident))
    bound = sum(one.budget for one in others) + act.budget
    if bound > plan.study.money.cap:
        raise _stop("one more ad set could pass the cap", act.of, "raise the cap in a new study, or plan a smaller one")


def check_live(plan: Plan, ask: Callable[[str], str] | None) -> None:
    """Let a person type what the study may cost on a real platform.

    Args:
        plan: As it was registered.
        ask: Shows a text at a terminal and returns what was typed; None where nobody sits at one.

    Raises:
        StoppedByGuard: When nobody can be asked, or something else was typed.
    """
    wanted = amount(plan.greatest_spend, plan.study.money.currency)
    if ask is None:
        raise _stop(
            "real money is only spent when a person at a terminal says so", "", "run it in a terminal, without a pipe"
        )
    told = ask(f"This shows real ads to real people and may cost up to {wanted}. Type that amount to go on: ")
    if told.strip() != wanted:
        raise _stop("the amount was not confirmed", "", f"type exactly {wanted}")


def amount(hundredths: int, currency: str) -> str:
    """An amount for people: ``EUR 540.00``."""
    return f"{currency} {hundredths // 100}.{hundredths % 100:02d}"


def _check_money(plan: Plan) -> None:
    strange = [slot.ident for slot in plan.slots if slot.budget < 1 or slot.account not in plan.study.accounts]
    if strange or not plan.slots:
        raise _stop("a slot has no budget or no account of the study", ", ".join(strange[:5]), "plan it again")
    if plan.greatest_spend > plan.study.money.cap:
        spend, cap = (amount(one, plan.study.money.currency) for one in (plan.greatest_spend, plan.study.money.cap))
        raise _stop(f"all ads together may cost {spend}, the cap is {cap}", "registration.json", "plan a smaller study")


def _check_consent(plan: Plan) -> None:
    consent = plan.study.consent
    if any(arm.shows == CHILD for arm in plan.study.arms) and not (
        consent and consent.reference.strip() and consent.why_not_covered.strip()
    ):
        raise _stop(
            "an arm shows a child, and no guardian's consent is recorded",
            "registration.json",
            "record it with the reason why the covered arm is not enough, or leave the arm out",
        )


def _stop(what: str, where: str, remedy: str) -> StoppedByGuard:
    return StoppedByGuard(what, where=where, remedy=remedy, unchanged=NOTHING_SENT)
