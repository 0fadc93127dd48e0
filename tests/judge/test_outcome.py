"""Runs of anything: what came of them, what must be equal of two, and that the statistics ask for nothing more."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from seenby.judge.ad_runs import run_of
from seenby.judge.chance import by_pairs
from seenby.judge.comparability import Requirement, comparable, reasons
from seenby.judge.contrast import Contrast, Run, mean_share
from seenby.judge.outcome import Outcome
from seenby.model import Interval, NamedSubject, Verdict


def exact(value: float) -> Interval:
    return Interval.exact(value)


def feed(name: str, inside: float, outside: float, account: str = "") -> Run:
    return Run(NamedSubject("feed", name), Outcome(exact(inside), exact(outside), "items"), account)


def test_feeds_can_be_held_against_each_other_as_ads_are() -> None:
    pairs = [Contrast(feed(f"loaded {at}", 80 + at, 20), feed(f"empty {at}", 50 + at, 50)) for at in range(8)]
    luck = by_pairs(pairs, [])
    assert luck.verdict is Verdict.BEYOND
    assert luck.p == pytest.approx(2 / 2**8)
    assert mean_share([pair.second for pair in pairs]) == pytest.approx(0.52, abs=0.02)
    assert pairs[0].unit == "items"
    shown = pairs[0].observed("pair")
    assert shown.name == "loaded 0 · empty 0"
    assert shown.between == (NamedSubject("feed", "loaded 0"), NamedSubject("feed", "empty 0"))


def test_an_outcome_holds_every_share_that_its_ranges_allow() -> None:
    rough = Outcome(Interval(10, 20), Interval(30, 40), "accounts")
    for inside in (10, 15, 20):
        for outside in (30, 35, 40):
            one = Outcome(exact(inside), exact(outside), "accounts")
            assert rough.share.low <= one.share.low <= rough.share.high
            assert rough.log_odds.low <= one.log_odds.low <= rough.log_odds.high
    assert rough.size == 40


def test_a_pair_in_which_neither_reached_the_group_or_anybody_else_is_empty() -> None:
    assert Contrast(feed("a", 0, 5), feed("b", 0, 7)).is_empty
    assert Contrast(feed("a", 5, 0), feed("b", 7, 0)).is_empty
    assert not Contrast(feed("a", 5, 0), feed("b", 0, 7)).is_empty


@dataclass(frozen=True)
class Session:
    start: str
    device: str


def test_a_kind_says_what_must_be_equal_and_its_failures_are_said_in_its_order() -> None:
    required = (
        Requirement[Session]("same-platform", "platform", lambda one, other: one.device == other.device),
        Requirement[Session]("concurrent", "concurrent", lambda one, other: one.start == other.start),
    )
    checks = comparable(Session("a", "phone"), Session("b", "phone"), required, "gender")
    assert [(check.code, check.passed) for check in checks] == [("same-platform", True), ("concurrent", False)]
    assert len(list(reasons(checks, required, "gender"))) == 1


def test_runs_and_outcomes_know_no_ads() -> None:
    import inspect

    from seenby.judge import contrast, outcome

    for module in (outcome, contrast):
        names = {name for name in vars(module) if not name.startswith("_")}
        assert not names & {"AdResult", "AdKey", "Delivery", "Aim"}, inspect.getfile(module)
    assert run_of.__module__ == "seenby.judge.ad_runs"
