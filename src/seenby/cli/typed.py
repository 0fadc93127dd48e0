"""How the command line takes what was typed: options that need more than Typer offers, and slips of the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from seenby.cli.arguments import FAIL_ON, PAIR, POINTS
from seenby.errors import UsageError
from seenby.spelling import question

Verb = TypeVar("Verb", bound=Callable[..., Any])
BARE = "gap"
"""The value of a ``--fail-on`` that has none."""
USAGE: type[Exception] = typer.BadParameter.__mro__[1]
"""What the option parser raises for a call that makes no sense; Typer gives that class no public name."""


class Command(TyperCommand):
    """A verb: an option may stand without its value, take two, or be misspelled."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse what was typed behind the verb.

        Raises:
            UsageError: When ``--pair`` is not followed by two names.
        """
        options = [name for one in self.params for name in (*one.opts, *one.secondary_opts) if name.startswith("--")]
        if FAIL_ON in options:
            args = with_points(args)
        if PAIR in options:
            args = one_by_one(args)
        try:
            return super().parse_args(ctx, args)
        except USAGE as error:
            if hasattr(error, "possibilities"):  # an option that there is not
                error.possibilities = []
                _suggest(error, str(getattr(error, "option_name", "")), options)
            raise


class Group(TyperGroup):
    """Several verbs, one of which may be misspelled."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **{**settings, "suggest_commands": False})

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The verb that was typed."""
        try:
            return super().resolve_command(ctx, args)
        except USAGE as error:
            _suggest(error, args[0], self.list_commands(ctx))
            raise


class Verbs(typer.Typer):
    """A command with verbs of this house's kind."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(cls=Group, no_args_is_help=True, rich_markup_mode=None, **settings)

    def command(
        self, name: str | None = None, *, cls: type[TyperCommand] | None = None, **settings: Any
    ) -> Callable[[Verb], Verb]:
        """Makes a verb of a function."""
        return super().command(name, cls=cls or Command, **settings)


def with_points(arguments: Sequence[str]) -> list[str]:
    """The arguments with a value behind each ``--fail-on``: the ten-point line where none is given.

    The parser has no option whose value may be left out, and would take the name of a file behind it for one.
    """
    filled: list[str] = []
    for at, argument in enumerate(arguments):
        filled.append(argument)
        after = arguments[at + 1] if at + 1 < len(arguments) else ""
        if argument == FAIL_ON and not (after and POINTS.fullmatch(after)):
            filled.append(BARE)
    return filled


def one_by_one(arguments: Sequence[str]) -> list[str]:
    """The arguments with each name of a pair behind a ``--pair`` of its own: Typer has no lists of pairs.

    Raises:
        UsageError: When ``--pair`` is not followed by two names.
    """
    rest, given = list(arguments), list[str]()
    while rest:
        argument = rest.pop(0)
        names, rest = (rest[:2], rest[2:]) if argument == PAIR else ([], rest)
        if argument.startswith(f"{PAIR}=") or (argument == PAIR and not _are_two(names)):
            raise UsageError("--pair takes two names", remedy="write for example --pair 'Picture A' 'Picture B'")
        given += [part for name in names for part in (PAIR, name)] or [argument]
    return given


def _are_two(names: Sequence[str]) -> bool:
    return len(names) == 2 and not any(name.startswith("--") for name in names)


def _suggest(error: Exception, typed: str, known: Iterable[str]) -> None:
    """Ask in the parser's own message what may have been meant."""
    asked = question(typed, known)
    if asked:
        message = str(getattr(error, "message", "")).rstrip(".")
        error.message = f"{message}. {asked[0].upper()}{asked[1:]}"  # type: ignore[attr-defined]
