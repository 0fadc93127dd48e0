from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seenby.stats.decomposition import kitagawa, telescope
from seenby.stats.errors import BadInput, TooFew
from seenby.stats.pairs.sign_flip import sign_flip_interval

CELLS = st.integers(1, 8).flatmap(
    lambda n: st.tuples(*[st.lists(st.floats(0, 1), min_size=n, max_size=n) for _ in range(2)]).flatmap(
        lambda shares: st.tuples(
            st.just(shares[0]),
            st.lists(st.floats(0.01, 100), min_size=n, max_size=n),
            st.just(shares[1]),
            st.lists(st.floats(0.01, 100), min_size=n, max_size=n),
        )
    )
)


def stages(sets: int, seed: int, steps: tuple[float, ...] = (0.30, 0.06, 0.29)) -> np.ndarray:
    rng = np.random.default_rng(seed)
    levels = np.concatenate([[0.0], np.cumsum(steps)])
    noise = rng.normal(0, 0.1, (sets, len(levels)))
    noise[:, 0] = 0.0  # the aim is the same for all sets
    return levels + noise


@pytest.mark.parametrize("sets", [6, 12, 16, 20])
def test_the_steps_add_up_to_the_total_exactly(sets: int) -> None:
    found = telescope(stages(sets, 1))
    assert found.total.mean == sum(step.mean for step in found.steps)
    values = stages(sets, 1)
    assert found.total.mean == pytest.approx((values[:, -1] - values[:, 0]).mean(), abs=1e-12)


def test_each_step_has_the_sign_flip_interval_of_its_own_differences() -> None:
    values = stages(10, 2)
    found = telescope(values)
    assert found.steps[1].interval == sign_flip_interval(values[:, 2] - values[:, 1])
    assert found.total.interval == sign_flip_interval(values[:, 3] - values[:, 0])


def test_each_interval_covers_its_true_step() -> None:
    covered = np.zeros(3)
    for seed in range(300):
        found = telescope(stages(12, seed + 10))
        covered += [
            s.interval.low <= truth <= s.interval.high for s, truth in zip(found.steps, (0.30, 0.06, 0.29), strict=True)
        ]
    assert (covered / 300 > 0.92).all()
    assert (covered / 300 < 0.985).all()


def test_swapping_the_groups_mirrors_every_step() -> None:
    here, there = telescope(stages(9, 3)), telescope(-stages(9, 3))
    assert [s.mean for s in there.steps] == pytest.approx([-s.mean for s in here.steps])
    assert there.total.interval.low == pytest.approx(-here.total.interval.high)


def test_a_telescope_needs_stages_and_sets() -> None:
    with pytest.raises(BadInput):
        telescope(np.zeros((8, 1)))
    with pytest.raises(TooFew):
        telescope(stages(5, 1))
    with pytest.raises(BadInput):
        telescope([[np.nan, 1.0]] * 8)


@given(CELLS)
def test_mix_and_rates_add_up_to_the_difference(cells: tuple) -> None:
    share_a, weight_a, share_b, weight_b = (np.array(c) for c in cells)
    found = kitagawa(*cells)
    whole = share_b @ (weight_b / weight_b.sum()) - share_a @ (weight_a / weight_a.sum())
    assert found.total == pytest.approx(whole, abs=1e-9)
    assert found.composition.sum() + found.rates.sum() == pytest.approx(whole, abs=1e-9)


@given(CELLS)
def test_going_back_turns_every_part_round(cells: tuple) -> None:
    a, w_a, b, w_b = cells
    there, back = kitagawa(a, w_a, b, w_b), kitagawa(b, w_b, a, w_a)
    assert back.composition == pytest.approx(-there.composition, abs=1e-12)
    assert back.rates == pytest.approx(-there.rates, abs=1e-12)


def test_the_same_mix_leaves_only_rates_and_the_same_rates_only_mix() -> None:
    assert kitagawa([0.2, 0.8], [3, 1], [0.4, 0.9], [3, 1]).composition == pytest.approx([0, 0])
    only_mix = kitagawa([0.2, 0.8], [3, 1], [0.2, 0.8], [1, 3])
    assert only_mix.rates == pytest.approx([0, 0])
    assert only_mix.total == pytest.approx(0.3)


def test_cells_that_cannot_be_are_refused() -> None:
    with pytest.raises(TooFew):
        kitagawa([0.2], [0], [0.3], [1])
    with pytest.raises(BadInput):
        kitagawa([1.2], [1], [0.3], [1])
    with pytest.raises(BadInput):
        kitagawa([0.2], [-1], [0.3], [1])
    with pytest.raises(BadInput):
        kitagawa([0.2, 0.3], [1, 1], [0.3, 0.1, 0.2], [1, 1, 1])
