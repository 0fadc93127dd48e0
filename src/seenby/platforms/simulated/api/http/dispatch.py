"""What stands before every call: version, token, limits; and what becomes of a refusal."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from seenby.platforms.simulated.api.dates import moment
from seenby.platforms.simulated.api.errors import Refused, no_token, too_many, trace_of, wrong
from seenby.platforms.simulated.api.http.faults import Fault
from seenby.platforms.simulated.api.http.request import Answer, Call
from seenby.platforms.simulated.api.platform import Platform
from seenby.platforms.simulated.api.routes import MOST_AT_ONCE, answer

OLDEST, NEWEST = 23, 26
VERSION = f"v{NEWEST}.0"
VERSIONS = re.compile(r"v(\d{1,3})\.0")


def respond(platform: Platform, call: Call, proof: str = "", fault: Fault | None = None) -> Answer:
    """The answer to a call, refusals included. Nothing is raised."""
    with platform.lock:
        trace = trace_of(platform.trace())
        account = _account(platform, call)
        common = {"facebook-api-version": call.version, "x-fb-trace-id": trace, "date": _date(platform)}
        try:
            _admit(platform, call, proof)
            if account:
                platform.limits.count(account, call)
            _befall(fault)
            body = (
                _batch(platform, call)
                if _is_batch(call)
                else answer(platform, replace(call, fault=fault.kind if fault else ""))
            )
            headers = platform.limits.headers(account, call) if account else {}
            return Answer(body, 200, {**common, **headers})
        except Refused as no:
            headers = platform.limits.headers(account, call, no) if account else {}
            return Answer(no.body(trace), no.status, {**common, **headers})


def _befall(fault: Fault | None) -> None:
    if fault and fault.kind == "rate-limit":
        raise too_many(fault.code, fault.minutes)
    if fault and fault.kind == "transient":
        message = "An unexpected error has occurred. Please retry your request later."
        raise Refused(message, 2, status=500, transient=True)


def _admit(platform: Platform, call: Call, proof: str) -> None:
    """Version and token."""
    version = VERSIONS.fullmatch(call.version)
    if not version or not OLDEST <= int(version[1]) <= NEWEST:
        raise Refused(f"This version of the API does not exist here; use v{OLDEST}.0 to v{NEWEST}.0", 2635)
    setup = platform.setup
    if not call.token or (setup.token and not _same(setup.token, call.token)):
        raise no_token()
    if setup.app_secret:
        expected = hmac.new(setup.app_secret.encode(), call.token.encode(errors="replace"), "sha256").hexdigest()
        if not _same(expected, proof):
            raise wrong("Invalid appsecret_proof provided in the API argument")


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))


def _account(platform: Platform, call: Call) -> str:
    """Whose allowance a call counts against; nobody's where it is about no account."""
    node = platform.registry.found(call.parts[0]) if call.parts else None
    return node.account if node else ""


def _date(platform: Platform) -> str:
    """The platform's own time, as HTTP writes it: callers of a simulated platform live in its time."""
    return moment(platform.tick, platform.ticks_a_day).strftime("%a, %d %b %Y %H:%M:%S GMT")


def _is_batch(call: Call) -> bool:
    return call.method == "POST" and not call.parts and "batch" in call.params


def _batch(platform: Platform, call: Call) -> list[Any]:
    """Several calls in one: each with its own status, headers and body."""
    told = call.parsed("batch")
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise wrong("Param batch must be an array of calls")
    if len(told) > MOST_AT_ONCE:
        raise wrong(f"At most {MOST_AT_ONCE} calls in a batch")
    found = []
    for one in told:
        done = respond_one(platform, call, one)
        headers = [{"name": name, "value": value} for name, value in done.headers.items()]
        found.append({"code": done.status, "headers": headers, "body": done.text()})
    return found


def respond_one(platform: Platform, call: Call, one: Mapping[str, Any]) -> Answer:
    """The answer to one call of a batch."""
    try:
        url = urlsplit("/" + str(one.get("relative_url", "")).lstrip("/"))
        params = dict(parse_qsl(url.query, keep_blank_values=True))
        params |= dict(parse_qsl(str(one.get("body", "")), keep_blank_values=True))
    except ValueError:
        return Answer(wrong("Invalid relative_url").body(trace_of(0)), 400)
    parts = tuple(part for part in url.path.split("/") if part)
    if parts and VERSIONS.fullmatch(parts[0]):
        parts = parts[1:]
    inner = Call(str(one.get("method", "GET")).upper(), call.version, parts, params, {}, call.token, call.base)
    trace = trace_of(platform.trace())
    try:
        account = _account(platform, inner)
        if account:
            platform.limits.count(account, inner)
        return Answer(json.loads(json.dumps(answer(platform, inner))))
    except Refused as no:
        return Answer(no.body(trace), no.status)
