"""The client: one call at a time, its answer checked, tried again only where that does no harm.

A call that reads may be repeated. A call that makes something is sent once: when no clear answer comes, nobody knows
whether it happened, and `OutcomeUnknown` says so; ask what exists before doing it again. The exception is a refusal
because of a limit: then nothing was done, and it is sent again after the wait. Every call has a deadline as a whole,
and what comes in answer to it a size; see `seenby.platforms.bounded`.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self

import httpx2

from seenby.errors import BrokenAnswer, LimitReached, OutcomeUnknown, PlatformRefused
from seenby.model.loopback import leads_here
from seenby.platforms.bounded import PACKING, Allowance, AnswerUnusable, CallTooLong, bound, received
from seenby.platforms.meta.answers import Reply, body_of, is_passing
from seenby.platforms.meta.backoff import LEAST, Patience, Usage, hurry, read_usage
from seenby.platforms.meta.connection import Connection
from seenby.platforms.meta.log_filter import keep_quiet

Params = Mapping[str, Any]
Files = Mapping[str, tuple[str, bytes]]
Body = dict[str, Any]

CHANCE = random.SystemRandom()
NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
"""The call never reached the platform."""

LOST = (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, CallTooLong)
"""No answer came, or none that could be read."""

YEARS = range(2000, 2200)
"""Of a date that a platform may tell: beyond them, reckoning with it would fail."""


class Client:
    """Calls a platform. Use it as a context manager, or close it.

    Args:
        connection: Where to, and as whom.
        patience: How much to wait.
        sleep: Waits for so many seconds.
        jitter: A number from 0 to 1, anew each time.
        transport: Another way to send, for tests.

    Attributes:
        usage: What the last answer said of allowances.
        came: Signs of all answers so far.
        platform_time: The date of the last answer that told one.
    """

    def __init__(
        self,
        connection: Connection,
        patience: Patience | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = CHANCE.random,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self.connection, self.patience = connection, patience or Patience()
        self._sleep, self._jitter = sleep, jitter
        keep_quiet()
        self.usage = Usage()
        self.came = 0
        self.platform_time: datetime | None = None
        self._transport = transport
        self._allowance = Allowance(connection.answer_seconds)
        self._http = self._opened()

    def __repr__(self) -> str:
        return f"Client({self.connection.root})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    @contextmanager
    def hurried(self, seconds: float) -> Iterator[None]:
        """Wait for hardly anything within the block: neither for limits to end nor to spare an allowance.

        Args:
            seconds: That each call may take, its further tries included.
        """
        before, self.patience = self.patience, hurry(seconds)
        try:
            yield
        finally:
            self.patience = before

    def _opened(self) -> httpx2.Client:
        connection = self.connection
        secret = connection.token.reveal()
        opened = httpx2.Client(
            timeout=httpx2.Timeout(connection.answer_seconds, connect=connection.connect_seconds),
            follow_redirects=False,
            # A proxy from the environment would carry calls meant for this machine elsewhere, and the token in clear.
            trust_env=connection.live and not leads_here(connection.base),
            transport=self._transport,
            headers={
                "Authorization": f"Bearer {secret}", "Accept": "application/json", "Accept-Encoding": PACKING
            },
        )  # fmt: skip
        bound(opened, self._allowance)
        return opened

    @contextmanager
    def _sending(self) -> Iterator[httpx2.Client]:
        """The library's client; a fresh one after an interruption, which can leave the old one's locks held for good.

        Without it the next call, which switches ads off, would wait for ever.
        """
        try:
            yield self._http
        except KeyboardInterrupt:
            self._http.close()
            self._http = self._opened()
            raise

    def get(self, path: str, params: Params | None = None) -> Body:
        """Read.

        Raises:
            PlatformRefused: When the platform says no, or no answer can be relied on after several tries.
        """
        return _table(self._call("GET", path, params or {}, None, repeatable=True), f"GET {path}")

    def post(self, path: str, params: Params, files: Files | None = None, *, repeatable: bool = False) -> Body:
        """Make or change something.

        Args:
            path: What is posted to.
            params: What is said of it.
            files: Files by the name of their part.
            repeatable: Whether saying it twice is the same as saying it once, as for a status.

        Raises:
            OutcomeUnknown: When no clear answer came: it may have happened.
            PlatformRefused: When the platform says no.
        """
        return _table(self._call("POST", path, params, files, repeatable=repeatable), f"POST {path}")

    def delete(self, path: str) -> Body:
        """Delete; what is gone already is an error of the platform's.

        Raises:
            OutcomeUnknown: As in `post`.
            PlatformRefused: When the platform says no.
        """
        return _table(self._call("DELETE", path, {}, None, repeatable=False), f"DELETE {path}")

    def _call(self, method: str, path: str, params: Params, files: Files | None, *, repeatable: bool) -> Any:
        where = f"{method} {path}"
        sent = encoded(params)
        self._breathe()
        ends = time.monotonic() + self.patience.total
        for tried in range(1, self.patience.tries + 1):
            last = tried == self.patience.tries or time.monotonic() >= ends
            reply: Reply | None = None
            try:
                self._allowance.renew(min(self.connection.answer_seconds, max(ends - time.monotonic(), LEAST)))
                reply = self._send(method, path, sent, files, where)
                return body_of(reply, self.connection)
            except LimitReached as error:
                self._wait_for_limit(error, tried, last=last)
            except (*LOST, PlatformRefused) as error:
                self._again(error, reply, where, repeatable=repeatable, last=last)
                self._sleep(self.patience.backoff(tried, self._jitter))
        raise AssertionError("the last try raises")

    def _send(self, method: str, path: str, params: dict[str, str], files: Files | None, where: str) -> Reply:
        connection = self.connection
        secret = {"appsecret_proof": connection.proof} if connection.app_secret else {}
        address, sent = connection.root + path, {**params, **secret}
        with self._sending() as http:
            if method == "POST":
                asked = http.build_request(method, address, data=sent, files=dict(files) if files else None)
            else:
                asked = http.build_request(method, address, params=sent)
            try:
                with closing(http.send(asked, stream=True)) as came:
                    text = _body(came)
            except AnswerUnusable as error:
                raise BrokenAnswer(str(error), where=where, remedy="try again later", unchanged="") from None
        self.came += len(text)
        reply = Reply(came.status_code, came.headers, text, where)
        self.usage = read_usage(reply.headers)
        self.platform_time = _date(reply.headers.get("date")) or self.platform_time
        return reply

    def _again(self, error: Exception, reply: Reply | None, where: str, *, repeatable: bool, last: bool) -> None:
        """Return when the call may be tried once more; raise what it came to otherwise."""
        if isinstance(error, PlatformRefused):
            # An answer that came and could not be taken says nothing of what was done.
            unclear = isinstance(error, BrokenAnswer) and reply is None
            if not is_passing(error, reply) and (repeatable or not unclear):
                raise error
            # A status of 500 or a page of HTML may come after the work was done as well as before it.
            if not repeatable:
                raise _unknown(where, "no clear answer came") from None
            if last:
                raise error
            return
        # What never reached the platform was not done, so even what makes something is sent again.
        # The library's own errors hold the request, and with it the token: they are never chained.
        if not isinstance(error, NOT_SENT) and not repeatable:
            raise _unknown(where, f"no answer came ({type(error).__name__})") from None
        if last:
            raise BrokenAnswer(
                f"the platform does not answer ({type(error).__name__})",
                where=where,
                remedy="try again later",
                unchanged="",
            ) from None

    def _wait_for_limit(self, error: LimitReached, tried: int, *, last: bool) -> None:
        """Wait until the platform says that calls go through again."""
        # Calls that come while a limit holds are counted too, and make it last longer: Meta names the minutes to wait.
        backoff = self.patience.backoff(tried, self._jitter)
        seconds = backoff if self.patience.presses else self.usage.regain_seconds or backoff
        if last or seconds > self.patience.limit:
            raise error
        self._sleep(seconds)

    def _breathe(self) -> None:
        """Go slower when most of an allowance is used."""
        seconds = self.patience.breather(self.usage.used)
        if seconds:
            self._sleep(seconds)


def encoded(params: Params) -> dict[str, str]:
    """Parameters as the platform reads them: lists, tables and truth values as JSON, nothing for None."""
    told = {}
    for name, value in params.items():
        if value is None:
            continue
        plain = isinstance(value, (str, int, float)) and not isinstance(value, bool)
        told[name] = str(value) if plain else json.dumps(value, sort_keys=True, separators=(",", ":"))
    return told


def _unknown(where: str, what: str) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"{what}, so it may have happened or not",
        where=where,
        remedy="ask what exists before doing it again",
        unchanged="",
    )


def _table(body: Any, where: str) -> Body:
    if not isinstance(body, dict):
        raise BrokenAnswer("the answer is no object", where=where, remedy="try again later", unchanged="")
    return body


def _body(came: httpx2.Response) -> str:
    """The text of an answer. JSON is UTF-8 whatever a header says, so that no odd charset makes an answer none."""
    # What a test hands over is there already.
    pieces = [came.content] if came.is_stream_consumed else came.iter_raw()
    headers = {} if came.is_stream_consumed else came.headers
    return received(headers, pieces).decode("utf-8", errors="replace")


def _date(text: str | None) -> datetime | None:
    """The date of an answer; None where it tells none, or one that cannot be reckoned with."""
    try:
        read = parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError, LookupError, OverflowError):
        return None
    # A zone of “-0000” says that the time is that of Greenwich, and of nowhere.
    read = read.replace(tzinfo=UTC) if read and read.tzinfo is None else read
    return read.astimezone(UTC) if read and read.year in YEARS else None
