"""Adjusted p-values against those of SciPy, and small things that are easily lost."""

from __future__ import annotations

import pytest
from scipy.stats import false_discovery_control

from seenby.stats.multiple_testing import bh, by
from seenby.stats.specification_curve import Estimate

P = [0.04, 0.001, 0.5, 0.02, 0.02, 1.0]


def test_adjusted_p_values_are_those_of_scipy() -> None:
    assert bh(P).tolist() == pytest.approx(false_discovery_control(P, method="bh").tolist())
    assert by(P).tolist() == pytest.approx(false_discovery_control(P, method="by").tolist())
    assert bh([0.3]).tolist() == [0.3]


def test_an_estimate_may_be_one_number() -> None:
    assert Estimate(0.5, 0.5, 0.5).value == 0.5
