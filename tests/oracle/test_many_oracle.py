"""Many streams against ville, online-fdr, SciPy and statsmodels. Decisions must be identical."""

from __future__ import annotations

import numpy as np
import pytest
import ville.evalues
from online_fdr.e_values import ELond, e_bh
from scipy.stats import false_discovery_control
from statsmodels.stats.multitest import multipletests

from seenby.stats import multiple_testing
from seenby.stats.lab import e_process_pairs
from seenby.stats.lab.e_lond import e_lond


def evidence(seed: int, streams: int = 400) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(-1, 2, streams) + np.where(rng.random(streams) < 0.1, 11.0, 0.0)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("q", [0.01, 0.05, 0.2])
def test_e_bh_decides_as_online_fdr_and_ville(seed: int, q: float) -> None:
    log_e = evidence(seed)
    ours = multiple_testing.e_bh(log_e, q)
    assert ours.any()
    assert ours.tolist() == e_bh(np.exp(log_e).tolist(), q)
    assert ours.tolist() == ville.evalues.ebh(np.exp(log_e), q).tolist()


@pytest.mark.parametrize("seed", range(5))
def test_e_lond_decides_as_online_fdr(seed: int) -> None:
    log_e = evidence(seed) + 2
    theirs = ELond(alpha=0.05)
    decisions = [theirs.test_one(float(e)) for e in np.exp(log_e)]
    assert any(decisions)
    assert e_lond(log_e).tolist() == decisions


@pytest.mark.parametrize(("ours", "theirs"), [(multiple_testing.bh, "fdr_bh"), (multiple_testing.by, "fdr_by")])
def test_adjusted_p_values_equal_statsmodels(ours, theirs: str) -> None:
    p = np.random.default_rng(1).uniform(size=300) ** 3
    assert ours(p) == pytest.approx(multipletests(p, method=theirs)[1], abs=1e-12)


@pytest.mark.parametrize(("ours", "method"), [(multiple_testing.bh, "bh"), (multiple_testing.by, "by")])
@pytest.mark.parametrize("p", [[0.3], [0.04, 0.04, 0.04], [0.0, 1.0, 0.5], [0.01, 0.9, 0.02, 0.02, 1.0]])
def test_adjusted_p_values_equal_scipy_with_ties_and_at_the_ends(ours, method: str, p: list[float]) -> None:
    assert ours(p) == pytest.approx(false_discovery_control(p, method=method), abs=1e-15)


def test_calibrated_p_values_equal_villes_within_a_millionth() -> None:
    p = np.concatenate([np.geomspace(1e-200, 0.99, 300), [0.999, 1.0]])
    assert e_process_pairs.evidence_from_p(p) == pytest.approx(np.log(ville.evalues.p_to_e(p)), abs=1e-6)


def test_means_and_products_equal_ville() -> None:
    e = np.random.default_rng(2).uniform(0.1, 9, (4, 7))
    assert e_process_pairs.average_evidence(np.log(e)) == pytest.approx(np.log(ville.evalues.combine(e)))
    assert e_process_pairs.multiply_evidence(np.log(e)) == pytest.approx(np.log(ville.evalues.combine(e, "product")))
