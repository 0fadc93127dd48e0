from __future__ import annotations

import numpy as np
import pytest

from seenby.stats.errors import BadInput, TooFew
from seenby.stats.lab.planning import days_to_run, pairs_by_simulation
from seenby.stats.power import cost, days_to_find, pairs_needed, power_of, simulated_power, spread_from_rho


def test_the_printed_table_of_pairs_needed() -> None:
    found = pairs_needed([[0.15], [0.30]], [0.1, 0.2, 0.3, 0.5])
    assert found.tolist() == [[20, 7, 6, 6], [73, 20, 10, 6]]


def test_the_direction_of_the_effect_does_not_matter() -> None:
    assert pairs_needed(0.3, -0.2) == pairs_needed(0.3, 0.2)


@pytest.mark.parametrize(("pairs", "power"), [(10, 0.78), (12, 0.86)])
def test_simulation_agrees_with_the_reference(pairs: int, power: float) -> None:
    assert simulated_power(pairs, 0.3, 0.3, 1).found == pytest.approx(power, abs=0.03)


def test_the_formula_and_the_simulation_agree_on_how_many_pairs() -> None:
    assert abs(pairs_by_simulation(0.3, 0.3, 2, studies=1_500) - int(pairs_needed(0.3, 0.3))) <= 2


def test_measured_twins_stand_in_for_the_normal() -> None:
    twins = np.random.default_rng(3).normal(0, 0.3, 200)
    assert simulated_power(12, 0.3, twins, 4).found == pytest.approx(0.86, abs=0.05)


def test_without_an_effect_power_is_the_error_rate() -> None:
    found = simulated_power(12, 0.0, 0.3, 5)
    assert found.found <= 0.06
    assert found.error < 0.01


def test_more_than_fourteen_pairs_are_simulated_too() -> None:
    assert simulated_power(16, 0.3, 0.3, 6, studies=100).found > 0.85


def test_any_simulator_may_be_used() -> None:
    assert power_of(lambda g, shape: np.ones(shape), 6, 1, studies=10).found == 1.0


def test_clustering_becomes_the_spread_between_identical_runs() -> None:
    assert spread_from_rho(0.0024, 0.55, 10_000) == pytest.approx(0.142, abs=0.001)
    assert spread_from_rho(0.010, 0.55, 10_000) == pytest.approx(0.286, abs=0.001)
    assert spread_from_rho(0.0, 0.5, 100) == pytest.approx(np.sqrt(2 * 0.04))


def test_price_and_length() -> None:
    assert cost(12, 3, 3_000, 5.0) == pytest.approx(540.0)
    assert days_to_run([3_000, 3_001], 1_000).tolist() == [3, 4]


def test_a_watch_finds_larger_excesses_sooner_on_either_side() -> None:
    days = [days_to_find(x, 0.55, per_day=1_000, rho_max=0.02) for x in (0.6, 0.65, 0.7, 0.8)]
    assert days == sorted(days, reverse=True)
    assert days[1] == pytest.approx(5, abs=1)
    assert days_to_find(0.35, 0.45, per_day=1_000, rho_max=0.02) == days[1]


def test_a_watch_that_cannot_find_it_says_so() -> None:
    with pytest.raises(TooFew):
        days_to_find(0.5505, 0.55, per_day=100)


def test_what_cannot_be_is_refused() -> None:
    for bad in ((0.0, 0.1), (0.1, 0.0), (np.nan, 0.1)):
        with pytest.raises(BadInput):
            pairs_needed(*bad)
    with pytest.raises(BadInput):
        pairs_needed(0.1, 0.1, power=1.0)
    with pytest.raises(BadInput):
        simulated_power(0, 0.1, 0.1, 1)
    with pytest.raises(BadInput):
        days_to_run(10, 0)
    with pytest.raises(BadInput):
        cost(-1, 1, 1, 1)
    with pytest.raises(BadInput):
        spread_from_rho(0.1, 0.0, 10)
    with pytest.raises(TooFew):
        pairs_by_simulation(0.01, 0.3, 1, most=7, studies=50)
