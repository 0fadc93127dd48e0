"""``--live`` from end to end, against a platform with TLS that runs here: what is sent when, and where a token goes."""

from __future__ import annotations

import hashlib
import hmac
import http.server
import importlib
import json
import logging
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from tests.cli.test_study_run_command import at_a_terminal, registered
from tests.cli.tls_door import AUTHORITY, HOST, tls_door
from tests.contract.guarding import guard
from tests.study.ads.running.making import platform

from seenby.errors import PlatformRefused, StoppedByGuard
from seenby.evidence.atomic_write import write_whole
from seenby.evidence.hash_chain import read_chain
from seenby.platforms.clock import WallClock
from seenby.platforms.simulated.api import create_app, serving
from seenby.study import steps
from seenby.study.folder import JOURNAL
from seenby.study.steps import simulated_clock

run_module = importlib.import_module("seenby.study.steps.run")
"""The module; the package gives its function under the same name."""

TOKEN, SECRET = "EAAmarker-token-of-this-test", "marker-secret-of-this-test"
PROOF = hmac.new(SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
SITE = f"""
import socket, time
resolve = socket.getaddrinfo
socket.getaddrinfo = lambda host, *more, **named: resolve("127.0.0.1" if host == "{HOST}" else host, *more, **named)
time.sleep = lambda seconds: None
"""
"""What a process of its own needs in order to find the door, and not to wait between two tries."""


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """A token, a name that leads here, and a guard: the list is of what was called elsewhere."""
    refused = guard(monkeypatch)
    resolve = socket.getaddrinfo

    def named(host: object, *rest: object, **more: object) -> object:
        return resolve("127.0.0.1" if host == HOST else host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", named)
    monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))
    monkeypatch.setenv("SEENBY_META_TOKEN", TOKEN)
    monkeypatch.setenv("SEENBY_META_APP_SECRET", SECRET)
    # Somebody has named this host here before; that a host is asked for at all is tested beside the rest of it.
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    write_whole(tmp_path / "config" / "seenby" / "hosts", f"{HOST}\n")
    return refused


def port(address: str) -> int:
    return int(address.rpartition(":")[2])


def hidden(*texts: str) -> None:
    """No secret stands in any of these texts."""
    for text in texts:
        for secret in (TOKEN, SECRET, PROOF):
            assert secret not in text


def kept(root: Path) -> str:
    return "".join(path.read_bytes().decode(errors="replace") for path in root.rglob("*") if path.is_file())


def amount_typed(heard: list[bytes]) -> Callable[[str], str]:
    def ask(text: str) -> str:
        assert heard == [], "something was sent before the amount was typed"
        return text.split("up to ")[1].split(". Type", maxsplit=1)[0]

    return ask


def test_a_live_study_runs_over_tls_and_the_token_is_nowhere_but_on_the_wire(tmp_path, real, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    one = platform()
    passed = [0.0]

    def sleep(seconds: float) -> None:
        passed[0] += seconds
        if passed[0] >= 3_600:
            one.step(1)
            passed[0] = 0.0

    monkeypatch.setattr(simulated_clock, "WallClock", partial(WallClock, sleep))
    with serving(create_app(one)) as inside, tls_door(port(inside)) as (address, heard):
        root = registered(tmp_path / "charm", address)
        with pytest.raises(StoppedByGuard, match="not confirmed"):
            steps.run(root, live=True, ask=lambda _text: "EUR 4.79")
        assert heard == []
        outcome = steps.run(root, live=True, ask=amount_typed(heard))
        sent = b"".join(heard).decode(errors="replace")
    assert outcome.ended == "at its end"
    assert TOKEN in sent
    assert PROOF in sent
    assert "/_platform/" not in sent, "a real platform is never asked for a simulated clock"
    assert "dsa_beneficiary=A+shop" in sent
    assert "dsa_payor=A+shop" in sent
    assert real == []
    hidden(kept(root), caplog.text)


def test_a_certificate_of_nobody_is_no_platform(tmp_path, real, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setattr(run_module, "Client", partial(run_module.Client, sleep=lambda _seconds: None))
    with serving(create_app(platform())) as inside, tls_door(port(inside)) as (address, heard):
        root = registered(tmp_path / "charm", address)
        with pytest.raises(PlatformRefused, match="does not answer") as told:
            steps.run(root, live=True, ask=amount_typed(heard))
    assert heard == []
    hidden("".join(traceback.format_exception(told.value)))


@contextmanager
def telling_tales() -> Iterator[str]:
    """A platform that gives back whatever it was told, tokens too, as an error."""

    class Tales(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told = f"bad call {self.path} by {self.headers['Authorization']}"
            body = json.dumps({"error": {"message": told, "code": 190, "fbtrace_id": TOKEN}}).encode()
            self.send_response(400)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tales)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("tracebacks", ["", "1"])
def test_at_a_terminal_not_even_a_platform_that_repeats_it_shows_a_token(tmp_path, tracebacks):
    write_whole(tmp_path / "config" / "seenby" / "hosts", f"{HOST}\n")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(SITE)
    source = str(Path(steps.__file__).parents[2])
    env = {
        "PYTHONPATH": f"{tmp_path / 'site'}:{source}", "SEENBY_TRACEBACK": tracebacks, "NO_COLOR": "1",
        "SEENBY_META_TOKEN": TOKEN, "SEENBY_META_APP_SECRET": SECRET, "SSL_CERT_FILE": str(AUTHORITY),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }  # fmt: skip
    with telling_tales() as inside, tls_door(port(inside)) as (address, heard):
        root = registered(tmp_path / "charm", address)
        code, shown = at_a_terminal("EUR 4.80", "study", "run", str(root), "--live", env=env)
    assert (code, "bad call" in shown) == (5, True), shown
    assert TOKEN.encode() in b"".join(heard)
    hidden(shown, kept(root))
    assert not (root / JOURNAL).exists() or not read_chain(root / JOURNAL)


def test_a_proxy_of_the_environment_carries_nothing_of_a_study_that_runs_here(tmp_path, seenby, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.getsockname()[1]}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        with serving(create_app(platform())) as address:
            done = seenby("study", "run", registered(tmp_path / "charm", address))
        assert done.returncode == 0, done.stderr
        proxy.settimeout(0.1)
        with pytest.raises(TimeoutError):
            proxy.accept()
