"""A platform that lies in every way we know: what is said of ads is true, the cap holds, no other host is called."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from tests.cli.test_study_run_command import registered, stands_still_once_it_spends, until_it_spends
from tests.contract.guarding import guard
from tests.platforms.liar import FIGURES, NO_ANSWER, ODD, TOKEN, Liar, lying, put
from tests.study.ads.running.making import folder, plan, platform, running, seen

from seenby.errors import BrokenAnswer, PlatformRefused, SeenbyError
from seenby.evidence.hash_chain import read_chain
from seenby.platforms.meta import Client, Connection, Patience, Secret, listed
from seenby.platforms.simulated.api import create_app, serving
from seenby.study.ads.running import MAY_BE_ON, collect, may_be_on, run, shutdown, stop
from seenby.study.ads.running.context import Context
from seenby.study.ads.running.journal_entries import SWITCH_OFF
from seenby.study.ads.running.launch import switch_on
from seenby.study.ads.running.shutdown import all_off
from seenby.study.folder import DEVIATIONS, JOURNAL

SECONDS = 20.0
"""Within which whatever is done ends, on a busy machine; on an idle one it takes two."""

ANSWER, LONG = 0.3, 60.0
"""Seconds that a call may take, of a platform that lies and of one that does not."""

CENT = 10_000
TWO = ("act_101", "act_102")


@dataclass
class Stage:
    """A study whose ads are on, and the door through which its platform is seen."""

    one: Any
    liar: Liar
    context: Context
    root: Path

    def truly_on(self) -> set[str]:
        """The accounts whose campaigns are on, whatever the platform says."""
        return {node.account for node in self.one.registry.of("campaign") if node.status == "ACTIVE"}

    def said_on(self) -> bool:
        """Whether ads may be on by the journal."""
        return may_be_on(read_chain(self.root / JOURNAL))


@pytest.fixture(autouse=True)
def here_and_soon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    refused = guard(monkeypatch)
    patient(monkeypatch, 0.6)
    yield
    assert refused == []


def patient(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Switching off may take so long; where the platform is honest it takes a few hundredths of it."""
    for name, part in (("OFF_SECONDS", 1.0), ("MOST_SECONDS", 0.6), ("LEAST_SECONDS", 0.3), ("PAUSE_SECONDS", 0.0)):
        monkeypatch.setattr(shutdown, name, seconds * part)


@contextmanager
def staged(root: Path) -> Iterator[Stage]:
    """A study that was interrupted while its ads ran, and whose ads were switched on again behind its back."""
    one = platform()
    folder(root)
    with ExitStack() as stack:
        liar = stack.enter_context(lying(stack.enter_context(serving(create_app(one)))))
        wanted = plan(2, 2, accounts=TWO)
        context = stack.enter_context(running(liar.address, root, wanted, seconds=LONG, tries=2))

        def leave(told: Any) -> None:
            if told.doing == "running":
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            run(replace(context, tell=leave))
        yield Stage(one, liar, context, root)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("lies") / "study") as found:
        yield found


def ads_on(stage: Stage) -> None:
    """Everything is on again, and honestly said to be."""
    stage.liar.mode = ""
    answer_within(stage, LONG)
    for account in TWO:
        switch_on(stage.context, account)
        # Where the platform had switched it off and not said so.
        stage.context.platform.switch(stage.context.campaign(account), on=True)
    assert stage.truly_on() == set(TWO)
    answer_within(stage, ANSWER)


def answer_within(stage: Stage, seconds: float) -> None:
    """How long each further call may take."""
    client: Any = stage.context.platform.client  # type: ignore[attr-defined]
    client.connection = replace(client.connection, answer_seconds=seconds)


@pytest.mark.parametrize("mode", NO_ANSWER)
def test_ads_are_never_said_to_be_off_while_they_are_on(stage, mode):
    ads_on(stage)
    stage.liar.mode = mode
    begun = time.monotonic()
    with pytest.raises(PlatformRefused) as refused:
        all_off(stage.context, "a test")
    assert time.monotonic() - begun < SECONDS
    told = str(refused.value)
    assert told.endswith(f"{MAY_BE_ON}.")
    assert f"seenby study stop {stage.root}" in told
    assert all(f"6 ads of {account}" in told or f"5 ads of {account}" in told for account in TWO), told
    assert stage.said_on()


@pytest.mark.parametrize("mode", ODD)
def test_an_odd_wrapping_never_skips_the_switching_off(stage, monkeypatch, mode):
    ads_on(stage)
    patient(monkeypatch, LONG)
    answer_within(stage, LONG)
    stage.liar.mode = mode
    all_off(stage.context, "a test")
    assert stage.truly_on() == set()
    assert not stage.said_on()


