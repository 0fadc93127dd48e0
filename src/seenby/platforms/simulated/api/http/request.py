"""A call to the platform and its answer, without a word of any web framework."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from seenby.platforms.simulated.api.errors import wrong

MOST_LISTED = 1_000
TRUE, FALSE = {"true", "1"}, {"false", "0", ""}


@dataclass(frozen=True, slots=True)
class Call:
    """One call: ``GET`` ``v26.0`` ``("act_101", "ads")``.

    Attributes:
        method: GET, POST or DELETE.
        version: As it was asked for, such as ``v26.0``.
        parts: The path after the version.
        params: Every parameter as text, from the query and from the form; the token and its proof are not among them.
        files: Uploaded files by the name of their part: file name and content.
        token: Who calls. Never printed.
        base: Scheme and host that the caller used, for addresses in answers.
        fault: A fault of the answer, or nothing; see `seenby.platforms.simulated.api.http.faults`.
    """

    method: str
    version: str
    parts: tuple[str, ...]
    params: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict, repr=False)
    token: str = field(default="", repr=False)
    base: str = ""
    fault: str = ""

    @property
    def path(self) -> str:
        """The path without version and parameters, as faults and messages name it."""
        return "/".join(self.parts)

    @property
    def dry(self) -> bool:
        """Whether the call only asks if it would be accepted."""
        return "validate_only" in self.listed("execution_options")

    def text(self, name: str, default: str | None = None) -> str:
        """A parameter as text; without a default it is required."""
        value = self.params.get(name, default)
        if value is None:
            raise wrong(f"The parameter {name} is required")
        return value

    def whole(self, name: str, default: int | None = None) -> int:
        """A parameter as a whole number from 0."""
        if name not in self.params and default is not None:
            return default
        try:
            value = int(self.text(name))
        except ValueError:
            raise wrong(f"Param {name} must be an integer") from None
        if not 0 <= value < 10**12:
            raise wrong(f"Param {name} is out of range")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """A parameter as true or false."""
        value = self.params.get(name, str(default)).casefold()
        if value not in TRUE | FALSE:
            raise wrong(f"Param {name} must be a boolean")
        return value in TRUE

    def choice(self, name: str, choices: tuple[str, ...], default: str | None = None) -> str:
        """A parameter that is one of a few words."""
        value = self.text(name, default)
        if value not in choices:
            raise wrong(f"Param {name} must be one of {{{', '.join(choices)}}}")
        return value

    def listed(self, name: str) -> tuple[str, ...]:
        """A parameter as a list of words: a JSON array, or words with commas between."""
        value = self.params.get(name, "").strip()
        if not value.startswith("["):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        found = self.parsed(name)
        if not isinstance(found, list) or not all(isinstance(one, (str, int)) for one in found):
            raise wrong(f"Param {name} must be an array of strings")
        return tuple(map(str, found[:MOST_LISTED]))

    def table(self, name: str) -> dict[str, Any]:
        """A parameter as a JSON object; an empty one where it is missing."""
        found = self.parsed(name)
        if found is None:
            return {}
        if not isinstance(found, dict):
            raise wrong(f"Param {name} must be a valid JSON object")
        return found

    def parsed(self, name: str) -> Any:
        """A parameter as JSON; None where it is missing."""
        value = self.params.get(name, "")
        if not value:
            return None
        try:
            return json.loads(value, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise wrong(f"Param {name} must be valid JSON") from None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the platform says: usually JSON, text where something goes wrong on the way."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """The body as it is sent; ASCII only, so that any text a caller sent can be sent back."""
        return self.body if isinstance(self.body, str) else json.dumps(self.body, separators=(",", ":"))


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
