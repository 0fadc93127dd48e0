"""Sign-flip against SciPy's permutation test and against enumeration by hand. Tolerance: exact to 1e-12."""

from __future__ import annotations

from itertools import combinations, product
from typing import Literal

import numpy as np
import pytest
from scipy import stats

from seenby.stats.pairs.sign_flip import sign_flip, sign_flip_interval, sign_flip_many


@pytest.mark.parametrize("pairs", [3, 6, 9, 12])
@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_p_equals_scipy_permutation_test(pairs: int, alternative: Literal["two-sided", "greater", "less"]) -> None:
    d = np.random.default_rng(pairs).normal(0.3, 0.5, pairs)
    theirs = stats.permutation_test(
        (d,), np.mean, permutation_type="samples", n_resamples=np.inf, alternative=alternative
    )
    assert sign_flip(d, alternative=alternative).p == pytest.approx(theirs.pvalue, abs=1e-12)
    assert sign_flip_many(d[None], alternative=alternative)[0] == pytest.approx(theirs.pvalue, abs=1e-12)


def test_p_equals_counting_by_hand() -> None:
    d = [3.0, -1.0, 2.0, 2.0]
    flips = [abs(sum(s * x for s, x in zip(signs, d, strict=True))) for signs in product((-1, 1), repeat=4)]
    beyond = sum(total >= 6 for total in flips)
    assert sign_flip(d).p == beyond / 16


def test_interval_equals_sorting_all_subset_means_by_hand() -> None:
    d = np.random.default_rng(5).normal(0.1, 0.4, 8)
    means = sorted(np.mean(c) for size in range(1, 9) for c in combinations(d, size))
    found = sign_flip_interval(d)
    k = 6  # floor(0.025 * 256)
    assert (found.low, found.high) == pytest.approx((means[k - 1], means[-k]), abs=1e-12)


def test_the_sampled_p_agrees_with_the_full_enumeration_of_16_pairs() -> None:
    d = np.random.default_rng(8).normal(0.25, 0.5, 16)
    signs = ((np.arange(2**16)[:, None] >> np.arange(16)) & 1) * 2 - 1
    full = np.mean(np.abs(signs @ d) >= abs(d.sum()) - 1e-12)
    assert sign_flip(d).p == pytest.approx(full, abs=4 * np.sqrt(full * (1 - full) / 9_999))
