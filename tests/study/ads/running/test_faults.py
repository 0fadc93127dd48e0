"""Whatever goes wrong between us and the platform: nothing is made twice, nothing costs too much, nothing is lost."""

from __future__ import annotations

import json
import os
import signal
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.contract.guarding import guard
from tests.study.ads.running.making import BUDGET, QUICK, folder, plan, platform, running, seen, sources, with_stop

from seenby.errors import AccessRefused, BrokenAnswer, LimitReached, PlatformRefused, SeenbyError, StoppedByGuard
from seenby.evidence.hash_chain import read_chain
from seenby.model.study import Plan
from seenby.platforms.simulated.api import create_app, serving
from seenby.platforms.simulated.api.http.admin import ask
from seenby.study.ads.running import Outcome, may_be_on, run
from seenby.study.folder import COLLECTED, DEVIATIONS, JOURNAL, StudyFolder

CENT = 10_000
EDGES = ("campaigns", "adimages", "adsets", "adcreatives", "ads")
OF_CALLS = ("html-502", "html-502-after", "html-200", "timeout-before", "timeout-after", "rate-limit", "transient")
PATIENT = 1.0
"""Seconds that an answer is waited for where one is lost; a platform that keeps it stops when the caller has left."""
OF_PAGES = ("empty-page", "cut-page", "lost-page")


@pytest.fixture(autouse=True)
def nothing_leaves_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    guard(monkeypatch)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, set[str]]:
    """What a run that nothing befell comes to."""
    one, root = platform(), tmp_path_factory.mktemp("whole") / "study"
    go(one, root)
    return seen(one), sources(root)


def go(one: Any, root: Path, wanted: Plan | None = None, *, resumes: int = 0, **more: Any) -> Outcome:
    """A whole run over HTTP, gone on with after so many errors."""
    folder(root)
    with serving(create_app(one)) as address:
        for left in reversed(range(resumes + 1)):
            try:
                with running(address, root, wanted or plan(), **more) as context, context.folder.lock():
                    return run(context)
            except PlatformRefused:
                if not left:
                    raise
    raise AssertionError("the last one raises")


def once(one: Any, wanted: Plan) -> None:
    """Every object is there once, and no ad passed its budget, nor all of them the cap."""
    for kind in ("adset", "ad", "creative"):
        names = Counter(str(node.values["name"]) for node in one.registry.of(kind))
        assert names == {slot.ad: 1 for slot in wanted.slots}, kind
    assert sum(1 for _ in one.registry.of("campaign")) == len(wanted.study.accounts)
    budgets = {slot.ad: slot.budget for slot in wanted.slots}
    assert all(spent <= budgets[name] * CENT for name, (_, spent) in seen(one).delivery.items())
    assert seen(one).spent <= wanted.study.money.cap * CENT


def counts_agree(one: Any, root: Path) -> None:
    """What was collected is what the platform itself counted, ad by ad."""
    found: Counter[str] = Counter()
    last = [entry for entry in read_chain(root / COLLECTED) if entry["what"] == "delivery"][-1]
    for name in last["sources"]:
        for row in json.loads(StudyFolder(root).source(name))["data"]:
            found[row["ad_name"]] += int(row["impressions"])
    assert found == {name: shown for name, (shown, _) in seen(one).delivery.items() if shown}


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("kind", OF_CALLS)
def test_a_fault_while_something_is_made_leaves_one_of_it(tmp_path, whole, kind, edge):
    one = platform()
    # Of campaigns there is one: once it is made in spite of the fault, no second one is asked for.
    after, times = (0, 1) if edge == "campaigns" else (1, 2)
    fault = {"kind": kind, "method": "POST", "path": f"act_101/{edge}", "after": after, "times": times, "seconds": 60.0}
    ask(one, fault)
    go(one, tmp_path / "study", seconds=PATIENT)
    assert not one.faults.waiting, "it was not met"
    once(one, plan())
    counts_agree(one, tmp_path / "study")
    assert (seen(one), sources(tmp_path / "study")) == whole
    assert not (tmp_path / "study" / DEVIATIONS).exists()


