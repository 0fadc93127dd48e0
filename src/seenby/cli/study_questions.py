"""``seenby study new`` without a template: asks a few questions, each with an answer that serves."""

from __future__ import annotations

import re
from pathlib import Path

import typer

from seenby.errors import UsageError
from seenby.study.ads.planning.from_template import TEMPLATES, Answers, template
from seenby.study.folder import STUDY

AMOUNT = re.compile(r"\d{1,8}(\.\d{1,2})?")
ANYTHING = re.compile(r".*")
AGES = re.compile(r"|\d{1,2}-\d{1,2}|\d{1,2}\+")
GENDERS = {"all": ("all",), "women": ("women",), "men": ("men",)}


def ask(folder: Path, *, simulated: bool = False) -> tuple[str, Answers]:
    """The template that fits, and the answers. A simulated world answers most by itself.

    Raises:
        UsageError: When the folder already holds a study: before anything is asked.
    """
    if (folder / STUDY).exists():
        raise UsageError("already holds a study", where=str(folder), remedy="name another folder")
    for name in TEMPLATES:
        typer.echo(f"  {name}: {template(name)['about']}", err=True)
    name = _ask("Which of these", TEMPLATES[0], re.compile("|".join(TEMPLATES)), "Type one of the names above.")
    if simulated:
        return name, Answers()
    made = template(name)
    title = _ask("Title", made["title"])
    question = _ask("Question", made["question"], re.compile(r".*\?"), "End it with a question mark.")
    return name, _about_ads(title, question)


def _about_ads(title: str, question: str) -> Answers:
    interests = _ask("Interests to aim at, with commas between", "")
    api = _ask("Address of the platform's API; leave it empty to work by hand", "", re.compile(r"|https?://\S+"))
    return Answers(
        title=title,
        question=question,
        country=_ask("Country, two letters", "NL", re.compile("[A-Z]{2}"), "Two capitals, such as NL."),
        genders=GENDERS[_ask("Aimed at women, men or all", "all", re.compile("|".join(GENDERS)))],
        ages=_ask("Ages, such as 25-44 or 18+; empty for all", "", AGES, "Such as 25-44 or 18+."),
        interests=_listed(interests),
        currency=_ask("Currency", "EUR", re.compile("[A-Z]{3}"), "Three capitals, such as EUR."),
        per_thousand=float(_ask("What a thousand impressions cost", "5.00", AMOUNT, "An amount, such as 5.00.")),
        cap=_amount("The most that all ads may cost together; empty for what the plan takes and a quarter"),
        accounts=_listed(_ask("Ad accounts, with commas between", "act_101" if api else "")),
        api=api,
        link=_ask("Where the ads lead", "https://example.org/charm", re.compile(r"https?://\S+")),
    )


def _amount(question: str) -> float | None:
    answer = _ask(question, "", re.compile(rf"|{AMOUNT.pattern}"), "An amount, such as 500.00.")
    return float(answer) if answer else None


def _listed(answer: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in answer.split(",") if part.strip()))


def _ask(question: str, default: str, form: re.Pattern[str] = ANYTHING, hint: str = "Type it so.") -> str:
    """An answer of the form; asked again until it is."""
    while True:
        answer = str(typer.prompt(question, default=default, show_default=bool(default), err=True)).strip()
        if form.fullmatch(answer):
            return answer
        typer.echo(hint, err=True)
