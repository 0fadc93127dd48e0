"""The form for what an app shows of a boosted post: its keys, and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Literal

from pydantic import StrictFloat, StrictInt, StrictStr

from seenby.errors import SettingsError
from seenby.model import Interval
from seenby.read.aims_file import AimSettings
from seenby.read.cells.dates import decide_dates
from seenby.read.cells.numbers import NumberStyle, parse_count, parse_money, parse_share
from seenby.read.cells.vocabulary import group_words, unrecognised
from seenby.settings import Settings, check, parse_toml

Figure = StrictInt | StrictFloat | StrictStr
POINT = NumberStyle(".", undecided=False)
MOST_PERCENT = 100.0


class Boost(Settings):
    """One boosted post, as the app shows it."""

    name: str
    platform: str = "instagram"
    people_reached: Figure | None = None
    impressions: Figure | None = None
    spend: Figure | None = None
    currency: str | None = None
    start: str | date | None = None
    end: str | date | None = None
    percent_of: Literal["people", "impressions"] = "people"
    gender: Mapping[str, Figure] = {}
    age: Mapping[str, Figure] = {}
    place: Mapping[str, Figure] = {}
    aim: AimSettings | None = None


class Form(Settings):
    """A form holds one post at its top, or several under ``[[post]]``."""

    post: tuple[Boost, ...] = ()


def read_form(content: bytes, where: str) -> tuple[Boost, ...]:
    """The posts in a form.

    Raises:
        SettingsError: When the form does not make sense, naming the key.
    """
    tables = parse_toml(content, where)
    posts = check(Form, tables, where).post if "post" in tables else (check(Boost, tables, where),)
    for what, remedy in _oddities(posts):
        raise SettingsError(what, where=where, remedy=remedy)
    return posts


def _oddities(posts: tuple[Boost, ...]) -> Iterator[tuple[str, str]]:
    """What makes no sense, and what to do about it, the first first."""
    if not posts:
        yield "holds no posts", "add a [[post]]"
    if len({(post.platform, post.percent_of) for post in posts}) > 1:
        yield "has posts that differ in “platform” or “percent_of”", "write a form for each of them"
    if len({post.name for post in posts}) < len(posts):
        yield "has two posts of the same “name”", "give each its own"
    for post in posts:
        for key, figure, parse in _figures(post):
            if not _is_figure(figure, parse):
                yield f"“{key}” of “{post.name}” is no figure", 'write digits, such as 1200, 4.5 or "<1"'
        yield from _odd_days(post)
        for field, shares in (("gender", post.gender), ("age", post.age), ("place", post.place)):
            yield from _odd_shares(field, shares)


def _figures(post: Boost) -> Iterator[tuple[str, Figure, Callable[[str, NumberStyle], Interval | None]]]:
    wholes = (("people_reached", parse_count), ("impressions", parse_count), ("spend", parse_money))
    yield from ((key, figure, parse) for key, parse in wholes if (figure := getattr(post, key)) is not None)
    for shares in (post.gender, post.age, post.place):
        yield from ((word, figure, parse_share) for word, figure in shares.items())


def _is_figure(figure: Figure, parse: Callable[[str, NumberStyle], Interval | None]) -> bool:
    try:
        return parse(str(figure), POINT) is not None
    except ValueError:
        return False


def _odd_days(post: Boost) -> Iterator[tuple[str, str]]:
    days = {key: str(day) for key in ("start", "end") if (day := getattr(post, key)) is not None}
    plan = decide_dates({key: [day] for key, day in days.items()})
    for key, day in days.items():
        if plan.parse(day) is None:
            yield f"“{key}” of “{post.name}” is no date, or may be two", "write it as 2026-05-31"
    if len(days) == 2 and (first := plan.parse(days["start"])) and (last := plan.parse(days["end"])) and last < first:
        yield f"“end” of “{post.name}” comes before its “start”", "look whether they have changed places"


def _odd_shares(field: str, shares: Mapping[str, Figure]) -> Iterator[tuple[str, str]]:
    groups: dict[str, str] = {}
    try:
        groups = group_words("region" if field == "place" else field, shares)
    except ValueError:
        yield f"“{field}” has words that name no group: {', '.join(shares)}", 'write for example "women" or "25-34"'
    for word in unrecognised(field, shares):
        yield f"“{word}” is no group of “{field}”", 'write for example "women" or "25-34"'
    seen: set[str] = set()
    for word, group in groups.items():
        if group in seen or not group:
            yield f"“{word}” under “{field}” names everybody, or a group that is there already", "give each group once"
        seen.add(group)
    parts = [parse_share(str(figure), POINT) for figure in shares.values()]
    if sum(part.low for part in parts if part) > MOST_PERCENT:
        yield f"the percentages under “{field}” add up to more than 100", "compare them with the screen"
