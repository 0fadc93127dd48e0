"""What is said against a study, and what this one can answer to it, from its own facts only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from seenby.model import FEMALE, MALE, Interval, StudyResult
from seenby.report import formatting
from seenby.report.sentences import say, say_answer, say_study
from seenby.report.study.identical_ads import twin_runs, twins_said


@dataclass(frozen=True, slots=True)
class Answer:
    """What they say, and what is answered."""

    they: str
    answer: str


def answers(result: StudyResult) -> tuple[Answer, ...]:
    """Each objection with its answer, in the order in which they are usually heard."""
    compared = bool(_pairs(result))
    sealed = "late" if result.begun_before else "registered" if result.registered else "unregistered"
    several = ("several" if compared else "several_counted") if len(_accounts(result)) > 1 else "one"
    made = ("twins" if twin_runs(result) else "no_twins") if len(result.plan.study.arms) > 1 else "uncompared"
    said = [
        _answer("limited", "compared" if compared else "counted", result),
        _answer("sound", sealed, result),
        _answer("made", made, result),
        _answer("other", "together" if compared else "alone", result, *_priced(result)),
        _answer("people", "always", result),
        _answer("looked", sealed, result),
        _answer("one", several, result),
        _answer("estimates", "always", result),
    ]
    return tuple(said)


def _answer(about: str, state: str, result: StudyResult, *more: str) -> Answer:
    return Answer(say_answer(about, "they"), " ".join([say_answer(about, state, **_facts(result)), *more]))


def _facts(result: StudyResult) -> dict[str, str]:
    plan, size = result.plan, result.plan.study.size
    shown = Interval.total(ad.impressions for ad in result.ads.values())
    return {
        "shown": formatting.count(shown),
        "ads": formatting.number(len(result.ads), "ad"),
        "kept": _fewest(result),
        "first": f"{result.begun_before or ''}",
        "sealed_at": result.registered_at[:10],
        "planned": f"{plan.pairs}",
        "smallest": f"{size.smallest * 100:g}",
        "hash": result.fingerprint,
        "seed": f"{plan.seed}",
        "twins": twins_said(result),
        "out": _left_out(result),
        "deviations": _deviations(result),
        "accounts": f"{len(_accounts(result))}",
    }


def _fewest(result: StudyResult) -> str:
    """How many pairs count, as a range where arms have different numbers of them."""
    counts = sorted({sum(run.kind == "pair" for run in one.runs) for one in result.compared if one.runs} or {0})
    if len(counts) == 1:
        return formatting.number(counts[0], "pair")
    return say_study("fact", "kept", low=f"{counts[0]}", high=f"{counts[-1]}")


def _pairs(result: StudyResult) -> list[Interval]:
    return [run.value for one in result.compared for run in one.runs if run.kind == "pair"]


def _left_out(result: StudyResult) -> str:
    out, sets = len(result.left_out), formatting.number(result.plan.pairs + result.plan.twins, "set")
    if not out:
        return say_study("fact", "none-out", sets=sets)
    return say_study("fact", "one-out" if out == 1 else "some-out", count=f"{out}", sets=sets)


def _deviations(result: StudyResult) -> str:
    many = len(result.deviations)
    return say_study("fact", "deviations", count=f"{many:,}") if many else say_study("fact", "no-deviations")


def _accounts(result: StudyResult) -> set[str]:
    return {slot.account for slot in result.plan.slots if slot.ident in result.ads}


def _priced(result: StudyResult) -> Iterator[str]:
    """What each gender cost with the last arm, where the sources say."""
    for arm, ad in list(result.arms.items())[-1:]:
        cost = ad.cost.get("gender", {})
        women, men = (cost[name].per_thousand if name in cost else None for name in (FEMALE, MALE))
        if women is not None and men is not None and ad.currency:
            facts = {"arm": arm, "currency": ad.currency}
            prices = {"women": _price(women, ad.currency), "men": _price(men, ad.currency)}
            yield say_answer("other", "priced", **facts, **prices)


def _price(value: Interval, currency: str) -> str:
    low, high = formatting.amount(value.low, currency), formatting.amount(value.high, currency)
    return low if low == high else say("figure", "range", low=low, high=high)