@pytest.mark.parametrize("kind", OF_CALLS)
def test_a_fault_while_something_is_read_or_switched_changes_nothing(tmp_path, whole, kind):
    one = platform()
    for after in (2, 30, 60, 90):
        ask(one, {"kind": kind, "method": "GET", "after": after, "seconds": 60.0})
    ask(one, {"kind": kind, "method": "POST", "path": "12020", "after": 3, "seconds": 60.0, "times": 2})
    go(one, tmp_path / "study", seconds=PATIENT)
    assert not one.faults.waiting, "it was not met"
    once(one, plan())
    assert (seen(one), sources(tmp_path / "study")) == whole


@pytest.mark.parametrize("kind", OF_PAGES)
@pytest.mark.parametrize("path", ["ads", "adsets", "insights"])
def test_a_lost_page_loses_no_row(tmp_path, kind, path):
    """More ads than stand on a page, so that there is one to lose."""
    one = platform()
    wanted = plan(2, 0)
    with pytest.MonkeyPatch.context() as patch:
        # A page of two objects, as a platform may choose to give fewer than were asked for.
        patch.setattr("seenby.platforms.simulated.api.objects.paging.MOST", 4)
        for after in (0, 5):
            ask(one, {"kind": kind, "method": "GET", "path": path, "after": after})
        go(one, tmp_path / "study", wanted)
    assert not one.faults.waiting, "it was not met"
    once(one, wanted)
    counts_agree(one, tmp_path / "study")


def test_a_report_that_is_too_much_is_prepared_first_and_one_that_fails_is_asked_again(tmp_path, whole, monkeypatch):
    from seenby.platforms.simulated.api.reports import insights

    one = platform()
    monkeypatch.setattr(insights, "TOO_MUCH", 25)
    ask(one, {"kind": "failed-report"})
    go(one, tmp_path / "study", resumes=2)
    counts_agree(one, tmp_path / "study")
    assert seen(one).delivery == whole[0].delivery


def test_a_platform_that_never_answers_leaves_nothing_running(tmp_path):
    """Every try at making an ad is lost on the way: the run gives up, and goes on when the platform is back."""
    one, root = platform(), tmp_path / "study"
    ask(one, {"kind": "html-502", "method": "POST", "path": "act_101/ads", "after": 2, "times": 40})
    with pytest.raises(PlatformRefused):
        go(one, root)
    assert seen(one).delivery == {}
    one.faults.clear()
    go(one, root)
    once(one, plan())


def test_an_outage_while_ads_run_is_said_and_gone_on_with(tmp_path):
    one, root = platform(), tmp_path / "study"
    ask(one, {"kind": "html-502", "method": "GET", "path": "/insights", "times": 100})
    with pytest.raises(BrokenAnswer):
        go(one, root)
    assert {look.values["status"] for look in one.registry.of("campaign")} == {"PAUSED"}
    one.faults.clear()
    go(one, root)
    counts_agree(one, root)
    once(one, plan())
    assert "switched off from" in read_chain(root / DEVIATIONS)[0]["what"]


def test_an_object_that_shows_late_is_not_made_again(tmp_path, monkeypatch):
    """The answer is lost, and for a while the platform does not list what it made."""
    from seenby.platforms.meta.account import Account

    one, root, hidden = platform(), tmp_path / "study", [2]
    named = Account.named

    def late(self: Account, edge: str, name: str) -> list[Any]:
        found = named(self, edge, name)
        if found and edge == "ads" and hidden[0]:
            hidden[0] -= 1
            return []
        return found

    monkeypatch.setattr(Account, "named", late)
    ask(one, {"kind": "timeout-after", "method": "POST", "path": "act_101/ads", "after": 3, "seconds": 60.0})
    go(one, root, seconds=PATIENT)
    assert hidden == [0]
    once(one, plan())


