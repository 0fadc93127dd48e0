from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seenby.stats.errors import BadInput
from seenby.stats.lab.tipping_limit import tipping_limit
from seenby.stats.tipping_point import p_of_pair, tipping_mean, tipping_pair

SHARES = st.floats(0, 1)
SIZES = st.integers(1, 10**7)


def test_pictures_hold_and_wording_falls_in_the_published_truck_audit() -> None:
    # women's share against the baseline 323 of 2,109: wording, gendered wording, road picture, lipstick picture
    found = tipping_pair([389 / 2055, 483 / 2193, 1383 / 2628, 1598 / 1823], [2055, 2193, 2628, 1823], 323 / 2109, 2109)
    assert found.rho == pytest.approx([0.00072, 0.00338, 0.0782, 0.2722], abs=1e-4)
    assert found.holds.all()


def test_a_difference_that_coins_explain_never_held() -> None:
    found = tipping_pair(0.50, 100, 0.51, 100)
    assert not found.holds
    assert found.rho == 0.0


def test_at_the_tipping_point_the_statistic_meets_its_critical_value() -> None:
    rho = float(tipping_pair(0.6, 900, 0.5, 700).rho)
    p = (0.6 * 900 + 0.5 * 700) / 1600
    variance = p * (1 - p) * (2 * rho + (1 - rho) * (1 / 900 + 1 / 700))
    assert 0.1 / np.sqrt(variance) == pytest.approx(1.959964, abs=1e-5)


def test_at_the_tipping_point_of_a_limit_the_statistic_meets_its_critical_value() -> None:
    rho = float(tipping_limit(0.65, 800, 0.55).rho)
    variance = 0.55 * 0.45 * (rho + (1 - rho) / 800)
    assert 0.1 / np.sqrt(variance) == pytest.approx(1.644854, abs=1e-5)


@given(SHARES, SIZES, SHARES, SIZES)
def test_groups_and_runs_may_be_swapped_and_no_nan_leaves(a: float, n_a: int, b: float, n_b: int) -> None:
    found = tipping_pair(a, n_a, b, n_b)
    assert 0 <= found.rho <= 1
    assert tipping_pair(b, n_b, a, n_a).rho == pytest.approx(float(found.rho), abs=1e-12)
    assert tipping_pair(1 - a, n_a, 1 - b, n_b).rho == pytest.approx(float(found.rho), abs=1e-6)


@given(SHARES, SIZES, st.floats(0.01, 0.99))
def test_above_and_below_mirror_each_other(share: float, size: int, limit: float) -> None:
    above = tipping_limit(share, size, limit, side="above")
    below = tipping_limit(1 - share, size, 1 - limit, side="below")
    assert below.rho == pytest.approx(float(above.rho), abs=1e-6)
    assert 0 <= above.rho <= 1


def test_a_share_on_the_right_side_of_the_limit_is_no_finding() -> None:
    assert not tipping_limit(0.9, 10**6, 0.5, side="below").holds


@given(st.floats(0.0, 0.2))
def test_a_larger_difference_survives_more(step: float) -> None:
    near, far = tipping_pair([0.7, 0.7 + step], 500, 0.5, 500).rho
    assert far >= near - 1e-12


def test_values_outside_their_range_are_refused() -> None:
    for bad in ({"share_a": 1.2}, {"size_a": 0}, {"share_b": np.nan}, {"level": 1.0}):
        with pytest.raises(BadInput):
            tipping_pair(**{"share_a": 0.5, "size_a": 10, "share_b": 0.4, "size_b": 10, **bad})
    with pytest.raises(BadInput):
        tipping_limit(0.5, 10, 0.0)
    with pytest.raises(BadInput):
        tipping_limit(0.5, 10, 0.4, side="over")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "bad",
    [
        {"effect": np.nan},
        {"effect": np.inf},
        {"pairs": 0},
        {"share": 0.0},
        {"share": 1.0},
        {"share": np.nan},
        {"size": 0.5},
        {"size": np.inf},
        {"level": 1.0},
        {"level": 0.0},
    ],
)
def test_what_cannot_be_the_mean_of_pairs_is_refused(bad: dict[str, float]) -> None:
    with pytest.raises(BadInput):
        tipping_mean(**{"effect": 0.3, "pairs": 8, "share": 0.4, "size": 1_000, **bad})


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize("value", [-0.1, np.nan, np.inf])
def test_what_cannot_be_a_pair_of_runs_has_no_p(place: int, value: float) -> None:
    figures: list[float] = [0.6, 900, 0.5, 700, 0.01]
    figures[place] = value
    with pytest.raises(BadInput):
        p_of_pair(*figures)


@given(SHARES, SIZES, SHARES, SIZES, st.floats(0, 1))
def test_p_of_a_pair_is_a_chance_that_neither_order_nor_labels_change(
    a: float, n_a: int, b: float, n_b: int, rho: float
) -> None:
    p = p_of_pair(a, n_a, b, n_b, rho)
    assert 0 <= p <= 1
    assert p_of_pair(b, n_b, a, n_a, rho) == pytest.approx(float(p), abs=1e-9)


@given(st.floats(-50, 50), st.integers(1, 1000), st.floats(1e-6, 1 - 1e-6), SIZES)
def test_the_tipping_point_of_a_mean_is_a_clustering_and_has_no_direction(
    effect: float, pairs: int, share: float, size: int
) -> None:
    found = tipping_mean(effect, pairs, share, size)
    assert 0 <= found.rho <= 1
    assert tipping_mean(-effect, pairs, share, size).rho == found.rho
