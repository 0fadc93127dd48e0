"""One call as a whole: until when it has to be over, and how much may come in answer to it.

A library's own limits are those of a single read: whoever sends a byte every second, or one interim answer after
another, keeps its caller for ever. Here every connect, read and write of a call draws on the same allowance. The
library's way to the network is wrapped, so that nothing in this module opens a connection.
"""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

LARGEST = 16 << 20
"""Bytes of an answer, as it came and unpacked. A page of a report has a few hundred thousand."""

PIECE = 16 << 10
"""Bytes that are sent between two looks at the clock."""

GZIP = 16 + zlib.MAX_WBITS
PACKED = ("gzip", "x-gzip")
PACKING = "gzip"
"""What a caller says that it reads (``Accept-Encoding``)."""


class CallTooLong(TimeoutError):
    """A call that was not over in its time."""


class AnswerUnusable(ValueError):
    """An answer that is larger than any that is meant, or packed in a way that nobody asked for."""


class Allowance:
    """What is left of a call: seconds, and bytes that may still come.

    Args:
        seconds: That a call may take, if `renew` names no others.
        size: Bytes that may come in answer.
    """

    def __init__(self, seconds: float, size: int = LARGEST) -> None:
        self.seconds, self.size = seconds, size
        self._ends, self._bytes = time.monotonic() + seconds, size

    def renew(self, seconds: float | None = None) -> None:
        """Begin a call."""
        self._ends = time.monotonic() + (self.seconds if seconds is None else seconds)
        self._bytes = self.size

    def left(self, wanted: float | None = None) -> float:
        """Seconds for the next step: those wanted, or what is left of the call.

        Raises:
            CallTooLong: When nothing is left.
        """
        left = self._ends - time.monotonic()
        if left <= 0:
            raise CallTooLong("the call was not over in its time")
        return left if wanted is None else min(wanted, left)

    def take(self, size: int) -> None:
        """Count bytes that came.

        Raises:
            AnswerUnusable: When they are more than may come.
        """
        self._bytes -= size
        if self._bytes < 0:
            raise _too_large(self.size)


def bound(client: Any, allowance: Allowance) -> None:
    """Let every connection of the library's client draw on an allowance; a transport of a test has none."""
    for transport in (client._transport, *client._mounts.values()):
        pool = getattr(transport, "_pool", None)
        if pool is not None:
            pool._network_backend = _Network(pool._network_backend, allowance)


def received(headers: Mapping[str, str], pieces: Iterable[bytes], size: int = LARGEST) -> bytes:
    """The body of an answer, unpacked, and never more than so many bytes of it in memory.

    Raises:
        AnswerUnusable: When it is larger, or packed otherwise than once with gzip.
    """
    packing = [one.strip().lower() for one in headers.get("content-encoding", "").split(",") if one.strip()]
    packing = [one for one in packing if one != "identity"]
    if not packing:
        return _joined(pieces, size)
    if len(packing) > 1 or packing[0] not in PACKED:
        raise AnswerUnusable("the answer is packed in a way that nobody asked for")
    return _unpacked(pieces, size)


def _joined(pieces: Iterable[bytes], size: int) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > size:
            raise _too_large(size)
    return bytes(body)


def _unpacked(pieces: Iterable[bytes], size: int) -> bytes:
    unpack, body = zlib.decompressobj(GZIP), bytearray()
    try:
        for piece in pieces:
            # One byte more than may come shows that there are more.
            body += unpack.decompress(piece, size + 1 - len(body))
            if len(body) > size:
                raise _too_large(size)
    except zlib.error:
        raise AnswerUnusable("the answer cannot be unpacked") from None
    if not unpack.eof or unpack.unused_data:
        raise AnswerUnusable("the answer cannot be unpacked")
    return bytes(body)


def _too_large(size: int) -> AnswerUnusable:
    return AnswerUnusable(f"the answer is larger than {size >> 20} MB")


class _Network:
    """The library's way to the network, within an allowance. Its methods bear the library's names."""

    def __init__(self, inner: Any, allowance: Allowance) -> None:
        self._inner, self._allowance = inner, allowance

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, **more: Any) -> _Connection:
        """Connect in a thread: asking for a name has no limit of time of its own, and heeds no Ctrl-C."""
        seconds = self._allowance.left(timeout)
        attempt = _Attempt(lambda: self._inner.connect_tcp(host, port, timeout=seconds, **more))
        return _Connection(attempt.within(seconds), self._allowance)

    def sleep(self, seconds: float) -> None:
        """Wait before another attempt."""
        self._inner.sleep(self._allowance.left(seconds))


class _Attempt:
    """Something that is tried in a thread of its own, and left there when it takes too long."""

    def __init__(self, act: Any) -> None:
        self._act, self._lock = act, threading.Lock()
        self._came: Any = None
        self._error: BaseException | None = None
        self._given_up = False
        self._thread = threading.Thread(target=self._try, daemon=True)
        self._thread.start()

    def within(self, seconds: float) -> Any:
        """What came of it, or what it raised.

        Raises:
            CallTooLong: When nothing came in time.
        """
        try:
            self._thread.join(seconds)
        finally:
            with self._lock:
                over = not self._thread.is_alive() or self._came is not None or self._error is not None
                self._given_up = not over
        if self._error is not None:
            raise self._error
        if self._came is None:
            raise CallTooLong("no connection in time")
        return self._came

    def _try(self) -> None:
        try:
            came = self._act()
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits
            self._error = error
            return
        with self._lock:
            if not self._given_up:
                self._came = came
                return
        with suppress(OSError):
            came.close()


class _Connection:
    """A connection of the library's, within an allowance."""

    def __init__(self, inner: Any, allowance: Allowance) -> None:
        self._inner, self._allowance = inner, allowance

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has come."""
        came = bytes(self._inner.read(max_bytes, timeout=self._allowance.left(timeout)))
        self._allowance.take(len(came))
        return came

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send, a piece at a time."""
        for first in range(0, len(buffer), PIECE):
            self._inner.write(buffer[first : first + PIECE], timeout=self._allowance.left(timeout))

    def close(self) -> None:
        """Let go of it."""
        self._inner.close()

    def start_tls(self, ssl_context: Any, server_hostname: Any = None, timeout: float | None = None) -> _Connection:
        """The same connection under TLS."""
        seconds = self._allowance.left(timeout)
        return _Connection(self._inner.start_tls(ssl_context, server_hostname, seconds), self._allowance)

    def get_extra_info(self, info: str) -> Any:
        """What the library asks of its own."""
        return self._inner.get_extra_info(info)
