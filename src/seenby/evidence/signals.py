"""Letting a few lines finish before a request to end is heeded: Ctrl-C (SIGINT), or SIGTERM."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

REQUESTS_TO_END = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def deferred_signals() -> Iterator[None]:
    """Heed a request to end after the block instead of within it, as it would have been heeded then.

    What is on the disk and what is in memory cannot come apart in between.
    """
    came: list[int] = []
    try:
        with _handled_by(lambda number, _frame: came.append(number)):
            yield
    finally:
        if came:
            signal.raise_signal(came[0])


@contextmanager
def unheeded_signals(seconds: float) -> Iterator[None]:
    """Pay no heed to a request to end for so many seconds; a later one interrupts the block.

    For what must still be done after a first request: the second often comes by itself, from a wrapper that passes on
    what the terminal has sent already.
    """
    latest = time.monotonic() + seconds

    def heed(_number: int, _frame: object) -> None:
        if time.monotonic() > latest:
            raise KeyboardInterrupt

    with _handled_by(heed):
        yield


@contextmanager
def _handled_by(handler: Callable[[int, Any], None]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are handled in the main thread alone
        return
    before = {number: signal.getsignal(number) for number in REQUESTS_TO_END}
    try:
        for number in REQUESTS_TO_END:
            signal.signal(number, handler)
        yield
    finally:
        for number, old in before.items():
            # A handler that Python did not set cannot be set again by it.
            signal.signal(number, signal.SIG_DFL if old is None else old)
