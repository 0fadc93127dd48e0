"""The promises of the judge itself, by simulation with fixed seeds: how often it cries wolf, and that it can speak.

Under the null of `nulls.feedback_runs` identical ads come out far apart by the learner's own luck; a two-proportion
test calls most of them different. Limits leave room for the luck of so many studies.
"""

from __future__ import annotations

import numpy as np
import pytest
from tests.judge.making import ad, genders, study

from seenby.judge import judge_arms, judge_pairs
from seenby.model import Verdict
from seenby.stats.lab.null_worlds import LOOSE, TIGHT, feedback_runs

PAIRS = 12
STUDIES = 400


def drawn(studies: int, seed: int, prior: float, lift: float = 0.0, known: bool = False) -> np.ndarray:
    """Counts of women and men, shape (studies, pairs, arms, 2)."""
    runs = feedback_runs(
        studies * PAIRS * 2, seed, prior=prior, lift=np.tile([0.0, lift], studies * PAIRS), known=known
    )
    women, everyone = runs.count.sum(axis=1), runs.total.sum(axis=1)
    return np.stack([women, everyone - women], axis=-1).reshape(studies, PAIRS, 2, 2).astype(float)


def pairs_of(one: np.ndarray):
    plain, child = ([tuple(map(float, run)) for run in one[:, arm]] for arm in (0, 1))
    return plain, child


def first(ads, design):
    return judge_arms(ads, design)[0]


@pytest.fixture(scope="module", params=[TIGHT, LOOSE], ids=["tight", "loose"])
def null(request: pytest.FixtureRequest) -> np.ndarray:
    return drawn(STUDIES, 20_260_504, request.param)


def test_a_two_proportion_test_cries_wolf_over_the_same_studies(null):
    women, everyone = null[:, 0, :, 0], null[:, 0].sum(axis=-1)
    pooled = women.sum(axis=1) / everyone.sum(axis=1)
    apart = women[:, 0] / everyone[:, 0] - women[:, 1] / everyone[:, 1]
    z = apart / np.sqrt(pooled * (1 - pooled) * (1 / everyone).sum(axis=1))
    assert np.mean(np.abs(z) > 1.96) > 0.5


def test_twelve_pairs_without_an_effect_go_beyond_at_most_seven_times_in_a_hundred(null):
    found = []
    for one in null:
        plain, child = pairs_of(one)
        found.append(first(*study({"plain": plain, "child": child})))
    assert np.mean([one.verdict is Verdict.BEYOND for one in found]) <= 0.07
    covered = np.mean([one.estimate.low <= 0 <= one.estimate.high for one in found])
    assert 0.93 <= covered <= 0.98


def test_a_pair_against_nine_twins_goes_beyond_hardly_more_often_than_it_says(null):
    """Three pairs of each study are judged in turn, each against the nine that are left."""
    beyond = []
    for one in null:
        plain, child = pairs_of(one)
        both = list(zip(plain, child, strict=True))
        alone = [first(*study({"plain": [plain[at]], "child": [child[at]]}, both[3:])) for at in range(3)]
        beyond += [finding.verdict is Verdict.BEYOND for finding in alone]
    assert np.mean(beyond) <= 0.075


@pytest.mark.parametrize(("prior", "lift"), [(TIGHT, 0.6), (LOOSE, 0.6)])
def test_a_clear_effect_is_found_by_twelve_pairs_and_by_three_beside_nine_twins(prior, lift):
    effects = drawn(40, 3, prior, lift, known=True)
    same = drawn(40, 4, prior)
    whole = three = 0
    for one, twin in zip(effects, same, strict=True):
        plain, child = pairs_of(one)
        twins = list(zip(*pairs_of(twin), strict=True))[:9]
        whole += first(*study({"plain": plain, "child": child})).verdict is Verdict.BEYOND
        three += first(*study({"plain": plain[:3], "child": child[:3]}, twins)).verdict is Verdict.BEYOND
    assert whole >= 39
    assert three >= 30


def clustered(rng: np.random.Generator, share: float, rho: float, many: int, size: int = 5_000) -> list[float]:
    return rng.binomial(size, rng.beta(share * (1 / rho - 1), (1 - share) * (1 / rho - 1), many)).astype(float).tolist()


@pytest.mark.parametrize("different", [0, 4])
def test_of_eight_ads_held_against_one_baseline_few_are_called_beyond_by_luck(different):
    """At the clustering of the most clustered published ads, the worst that a single pair is held against."""
    rng = np.random.default_rng(31 + different)
    false, power = [], []
    for _ in range(STUDIES):
        women = [*clustered(rng, 0.5, 0.05, 9 - different), *clustered(rng, 0.97, 0.05, different)]
        found = judge_pairs([genders(f"ad {at}", n, 5_000 - n) for at, n in enumerate(women)], [], "ad 0")
        beyond = [one.verdict is Verdict.BEYOND for one in found]
        false.append(sum(beyond[: 8 - different]) / max(sum(beyond), 1))
        power += beyond[8 - different :]
    assert np.mean(false) <= 0.07
    assert not different or np.mean(power) >= 0.8


def test_the_age_that_differs_most_is_not_held_against_twins_as_if_it_were_the_only_one():
    rng = np.random.default_rng(5)
    bands = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+")
    beyond = []
    for _ in range(STUDIES):
        ads = [
            ad(
                f"{at}",
                dict(zip(bands, map(float, rng.multinomial(5_000, rng.dirichlet([16.5] * 6))), strict=True)),
                "age",
            )
            for at in range(20)
        ]
        twins = [(f"{at}", f"{at + 1}") for at in range(2, 20, 2)]
        beyond.append(judge_pairs(ads, [("0", "1")], twins=twins)[0].verdict is Verdict.BEYOND)
    assert np.mean(beyond) <= 0.07


def test_many_pairs_against_twins_are_judged_together():
    rng = np.random.default_rng(6)
    wrong, found = [], []
    for at in range(200):
        women = clustered(rng, 0.5, 0.01, 30)
        women[0] = 4_600.0 if at % 2 else women[0]
        ads = [genders(f"{place}", n, 5_000 - n) for place, n in enumerate(women)]
        pairs, twins = ([(f"{k}", f"{k + 1}") for k in some] for some in (range(0, 12, 2), range(12, 30, 2)))
        beyond = [one.verdict is Verdict.BEYOND for one in judge_pairs(ads, pairs, twins=twins)]
        if at % 2:
            found.append(beyond[0])
            wrong.append(sum(beyond[1:]) / max(sum(beyond), 1))
        else:
            wrong.append(any(beyond))
    assert np.mean(wrong) <= 0.07
    assert np.mean(found) >= 0.9
