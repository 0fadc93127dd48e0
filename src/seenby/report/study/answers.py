"""What is said against a study, and what this one can answer to it, from its own facts only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from seenby.model import FEMALE, MALE, Interval, StudyResult
from seenby.report import formatting
from seenby.report.study.identical_ads import twin_runs, twins_said
from seenby.sentences import Sentences


@dataclass(frozen=True, slots=True)
class Answer:
    """What they say, and what is answered."""

    they: str
    answer: str


say = Sentences("seenby.report.study", "answers.toml")
"""An answer by the objection and the state of the study."""


def answers(told: StudyResult) -> tuple[Answer, ...]:
    """Each objection with its answer, in the order in which they are usually heard."""
    compared = bool(_pairs(told))
    sealed = "late" if told.begun_before else "registered" if told.registered else "unregistered"
    several = ("several" if compared else "several_counted") if len(_accounts(told)) > 1 else "one"
    made = ("twins" if twin_runs(told) else "no_twins") if len(told.plan.study.arms) > 1 else "uncompared"
    said = [
        _answer("limited", "compared" if compared else "counted", told),
        _answer("sound", sealed, told),
        _answer("made", made, told),
        _answer("other", "together" if compared else "alone", told, *_priced(told)),
        _answer("people", "always", told),
        _answer("looked", sealed, told),
        _answer("one", several, told),
        _answer("estimates", "always", told),
    ]
    return tuple(said)


def _answer(about: str, state: str, told: StudyResult, *more: str) -> Answer:
    return Answer(say(about, "they"), " ".join([say(about, state, **_facts(told)), *more]))


def _facts(told: StudyResult) -> dict[str, str]:
    plan, size = told.plan, told.plan.study.size
    shown = Interval.total(ad.impressions for ad in told.ads.values())
    return {
        "shown": formatting.count(shown),
        "ads": formatting.number(len(told.ads), "ad"),
        "kept": _fewest(told),
        "first": f"{told.begun_before or ''}",
        "sealed_at": told.registered_at[:10],
        "planned": f"{plan.pairs}",
        "smallest": f"{size.smallest * 100:g}",
        "hash": told.fingerprint,
        "seed": f"{plan.seed}",
        "twins": twins_said(told),
        "out": _left_out(told),
        "deviations": formatting.number(len(told.deviations), "listed below", "listed below")
        if told.deviations
        else "none",
        "accounts": f"{len(_accounts(told))}",
    }


def _fewest(told: StudyResult) -> str:
    """How many pairs count, as a range where arms have different numbers of them."""
    counts = sorted({sum(run.kind == "pair" for run in one.runs) for one in told.compared if one.runs} or {0})
    return formatting.number(counts[0], "pair") if len(counts) == 1 else f"{counts[0]} to {counts[-1]} pairs"


def _pairs(told: StudyResult) -> list[Interval]:
    return [run.value for one in told.compared for run in one.runs if run.kind == "pair"]


def _left_out(told: StudyResult) -> str:
    out, sets = len(told.left_out), told.plan.pairs + told.plan.twins
    if not out:
        return f"None of {formatting.number(sets, 'set')} was left out."
    return (
        f"{out} of {formatting.number(sets, 'set')} {'was' if out == 1 else 'were'} left out, by the rules named below."
    )


def _accounts(told: StudyResult) -> set[str]:
    return {slot.account for slot in told.plan.slots if slot.ident in told.ads}


def _priced(told: StudyResult) -> Iterator[str]:
    """What each gender cost with the last arm, where the sources say."""
    for arm, ad in list(told.arms.items())[-1:]:
        cost = ad.cost.get("gender", {})
        women, men = (cost[name].per_thousand if name in cost else None for name in (FEMALE, MALE))
        if women is not None and men is not None and ad.currency:
            facts = {"arm": arm, "currency": ad.currency}
            prices = {"women": _price(women, ad.currency), "men": _price(men, ad.currency)}
            yield say("other", "priced", **facts, **prices)


def _price(value: Interval, currency: str) -> str:
    low, high = formatting.amount(value.low, currency), formatting.amount(value.high, currency)
    return low if low == high else f"{low} to {high}"
