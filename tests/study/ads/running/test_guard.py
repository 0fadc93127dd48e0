"""What must never happen: too much money, a child without consent, another picture, another registration."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.study.ads.running.making import BUDGET, folder, plan, platform, running, seen

from seenby.errors import PlatformRefused, StoppedByGuard
from seenby.platforms.base import AccountState
from seenby.platforms.simulated.api import create_app, serving
from seenby.study.ads.running import check_live, check_plan, run
from seenby.study.ads.running.guard import amount, check_account, check_act, check_seal
from seenby.study.ads.running.journal_entries import BEGIN, Begun
from seenby.study.ads.running.objects import acts_of
from seenby.study.entry_kinds import ObjectMade, made
from seenby.study.folder import PICTURES, StudyFolder
from seenby.study.journal import Journal


def changed(wanted, **more):
    return replace(wanted, study=replace(wanted.study, **more))


def test_a_plan_above_its_cap_is_stopped(tmp_path):
    wanted = plan()
    dear = changed(wanted, money=replace(wanted.study.money, cap=wanted.greatest_spend - 1))
    with pytest.raises(StoppedByGuard, match=r"may cost EUR 0\.60, the cap is EUR 0\.59"):
        check_plan(folder(tmp_path), dear)


def test_a_child_needs_a_recorded_consent(tmp_path):
    wanted = plan()
    with pytest.raises(StoppedByGuard, match="consent"):
        check_plan(folder(tmp_path), changed(wanted, consent=None))
    assert wanted.study.consent
    with pytest.raises(StoppedByGuard, match="consent"):
        check_plan(folder(tmp_path), changed(wanted, consent=replace(wanted.study.consent, why_not_covered=" ")))


@pytest.mark.parametrize("content", [None, b"another"])
def test_a_picture_that_is_not_the_registered_one_stops_the_run(tmp_path, content):
    here = folder(tmp_path)
    path = here.path(f"{PICTURES}/1.png")
    path.unlink()
    if content:
        path.write_bytes(content)
    with pytest.raises(StoppedByGuard, match="not the registered one"):
        check_plan(here, plan())


@pytest.mark.parametrize("more", [{"budget": 0}, {"account": "act_999"}])
def test_a_slot_without_money_or_account_is_stopped(tmp_path, more):
    wanted = plan()
    with pytest.raises(StoppedByGuard, match="no budget or no account"):
        check_plan(folder(tmp_path), replace(wanted, slots=(replace(wanted.slots[0], **more), *wanted.slots[1:])))


def test_before_each_ad_set_the_sum_is_within_the_cap(tmp_path):
    """Even where a plan that is too dear came so far."""
    wanted = changed(plan(), money=replace(plan().study.money, cap=2 * BUDGET))
    journal = Journal(folder(tmp_path), lambda: datetime(2026, 3, 2, tzinfo=UTC))
    ad_sets = [act for act in acts_of(wanted, "0" * 64) if act.kind == "ad set"]
    for act in ad_sets[:2]:
        check_act(wanted, journal, act)
        journal.complete(made(act.kind), ObjectMade("1"), act.of)
    with pytest.raises(StoppedByGuard, match="pass the cap"):
        check_act(wanted, journal, ad_sets[2])
    check_act(wanted, journal, ad_sets[1])


def test_an_ad_set_that_may_have_been_made_counts_against_the_cap_as_one_that_was(tmp_path):
    """Its answer was lost: nobody knows whether it is there, so its budget is taken as spent."""
    wanted = changed(plan(), money=replace(plan().study.money, cap=2 * BUDGET))
    journal = Journal(folder(tmp_path), lambda: datetime(2026, 3, 2, tzinfo=UTC))
    ad_sets = [act for act in acts_of(wanted, "0" * 64) if act.kind == "ad set"]
    for act in ad_sets[:2]:
        check_act(wanted, journal, act)
        journal.intend(made(act.kind), act.of)
    with pytest.raises(StoppedByGuard, match="pass the cap"):
        check_act(wanted, journal, ad_sets[2])
    check_act(wanted, journal, ad_sets[1])


def test_a_registration_that_changed_in_between_stops_the_run(tmp_path):
    one, root = platform(), tmp_path / "study"
    folder(root)
    with serving(create_app(one)) as address, running(address, root, plan()) as context:
        run(context)
        with pytest.raises(StoppedByGuard, match="not the one that this run began with"):
            run(replace(context, seal="f" * 64))


def test_a_folder_whose_journal_was_lost_makes_nothing_again(tmp_path):
    one, root = platform(), tmp_path / "study"
    folder(root)
    with serving(create_app(one)) as address:
        with running(address, root, plan()) as context:
            run(context)
        before = seen(one)
        (root / "journal.jsonl").unlink()
        with running(address, root, plan()) as context, pytest.raises(StoppedByGuard, match="does not know"):
            run(context)
    assert seen(one) == before


def test_another_currency_stops_the_run_before_anything_is_made(tmp_path):
    one, root = platform(), tmp_path / "study"
    folder(root)
    wanted = changed(plan(), money=replace(plan().study.money, currency="JPY"))
    with (
        serving(create_app(one)) as address,
        running(address, root, wanted) as context,
        pytest.raises(StoppedByGuard, match="pays in EUR, the plan in JPY"),
    ):
        run(context)
    assert seen(one).objects == []


@pytest.mark.parametrize("what", ["lifetime_budget", "targeting", "ends", "name"])
def test_what_somebody_changed_before_the_start_stops_it(tmp_path, what):
    """Made, then changed behind our back: nothing is switched on."""
    one, root = platform(), tmp_path / "study"
    folder(root)
    values = {
        "lifetime_budget": 99,
        "targeting": {"geo_locations": {"countries": ["NL"]}, "targeting_automation": {"advantage_audience": 0}},
        "ends": 70,
        "name": "another",
    }

    def tell(told):
        if told.doing == "checking":
            one.update(next(one.registry.of("adset")), {what: values[what]})

    with serving(create_app(one)) as address, running(address, root, plan()) as context:
        if what == "ends":
            run(replace(context, tell=tell))  # another end is put right, since nothing was shown
        else:
            with pytest.raises(StoppedByGuard):
                run(replace(context, tell=tell))
            assert seen(one).spent == 0
            assert {node.status for node in one.registry.of("campaign")} == {"PAUSED"}


def test_an_ad_that_somebody_deleted_stops_the_start(tmp_path):
    one, root = platform(), tmp_path / "study"
    folder(root)

    def tell(told):
        if told.doing == "checking":
            one.update(next(one.registry.of("ad")), {"status": "DELETED"})

    with (
        serving(create_app(one)) as address,
        running(address, root, plan()) as context,
        pytest.raises(PlatformRefused, match="no longer there"),
    ):
        run(replace(context, tell=tell))


@pytest.mark.parametrize("typed", ["", "y", "yes", "EUR 0.6", "0.60", "EUR 0.61", "eur 0.60"])
def test_anything_but_the_amount_stops(typed):
    with pytest.raises(StoppedByGuard, match="not confirmed"):
        check_live(plan(), lambda _text: typed)


def test_the_amount_itself_goes_on_and_nobody_to_ask_stops():
    asked = []

    def ask(text: str) -> str:
        asked.append(text)
        return "EUR 0.60\n"

    check_live(plan(), ask)
    assert "EUR 0.60" in asked[0]
    with pytest.raises(StoppedByGuard, match="a person at a terminal"):
        check_live(plan(), None)


def test_amounts_are_said_to_the_hundredth():
    assert amount(54_000, "EUR") == "EUR 540.00"
    assert amount(5, "EUR") == "EUR 0.05"


SENT = "(nothing was sent to the platform)."


def new_journal(here):
    return Journal(here, lambda: datetime(2026, 3, 2, tzinfo=UTC))


def refusal(check, *arguments):
    with pytest.raises((StoppedByGuard, PlatformRefused)) as caught:
        check(*arguments)
    return str(caught.value)


def test_a_cap_may_be_spent_to_its_last_hundredth(tmp_path):
    wanted = plan()
    exact = changed(wanted, money=replace(wanted.study.money, cap=wanted.greatest_spend))
    check_plan(folder(tmp_path), exact)
    journal = new_journal(StudyFolder(tmp_path))
    for act in [act for act in acts_of(exact, "0" * 64) if act.kind == "ad set"]:
        check_act(exact, journal, act)
        journal.complete(made(act.kind), ObjectMade("1"), act.of)


def test_a_budget_of_one_hundredth_is_a_budget(tmp_path):
    wanted = plan(budget=1)
    check_plan(folder(tmp_path), wanted)


def test_a_plan_that_makes_nothing_is_stopped(tmp_path):
    assert refusal(check_plan, folder(tmp_path), replace(plan(), slots=())) == (
        f"a slot has no budget or no account of the study; plan it again {SENT}"
    )


def test_of_many_slots_without_money_the_first_five_are_named(tmp_path):
    wanted = plan(pairs=2)
    empty = replace(wanted, slots=tuple(replace(slot, budget=0) for slot in wanted.slots))
    first = ", ".join(slot.ident for slot in wanted.slots[:5])
    assert refusal(check_plan, folder(tmp_path), empty) == (
        f"{first}: a slot has no budget or no account of the study; plan it again {SENT}"
    )


def test_each_refusal_of_a_plan_says_what_where_what_next_and_what_was_left(tmp_path):
    wanted, here = plan(), folder(tmp_path)
    dear = changed(wanted, money=replace(wanted.study.money, cap=wanted.greatest_spend - 1))
    assert refusal(check_plan, here, dear) == (
        "registration.json: all ads together may cost EUR 0.60, the cap is EUR 0.59; plan a smaller study " + SENT
    )
    assert refusal(check_plan, here, changed(wanted, consent=None)) == (
        "registration.json: an arm shows a child, and no guardian's consent is recorded; record it with the reason why"
        f" the covered arm is not enough, or leave the arm out {SENT}"
    )
    here.path(f"{PICTURES}/1.png").unlink()
    assert refusal(check_plan, here, wanted) == (
        f"{PICTURES}/1.png: the picture is not the registered one; put the registered picture back {SENT}"
    )


def test_a_consent_without_a_reference_is_none_and_without_a_child_none_is_needed(tmp_path):
    wanted, here = plan(), folder(tmp_path)
    assert wanted.study.consent
    unnamed = changed(wanted, consent=replace(wanted.study.consent, reference=" "))
    assert "no guardian's consent" in refusal(check_plan, here, unnamed)
    covered = tuple(replace(arm, shows="covered person") for arm in wanted.study.arms)
    check_plan(here, changed(wanted, arms=covered, consent=None))


def test_a_run_goes_on_under_its_own_registration_only(tmp_path):
    journal = new_journal(folder(tmp_path))
    check_seal(journal, "a" * 64)
    journal.complete(BEGIN, Begun("a" * 64))
    check_seal(journal, "a" * 64)
    assert refusal(check_seal, journal, "b" * 64) == (
        "registration.json: the registration is not the one that this run began with; put the old one back; a change"
        f" of plan is a new study {SENT}"
    )


def test_an_account_must_be_able_to_act_and_pay_in_the_currency_of_the_plan():
    good = AccountState(enabled=True, currency="EUR", zone="UTC", spent=0)
    check_account("act_101", good, plan())
    assert refusal(check_account, "act_101", replace(good, enabled=False), plan()) == (
        "act_101: the ad account may not act; ask the platform why, then resume (nothing was changed on the platform)."
    )
    remedy = "plan the study in the account's currency (nothing was made)."
    assert refusal(check_account, "act_101", replace(good, currency="JPY"), plan()) == (
        f"act_101: the account pays in JPY, the plan in EUR; {remedy}"
    )
    assert refusal(check_account, "act_101", replace(good, currency=""), plan()) == (
        f"act_101: the account pays in an unknown currency, the plan in EUR; {remedy}"
    )


def test_an_ad_set_past_the_cap_and_a_missing_person_are_told_in_full(tmp_path):
    wanted = changed(plan(), money=replace(plan().study.money, cap=BUDGET - 1))
    act = next(act for act in acts_of(wanted, "0" * 64) if act.kind == "ad set")
    assert refusal(check_act, wanted, new_journal(folder(tmp_path)), act) == (
        f"{act.of}: one more ad set could pass the cap; raise the cap in a new study, or plan a smaller one {SENT}"
    )
    assert refusal(check_live, plan(), None) == (
        "real money is only spent when a person at a terminal says so; run it in a terminal, without a pipe " + SENT
    )
    assert refusal(check_live, plan(), lambda _text: "yes") == (
        f"the amount was not confirmed; type exactly EUR 0.60 {SENT}"
    )


def test_an_act_without_a_budget_costs_nothing(tmp_path):
    wanted = changed(plan(), money=replace(plan().study.money, cap=0))
    journal = new_journal(folder(tmp_path))
    for act in acts_of(wanted, "0" * 64):
        if act.kind != "ad set":
            check_act(wanted, journal, act)


def test_the_person_asked_reads_that_real_people_will_see_it_and_what_it_may_cost():
    texts: list[str] = []

    def answer(text: str) -> str:
        texts.append(text)
        return " EUR 0.60 "

    check_live(plan(), answer)
    assert texts == ["This shows real ads to real people and may cost up to EUR 0.60. Type that amount to go on: "]