def test_two_objects_of_one_name_stop_the_run(tmp_path, monkeypatch):
    one, root = platform(), tmp_path / "study"
    folder(root)
    ask(one, {"kind": "timeout-after", "method": "POST", "path": "campaigns", "seconds": 60.0})
    with serving(create_app(one)) as address:
        with running(address, root, plan(), seconds=PATIENT) as context:
            name = f"study {context.seal[:12]}"
            found = context.platform.found

            def twice(account: str, kind: Any, asked: str, above: str = "") -> Any:
                return [*found(account, kind, asked, above)] * 2

            monkeypatch.setattr(type(context.platform), "found", lambda _self, *told: twice(*told))
            with pytest.raises(StoppedByGuard, match="2 objects"):
                run(context)
        assert [node.values["name"] for node in one.registry.of("campaign")] == [name]


def test_a_limit_is_waited_for_and_a_longer_one_is_said(tmp_path):
    one = platform()
    waits: list[float] = []
    ask(one, {"kind": "rate-limit", "method": "POST", "path": "adsets", "code": 80004, "minutes": 5})
    go(one, tmp_path / "a", sleep=waits.append)
    assert 300.0 in waits
    two = platform()
    ask(two, {"kind": "rate-limit", "method": "POST", "path": "adsets", "minutes": 600, "times": 1})
    with pytest.raises(LimitReached):
        go(two, tmp_path / "b")
    go(two, tmp_path / "b")
    once(two, plan())


def test_a_refused_token_stops_at_once_and_is_in_no_file(tmp_path):
    one = platform(token="another-token")
    with pytest.raises(AccessRefused):
        go(one, tmp_path / "study")
    told = "".join(path.read_text() for path in (tmp_path / "study").glob("*.jsonl"))
    assert "simulated" not in told
    assert not list(one.registry.of("campaign"))


def test_an_account_disabled_in_the_middle_is_named_and_the_others_go_on(tmp_path):
    one, root = platform(), tmp_path / "study"
    wanted = plan(2, 2, accounts=("act_101", "act_102"))
    ask(one, {"kind": "disable-account", "account": "act_102", "at_tick": 36})
    outcome = go(one, root, wanted)
    once(one, wanted)
    counts_agree(one, root)
    sentences = [entry["what"] for entry in read_chain(root / DEVIATIONS)]
    assert sentences[0] == "The platform disabled the account act_102; its ads were no longer shown."
    assert outcome.ended == "at its end"


def test_an_account_disabled_before_the_start_stops_it_all(tmp_path):
    one, root = platform(), tmp_path / "study"
    ask(one, {"kind": "disable-account", "account": "act_101"})
    with pytest.raises(PlatformRefused, match="may not act"):
        go(one, root)
    ask(one, {"kind": "disable-account", "account": "act_101", "disabled": False})
    go(one, root)
    once(one, plan())


def test_an_ad_rejected_before_the_start_leaves_everything_off(tmp_path):
    one, root = platform(), tmp_path / "study"
    ask(one, {"kind": "reject-next", "ads": 1})
    with pytest.raises(PlatformRefused, match="does not let 1 of the ads through: Ad rejected"):
        go(one, root)
    one.step(60)
    assert seen(one).spent == 0
    assert not (root / DEVIATIONS).exists()


def test_an_ad_rejected_in_the_middle_is_in_the_deviations_once(tmp_path):
    one, root = platform(), tmp_path / "study"
    folder(root)
    with serving(create_app(one)) as address, running(address, root, plan()) as context:
        told = []

        def tell(progress: Any) -> None:
            told.append(progress)
            if progress.doing == "running" and len([p for p in told if p.doing == "running"]) == 2:
                ad = next(node for node in one.registry.of("ad"))
                ask(one, {"kind": "reject-ad", "ad": ad.id})

        run(replace(context, tell=tell))
    found = [entry["what"] for entry in read_chain(root / DEVIATIONS)]
    assert found == ["The ad p01-1 was rejected by the platform while it ran."]
    assert read_chain(root / DEVIATIONS)[0]["spoils"] == ["p01"]
    counts_agree(one, root)


