"""``seenby study run | resume | stop | collect`` as a person meets them."""

from __future__ import annotations

import importlib
import json
import os
import pty
import signal
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import PATIENCE, SEENBY, end
from tests.contract.guarding import guard
from tests.study.ads.running.making import plan, platform, seen, until

from seenby.cli.progress import interrupted
from seenby.errors import PlatformRefused, StoppedByGuard, UsageError
from seenby.evidence.atomic_write import write_whole
from seenby.evidence.hash_chain import Chain, read_chain
from seenby.platforms.simulated.api import create_app, serving
from seenby.study import steps
from seenby.study.ads.planning import plan_from_json, plan_to_json
from seenby.study.folder import COLLECTED, DEVIATIONS, JOURNAL, REGISTRATION

run_module = importlib.import_module("seenby.study.steps.run")
"""The module; the package gives its function under the same name."""

TOML = """
title = "A charm"
question = "Does showing the figure change who the ad is shown to?"
country = "NL"
link = "https://example.org/charm"
control = "item"
twins_of = "item"
group = "men"
accounts = ["act_101"]
api = "{api}"
[aim]
genders = ["all"]
interests = ["childhood", "dance", "cheerleading"]
[advertiser]
beneficiary = "A shop"
payor = "A shop"
[money]
currency = "EUR"
cap = 1000.00
per_thousand = 4.00
[size]
pairs = 6
twins = 0
impressions = 100
days = 1
[[arms]]
name = "item"
picture = "pictures/item.png"
shows = "nobody"
message = "A charm."
[[arms]]
name = "figure"
picture = "pictures/figure.png"
differs = "a drawn figure wears it"
shows = "drawn figure"
message = "A charm."
"""


def registered(root: Path, api: str) -> Path:
    """A folder that is planned and registered as a person would."""
    from seenby.platforms.simulated import picture_of

    write_whole(root / "pictures" / "item.png", picture_of({"item": 1.0}, ["care"]).png())
    write_whole(root / "pictures" / "figure.png", picture_of({"item": 1.0, "care": 1.0}, ["care"]).png())
    (root / "study.toml").write_text(TOML.format(api=api))
    steps.plan(root, 7)
    steps.register(root)
    return root


@pytest.fixture
def served() -> Iterator[tuple[object, str]]:
    one = platform()
    with serving(create_app(one)) as address:
        yield one, address


def test_a_study_runs_to_its_end_and_is_collected_again(tmp_path, served, seenby):
    one, address = served
    root = registered(tmp_path / "charm", address)
    done = seenby("study", "run", root)
    assert done.returncode == 0, done.stderr
    assert "The study ended: at its end." in done.stdout
    assert "seenby study judge" in done.stderr
    told = json.loads(seenby("study", "resume", root, "--json", "--quiet").stdout)
    assert told["schema"] == "seenby/study-run/1"
    assert told["spent"] >= seen(one).spent / 10_000
    assert {name: arm["impressions"] for name, arm in told["arms"].items()} == _by_arm(root, one)
    again = seenby("study", "collect", root, "--json")
    assert json.loads(again.stdout)["final"] is True
    assert read_chain(root / COLLECTED)[-1]["what"] == "delivery"
    begun = seenby("study", "run", root)
    assert begun.returncode == 2
    assert "seenby study resume" in begun.stderr


def _by_arm(root, one):
    sealed = plan_from_json((root / REGISTRATION).read_bytes())
    delivered = seen(one).delivery
    return {
        arm.name: sum(delivered[slot.ad][0] for slot in sealed.slots if slot.arm == arm.name)
        for arm in sealed.study.arms
    }


@pytest.mark.parametrize("verb", ["resume", "stop", "collect"])
def test_what_has_not_begun_cannot_go_on(tmp_path, served, seenby, verb):
    done = seenby("study", verb, registered(tmp_path / "charm", served[1]))
    assert done.returncode == 2
    assert "has not begun" in done.stderr


def test_a_study_by_hand_names_what_to_do(tmp_path, seenby):
    done = seenby("study", "run", registered(tmp_path / "charm", ""))
    assert done.returncode == 2
    assert "by-hand.md" in done.stderr


