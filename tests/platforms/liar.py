"""A platform that lies: a door of raw sockets before a simulated one, which answers as a mode says."""

from __future__ import annotations

import gzip
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache

OK = b"HTTP/1.1 200 OK\r\n"
PAUSE = 0.05
TOKEN = "EAAmarker-token-of-a-lying-platform"


@dataclass
class Answer:
    """An answer of the platform behind the door."""

    status: int
    headers: dict[str, str]
    body: bytes

    def sent(self) -> bytes:
        """As it goes over the wire."""
        rest = {name: text for name, text in self.headers.items() if name not in ("content-length", "connection")}
        lines = [f"HTTP/1.1 {self.status} Said", f"content-length: {len(self.body)}", "connection: close"]
        return (
            "\r\n".join([*lines, *(f"{name}: {text}" for name, text in rest.items())]).encode()
            + b"\r\n\r\n"
            + self.body
        )


Truth = Callable[[], Answer]
Lie = Callable[[socket.socket, str, str, Truth], None]


@dataclass
class Liar:
    """The door: where it stands, what it says at the moment, and which calls came."""

    inner: int
    mode: str = ""
    only: str = ""
    calls: list[str] = field(default_factory=list)
    address: str = ""

    def answer(self, to: socket.socket) -> None:
        """Answer one call, and close."""
        with to, suppress(OSError, ValueError):
            to.settimeout(30.0)
            raw = _request(to)
            method, path = raw.split(b" ", 2)[:2]
            where = path.decode()
            self.calls.append(f"{method.decode()} {where}")
            lies = bool(self.mode and "/_platform/" not in where and re.search(self.only, where))
            if self.mode.startswith("clock"):
                lies = "/_platform/" in where
            tell = MODES[self.mode] if lies else honest
            tell(to, method.decode(), where, lambda: _asked(self.inner, raw))


