"""What each function of the room says when it refuses: which argument, what it had to be, how many there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from seenby.stats.bounds import share_bounds, share_bounds_of_total
from seenby.stats.clustering import rho_from_twins
from seenby.stats.days.change_points import date_changes, weekly_log_odds
from seenby.stats.days.day_process import confidence_sequence, day_rule, prior_weight
from seenby.stats.days.drift import baseline_limit, drift_rule
from seenby.stats.decomposition import kitagawa, telescope
from seenby.stats.errors import BadInput, NoSpread, TooFew
from seenby.stats.log_odds import log_odds, share_after
from seenby.stats.multiple_testing import adjust_peak, as_evidence, bh, by
from seenby.stats.pairs.identical_pairs import against_twins, twin_spread
from seenby.stats.pairs.meta_analysis import at_least, average_of_groups, group_effects, random_effects
from seenby.stats.pairs.sensitivity import evidence_factor, rosenbaum_gamma
from seenby.stats.pairs.sign_flip import sign_flip, sign_flip_interval, sign_flip_many, sign_flip_worst
from seenby.stats.power import cost, days_to_find, pairs_needed, simulated_power, spread_from_rho
from seenby.stats.tipping_point import p_of_pair, tipping_drift, tipping_mean, tipping_pair

NAN = float("nan")
MORE: Any = "more"
UP: Any = "up"

REFUSALS: list[tuple[Callable[[], object], type[ValueError], str]] = [
    (lambda: telescope([[1.0, NAN]]), BadInput, "stages: every value must be finite"),
    (lambda: telescope([1.0]), BadInput, "stages: needs 2 axes, has 1"),
    (lambda: telescope([[1.0]]), BadInput, "stages: at least two columns"),
    (lambda: kitagawa(1.5, 1, 0.5, 1), BadInput, "share_a: every value must lie between 0 and 1"),
    (lambda: kitagawa(0.5, 1, -0.5, 1), BadInput, "share_b: every value must lie between 0 and 1"),
    (lambda: kitagawa(0.5, -1, 0.5, 1), BadInput, "weight_a: every value must lie between 0 and 1.79769e+308"),
    (lambda: kitagawa(0.5, 1, 0.5, -1), BadInput, "weight_b: every value must lie between 0 and 1.79769e+308"),
    (lambda: kitagawa(0.5, 0, 0.5, 1), TooFew, "needs at least 1 cells with weight, there are 0"),
    (
        lambda: kitagawa([0.5, 0.5], [1, 1], [0.5, 0.5, 0.5], [1, 1, 1]),
        BadInput,
        "shares and weights do not fit together",
    ),
    (lambda: tipping_pair(2, 10, 0.5, 10), BadInput, "share_a: every value must lie between 0 and 1"),
    (lambda: tipping_pair(0.5, 0, 0.5, 10), BadInput, "size_a: every value must lie between 1 and 1.79769e+308"),
    (lambda: tipping_pair(0.5, 10, 2, 10), BadInput, "share_b: every value must lie between 0 and 1"),
    (lambda: tipping_pair(0.5, 10, 0.5, 0), BadInput, "size_b: every value must lie between 1 and 1.79769e+308"),
    (lambda: p_of_pair(2, 10, 0.5, 10, 0.1), BadInput, "share_a: every value must lie between 0 and 1"),
    (lambda: p_of_pair(0.5, 10, 2, 10, 0.1), BadInput, "share_b: every value must lie between 0 and 1"),
    (lambda: p_of_pair(0.5, 0, 0.5, 10, 0.1), BadInput, "size_a: every value must lie between 1 and 1.79769e+308"),
    (lambda: p_of_pair(0.5, 10, 0.5, 0, 0.1), BadInput, "size_b: every value must lie between 1 and 1.79769e+308"),
    (lambda: p_of_pair(0.5, 10, 0.5, 10, 2), BadInput, "rho: every value must lie between 0 and 1"),
    (lambda: tipping_mean(float("inf"), 3, 0.5, 10), BadInput, "effect: every value must be finite"),
    (lambda: tipping_mean(1, 0, 0.5, 10), BadInput, "pairs: every value must lie between 1 and 1.79769e+308"),
    (lambda: tipping_mean(1, 3, 1.0, 10), BadInput, "share: every value must lie strictly between 0 and 1"),
    (lambda: tipping_mean(1, 3, 0.5, 0), BadInput, "size: every value must lie between 1 and 1.79769e+308"),
    (
        lambda: tipping_drift([1.0], [1.0, 2.0], 0.5, per_day=10),
        BadInput,
        "count and total: the same shape, (streams, days) or (days,), with a stream and a day",
    ),
    (
        lambda: tipping_drift([1.0, 2.0], [4.0, 4.0], 0.5, per_day=10, rho_max=1.0),
        BadInput,
        "rho_max: every value must lie between 0.001 and 1",
    ),
    (lambda: twin_spread([]), TooFew, "needs at least 1 identical pairs, there are 0"),
    (lambda: twin_spread([0.0, 0.0]), NoSpread, "identical pairs that do not differ at all are no yardstick"),
    (lambda: against_twins([], [0.1, 0.2]), TooFew, "needs at least 1 pairs, there are 0"),
    (lambda: against_twins([0.1], []), TooFew, "needs at least 1 identical pairs, there are 0"),
    (lambda: against_twins([[0.1]], [0.1]), BadInput, "differences: needs 1 axes, has 2"),
    (lambda: against_twins([0.1], [0.0, 0.0]), NoSpread, "identical pairs that do not differ at all are no yardstick"),
    (lambda: sign_flip([]), TooFew, "needs at least 1 pairs, there are 0"),
    (lambda: sign_flip([[1.0]]), BadInput, "differences: needs 1 axes, has 2"),
    (
        lambda: sign_flip([1.0], alternative=MORE),
        BadInput,
        'alternative: "two-sided", "greater" or "less", not \'more\'',
    ),
    (lambda: sign_flip([1.0] * 15, draws=0), BadInput, "draws: needs at least 1, is 0"),
    (lambda: sign_flip_many([[]]), TooFew, "needs at least 1 pairs, there are 0"),
    (lambda: sign_flip_many([1.0]), BadInput, "differences: needs 2 axes, has 1"),
    (lambda: sign_flip_worst([2.0], [1.0]), BadInput, "low and high: equal lengths, and low <= high in every pair"),
    (
        lambda: sign_flip_worst([1.0], [1.0], alternative=MORE),
        BadInput,
        'alternative: "two-sided", "greater" or "less", not \'more\'',
    ),
    (lambda: sign_flip_interval([1.0] * 5), TooFew, "needs at least 6 pairs, there are 5"),
    (lambda: sign_flip_interval([1.0] * 15, draws=20), TooFew, "needs at least 39 draws, there are 20"),
    (lambda: sign_flip_interval([1.0] * 6, level=1.0), BadInput, "level: must lie strictly between 0 and 1, is 1.0"),
    (lambda: group_effects([1.0], ["a", "b"]), BadInput, "group: one label per pair"),
    (
        lambda: group_effects([1.0, 2.0, 3.0], ["a", "a", "b"]),
        TooFew,
        "needs at least 2 pairs in every group, there are 1",
    ),
    (lambda: group_effects([], []), TooFew, "needs at least 2 pairs in every group, there are 0"),
    (
        lambda: random_effects([1.0, 2.0], [1.0, 0.0]),
        BadInput,
        "effects and variances: equal lengths, and every variance positive",
    ),
    (
        lambda: random_effects([1.0, 2.0], [1.0]),
        BadInput,
        "effects and variances: equal lengths, and every variance positive",
    ),
    (lambda: random_effects([1.0], [1.0]), TooFew, "needs at least 2 groups, there are 1"),
    (lambda: random_effects([NAN], [1.0]), BadInput, "effects: every value must be finite"),
    (lambda: random_effects([1.0], [NAN]), BadInput, "variances: every value must be finite"),
    (lambda: average_of_groups([1.0]), TooFew, "needs at least 2 groups, there are 1"),
    (
        lambda: average_of_groups([1.0, 1.0]),
        NoSpread,
        "all groups have exactly the same effect: the spread between groups cannot be measured",
    ),
    (lambda: average_of_groups([[1.0]]), BadInput, "effects: needs 1 axes, has 2"),
    (lambda: at_least([]), TooFew, "needs at least 1 groups, there are 0"),
    (lambda: at_least([[0.5]]), BadInput, "p: one axis"),
    (lambda: at_least([1.5]), BadInput, "p: every value must lie between 0 and 1"),
    (lambda: evidence_factor(0.0), BadInput, "ratio: must be positive"),
    (lambda: evidence_factor(NAN), BadInput, "ratio: every value must be finite"),
    (lambda: rosenbaum_gamma(3, 2), BadInput, "agreeing and pairs: whole numbers, agreeing at most pairs"),
    (lambda: rosenbaum_gamma(0, 5), TooFew, "needs at least 1 pairs that agree, there are 0"),
    (lambda: rosenbaum_gamma(-1, 5), BadInput, "agreeing: every value must lie between 0 and 1e+15"),
    (lambda: rosenbaum_gamma(1, -5), BadInput, "pairs: every value must lie between 0 and 1e+15"),
    (lambda: weekly_log_odds([1.0], [2.0], days=0), BadInput, "days: at least 1, and counts along the last axis"),
    (lambda: weekly_log_odds([1.0], [2.0]), TooFew, "needs at least 7 days, there are 1"),
    (lambda: date_changes([[1.0]]), BadInput, "values: needs 1 axes, has 2"),
    (lambda: date_changes([1.0, 2.0]), TooFew, "needs at least 4 values, there are 2"),
    (lambda: date_changes([1.0, 2.0, 3.0, 4.0], shortest=0), BadInput, "shortest: at least 1; penalty: not negative"),
    (lambda: date_changes([1.0, 2.0, 3.0, 4.0], noise=0.0), BadInput, "noise: must be positive, is 0.0"),
    (lambda: spread_from_rho(2, 0.5, 10), BadInput, "rho: every value must lie between 0 and 1"),
    (lambda: spread_from_rho(0.1, 1.0, 10), BadInput, "share: every value must lie strictly between 0 and 1"),
    (lambda: spread_from_rho(0.1, 0.5, 0), BadInput, "size: every value must lie between 1 and 1.79769e+308"),
    (lambda: pairs_needed(-1.0, 1.0), BadInput, "spread: every value must lie between 0 and 1.79769e+308"),
    (lambda: pairs_needed(1.0, NAN), BadInput, "effect: every value must be finite"),
    (lambda: pairs_needed(1.0, 0.0), BadInput, "spread must be positive, and effect not zero"),
    (lambda: cost(-1, 2, 10, 5.0), BadInput, "cost: every value must lie between 0 and 1.79769e+308"),
    (lambda: days_to_find(1.5, 0.5, per_day=10), BadInput, "share: every value must lie between 0 and 1"),
    (lambda: days_to_find(0.9, 0.5, per_day=0), BadInput, "per_day: every value must lie between 1 and 1.79769e+308"),
    (lambda: days_to_find(0.5, 0.5, per_day=10, longest=3), TooFew, "needs at least 4 days, there are 3"),
    (lambda: simulated_power(0, 1.0, 1.0, 1), BadInput, "pairs and studies: at least 1"),
    (lambda: simulated_power(2, 1.0, -1.0, 1), BadInput, "spread: every value must lie between 0 and 1.79769e+308"),
    (lambda: adjust_peak(-1.0), BadInput, "log_peak: every value must lie between 0 and 1.79769e+308"),
    (lambda: bh([]), TooFew, "needs at least 1 p-values, there are 0"),
    (lambda: bh([[0.1]]), BadInput, "p: one axis"),
    (lambda: by([1.5]), BadInput, "p: every value must lie between 0 and 1"),
    (lambda: as_evidence([NAN]), BadInput, "log_e: one axis, without NaN or plus infinity"),
    (lambda: rho_from_twins([1], [2, 3], [1], [2]), BadInput, "twins: one value per pair in all four arrays"),
    (
        lambda: rho_from_twins([1], [2], [1], [2]),
        NoSpread,
        "the runs differ less than coin tosses would: the counts are not what they seem",
    ),
    (lambda: log_odds(0, 0), TooFew, "needs at least 1 people in every total, there are 0"),
    (lambda: log_odds(3, 2), BadInput, "counts must satisfy 0 <= count <= total"),
    (lambda: log_odds(NAN, 2), BadInput, "count: every value must be finite"),
    (lambda: share_after(1.0, 1.0), BadInput, "share: every value must lie strictly between 0 and 1"),
    (lambda: share_after(0.5, NAN), BadInput, "effect: every value must be finite"),
    (lambda: baseline_limit(1, 2, factor=1.0), BadInput, "factor: must be greater than 1, is 1.0"),
    (lambda: baseline_limit(0, 2), TooFew, "needs at least 1 people of each kind in every baseline, there are 0"),
    (lambda: baseline_limit(1, 2, side=UP), BadInput, 'side: "above" or "below", not \'up\''),
    (lambda: drift_rule(0.5, per_day=100, rho_max=1.0), BadInput, "rho_max: every value must lie between 0.001 and 1"),
    (lambda: drift_rule(0.5, per_day=100, mean_days=1.0), BadInput, "mean_days: must be more than 1, is 1.0"),
    (lambda: drift_rule(0.5, per_day=0), BadInput, "per_day: every value must lie between 30 and 1e+12"),
    (
        lambda: drift_rule([0.5, 0.5], per_day=[100, 100, 100]),
        BadInput,
        "limit, per_day and rho_max: one number, or one for each stream",
    ),
    (lambda: drift_rule(1.0, per_day=100), BadInput, "limit: every value must lie strictly between 0 and 1"),
    (lambda: drift_rule(0.5, per_day=100, side=UP), BadInput, 'side: "above" or "below", not \'up\''),
    (lambda: prior_weight(0.0), BadInput, "per_day: every value must lie between 2.22507e-308 and 1.79769e+308"),
    (lambda: prior_weight(10, days=0), BadInput, "days: must be positive, is 0"),
    (lambda: prior_weight(10, rho_max=2), BadInput, "rho_max: every value must lie between 0 and 1"),
    (lambda: day_rule(0.5, per_day=10, side=UP), BadInput, 'side: "above" or "below", not \'up\''),
    (
        lambda: confidence_sequence([1.0], [1.0, 2.0], prior=0.5),
        BadInput,
        "count and total: the same shape, (streams, days) or (days,)",
    ),
    (lambda: share_bounds([1.0], [1.0, 2.0]), ValueError, "lower and upper ends need the same shape"),
    (
        lambda: share_bounds([2.0], [1.0]),
        ValueError,
        "each lower end must be finite, at least 0 and at most its upper end",
    ),
    (lambda: share_bounds_of_total([1.0], [1.0], 0.0, 0.0, 0.0), ValueError, "the total must be positive and finite"),
]


@pytest.mark.parametrize(("call", "kind", "text"), REFUSALS)
def test_a_refusal_names_the_argument_and_what_it_had_to_be(
    call: Callable[[], object], kind: type[ValueError], text: str
) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        call()
    assert (type(caught.value), str(caught.value)) == (kind, text)