@pytest.mark.parametrize("mode", ["hang", "limit 17", "charset hex", "deep", "bomb", "a list", "interim storm"])
def test_an_account_that_cannot_be_switched_off_does_not_keep_the_next_one_on(stage, monkeypatch, mode):
    ads_on(stage)
    patient(monkeypatch, 3.0)
    answer_within(stage, LONG)
    first = stage.context.campaign(TWO[0])
    stage.liar.mode, stage.liar.only = mode, first
    try:
        if mode in ODD:
            all_off(stage.context, "a test")
        else:
            with pytest.raises(PlatformRefused, match=TWO[0]) as refused:
                all_off(stage.context, "a test")
            assert TWO[1] not in str(refused.value)
        assert TWO[1] not in stage.truly_on()
    finally:
        stage.liar.only = ""


def test_any_error_of_ours_while_switching_off_is_said_and_the_next_account_is_switched_off(stage, monkeypatch):
    ads_on(stage)
    patient(monkeypatch, LONG)
    answer_within(stage, LONG)
    kind, first = type(stage.context.platform), stage.context.campaign(TWO[0])
    switch = kind.switch

    def broken(self: Any, ident: str, on: bool) -> None:
        if ident == first:
            raise LookupError(ident)
        switch(self, ident, on)

    monkeypatch.setattr(kind, "switch", broken)
    with pytest.raises(PlatformRefused, match="LookupError"):
        all_off(stage.context, "a test")
    assert stage.truly_on() == {TWO[0]}


@pytest.mark.parametrize(
    "mode", ["bomb", "packed twice", "endless body", "endless chunks", "interim storm", "slow body"]
)
@pytest.mark.parametrize("verb", ["get", "post"])
def test_a_call_has_a_deadline_and_a_size_as_a_whole(stage, mode, verb):
    stage.liar.mode, begun = mode, time.monotonic()
    with Client(Connection(stage.liar.address, Secret("t"), answer_seconds=ANSWER), Patience(tries=1)) as client:
        with pytest.raises(PlatformRefused):
            getattr(client, verb)("x", {})
        assert time.monotonic() - begun < SECONDS
        stage.liar.mode = ""
        assert client.get("me", {"fields": "id"}), "the next call is none the worse"


def test_pages_without_end_are_given_up(stage, monkeypatch):
    stage.liar.mode, number = "", iter(range(10**9))
    with Client(Connection(stage.liar.address, Secret("t")), Patience(listing=0.5)) as client:
        get = client.get

        def endless(*told: Any) -> Any:
            page = {"next": "x", "cursors": {"after": str(next(number))}}
            return {**get("act_101/adsets", {"summary": "true"}), "data": [{"id": "1"}], "paging": page, "summary": {
                "total_count": 10**9}}  # fmt: skip

        monkeypatch.setattr(client, "get", endless)
        with pytest.raises(BrokenAnswer, match="no end of pages"):
            listed(client, "act_101/adsets", {})
    assert next(number) < 10_000


def said_by(verb: Any, context: Context) -> str:
    """What a verb says that failed."""
    try:
        verb(context)
    except SeenbyError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("mode", FIGURES)
def test_whatever_figures_are_told_the_cap_holds_and_what_is_said_of_ads_is_true(tmp_path, monkeypatch, mode):
    monkeypatch.setattr("seenby.platforms.meta.clock.STANDSTILL", 0.5)
    one, root, begun = platform(), tmp_path / "study", time.monotonic()
    folder(root)
    with ExitStack() as stack:
        liar = stack.enter_context(lying(stack.enter_context(serving(create_app(one)))))
        patient(monkeypatch, LONG)
        context = stack.enter_context(running(liar.address, root, plan(), seconds=LONG, tries=2))

        def lies(told: Any) -> None:
            liar.mode = mode if told.doing == "running" else liar.mode

        try:
            ended = run(replace(context, tell=lies)).ended
        except SeenbyError as error:
            ended = str(error)
        stage = Stage(one, liar, context, root)
        assert not stage.truly_on() or MAY_BE_ON in ended
        assert bool(stage.truly_on()) <= stage.said_on()
        if mode in ("costs jump", "left jumps"):
            assert ended == "cap"
            assert read_chain(root / DEVIATIONS)
        for verb in (collect, stop):
            told = said_by(verb, context)
            assert not told or verb is collect or MAY_BE_ON in told
        assert not stage.truly_on()
    assert seen(one).spent <= plan().study.money.cap * CENT
    assert time.monotonic() - begun < 3 * SECONDS