def test_a_restated_report_is_kept_beside_the_first(tmp_path):
    from seenby.study.ads.running import collect

    one, root = platform(), tmp_path / "study"
    go(one, root)
    before = sources(root)
    ask(one, {"kind": "restate", "round_to": 10})
    with serving(create_app(one)) as address, running(address, root, plan()) as context:
        collect(context, final=True)
    assert len(sources(root)) == len(before) + 1
    assert before < sources(root)


def test_ads_in_review_are_waited_for_and_the_start_moves_when_it_takes_too_long(tmp_path):
    one, root = platform(review_ticks=5), tmp_path / "a"
    go(one, root)
    once(one, plan())
    assert not (root / DEVIATIONS).exists()
    slow, root = platform(review_ticks=40), tmp_path / "b"
    go(slow, root)
    once(slow, plan())
    counts_agree(slow, root)
    starts = {slow.engine.campaigns[number].start for number in slow.running.numbers.values()}
    assert starts == {48}
    assert all("was moved to 2026-03-04 00:00" in entry["what"] for entry in read_chain(root / DEVIATIONS))


def test_comments_stop_a_study_and_their_texts_are_nowhere(tmp_path):
    one, root = platform(people=20_000), tmp_path / "study"
    wanted = with_stop(plan(budget=120), most_comments=1)
    outcome = go(one, root, wanted)
    assert outcome.ended == "comments"
    assert read_chain(root / JOURNAL)[-1]["at"] < outcome.schedule.end.isoformat()
    told = "".join(path.read_text() for path in root.glob("*.jsonl"))
    assert "message" not in told
    assert "more than the 1 of the plan" in read_chain(root / DEVIATIONS)[0]["what"]
    spent = seen(one).spent
    one.step(24)
    assert seen(one).spent == spent


def test_a_budget_that_somebody_raised_beyond_the_cap_switches_everything_off(tmp_path):
    one, root = platform(), tmp_path / "study"
    folder(root)
    wanted = plan()
    with serving(create_app(one)) as address, running(address, root, wanted) as context:

        def tell(progress: Any) -> None:
            if progress.doing == "running":
                for node in list(one.registry.of("adset")):
                    one.update(node, {"lifetime_budget": 1_000_000})

        assert run(replace(context, tell=tell)).ended == "budgets"
    assert "raised a budget" in str(read_chain(root / DEVIATIONS))


def test_the_whole_cap_may_be_spent_and_no_cent_more(tmp_path):
    one, root = platform(), tmp_path / "study"
    wanted = plan()
    tight = replace(wanted, study=replace(wanted.study, money=replace(wanted.study.money, cap=wanted.greatest_spend)))
    outcome = go(one, root, tight)
    once(one, tight)
    assert outcome.spent <= len(tight.slots) * BUDGET


def test_a_note_to_stop_ends_a_run_that_is_at_work(tmp_path):
    from tests.study.ads.running.making import stop_when

    one, root = platform(), tmp_path / "study"
    folder(root)
    with serving(create_app(one)) as address, running(address, root, plan()) as context:
        outcome = run(replace(context, tell=stop_when("running", context)))
        assert outcome.ended == "person"
        again = run(context)
    assert again.ended == "person"
    assert not list(root.glob(".*"))
    assert [entry["by"] for entry in read_chain(root / DEVIATIONS)] == ["person"]
    spent = seen(one).spent
    one.step(24)
    assert seen(one).spent == spent


