from __future__ import annotations

import numpy as np
import pytest

from seenby.stats.errors import BadInput
from seenby.stats.lab.clustering_otherwise import rho_from_groups
from seenby.stats.lab.null_worlds import LOOSE, TIGHT, clustered_days, feedback_runs


@pytest.mark.parametrize(("prior", "rho"), [(TIGHT, 0.0024), (LOOSE, 0.010)])
def test_the_two_settings_give_the_clustering_they_are_named_for(prior: float, rho: float) -> None:
    runs = feedback_runs(3_000, 1, prior=prior)
    count, total = runs.count.sum(axis=1), runs.total.sum(axis=1)
    found = rho_from_groups(count, total, np.zeros(3_000))
    assert found.rho == pytest.approx(rho, rel=0.12)
    assert total.mean() == pytest.approx(10_080, rel=0.02)


def test_identical_runs_differ_more_between_than_inside() -> None:
    runs = feedback_runs(500, 2, prior=LOOSE)
    between = rho_from_groups(runs.count.sum(axis=1), runs.total.sum(axis=1), np.zeros(500)).rho
    inside = rho_from_groups(runs.count.ravel(), runs.total.ravel(), np.repeat(np.arange(500), 7)).rho
    assert inside < 0.8 * between


def test_the_same_seed_gives_the_same_world_and_another_seed_another() -> None:
    first, again, other = (feedback_runs(5, seed, days=2) for seed in (3, 3, 4))
    assert (first.count == again.count).all()
    assert (first.count != other.count).any()


def test_a_lift_moves_the_share_and_more_so_when_it_is_known_at_once() -> None:
    none, learned, known = (
        feedback_runs(300, 5, lift=lift, known=k) for lift, k in ((0.0, False), (0.4, False), (0.4, True))
    )
    shares = [(r.count.sum() / r.total.sum()) for r in (none, learned, known)]
    assert shares[0] < shares[1] < shares[2]


def test_counts_never_exceed_totals() -> None:
    runs = feedback_runs(50, 6, lift=np.linspace(-1, 1, 50))
    assert runs.count.shape == runs.total.shape == (50, 7)
    assert (runs.count >= 0).all()
    assert (runs.count <= runs.total).all()


def test_clustered_days_have_the_clustering_asked_for() -> None:
    made = clustered_days(400, 30, 7, share=0.3, total=1_000, rho=0.02)
    found = rho_from_groups(made.count.ravel(), made.total.ravel(), np.repeat(np.arange(400), 30))
    assert found.low < 0.02 < found.high
    assert made.count.mean() / 1_000 == pytest.approx(0.3, abs=0.005)


def test_without_clustering_days_are_coin_tosses() -> None:
    made = clustered_days(1, 20_000, 8, share=0.3, total=500, rho=0.0)
    assert made.count.var() == pytest.approx(500 * 0.3 * 0.7, rel=0.05)


def test_what_cannot_be_is_refused() -> None:
    for bad in ({"runs": 0}, {"days": 0}, {"prior": 0.0}, {"per_day": 0.0}, {"lift": np.nan}):
        with pytest.raises(BadInput):
            feedback_runs(**{"runs": 2, "rng": 1, **bad})  # type: ignore[arg-type]
    with pytest.raises(BadInput):
        clustered_days(1, 1, 1, share=0.5, total=10, rho=1.0)
    with pytest.raises(BadInput):
        clustered_days(1, 1, 1, share=1.5, total=10, rho=0.1)
