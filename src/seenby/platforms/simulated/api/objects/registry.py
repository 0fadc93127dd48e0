"""Everything advertisers made, as nodes with numbers for names; and the acts that made it.

An act that was accepted is data: applied to the same registry it gives the same registry, identifiers included. That is
what lets a journal of acts bring a platform back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

FIRST_ID = 120_200_000_000_000_000
"""Identifiers are decimal and longer than a spreadsheet keeps, as Meta's are."""

DELETED, ARCHIVED, ACTIVE, PAUSED = "DELETED", "ARCHIVED", "ACTIVE", "PAUSED"


@dataclass(frozen=True, slots=True)
class Node:
    """One object: what kind, whose, when it was made and changed (ticks), and what was said of it."""

    id: str
    kind: str
    account: str
    created: int
    updated: int
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """What its owner set."""
        return str(self.values.get("status", ACTIVE))


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done at a tick: a kind of act, what it was done to, and what was said.

    ``create`` (subject: the kind of node), ``update`` (subject: a node), ``step`` (values: to), ``fault``.
    """

    tick: int
    verb: str
    subject: str = ""
    account: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As the journal keeps it."""
        told = {"tick": self.tick, "verb": self.verb, "subject": self.subject, "account": self.account}
        return {**told, "values": dict(self.values)}


class Registry:
    """The nodes by identifier, in the order they were made."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self._next = FIRST_ID
        self._kinds: dict[str, list[str]] = {}

    def found(self, ident: str) -> Node | None:
        """The node of an identifier."""
        return self.nodes.get(ident)

    def of(self, kind: str, account: str = "") -> Iterator[Node]:
        """The nodes of a kind, of one account where it is named, in the order they were made."""
        for ident in self._kinds.get(kind, ()):
            node = self.nodes[ident]
            if not account or node.account == account:
                yield node

    def under(self, kind: str, parent: str, ident: str) -> Iterator[Node]:
        """The nodes of a kind whose ``parent`` value is an identifier."""
        return (node for node in self.of(kind) if node.values.get(parent) == ident)

    def put(self, node: Node) -> Node:
        """Keep a node under its own identifier."""
        if node.id not in self.nodes:
            self._kinds.setdefault(node.kind, []).append(node.id)
        self.nodes[node.id] = node
        return node

    def create(self, act: Act) -> Node:
        """Make what an act says, and the post that comes with a creative."""
        values = dict(act.values)
        if act.subject == "creative" and "post_id" not in values:
            values["post_id"] = self._post(act, values)
        return self._make(act, act.subject, values)

    def update(self, act: Act) -> Node:
        """Change what an act says; a value of None takes it away."""
        node = self.nodes[act.subject]
        values = {**node.values, **act.values}
        kept = {name: value for name, value in values.items() if value is not None}
        return self.put(replace(node, values=kept, updated=act.tick))

    def _post(self, act: Act, creative: Mapping[str, Any]) -> str:
        told = {
            name: creative[name]
            for name in ("page_id", "message", "image_id", "image_hash", "link")
            if name in creative
        }
        return self._make(act, "media", told).id

    def _make(self, act: Act, kind: str, values: Mapping[str, Any]) -> Node:
        self._next += 10
        return self.put(Node(str(self._next), kind, act.account, act.tick, act.tick, values))
