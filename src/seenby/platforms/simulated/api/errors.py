"""The platform's own errors, in its own words and codes.

Where Meta's wording or subcode is not known, the message is ours and there is no subcode: a caller must go by the code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

MISSING = "does not exist, cannot be loaded due to missing permissions, or does not support this operation"


@dataclass(eq=False)
class Refused(Exception):
    """The platform says no.

    Attributes:
        message: For developers.
        code: See the table of codes in the how-to.
        subcode: Finer; 0 for none.
        kind: OAuthException or GraphMethodException.
        status: Of HTTP.
        transient: Whether the same call may succeed later.
        title: For people; with ``advice`` below it.
        advice: For people.
        blame: Which parameters are to blame.
        regain_minutes: How long a limit lasts.
    """

    message: str
    code: int = 100
    subcode: int = 0
    kind: str = "OAuthException"
    status: int = 400
    transient: bool = False
    title: str = ""
    advice: str = ""
    blame: tuple[str, ...] = field(default=())
    regain_minutes: int = 0

    def body(self, trace: str) -> dict[str, Any]:
        """The answer's body."""
        told: dict[str, Any] = {"message": f"(#{self.code}) {self.message}", "type": self.kind, "code": self.code}
        if self.subcode:
            told["error_subcode"] = self.subcode
        told["is_transient"] = self.transient
        if self.title:
            told |= {"error_user_title": self.title, "error_user_msg": self.advice}
        if self.blame:
            told["error_data"] = f'{{"blame_field_specs":[["{self.blame[0]}"]]}}'
        return {"error": {**told, "fbtrace_id": trace}}


def trace_of(number: int) -> str:
    """What support asks for: the same for the same call of a run."""
    return "A" + blake2b(str(number).encode(), digest_size=11).hexdigest()[:22]


def wrong(message: str, subcode: int = 0, *, blame: str = "", title: str = "", advice: str = "") -> Refused:
    """A parameter is wrong."""
    return Refused(message, 100, subcode, blame=(blame,) if blame else (), title=title, advice=advice)


def missing(ident: str) -> Refused:
    """There is no such object, or not for this call."""
    return Refused(f"Unsupported request. Object with ID '{ident}' {MISSING}", 100, 33, kind="GraphMethodException")


def no_path(path: str) -> Refused:
    """The path names nothing."""
    return Refused(f"Unknown path components: /{path}", 2500)


def no_token() -> Refused:
    """No token, or not the one this platform was started with."""
    return Refused("Invalid OAuth access token", 190, status=401)


def not_allowed(message: str) -> Refused:
    """The account may not do this."""
    return Refused(message, 200, status=403)


def too_many(code: int, minutes: int) -> Refused:
    """Too many calls."""
    subcodes = {4: 1504022, 17: 2446079, 613: 1487742, 80000: 2446079, 80004: 2446079}
    messages = {17: "User request limit reached", 4: "Application request limit reached"}
    text = messages.get(code, "There have been too many calls to this ad-account. Wait a bit and try again.")
    return Refused(text, code, subcodes.get(code, 0), transient=True, regain_minutes=minutes)