def test_a_token_that_the_platform_repeats_is_in_no_file_and_no_sentence(tmp_path, monkeypatch):
    monkeypatch.setitem(FIGURES, "repeats", put(r'"(ad_name|currency|name)":\s*"[^"]*"', f'"\\1":"{TOKEN}"'))
    one, root = platform(), tmp_path / "study"
    folder(root)
    with serving(create_app(one)) as inner, lying(inner) as liar:
        from tests.platforms import liar as modes

        monkeypatch.setitem(modes.MODES, "repeats", FIGURES["repeats"])
        connection = Connection(liar.address, Secret(TOKEN), Secret("marker-secret-of-this-test"))
        with Client(connection, Patience(tries=1)) as client:
            liar.mode = "repeats"
            rows = listed(client, "me/adaccounts", {"fields": "name,currency"})
    assert rows
    assert TOKEN not in str(rows)
    assert "<hidden>" in str(rows)


def test_the_ads_that_only_the_platform_knows_to_be_off_are_switched_on_again_and_nobody_else_is_blamed(
    tmp_path, monkeypatch
):
    """Killed between the platform's switching off and the line that says so."""
    patient(monkeypatch, LONG)
    one, root = platform(), tmp_path / "study"
    folder(root)
    with serving(create_app(one)) as address:
        with running(address, root, plan()) as context:
            complete = type(context.journal).complete

            def killed(self: Any, kind: Any, *told: Any) -> Any:
                if kind is SWITCH_OFF:
                    raise MemoryError
                return complete(self, kind, *told)

            def leave(told: Any) -> None:
                if told.doing == "running" and told.arms["item alone"].impressions:
                    raise KeyboardInterrupt

            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(type(context.journal), "complete", killed)
                with pytest.raises(MemoryError):
                    run(replace(context, tell=leave))
        assert {node.status for node in one.registry.of("campaign")} == {"PAUSED"}
        one.step(3)
        before = seen(one).spent
        with running(address, root, plan()) as context:
            assert run(context).ended == "at its end"
    assert seen(one).spent > before
    sentences = [entry["what"] for entry in read_chain(root / DEVIATIONS)]
    assert len(sentences) == 1
    assert "were switched off from 2026-03-03T06:00 to 2026-03-03T09:00" in sentences[0]


def test_a_study_stopped_after_its_ads_began_unwritten_does_not_say_that_nothing_was_shown(tmp_path, monkeypatch):
    """Killed between the last switching on and the line that says so; then time went by, and a person stopped it."""
    patient(monkeypatch, LONG)
    one, root = platform(), tmp_path / "study"
    folder(root)
    with serving(create_app(one)) as address:
        with running(address, root, plan()) as context:
            complete = type(context.journal).complete

            def killed(self: Any, kind: Any, *told: Any) -> Any:
                if kind.act == "start":
                    raise MemoryError
                return complete(self, kind, *told)

            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(type(context.journal), "complete", killed)
                patch.setattr("seenby.study.ads.running.loop.all_off", lambda *_: None)
                with pytest.raises(MemoryError):
                    run(context)
        one.step(40)
        assert seen(one).spent > 0
        with running(address, root, plan()) as context:
            context.platform.now()
            stop(context)
            outcome = run(context)
    assert outcome.ended == "person"
    assert outcome.spent > 0


@pytest.mark.parametrize(("mode", "signals"), [("slow body", 2), ("charset hex", 1)])
def test_ctrl_c_ends_within_seconds_and_says_truly_what_may_still_run(tmp_path, starts, mode, signals):
    import subprocess

    one, root = platform(), tmp_path / "charm"
    stands_still_once_it_spends(one)
    with serving(create_app(one)) as inner, lying(inner) as liar:
        process = starts("study", "run", registered(root, liar.address), stderr=subprocess.PIPE)
        until_it_spends(one, process)
        liar.mode = mode
        time.sleep(0.3)
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        if signals == 2:
            time.sleep(0.5)
            process.send_signal(signal.SIGTERM)
        _, talk = process.communicate(timeout=60.0)
        assert time.monotonic() - begun < 40.0
        really = {node.status for node in one.registry.of("campaign")}
    if mode in ODD:
        assert really == {"PAUSED"}
        assert process.returncode == 130
        assert "all ads of the study are switched off" in talk
    else:
        assert really == {"ACTIVE"}
        assert process.returncode == 5
        assert "are switched off" not in talk
        assert talk.strip().endswith(f"{MAY_BE_ON}.")
        assert f"seenby study stop {root}" in talk
