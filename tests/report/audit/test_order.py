from __future__ import annotations

from dataclasses import replace

from tests.report import samples

from seenby.model import FEMALE, MALE, AdResult, Finding, Interval, NotMeasurable, Verdict
from seenby.report.audit.order import APART, BEYOND_AIM, DELIVERED, order_of


def ad(name: str, gap: Interval | None = None, size: int = 10, apart: Interval | None = None) -> AdResult:
    made = samples.by_gender(name, {FEMALE: size, MALE: size})
    return replace(made, gap=gap or made.gap, apart=apart)


def names(ads: list[AdResult], findings: tuple[Finding, ...] = ()) -> list[str]:
    return [one.key.name for one in order_of(ads, findings).ads]


def test_the_largest_least_gap_comes_first_then_the_most_delivered() -> None:
    wide, narrow = ad("wide", Interval(0.1, 0.9)), ad("narrow", Interval(0.2, 0.3))
    ads = [ad("small", size=1), ad("large", size=10_000), wide, narrow]
    assert names(ads) == ["narrow", "wide", "large", "small"]
    assert order_of(ads).by == BEYOND_AIM


def test_an_excess_by_day_counts_like_a_gap_and_only_when_it_goes_beyond() -> None:
    gap, drifting, calm = ad("gap", Interval(0.2, 0.3)), ad("drifting", Interval(0.1, 0.3)), ad("calm")
    findings = (
        samples.watched(drifting, Verdict.BEYOND, 0.25),
        samples.watched(drifting, Verdict.BEYOND, 0.05),
        samples.watched(calm, Verdict.TOO_LITTLE, 0.9),
    )
    assert names([calm, gap, drifting], findings) == ["drifting", "gap", "calm"]


def test_a_comparison_or_a_figure_that_cannot_be_given_moves_no_ad() -> None:
    first, second = ad("first", size=20), ad("second")
    silent = replace(samples.watched(second, Verdict.BEYOND, 0.9), estimate=NotMeasurable("no limit"))
    order = order_of([second, first], (samples.side_by_side(second, first), silent))
    assert [one.key.name for one in order.ads] == ["first", "second"]
    assert order.by == DELIVERED


def test_without_any_aim_the_ads_that_stand_out_come_first() -> None:
    ads = [ad("alike", apart=Interval(0.01, 0.9)), ad("other", apart=Interval(0.2, 0.3)), ad("none", size=900)]
    assert names(ads) == ["other", "alike", "none"]
    assert order_of(ads).by == APART
    assert order_of([*ads, ad("aimed", Interval(0.0, 0.1))]).by == BEYOND_AIM


def test_ads_that_tie_stay_as_they_came() -> None:
    assert names([ad(name) for name in "zay"]) == ["z", "a", "y"]