def test_a_changed_registration_is_no_registration(tmp_path, served, seenby):
    root = registered(tmp_path / "charm", served[1])
    (root / "pictures" / "item.png").write_bytes(b"another")
    done = seenby("study", "run", root)
    assert done.returncode == 6
    assert not (root / JOURNAL).exists()


def stands_still_once_it_spends(one: Any) -> None:
    """Time goes no further as soon as an ad was shown: however slow all else is, the study is not at its end."""
    step = one.step
    one.step = lambda ticks: None if seen(one).spent else step(ticks)


def until_it_spends(one: Any, process: subprocess.Popen[str]) -> None:
    until(lambda: seen(one).spent > 0 or process.poll() is not None, PATIENCE)
    assert process.poll() is None, process.communicate()


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_switches_off_first_and_says_how_to_go_on(tmp_path, starts, signum):
    one, root = platform(), tmp_path / "charm"
    stands_still_once_it_spends(one)
    with serving(create_app(one)) as address:
        process = starts("study", "run", registered(root, address), stderr=subprocess.PIPE)
        until_it_spends(one, process)
        process.send_signal(signum)
        _, talk = process.communicate(timeout=PATIENCE)
        assert process.returncode == 130, talk
        assert f"all ads of the study are switched off; go on with: seenby study resume {root}" in talk
        assert {node.status for node in one.registry.of("campaign")} == {"PAUSED"}
        assert read_chain(root / JOURNAL)[-1]["act"] == "switch off"


def test_a_run_that_was_started_where_ctrl_c_is_ignored_heeds_it_nevertheless(tmp_path, starts):
    """A shell without job control lets what it starts in the background ignore Ctrl-C; ads would go on costing."""
    one, root = platform(), tmp_path / "charm"
    stands_still_once_it_spends(one)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with serving(create_app(one)) as address:
            process = starts("study", "run", registered(root, address), stderr=subprocess.PIPE)
            until_it_spends(one, process)
            process.send_signal(signal.SIGINT)
            assert "all ads of the study are switched off" in process.communicate(timeout=PATIENCE)[1]
    finally:
        signal.signal(signal.SIGINT, before)


def test_an_interruption_that_left_ads_on_says_so(tmp_path, served, capsys):
    root = registered(tmp_path / "charm", served[1])
    chain = Chain(root / JOURNAL)
    assert interrupted(root) == 130
    assert "all ads of the study are switched off; go on with" in capsys.readouterr().err
    chain.append({"act": "switch on", "of": "act_101", "state": "intended"})
    interrupted(root)
    told = capsys.readouterr().err
    assert f"ads of the study may still be on; switch them off with: seenby study stop {root}" in told
    assert "are switched off" not in told
    chain.append({"act": "switch off", "of": "act_101", "state": "done"})
    interrupted(root)
    assert "all ads of the study are switched off" in capsys.readouterr().err


def test_stop_ends_a_run_that_is_at_work(tmp_path, seenby, starts):
    one, root = platform(), tmp_path / "charm"
    stands_still_once_it_spends(one)
    with serving(create_app(one)) as address:
        process = starts("study", "run", registered(root, address), stdout=subprocess.PIPE)
        until_it_spends(one, process)
        done = seenby("study", "stop", root)
        assert done.returncode == 0, done.stderr
        told, _ = process.communicate(timeout=PATIENCE)
        assert "The study ended: person." in told
        assert {node.status for node in one.registry.of("campaign")} == {"PAUSED"}
        assert [entry["by"] for entry in read_chain(root / DEVIATIONS)].count("person") == 1
        assert seenby("study", "stop", root).returncode == 0, "saying it twice is saying it once"


ELSEWHERE = "https://graph.facebook.com"


def test_without_live_no_command_opens_a_socket_beyond_this_machine(tmp_path, monkeypatch):
    """Not with the address in study.toml, not with --api, and not with a token in the environment."""
    refused = guard(monkeypatch)
    monkeypatch.setenv("SEENBY_META_TOKEN", "very-secret-token")
    root = registered(tmp_path / "charm", ELSEWHERE)
    for act in (
        lambda: steps.run(root), lambda: steps.run(root, resume=True), lambda: steps.collect(root),
        lambda: steps.stop(root), lambda: steps.run(root, api="http://192.168.1.4:80"),
    ):  # fmt: skip
        with pytest.raises(StoppedByGuard, match="real"):
            act()
    assert refused == []
    assert not (root / JOURNAL).exists()


