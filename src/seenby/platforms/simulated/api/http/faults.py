"""Faults on demand: what can go wrong between a caller and a platform, asked for call by call."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from seenby.errors import SettingsError
from seenby.platforms.simulated.api.http.request import Call

KINDS = {
    "html-502": "a gateway's HTML page with status 502; the call was not carried out",
    "html-502-after": "the same, but the call was carried out",
    "html-200": "an HTML page with status 200; the call was not carried out",
    "timeout-before": "no answer for `seconds`; the call was not carried out",
    "timeout-after": "no answer for `seconds`; the call was carried out",
    "rate-limit": "code 17, or the `code` asked for, with the headers of a limit of `minutes`",
    "transient": "code 2 with is_transient; the call was not carried out",
    "empty-page": "a page of a listing comes empty, though more follow",
    "cut-page": "a page of a listing comes as if it were the last",
    "lost-page": "a page of a listing is passed over",
    "failed-report": "an asynchronous report ends in Job Failed",
}
"""Faults of a call. Those of the platform's state are acts: see `seenby.platforms.simulated.api.http.admin`."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: which calls it befalls, and how often.

    Attributes:
        kind: One of `KINDS`.
        method: Only calls by this method; any where empty.
        path: Only paths that hold this text; any where empty.
        after: How many such calls pass first.
        times: How many it befalls then.
        seconds: How long a timeout lasts.
        code: The code of a limit.
        minutes: How long a limit lasts, as its header says.
    """

    kind: str
    method: str = ""
    path: str = ""
    after: int = 0
    times: int = 1
    seconds: float = 30.0
    code: int = 17
    minutes: int = 1

    def meets(self, call: Call) -> bool:
        """Whether it is about such a call."""
        return (not self.method or self.method == call.method) and self.path in call.path


def read_fault(entry: Mapping[str, Any], where: str = "faults") -> Fault:
    """A fault as it was asked for.

    Raises:
        SettingsError: Naming what does not fit.
    """
    kinds = {one.name: one.type for one in fields(Fault)}
    unknown = sorted(set(entry) - set(kinds))
    if unknown:
        raise SettingsError(f"a fault has no “{unknown[0]}”", where=where, remedy=f"use {', '.join(kinds)}")
    if entry.get("kind") not in KINDS:
        raise SettingsError("there is no such kind of fault", where=where, remedy=f"use one of {', '.join(KINDS)}")
    accepted = {"str": (str,), "int": (int,), "float": (int, float)}
    for name, value in entry.items():
        if isinstance(value, bool) or not isinstance(value, accepted[str(kinds[name])]):
            raise SettingsError(f"“{name}” of a fault is not of its kind", where=where, remedy="see the how-to")
        if isinstance(value, (int, float)) and not 0 <= value < 10**6:
            raise SettingsError(f"“{name}” of a fault is out of range", where=where, remedy="use a smaller number")
    return Fault(**entry)


class Faults:
    """The faults that are still to come. Has a lock of its own, so that asking never waits for a world that runs."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        """Ask for one more."""
        with self._lock:
            self.waiting.append(fault)

    def clear(self) -> None:
        """Ask for none."""
        with self._lock:
            self.waiting.clear()

    def next(self, call: Call) -> Fault | None:
        """The fault that befalls a call, used up; calls that pass by are counted."""
        with self._lock:
            return self._next(call)

    def _next(self, call: Call) -> Fault | None:
        for place, one in enumerate(self.waiting):
            if not one.meets(call):
                continue
            if one.after:
                self.waiting[place] = replace(one, after=one.after - 1)
                continue
            if one.times <= 1:
                del self.waiting[place]
            else:
                self.waiting[place] = replace(one, times=one.times - 1)
            return one
        return None
