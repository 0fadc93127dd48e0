"""What must never happen: too much money, a child without consent, another picture, another registration."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.study.ads.running.making import BUDGET, folder, plan, platform, running, seen

from seenby.errors import PlatformRefused, StoppedByGuard
from seenby.platforms.simulated.api import create_app, serving
from seenby.study.ads.running import check_live, check_plan, run
from seenby.study.ads.running.guard import amount, check_act
from seenby.study.ads.running.objects import acts_of
from seenby.study.entry_kinds import ObjectMade, made
from seenby.study.folder import PICTURES
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
