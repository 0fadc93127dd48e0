"""A request to end is heeded after what must not be cut in two, and as it would have been without it."""

from __future__ import annotations

import signal
import threading

import pytest

from seenby.evidence.signals import REQUESTS_TO_END, deferred_signals, unheeded_signals


@pytest.fixture(autouse=True)
def as_a_run_has_them():
    before = [(number, signal.signal(number, signal.default_int_handler)) for number in REQUESTS_TO_END]
    yield
    for number, handler in before:
        signal.signal(number, handler)


@pytest.mark.parametrize("number", REQUESTS_TO_END)
def test_a_deferred_signal_is_heeded_after_the_block_also_after_an_inner_one(number):
    done = []
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012
        with deferred_signals():
            with deferred_signals():
                signal.raise_signal(number)
                done.append("inner")
            done.append("outer")
        done.append("after")
    assert done == ["inner", "outer"]
    assert signal.getsignal(number) is signal.default_int_handler


def test_a_deferred_signal_is_not_lost_in_an_error():
    with pytest.raises(KeyboardInterrupt), deferred_signals():  # noqa: PT012
        signal.raise_signal(signal.SIGINT)
        raise OSError


def test_an_unheeded_signal_is_forgotten_and_one_that_comes_late_is_heeded():
    with unheeded_signals(60.0):
        signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), unheeded_signals(-1.0):
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_beside_the_main_thread_where_no_signal_is_handled_nothing_changes():
    done = []

    def work() -> None:
        with deferred_signals(), unheeded_signals(1.0):
            done.append(signal.getsignal(signal.SIGINT) is signal.default_int_handler)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
