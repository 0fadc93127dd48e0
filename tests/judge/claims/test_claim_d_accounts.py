"""Claim D: accounts are the unit, however many pairs each of them ran."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects
from tests.judge.making import check, study

from seenby.judge import judge_arms
from seenby.model import NotMeasurable, Verdict


def across(shifts, pairs: int, noise: float = 0.05, seed: int = 1, women: float = 500.0):
    """The finding of claim D for accounts with these true shifts in log-odds, and the differences by account."""
    rng = np.random.default_rng(seed)
    accounts = [f"shop {at}" for at in range(len(shifts)) for _ in range(pairs)]
    d = np.repeat(shifts, pairs) + rng.normal(0, noise, len(accounts))
    plain = [(women, 500.0)] * len(accounts)
    child = [((500.5) * math.exp(x) - 0.5, 500.0) for x in d]
    findings = check(judge_arms(*study({"plain": plain, "child": child}, accounts=accounts)))
    (finding,) = [one for one in findings if one.claim == "D"]
    return finding, d.reshape(len(shifts), pairs)


def test_the_average_over_accounts_is_that_of_random_effects():
    finding, d = across([0.3, 0.5, 0.4, 0.6], 6)
    theirs = combine_effects(d.mean(axis=1), d.var(axis=1, ddof=1) / 6, method_re="iterated", use_t=True)
    low, high = theirs.conf_int()[3]  # random effects with the Hartung-Knapp scale, unless that would narrow it
    said = [float(part) for part in finding.method.split(", at their worst")[0].split(", ")[-1].split(" to ")]
    mean = theirs.mean_effect_re
    reach = max((high - low) / 2, stats.t.ppf(0.975, 3) * theirs.sd_eff_w_re)
    assert said == pytest.approx([mean - reach, mean + reach], abs=0.002)
    assert finding.verdict is Verdict.BEYOND
    assert "on average over 4 accounts" in finding.sentence
    assert finding.estimate.low == pytest.approx(1 / (1 + math.exp(-(mean - reach))) - 0.5, abs=0.001)


def test_accounts_that_disagree_say_nothing_of_others_however_many_pairs_they_ran():
    finding, _ = across([0.9, -0.7, 0.8, 0.1], 12)
    assert finding.verdict is Verdict.TOO_LITTLE
    assert finding.sentence.startswith("Nothing can be said of other accounts")
    assert finding.estimate.low < 0 < finding.estimate.high


def test_how_many_accounts_show_it_by_themselves_is_counted_by_benjamini_and_heller():
    finding, d = across([0.9, 0.8, 0.0], 8, seed=3)
    p = sorted(
        np.mean(np.abs(np.array(np.meshgrid(*[[1, -1]] * 8)).reshape(8, -1).T @ some) >= abs(some.sum()) - 1e-12)
        for some in d
    )
    least = sum((3 - at) * value <= 0.05 for at, value in enumerate(p))
    assert least == 2
    assert any(f"at least {least} of the 3 accounts" in line for line in finding.otherwise)


def test_accounts_with_too_few_pairs_to_show_it_alone_say_so():
    finding, _ = across([0.5, 0.5, 0.5], 2, noise=0.01)
    assert "No single account ran pairs enough to show it alone." in finding.otherwise


@pytest.mark.parametrize(
    ("accounts", "why"),
    [
        (None, "in one account, or the export does not name accounts"),
        (["a"] * 6, "in one account, or the export does not name accounts"),
        (["a"] * 5 + ["b"], "at least two pairs in each of at least two accounts"),
    ],
)
def test_one_account_and_accounts_with_one_pair_are_not_measurable(accounts, why):
    arms = {"plain": [(400.0, 600.0 + at) for at in range(6)], "child": [(500.0 + at, 500.0) for at in range(6)]}
    finding = check(judge_arms(*study(arms, accounts=accounts)))[-1]
    assert finding.claim == "D"
    assert finding.verdict is Verdict.NOT_MEASURABLE
    assert isinstance(finding.estimate, NotMeasurable)
    assert why in finding.sentence


def test_pairs_that_do_not_differ_inside_accounts_fall_back_to_plain_means():
    plain = [(400.0, 600.0)] * 6
    child = [(500.0, 500.0)] * 2 + [(520.0, 480.0)] * 2 + [(540.0, 460.0)] * 2
    finding = check(judge_arms(*study({"plain": plain, "child": child}, accounts=list("aabbcc"))))[-1]
    effects = [math.log((w + 0.5) / (m + 0.5)) - math.log(400.5 / 600.5) for w, m in child[::2]]
    reach = stats.t.ppf(0.975, 2) * stats.sem(effects)
    assert f"{np.mean(effects) - reach:+.3f} to {np.mean(effects) + reach:+.3f}" in finding.method


def test_accounts_that_agree_to_the_last_digit_are_no_measure_of_accounts():
    arms = {"plain": [(400.0, 600.0)] * 6, "child": [(500.0, 500.0)] * 6}
    finding = check(judge_arms(*study(arms, accounts=list("aaabbb"))))[-1]
    assert finding.verdict is Verdict.NOT_MEASURABLE
    assert "exactly the same effect" in finding.sentence


def test_the_claim_over_accounts_holds_no_more_often_than_it_says_where_accounts_differ():
    """No average effect, but real differences between accounts: pairs alone would reject far too often."""
    rng = np.random.default_rng(8)
    beyond = [across(rng.normal(0, 0.3, 6), 3, 0.1, at)[0].verdict is Verdict.BEYOND for at in range(200)]
    assert np.mean(beyond) <= 0.09, np.mean(beyond)
