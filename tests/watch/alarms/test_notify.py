"""Each alarm is told once, to what a person named, and again only after it failed or fell."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from math import inf

import pytest

from seenby.errors import StoppedByGuard, UsageError
from seenby.model.ad import AdKey
from seenby.model.alarm import Alarm
from seenby.model.finding import Estimate, Finding, Verdict
from seenby.watch.alarms import notify

FINDING = Finding(
    claim="C",
    verdict=Verdict.BEYOND,
    sentence="S.",
    subject=AdKey("unknown", ad="charm"),
    aspect="by day",
    dimension="gender",
    group="male",
    unit="impressions",
    estimate=Estimate(0.1, inf, "share beyond the limit", value=0.2),
    tipping_point=0.1,
)
ALARM = Alarm(
    ad="charm",
    account=None,
    stream="gender: male, above the aim",
    on="2026-05-14",
    since="2026-05-01",
    days=14,
    share=0.8,
    limit=0.6,
    at_least=0.1,
    log_e=9.0,
    impressions_beyond=2800.0,
    money_beyond=28.0,
    finding=FINDING,
)


@pytest.fixture
def listening() -> Iterator[tuple[str, list[bytes], list[int]]]:
    bodies, answers = list[bytes](), [200]

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(answers[-1])
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", bodies, answers
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_alarm_is_posted_once_and_again_after_it_fell(tmp_path, listening):
    url, bodies, _ = listening
    tell = notify.by_address(url, live=False)
    assert notify.deliver(tmp_path, [ALARM], tell) == notify.Delivered(1, ())
    assert notify.deliver(tmp_path, [ALARM], tell).sent == 0
    sent = json.loads(bodies[0])
    assert (sent["schema"], sent["sentence"], sent["tipping_point"]) == ("seenby/alarm/1", "S.", 0.1)
    assert sent["finding"] == FINDING.as_json()
    assert notify.deliver(tmp_path, [], tell).sent == 0
    assert notify.deliver(tmp_path, [ALARM], tell).sent == 1
    assert len(bodies) == 2


def test_what_failed_waits_for_the_next_run(tmp_path, listening):
    url, _, answers = listening
    answers.append(500)
    two = [ALARM, replace(ALARM, ad="other")]
    tell = notify.by_address(url, live=False)
    assert notify.deliver(tmp_path, two, tell) == notify.Delivered(
        0, ("the address answered 500; 2 alarms left for the next run.",)
    )
    answers.append(204)
    assert notify.deliver(tmp_path, two, tell).sent == 2


def test_another_machine_is_only_called_when_a_person_says_so():
    with pytest.raises(StoppedByGuard, match="another machine"):
        notify.by_address("https://example.org/alarms", live=False)
    notify.by_address("https://example.org/alarms", live=True)
    with pytest.raises(UsageError, match="no address"):
        notify.by_address("file:///etc/passwd", live=True)


def test_a_command_gets_the_alarm_on_its_standard_input_and_no_shell(tmp_path):
    to = tmp_path / "got $HOME.json"
    code = f"import sys; open({str(to)!r}, 'w').write(sys.stdin.read())"
    tell = notify.by_command(f'{sys.executable} -c "{code}"')
    assert notify.deliver(tmp_path, [ALARM], tell).sent == 1
    assert json.loads(to.read_text())["ad"] == "charm"


@pytest.mark.parametrize(
    ("command", "seconds", "why"),
    [
        (f"{sys.executable} -c 'raise SystemExit(3)'", 600.0, "ended with code 3"),
        ("/nowhere/at/all", 600.0, "could not be started"),
        (f"{sys.executable} -c 'import time; time.sleep(600)'", 0.5, "did not end within"),
    ],
)
def test_a_command_that_fails_is_reported_and_the_alarm_kept(tmp_path, monkeypatch, command, seconds, why):
    monkeypatch.setattr(notify, "SECONDS", seconds)
    sent = notify.deliver(tmp_path, [ALARM], notify.by_command(command))
    assert sent.sent == 0
    assert why in sent.failed[0]


@pytest.mark.parametrize("command", ["", "'unclosed"])
def test_a_command_that_is_none_is_refused(command):
    with pytest.raises(UsageError):
        notify.by_command(command)