@contextmanager
def lying(inner: str) -> Iterator[Liar]:
    """A door before the platform at an address; honest until its mode is set."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        liar = Liar(int(inner.rpartition(":")[2]))
        liar.address = f"http://127.0.0.1:{door.getsockname()[1]}"
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                with suppress(OSError):
                    threading.Thread(target=liar.answer, args=(door.accept()[0],), daemon=True).start()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield liar
        finally:
            over.set()
            with suppress(OSError):
                socket.create_connection(door.getsockname(), timeout=1.0).close()
            thread.join(5.0)


def _request(to: socket.socket) -> bytes:
    raw = b""
    while b"\r\n\r\n" not in raw:
        raw += _some(to)
    head, _, body = raw.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
    while length and len(body) < int(length[1]):
        body += _some(to)
    head = re.sub(rb"(?im)^connection:.*\r\n", b"", head + b"\r\n")
    return head + b"connection: close\r\n\r\n" + body


def _some(to: socket.socket) -> bytes:
    came = to.recv(65536)
    if not came:
        raise OSError("gone")
    return came


def _asked(port: int, raw: bytes) -> Answer:
    raw = re.sub(rb"(?im)^accept-encoding:.*\r\n", b"", raw, count=1)
    raw = re.sub(rb"(?im)^host:.*\r\n", f"host: 127.0.0.1:{port}\r\n".encode(), raw, count=1)
    with socket.create_connection(("127.0.0.1", port)) as inside:
        inside.sendall(raw)
        whole = b""
        while piece := inside.recv(65536):
            whole += piece
    head, _, body = whole.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    return Answer(int(first.split()[1]), dict(line.lower().split(": ", 1) for line in lines), body)


def honest(to: socket.socket, _method: str, _path: str, truth: Truth) -> None:
    """The truth."""
    to.sendall(truth().sent())


def drips(first: bytes, piece: bytes, pause: float = PAUSE) -> Lie:
    """Sends a beginning, and then the same again and again."""

    def lie(to: socket.socket, _method: str, _path: str, _truth: Truth) -> None:
        to.sendall(first)
        while True:
            to.sendall(piece)
            if pause:
                time.sleep(pause)

    return lie


def says(whole: bytes | Callable[[], bytes]) -> Lie:
    """Sends this and closes."""

    def lie(to: socket.socket, _method: str, _path: str, _truth: Truth) -> None:
        to.sendall(whole() if callable(whole) else whole)

    return lie


def body(text: str | bytes, status: int = 200, **headers: str) -> Lie:
    """Answers with this body."""
    content = text if isinstance(text, bytes) else text.encode()
    kinds = {name.replace("_", "-"): value for name, value in headers.items()}
    return says(Answer(status, {"content-type": "application/json", **kinds}, content).sent())


def error(code: object, status: int = 400, message: str = "no", **headers: str) -> Lie:
    """Refuses."""
    return body(json.dumps({"error": {"message": message, "code": code}}), status, **headers)


def but(change: Callable[[Answer], object]) -> Lie:
    """The truth, changed."""

    def lie(to: socket.socket, _method: str, _path: str, truth: Truth) -> None:
        answer = truth()
        change(answer)
        to.sendall(answer.sent())

    return lie


def header(name: str, text: str) -> Lie:
    """The truth under another header."""
    return but(lambda answer: answer.headers.__setitem__(name, text))


def put(pattern: str, text: str) -> Lie:
    """The truth, with what fits a pattern put otherwise."""
    return but(lambda answer: setattr(answer, "body", re.sub(pattern.encode(), text.encode(), answer.body)))


def does_and(then: Lie) -> Lie:
    """Does what was asked, and answers otherwise."""

    def lie(to: socket.socket, method: str, path: str, truth: Truth) -> None:
        truth()
        then(to, method, path, truth)

    return lie


def on_posts(then: Lie) -> Lie:
    """Tells the truth to whoever reads."""

    def lie(to: socket.socket, method: str, path: str, truth: Truth) -> None:
        (then if method == "POST" else honest)(to, method, path, truth)

    return lie


def hang(to: socket.socket, _method: str, _path: str, _truth: Truth) -> None:
    """Nothing, until the caller has gone."""
    while to.recv(4096):
        pass


@cache
def bomb(times: int) -> bytes:
    """Much more than may come, in a few bytes."""
    packed = bytes(64 << 20)
    for _ in range(times):
        packed = gzip.compress(packed, 6)
    return Answer(200, {"content-encoding": ", ".join(["gzip"] * times)}, packed).sent()


YES = '{"success":true}'
MINUTES = json.dumps({"1": [{"call_count": 100, "estimated_time_to_regain_access": 59}]})
CHUNKED = OK + b"transfer-encoding: chunked\r\n\r\n"

NO_ANSWER: dict[str, Lie] = {
    "hang": hang,
    "gone": lambda *_: None,
    "half a status": drips(b"HTTP/1.1 20", b"", 1.0),
    "interim storm": drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100, 0.0),
    "interim every now and then": drips(b"", b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n"),
    "interim 102": drips(b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
    "slow headers": drips(OK, b"x-a: b\r\n"),
    "endless headers": drips(OK, b"x-a: b\r\n" * 1000, 0.0),
    "one long header": drips(OK + b"x-a: ", b"b" * 1000, 0.0),
    "slow body": drips(OK + b"\r\n", b" "),
    "slow body of a length": drips(OK + b"content-length: 99999\r\n\r\n", b" "),
    "endless body": drips(OK + b"content-length: 6000000000\r\n\r\n", b" " * 65536, 0.0),
    "endless chunks": drips(CHUNKED, b"10000\r\n" + b" " * 65536 + b"\r\n", 0.0),
    "slow chunks": drips(CHUNKED, b"1\r\n \r\n"),
    "bomb": says(lambda: bomb(1)),
    "packed twice": says(lambda: bomb(2)),
    "packed torn": body(gzip.compress(YES.encode())[:-9], content_encoding="gzip"),
    "not packed": body(YES, content_encoding="gzip"),
    "packed otherwise": body(YES, content_encoding="br"),
    "packed and more": body(gzip.compress(YES.encode()) * 2, content_encoding="gzip"),
    "no http": says(b"hello\r\n\r\n"),
    "http 2": says(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "two lengths": says(OK + b"content-length: 2\r\ncontent-length: 3\r\n\r\n{} "),
    "a length too long": says(OK + b"content-length: 20\r\n\r\n{}"),
    "a length below zero": says(OK + b"content-length: -5\r\n\r\n{}"),
    "a chunk of no size": says(CHUNKED + b"zzzz\r\n{}\r\n"),
    "an upgrade": says(b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
    "elsewhere": body("{}", 302, location="https://elsewhere.example/"),
    "elsewhere with the body": body("{}", 307, location="http://10.0.0.5/"),
    "no content": says(b"HTTP/1.1 204 No\r\n\r\n"),
    "nothing": body(""),
    "a page": body("<html>Sorry</html>"),
    "a page of 502": body("<html>Sorry</html>", 502),
    "a page of 429": body("<html>Slow down</html>", 429),
    "deep": body("[" * 100_000),
    "more behind it": body(YES + "]junk"),
    "null": body("null"),
    "a number": body("7"),
    "beyond numbers": body('{"success":1e400}'),
    "not a number": body('{"success":NaN}'),
    "a list": body("[]"),
    "a text": body('"yes"'),
    "no success": body('{"success":false}'),
    "limit 17": error(17, x_business_use_case_usage=MINUTES),
    "limit 80004": error(80004, x_business_use_case_usage=MINUTES),
    "limit 613": error(613),
    "limit 4 of the app": error(4, x_app_usage='{"call_count":100,"reset_time_duration":3540}'),
    "error 1": error(1, 500),
    "error 2": error(2, 500),
    "no access": error(190),
    "an error without a number": error("1e400"),
    "an error of a list": body('{"error":[1]}', 400),
    "an error of a text": body('{"error":"x"}', 400),
    "a long error": error(100, message="x" * 3_000_000),
    "bytes of no text": body(b"\xff\xfe\x00{"),
    "yes to everything": on_posts(body(YES)),
    "yes to everything, late": on_posts(drips(OK, b"x: y\r\n")),
    "done and never said": does_and(hang),
    "done and junk said": does_and(body("junk")),
    "done and gone": does_and(lambda *_: None),
}
"""Modes under which nobody can know that ads are off, or they are not."""

ODD: dict[str, Lie] = {
    **{
        f"charset {name}": header("content-type", f"application/json; charset={name}")
        for name in ("undefined", "hex", "zip", "rot13", "utf-16", "idna", "x", "''", "unicode_escape")
    },
    **{
        f"date {text}": header("date", text)
        for text in (
            "Mon, 02 Mar 2026 00:00:00 -0000", "Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT",
            "Tue, 31 Feb 2026 00:00:00 GMT", "yesterday", "Mon, 02 Mar 2026 00:00:00 +9999", "9" * 400,
        )
    },
    "an allowance used up": header("x-app-usage", '{"call_count":100,"reset_time_duration":3540}'),
    "usage of no sense": header("x-business-use-case-usage", '{"1":[{"call_count":1e400}]}'),
}  # fmt: skip
"""Modes whose answers are true, in an odd wrapping: what they say has to be heard."""

FIGURES: dict[str, Lie] = {
    "costs jump": put(r'"spend":\s*"[0-9.]+"', '"spend":"99999999"'),
    "costs beyond numbers": put(r'"spend":\s*"[0-9.]+"', '"spend":"1e400"'),
    "costs beyond all numbers": put(r'"spend":\s*"[0-9.]+"', '"spend":1e400'),
    "costs below zero": put(r'"spend":\s*"[0-9.]+"', '"spend":"-5.00"'),
    "costs of no number": put(r'"spend":\s*"[0-9.]+"', '"spend":"NaN"'),
    "left jumps": put(r'"budget_remaining":\s*"?[0-9]+"?', '"budget_remaining":"-99999999"'),
    "left beyond numbers": put(r'"budget_remaining":\s*"?[0-9]+"?', '"budget_remaining":"1e400"'),
    "left of many digits": put(r'"budget_remaining":\s*"?[0-9]+"?', '"budget_remaining":"' + "9" * 4000 + '"'),
    "impressions below zero": put(r'"impressions":\s*"[0-9]+"', '"impressions":"-1"'),
    "budgets raised": put(r'"lifetime_budget":\s*"?[0-9]+"?', '"lifetime_budget":"999999999"'),
    "pages without end": put(r"^\{", '{"paging":{"next":"x","cursors":{"after":"%s"}},' % ("a" * 9)),
    "clock without a time": body('{"tick":1}'),
    "clock of no time": body('{"time":"soon"}'),
    "clock without a zone": body('{"time":"2026-03-02T00:00:00"}'),
}
"""Modes that lie about what has come of the study."""

MODES: dict[str, Lie] = {**NO_ANSWER, **ODD, **FIGURES}


def names(modes: dict[str, Lie]) -> Sequence[str]:
    """For parametrising."""
    return list(modes)
