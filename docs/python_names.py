"""What Sphinx must know of our docstrings: which names are public, and what a name in single backticks means.

    .. public:: seenby.stats
       :from: seenby.stats.pairs

documents what `seenby.stats` exports from that room, under the name by which it is imported from outside. With
``:names:`` it documents these, from a module that exports nothing; with ``:without:`` all but these,
which `seenby` itself exports.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar, get_origin

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains.python import PyObject
from sphinx.environment import BuildEnvironment
from sphinx.pycode import ModuleAnalyzer
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

LOG = logging.getLogger(__name__)
DOTTED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")
LONGEST = 160
"""Signs of a constant's value that are shown."""
NO_EXPRESSION = re.compile(r"= ?<(?:[^<>]|<[^<>]*>)*>")
COLON = "\N{MODIFIER LETTER COLON}"
TELLING = re.compile(r"[A-Z]\w*[a-z]\w*|\w+_\w+")
"""A bare name that can only be a name: words such as `share` are also those of arguments and columns."""


def origins(module: str) -> dict[str, str]:
    """Where each exported name of a module is written, in the order in which the module imports them."""
    tree = ast.parse(Path(str(import_module(module).__file__)).read_text(encoding="utf-8"))
    written = {
        alias.asname or alias.name: str(node.module)
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    exported = getattr(import_module(module), "__all__", ())
    return {name: origin for name, origin in written.items() if name in exported}


class Public(SphinxDirective):
    """The directive ``public``."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {
        "from": directives.unchanged_required,
        "names": directives.unchanged_required,
        "without": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Each name as the directive of its kind."""
        module = self.arguments[0]
        lines = [f".. py:currentmodule:: {module}", ""]
        for name in words(self.options.get("without", "")):
            aliases(self.env)[f"{module}.{name}"] = f"seenby.{name}"
        for name, origin in self._chosen(module):
            aliases(self.env)[f"{origin}.{name}"] = f"{module}.{name}"
            lines += [*self._described(module, name, origin), ""]
        return self.parse_text_to_nodes(StringList(lines, source=f"public {module}"))

    def _chosen(self, module: str) -> Iterator[tuple[str, str]]:
        if "names" in self.options:
            yield from ((name, module) for name in words(self.options["names"]))
            return
        without, rooms = words(self.options.get("without", "")), words(self.options.get("from", "seenby"))
        for name, origin in origins(module).items():
            if name not in without and any(f"{origin}.".startswith(f"{room}.") for room in rooms):
                yield name, origin

    def _described(self, module: str, name: str, origin: str) -> list[str]:
        thing = getattr(import_module(module), name)
        if isinstance(thing, type):
            kind = "autoexception" if issubclass(thing, BaseException) else "autoclass"
        elif callable(thing) and get_origin(thing) is None:
            kind = "autofunction"
        else:
            # A constant is described where it is written, and autodoc looks only where it is imported.
            told = ModuleAnalyzer.for_module(origin).find_attr_docs().get(("", name), [])
            self._demand(bool(told), module, name)
            value = repr(thing).replace("typing.", "")
            shown = [f"   :value: {value}"] if len(value) <= LONGEST else []
            return [f".. py:data:: {name}", *shown, "", *(f"   {line}" for line in told)]
        self._demand(bool(thing.__doc__), module, name)
        return [f".. {kind}:: {module}.{name}"]

    def _demand(self, described: bool, module: str, name: str) -> None:
        if not described:
            LOG.warning("%s.%s is public and has no docstring", module, name, location=self.get_location())


def words(text: str) -> list[str]:
    """Names apart from each other by blanks or commas."""
    return text.replace(",", " ").split()


def aliases(env: BuildEnvironment) -> dict[str, str]:
    """The public name of everything by the name under which it is written."""
    if not hasattr(env, "seenby_aliases"):
        env.seenby_aliases = {}  # type: ignore[attr-defined]
    kept: dict[str, str] = env.seenby_aliases  # type: ignore[attr-defined]
    return kept


def resolve(app: Sphinx, env: BuildEnvironment, node: nodes.Element, shown: nodes.Element) -> nodes.Element | None:
    """Link a name that is written otherwise than it is public; leave code that is no name of ours as it is.

    Returns:
        A link, the text as it stands, or None for a reference that is wrong.
    """
    if node.get("refdomain") != "py":
        return None
    target, module = str(node["reftarget"]), str(node.get("py:module") or "seenby")
    for name in candidates(env, target, module):
        linked = env.domains.python_domain.resolve_xref(env, node["refdoc"], app.builder, "obj", name, node, shown)
        if linked is not None:
            return linked
    is_code = node["reftype"] == "obj" and (not DOTTED.fullmatch(target) or exists(target, module))
    return shown if is_code else None


def candidates(env: BuildEnvironment, target: str, module: str) -> Iterator[str]:
    """Public names that may be meant."""
    kept = aliases(env)
    head, tail = target, ""
    while head:
        for written in (head, f"{module}.{head}"):
            if written in kept:
                yield kept[written] + tail
        head, _, last = head.rpartition(".")
        tail = f".{last}{tail}"
    yield f"seenby.errors.{target.removeprefix('seenby.')}"
    first, dot, rest = target.partition(".")
    if TELLING.fullmatch(first):
        meant = {public for public in kept.values() if public.rpartition(".")[2] == first}
        if len(meant) == 1:
            yield f"{meant.pop()}{dot}{rest}"


def exists(target: str, module: str) -> bool:
    """Whether a dotted name leads to something, from the top or from inside a module and those it belongs to."""
    steps = module.split(".")
    return any(leads(".".join([*steps[:depth], target])) for depth in range(len(steps) + 1))


def leads(path: str) -> bool:
    """Whether a path of modules, classes and attributes can be followed to its end."""
    parts = path.split(".")
    for depth in range(len(parts), 0, -1):
        try:
            thing: Any = import_module(".".join(parts[:depth]))
        except ImportError:
            continue
        for part in parts[depth:]:
            fields = getattr(thing, "__dataclass_fields__", {})
            if not hasattr(thing, part) and part not in fields:
                return False
            thing = getattr(thing, part, None)
        return True
    return False


def plain(app: Sphinx, what: str, name: str, thing: object, options: object, lines: list[str]) -> None:
    """Say in reStructuredText what our plain text means.

    An indented block after a blank line is code or a drawing. A colon in the first line of what is returned, or of an
    attribute, is one of the sentence; napoleon would take the words before it for a type.
    """
    del app, name, thing, options
    marked: list[str] = []
    sentence = what in {"attribute", "property", "data"}
    for line in lines:
        begins = line.startswith("    ") and marked and not marked[-1]
        before = next((earlier for earlier in reversed(marked) if earlier.strip()), "")
        if begins and before and not before.startswith(" "):
            marked += ["::", ""]
        marked.append(line.replace(":", COLON) if sentence else line)
        sentence = line.strip() in {"Returns:", "Yields:"}
    lines[:] = marked


def colons_again(app: Sphinx, what: str, name: str, thing: object, options: object, lines: list[str]) -> None:
    """Put back what `plain` hid from napoleon."""
    del app, what, name, thing, options
    lines[:] = [line.replace(COLON, ":") for line in lines]


def expressions(
    app: Sphinx, what: str, name: str, thing: object, options: object, signature: str | None, returns: str | None
) -> tuple[str | None, str | None]:
    """Show defaults that Python prints in angle brackets, such as a factory's, as dots: Sphinx parses a signature."""
    del app, what, name, thing, options
    return signature and NO_EXPRESSION.sub("= ...", signature), returns


def only_where_it_stands(app: Sphinx, tree: nodes.document) -> None:
    """Let no name be found anywhere but where it stands: `Interval` is one thing in `seenby`, one in `seenby.stats`."""
    del app
    for node in tree.findall(addnodes.pending_xref):
        if node.get("refdomain") == "py":
            node.attributes.pop("refspecific", None)


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.add_directive("public", Public)
    for field in PyObject.doc_field_types:
        if field.name == "variable":
            field.label = "Attributes"
    app.connect("missing-reference", resolve)
    app.connect("doctree-read", only_where_it_stands)
    app.connect("autodoc-process-signature", expressions)
    # Before and after napoleon, which turns sections into fields.
    app.connect("autodoc-process-docstring", plain, priority=400)
    app.connect("autodoc-process-docstring", colons_again, priority=600)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
