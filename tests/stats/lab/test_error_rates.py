"""The promises, held to by simulation with fixed seeds: 1,000 audits and 2,000 streams where nothing is to be found.

The limits leave room for the luck of 1,000 trials: a true 5 % stays under 7 % with near certainty.
"""

from __future__ import annotations

import numpy as np
import pytest

from seenby.stats.lab.error_rates import Rate, rehearse_days, rehearse_many, rehearse_pairs
from seenby.stats.lab.null_worlds import LOOSE, TIGHT


@pytest.fixture(scope="module", params=[TIGHT, LOOSE], ids=["tight", "loose"])
def audits(request: pytest.FixtureRequest) -> tuple[Rate, ...]:
    return rehearse_pairs(request.param, 20_240_501)


def naming(rates: list[Rate]) -> str:
    return "; ".join(f"{rate.method}: {rate.value:.3f}" for rate in rates)


def test_the_simulator_still_bites_the_two_proportion_test(audits: tuple[Rate, ...]) -> None:
    naive = [rate for rate in audits if rate.naive]
    assert len(naive) == 2
    assert all(rate.value > 0.5 for rate in naive), naming(naive)


def test_no_method_for_pairs_cries_wolf_more_than_seven_times_in_a_hundred(audits: tuple[Rate, ...]) -> None:
    alarms = [rate for rate in audits if rate.measures == "false alarm" and not rate.naive]
    assert len(alarms) >= 15
    assert all(rate.value <= 0.07 for rate in alarms), naming([rate for rate in alarms if rate.value > 0.07])


def test_intervals_cover_as_often_as_they_say(audits: tuple[Rate, ...]) -> None:
    covers = [rate for rate in audits if rate.measures == "coverage"]
    assert len(covers) >= 8
    off = [rate for rate in covers if not 0.93 <= rate.value <= 0.98]
    assert not off, naming(off)


@pytest.mark.parametrize("per_day", [1_000, 5_000, 50_000])
def test_thirty_looks_raise_few_false_alarms_at_any_size(per_day: int) -> None:
    rates = rehearse_days(per_day, 0.02, 1, rho_max=0.02)
    naive = [rate for rate in rates if rate.naive]
    assert all(rate.value > 0.5 for rate in naive), naming(naive)
    alarms = [rate for rate in rates if rate.measures == "false alarm" and not rate.naive]
    assert len(alarms) == 5
    assert all(rate.value <= 0.05 for rate in alarms), naming(alarms)
    assert all(rate.value >= 0.93 for rate in rates if rate.measures == "coverage")


def test_clustering_below_the_declared_limit_only_lowers_the_error() -> None:
    for rate in rehearse_days(1_000, 0.005, 2, rho_max=0.02, streams=1_000):
        if rate.method.startswith("day_evidence"):
            assert rate.value <= 0.01


def test_flags_over_a_hundred_thousand_streams_are_right_and_complete() -> None:
    rates = {(rate.method, rate.measures): rate.value for rate in rehearse_many(1)}
    for method in ("day_evidence and e_bh", "adjust_peak and e_bh"):
        assert rates[method, "false discovery"] <= 0.05
        assert rates[method, "power"] >= 0.95
    assert rates["z test and bh", "false discovery"] > 0.5


def test_without_flags_there_is_no_rate_of_false_ones() -> None:
    early = rehearse_many(1, streams=2_000, days=1)
    assert not [rate for rate in early if rate.measures == "false discovery" and not rate.naive]


def test_a_rate_knows_its_error() -> None:
    assert Rate("any", "coverage", 0.95, 1_000).error == pytest.approx(np.sqrt(0.95 * 0.05 / 1_000))
