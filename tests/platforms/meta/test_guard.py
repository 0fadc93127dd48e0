"""Nothing leaves this machine by default, and a token is never told."""

from __future__ import annotations

import io
import logging
import pickle

import httpx2
import pytest
from tests.contract.guarding import guard

from seenby.errors import BrokenAnswer, PlatformRefused, StoppedByGuard, UsageError
from seenby.platforms.meta import META, Client, Connection, Patience, Secret, from_environment, proof_of

TOKEN = "very-secret-token"
ONCE = Patience(tries=1)
ELSEWHERE = [
    META, "http://graph.facebook.com", "http://192.168.1.4:8750", "http://0.0.0.0:8750", "http://10.0.0.1",
    "http://127.0.0.1.example.org", "http://2130706433", "http://[2001:db8::1]/", "http://localhost.example.org",
    "https://example.org/127.0.0.1",
]  # fmt: skip
NONSENSE = [
    "", "127.0.0.1:8750", "ftp://127.0.0.1", "http://", "http://127.0.0.1:99999", "http://[::1",
    "http://127.0.0.1@example.org", "http://example.org@127.0.0.1", "http://127.0.0.1\\@example.org",
    "http://127.0.0.1?x=1", "file:///etc/passwd",
]  # fmt: skip


@pytest.mark.parametrize("base", ELSEWHERE)
def test_a_base_that_is_not_loopback_is_stopped(base):
    with pytest.raises(StoppedByGuard) as stopped:
        Connection(base, Secret(TOKEN))
    assert stopped.value.exit_code == 6
    assert TOKEN not in str(stopped.value)


@pytest.mark.parametrize("base", NONSENSE)
def test_a_base_that_is_none_is_refused_even_for_real(base):
    for live in (False, True):
        with pytest.raises(UsageError):
            Connection(base, Secret(TOKEN), live=live)


def test_for_real_needs_tls_and_a_token():
    assert Connection(META, Secret(TOKEN), live=True).root == f"{META}/v26.0/"
    with pytest.raises(UsageError, match="https"):
        Connection("http://graph.facebook.com", Secret(TOKEN), live=True)
    with pytest.raises(UsageError, match="SEENBY_META_TOKEN"):
        from_environment(META, {}, live=True)


def test_no_request_leaves_loopback_without_saying_so(monkeypatch):
    refused = guard(monkeypatch)
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example.org:3128")
    monkeypatch.setenv("ALL_PROXY", "http://proxy.example.org:3128")
    for base in ("http://127.0.0.1:9", "http://localhost:9", "http://[::1]:9"):
        with Client(Connection(base, Secret(TOKEN)), ONCE) as client, pytest.raises(BrokenAnswer, match="not answer"):
            client.get("me")
    for base in ELSEWHERE:
        with pytest.raises(StoppedByGuard):
            Client(Connection(base, Secret(TOKEN)))
    assert refused == []


def test_the_guard_of_this_test_would_notice(monkeypatch):
    refused = guard(monkeypatch)
    real = Connection("https://example.org", Secret(TOKEN), live=True)
    with Client(real, ONCE) as client, pytest.raises(PlatformRefused):
        client.get("me")
    assert refused == ["example.org"]


def test_a_redirect_is_not_followed():
    asked = []

    def reply(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.host)
        return httpx2.Response(302, headers={"location": "https://example.org/"})

    here = Connection("http://127.0.0.1", Secret(TOKEN))
    with Client(here, ONCE, transport=httpx2.MockTransport(reply)) as client, pytest.raises(BrokenAnswer):
        client.get("me")
    assert asked == ["127.0.0.1"]


@pytest.mark.parametrize(
    "text",
    [
        f'{{"error":{{"message":"bad {TOKEN}","code":190,"fbtrace_id":"{TOKEN}"}}}}',
        f"<html>{TOKEN}</html>",
        f'{{"error":"{TOKEN}"}}',
        f'["{TOKEN}"]',
    ],
)
def test_the_token_is_in_no_error_no_repr_and_no_log(text, caplog):
    seen = []

    def reply(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(400, text=text)

    caplog.set_level(logging.DEBUG)
    app = Secret("app-secret")
    connection = Connection("http://127.0.0.1", Secret(TOKEN), app)
    with Client(connection, ONCE, transport=httpx2.MockTransport(reply)) as client:
        with pytest.raises(PlatformRefused) as refused:
            client.get("me", {"fields": "name"})
        told = [str(refused.value), repr(refused.value), repr(client), repr(connection), caplog.text, str(vars(client))]
    proof = proof_of(Secret(TOKEN), app)
    assert not any(secret in one for one in told for secret in (TOKEN, "app-secret", proof))
    assert seen[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in str(seen[0].url)
    assert f"appsecret_proof={proof}" in str(seen[0].url)
    chain = refused.value.__cause__ or refused.value.__context__
    assert chain is None or TOKEN not in repr(vars(chain)) + str(chain) or refused.value.__suppress_context__


def test_a_secret_hides():
    one = Secret(TOKEN)
    assert TOKEN not in f"{one} {one!r} {[one]}"
    with pytest.raises(TypeError):
        pickle.dump(one, io.BytesIO())
    assert one.hide(f"a {TOKEN} b") == "a <hidden> b"


def test_a_proof_is_an_hmac_of_the_token_under_the_apps_secret():
    """The second test case of RFC 4231."""
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert proof_of(Secret("what do ya want for nothing?"), Secret("Jefe")) == expected