@pytest.mark.parametrize("verb", ["run", "resume", "stop", "collect"])
def test_without_live_a_real_address_leaves_with_code_6(tmp_path, seenby, verb):
    done = seenby("study", verb, registered(tmp_path / "charm", ELSEWHERE))
    assert done.returncode == 6
    assert "nothing was sent" in done.stderr


def test_live_through_a_pipe_is_stopped_before_anything_is_sent(tmp_path, monkeypatch):
    monkeypatch.setenv("SEENBY_META_TOKEN", "very-secret-token")
    refused = guard(monkeypatch)
    root = registered(tmp_path / "charm", ELSEWHERE)
    with pytest.raises(StoppedByGuard, match="a person at a terminal"):
        steps.run(root, live=True)
    with pytest.raises(StoppedByGuard, match="not confirmed"):
        steps.run(root, live=True, ask=lambda _text: "yes")
    monkeypatch.delenv("SEENBY_META_TOKEN")
    with pytest.raises(UsageError, match="SEENBY_META_TOKEN"):
        steps.run(root, live=True, ask=lambda _text: "EUR 4.80")
    assert refused == []


def test_the_amount_typed_at_a_terminal_is_what_lets_a_call_leave(tmp_path, monkeypatch):
    """What is typed is right, so a call is tried; the guard of this test keeps it here."""
    monkeypatch.setenv("SEENBY_META_TOKEN", "very-secret-token")
    monkeypatch.setattr(run_module, "Client", partial(run_module.Client, sleep=lambda _seconds: None))
    refused = guard(monkeypatch)
    root = registered(tmp_path / "charm", "https://platform.example.org")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    asked = []

    def typed(text: str) -> str:
        asked.append(text)
        if "another machine" in text:
            return "platform.example.org\n"
        return text.split("up to ")[1].split(". Type", maxsplit=1)[0] + "\n"

    with pytest.raises(PlatformRefused, match="does not answer") as told:
        steps.run(root, live=True, ask=typed)
    assert set(refused) == {"platform.example.org"}
    assert "very-secret-token" not in "".join(asked) + str(told.value)
    assert len(asked) == 2


def at_a_terminal(typed: str, *command: str, env: dict[str, str]) -> tuple[int, str]:
    """Run a command at a terminal of its own, and type a line."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [str(SEENBY), *command], stdin=follower, stdout=follower, stderr=follower, env={**os.environ, **env}
    )
    os.close(follower)
    shown = bytearray()

    def read() -> None:
        try:
            while piece := os.read(leader, 1024):
                shown.extend(piece)
        except OSError:
            return

    thread = threading.Thread(target=read)
    thread.start()
    try:
        until(lambda: b"Type that amount" in shown or process.poll() is not None, PATIENCE)
        os.write(leader, typed.encode() + b"\n")
        code = process.wait(timeout=PATIENCE)
    finally:
        end(process)
        thread.join()
        os.close(leader)
    return code, shown.decode(errors="replace")


@pytest.mark.parametrize("typed", ["yes", "EUR 1.00"])
def test_at_a_terminal_anything_but_the_amount_leaves_with_code_6(tmp_path, typed):
    root = registered(tmp_path / "charm", ELSEWHERE)
    code, shown = at_a_terminal(
        typed, "study", "run", str(root), "--live", env={"SEENBY_META_TOKEN": "very-secret-token", "NO_COLOR": "1"}
    )
    assert code == 6, shown
    assert "was not confirmed" in shown
    assert "very-secret-token" not in shown
    assert not (root / JOURNAL).exists()


def test_a_plan_that_was_written_goes_through_the_registration_unchanged():
    """What the run is given is what was planned: the file is the contract between the two."""
    wanted = plan()
    told = plan_to_json(wanted)
    assert plan_from_json(told) == replace(wanted, study=plan_from_json(told).study)
    assert plan_to_json(plan_from_json(told)) == told
