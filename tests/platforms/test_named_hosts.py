"""A token and a password go nowhere that a received file names and nobody here did; nor to a hook, or to a proxy."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from pathlib import Path

import pytest
from tests.cli.test_study_run_command import registered
from tests.contract.guarding import guard

from seenby.errors import SettingsError, StoppedByGuard, UsageError
from seenby.model.loopback import leads_here
from seenby.platforms.meta import META, Client, Connection, Patience, Secret
from seenby.platforms.named_hosts import Leave, remembered
from seenby.study import steps
from seenby.watch.alarms.notify import by_address, by_command
from seenby.watch.inputs import from_postgres
from seenby.watch.run import replay_watch, run_watch
from seenby.watch.settings import read_watch

ELSEWHERE = ["https://graph.facebook.com.evil.example", "https://10.0.0.5", "https://graph.facebook.com:8443"]
API = """
state = "state"
[input]
api = "{api}"
accounts = ["act_101"]
[[cells]]
cell = "gender: male"
expected = 0.5
[expected]
"""
POSTGRES = API.replace('api = "{api}"\naccounts = ["act_101"]', 'postgres = "{api}"\ntable = "days"')


@pytest.fixture(autouse=True)
def nobody_has_named_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("SEENBY_META_TOKEN", "EAA-a-secret-of-this-test")
    for name in ("PGHOST", "PGHOSTADDR", "PGSERVICE"):
        monkeypatch.delenv(name, raising=False)
    return guard(monkeypatch)


@pytest.mark.parametrize("api", ELSEWHERE)
@pytest.mark.parametrize("verb", ["run", "resume", "stop", "collect", "watch", "replay"])
def test_a_host_that_only_a_file_names_gets_nothing(tmp_path, nobody_has_named_anything, api, verb):
    root = registered(tmp_path / "charm", api)
    (tmp_path / "watch.toml").write_text(API.format(api=api))
    (root / "journal.jsonl").touch()
    acts = {
        "run": lambda: steps.run(root, live=True),
        "resume": lambda: steps.run(root, live=True, resume=True),
        "stop": lambda: steps.stop(root, live=True),
        "collect": lambda: steps.collect(root, live=True),
        "watch": lambda: run_watch(read_watch(tmp_path / "watch.toml"), live=True),
        "replay": lambda: replay_watch(read_watch(tmp_path / "watch.toml"), live=True),
    }
    with pytest.raises(StoppedByGuard, match="--host") as stopped:
        acts[verb]()
    assert "nothing was sent" in str(stopped.value)
    assert nobody_has_named_anything == []


def test_a_host_is_asked_for_by_its_name_once():
    asked = []

    def typed(text: str) -> str:
        asked.append(text)
        return "Platform.example\n"

    answers = ["", "yes", "platform.example.org"]
    while answers:
        with pytest.raises(StoppedByGuard):
            Leave(live=True, ask=lambda _text: answers.pop()).check_address("https://platform.example")
    Leave(live=True, ask=typed).check_address("https://platform.example/below")
    Leave(live=True).check_address("https://platform.example")
    assert len(asked) == 1
    assert "platform.example" in asked[0]
    assert remembered() == {"platform.example"}


def test_a_host_that_was_named_as_an_option_needs_nobody_to_ask():
    with pytest.raises(StoppedByGuard):
        Leave(live=True, host="another.example").check_address("https://platform.example")
    Leave(live=True, host="platform.example").check_address("https://platform.example")
    for own in (META, f"{META}:443", "http://127.0.0.1:8750", "http://localhost"):
        Leave(live=True).check_address(own)


def test_where_nothing_can_be_kept_a_host_is_asked_for_again(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    Leave(live=True, host="platform.example").check_address("https://platform.example")
    assert remembered() == frozenset()


@pytest.mark.parametrize("live", [False, True])
def test_a_proxy_gets_nothing_of_what_is_meant_for_this_machine(monkeypatch, live):
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.getsockname()[1]}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        connection = Connection("http://127.0.0.1:9", Secret("t"), live=live)
        with Client(connection, Patience(tries=1)) as client, pytest.raises(Exception, match="not answer"):
            client.get("me")
        proxy.settimeout(0.1)
        with pytest.raises(TimeoutError):
            proxy.accept()


def test_a_hook_gets_no_secret(tmp_path, monkeypatch):
    monkeypatch.setenv("SEENBY_META_APP_SECRET", "a-secret")
    monkeypatch.setenv("PGPASSWORD", "a-password")
    monkeypatch.setenv("SHOWN", "1")
    code = f"import json, os; json.dump(dict(os.environ), open({str(tmp_path / 'seen')!r}, 'w'))"
    assert by_command(f'{sys.executable} -c "{code}"')("{}") == ""
    seen = json.loads((tmp_path / "seen").read_text())
    assert seen["SHOWN"] == "1"
    assert not {"SEENBY_META_TOKEN", "SEENBY_META_APP_SECRET", "PGPASSWORD"} & set(seen)


@pytest.mark.parametrize(
    "url",
    [
        "http://[::1].evil.example/", "http://127.0.0.1\\@evil.example/", "http://127.0.0.1 .evil.example",
        "http://127.0.0.1\t.evil.example", "ftp://127.0.0.1/", "//127.0.0.1/", "http://[::1]evil/", "http://[127.0.0.1]x/",
    ],
)  # fmt: skip
def test_an_address_that_two_readers_take_for_two_hosts_is_none(url):
    assert not leads_here(url)
    with pytest.raises((UsageError, StoppedByGuard)):
        by_address(url, live=False)
    with pytest.raises((UsageError, StoppedByGuard)):
        Connection(url, Secret("t"))


@pytest.mark.parametrize("drip", [b"HTTP/1.1 100 Continue\r\n\r\n", b""])
def test_telling_an_address_ends_in_its_time(monkeypatch, drip):
    monkeypatch.setattr("seenby.watch.alarms.notify.SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            to, _ = server.accept()
            with to:
                try:
                    to.recv(4096)
                    to.sendall(b"" if drip else b"HTTP/1.1 200 OK\r\n")
                    while True:
                        to.sendall(drip or b"x-a: b\r\n")
                        time.sleep(0.05)
                except OSError:
                    return

        threading.Thread(target=serve, daemon=True).start()
        begun = time.monotonic()
        tell = by_address(f"http://127.0.0.1:{server.getsockname()[1]}/", live=False)
        assert tell("{}") == "the address did not answer"
        assert time.monotonic() - begun < 10.0


def checked(tmp_path: Path, info: str, leave: Leave) -> dict[str, object]:
    path = tmp_path / "watch.toml"
    path.write_text(POSTGRES.format(api=info))
    return from_postgres._checked(read_watch(path), leave)


@pytest.mark.parametrize(
    "info", ["host=db.example dbname=x", "host=127.0.0.1,db.example", "hostaddr=10.0.0.5 host=localhost"]
)
def test_a_database_elsewhere_needs_live_and_its_name(tmp_path, info):
    pytest.importorskip("psycopg")
    with pytest.raises(StoppedByGuard, match="--live"):
        checked(tmp_path, info, Leave())
    with pytest.raises(StoppedByGuard, match="--host"):
        checked(tmp_path, info, Leave(live=True))
    host = "10.0.0.5" if "10.0" in info else "db.example"
    for mode, wanted in (("", "require"), (" sslmode=disable", "require"), (" sslmode=verify-full", "verify-full")):
        told = checked(tmp_path, info + mode, Leave(live=True, host=host))
        assert told["sslmode"] == wanted
        assert told["require_auth"] == "scram-sha-256"


def test_a_database_of_the_environment_counts_as_one_elsewhere(tmp_path, monkeypatch):
    pytest.importorskip("psycopg")
    monkeypatch.setenv("PGHOST", "db.example")
    with pytest.raises(StoppedByGuard, match="--live"):
        checked(tmp_path, "dbname=x", Leave())


@pytest.mark.parametrize("info", ["host=/run/pg dbname=x", "dbname=x", "host=localhost", "host=127.0.0.1 port=5433"])
def test_a_database_here_needs_no_name_and_gets_no_password_in_clear(tmp_path, info):
    pytest.importorskip("psycopg")
    assert checked(tmp_path, info, Leave())["require_auth"] == "!password"


@pytest.mark.parametrize(
    "info",
    [
        "host=localhost passfile=/etc/hostname", "service=x", "host=localhost sslkey=/etc/hostname",
        "host=localhost require_auth=none", "host=localhost sslrootcert=/etc/hostname", "host=localhost nonsense",
        "host=localhost options=-c",
    ],
)  # fmt: skip
def test_a_settings_file_names_no_file_of_this_machine(tmp_path, info):
    pytest.importorskip("psycopg")
    with pytest.raises(SettingsError):
        checked(tmp_path, info, Leave(live=True, host="x"))


def test_a_server_that_asks_for_the_password_itself_gets_none(tmp_path, monkeypatch):
    pytest.importorskip("psycopg")
    monkeypatch.setenv("PGPASSWORD", "a-password-of-this-test")
    heard = bytearray()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            to, _ = server.accept()
            with to:
                to.settimeout(5.0)
                try:
                    if to.recv(4096)[4:8] == b"\x04\xd2\x16\x2f":  # asks for TLS first
                        to.sendall(b"N")
                        to.recv(4096)
                    to.sendall(b"R\x00\x00\x00\x08\x00\x00\x00\x03")
                    heard.extend(to.recv(4096))
                except OSError:
                    return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        (tmp_path / "watch.toml").write_text(
            POSTGRES.format(api=f"host=127.0.0.1 port={server.getsockname()[1]} user=u")
        )
        with pytest.raises(UsageError, match="cannot be reached"):
            run_watch(read_watch(tmp_path / "watch.toml"))
        thread.join(5.0)
    assert b"a-password" not in bytes(heard)