def test_an_interruption_switches_all_ads_off_first_and_going_on_says_so(tmp_path):
    one, root = platform(), tmp_path / "study"
    folder(root)

    def interrupt(told: Any) -> None:
        if told.doing == "running" and told.arms["item alone"].impressions:
            raise KeyboardInterrupt

    with serving(create_app(one)) as address:
        with running(address, root, plan()) as context, pytest.raises(KeyboardInterrupt):
            run(replace(context, tell=interrupt))
        assert {node.status for node in one.registry.of("campaign")} == {"PAUSED"}
        spent = seen(one).spent
        one.step(3)
        assert seen(one).spent == spent > 0
        with running(address, root, plan()) as context:
            assert run(context).ended == "at its end"
    assert seen(one).spent > spent
    assert "switched off from 2026-03-03T06:00" in read_chain(root / DEVIATIONS)[0]["what"]
    counts_agree(one, root)


@pytest.mark.parametrize("state", ["intended", "done"])
def test_an_interruption_while_the_journal_is_written_leaves_it_whole_and_all_ads_off(tmp_path, monkeypatch, state):
    one, root, fsync = platform(), tmp_path / "study", os.fsync
    folder(root)

    def interrupted(handle: int) -> None:
        fsync(handle)
        last = read_chain(root / JOURNAL)[-1] if (root / JOURNAL).exists() else {}
        if (last.get("act"), last.get("state")) == ("switch on", state):
            signal.raise_signal(signal.SIGINT)

    with serving(create_app(one)) as address:
        with monkeypatch.context() as patch, running(address, root, plan()) as context:
            patch.setattr(os, "fsync", interrupted)
            with pytest.raises(KeyboardInterrupt):
                run(context)
        assert {node.status for node in one.registry.of("campaign")} == {"PAUSED"}
        assert not may_be_on(read_chain(root / JOURNAL))
        with running(address, root, plan()) as context:
            assert run(context).ended == "at its end"
    once(one, plan())
    counts_agree(one, root)


def test_a_second_interruption_does_not_end_the_switching_off(tmp_path, monkeypatch):
    """Wrappers pass on what the terminal has sent already, so that one Ctrl-C comes twice."""
    one, root = platform(), tmp_path / "study"
    folder(root)
    wanted = plan(2, 0, accounts=("act_101", "act_102"))
    with serving(create_app(one)) as address, running(address, root, wanted) as context:
        switch, off = type(context.platform).switch, []

        def again(self: Any, ident: str, on: bool) -> None:
            if not on:
                off.append(ident)
                signal.raise_signal(signal.SIGINT)
            switch(self, ident, on)

        def interrupt(told: Any) -> None:
            if told.doing == "running":
                signal.raise_signal(signal.SIGINT)

        monkeypatch.setattr(type(context.platform), "switch", again)
        with pytest.raises(KeyboardInterrupt):
            run(replace(context, tell=interrupt))
    assert len(off) == 2
    assert {node.status for node in one.registry.of("campaign")} == {"PAUSED"}


def test_a_clock_that_goes_by_itself_is_waited_for_and_never_stepped(tmp_path):
    import time

    from seenby.platforms.simulated.api import Clock

    one, root = platform(), tmp_path / "study"
    folder(root)
    clock = Clock(86_400.0 / 2, one.ticks_a_day, time.monotonic)
    with ExitStack() as stack:
        address = stack.enter_context(serving(create_app(one, clock)))
        context = stack.enter_context(running(address, root, plan(), manners=QUICK, sleep=time.sleep))
        outcome = run(context)
    assert outcome.ended == "at its end"
    once(one, plan())
    starts = {one.engine.campaigns[number].start for number in one.running.numbers.values()}
    assert len(starts) == 1, "all began in the same hour"


def test_errors_are_sentences(tmp_path):
    one = platform()
    ask(one, {"kind": "reject-next", "ads": 1})
    with pytest.raises(SeenbyError) as refused:
        go(one, tmp_path / "study")
    assert "nothing was shown, and everything is switched off" in str(refused.value)
