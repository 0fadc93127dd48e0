"""``seenby audit --enter``: asks for what a phone shows of a boosted post, and keeps the answers as a form."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import typer
from rich.console import Console

from seenby.evidence.atomic_write import write_whole
from seenby.read.cells.numbers import NumberStyle, parse_count, parse_money, parse_share
from seenby.read.cells.vocabulary import group_words

POINT = NumberStyle(".", undecided=False)
AGES = ("13-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+")
CURRENCY = re.compile(r"[A-Z]{3}")


def enter(folder: Path, console: Console) -> Path:
    """Ask for one post and write the form; an empty answer means that the screen does not show it.

    Returns:
        The path of the form, which ``seenby audit`` reads again at any time.
    """
    console.print(
        "Type what the app shows under the post's insights. Leave a line empty where it shows nothing.\n"
        "Percentages as they stand: 20, 4.5, or <1.\n"
    )
    name = _ask("A name for the post", default="boosted post")
    platform = _ask("Instagram or Facebook", default="instagram").casefold()
    reached = _figure("People (accounts) reached", parse_count)
    gender = {word: answer for word in ("women", "men") if (answer := _figure(f"Percent {word}", parse_share))}
    age = {band: answer for band in AGES if (answer := _figure(f"Percent aged {band}", parse_share))}
    spend = _figure("Money spent", parse_money)
    currency = _currency() if spend else ""
    aimed = _aim(console)
    post = {"name": name, "platform": platform, "people_reached": reached, "spend": spend, "currency": currency}
    form = folder / f"{re.sub(r'[^A-Za-z0-9]+', '-', name).strip('-').lower() or 'post'}.toml"
    write_whole(form, _toml(post, {"gender": gender, "age": age, "aim": aimed}))
    console.print(f"\nYour answers are kept in {form}; change them there and run: seenby audit {form}\n")
    return form


def _aim(console: Console) -> dict[str, str]:
    console.print("\nWho did you aim it at?")
    gender = _ask("Women, men or all", default="all")
    ages = _ask("Ages, such as 25-44 or 18+", default="")
    words = group_words("gender", [gender]) if gender.casefold() != "all" else {gender: ""}
    genders = {"female": '["women"]', "male": '["men"]'}.get(words[gender], '["women", "men"]')
    return {"genders": genders, **({"ages": json.dumps(ages)} if ages else {})}


def _ask(question: str, default: str) -> str:
    return str(typer.prompt(question, default=default, show_default=bool(default), err=True)).strip()


def _figure(question: str, parse: object) -> str:
    """An answer that is a figure, or nothing; asked again until it is one of both."""
    while True:
        answer = _ask(question, default="")
        try:
            if not answer or parse(answer.removesuffix("%").strip(), POINT) is not None:  # type: ignore[operator]
                return answer.removesuffix("%").strip()
        except ValueError:
            pass
        typer.echo("That is no figure: type digits such as 1200, 4.5 or <1, or leave it empty.", err=True)


def _currency() -> str:
    while True:
        answer = _ask("Currency", default="EUR").upper()
        if CURRENCY.fullmatch(answer):
            return answer
        typer.echo("Three letters, such as EUR or USD.", err=True)


def _toml(post: Mapping[str, str], tables: Mapping[str, Mapping[str, str]]) -> str:
    """The form. Figures are kept as text, exactly as they were typed."""
    lines = [f"{key} = {json.dumps(text, ensure_ascii=False)}" for key, text in post.items() if text]
    for table, answers in tables.items():
        if answers:
            lines += ["", f"[{table}]"]
            quoted = table != "aim"
            lines += [
                f"{json.dumps(key)} = {json.dumps(text, ensure_ascii=False) if quoted else text}"
                for key, text in answers.items()
            ]
    return "\n".join(lines) + "\n"
