"""Statistics on arrays: groups, pairs, days, streams and cells, with error rates that hold.

Pure functions, NumPy and SciPy only. Log e-values are called evidence. What cannot be computed raises: see
`Undefined`. Which function answers which question: docs/reference/statistics.md.
"""

from seenby.stats.bounds import moved_bounds, share_bounds, share_bounds_of_total, share_bounds_with_unknown
from seenby.stats.clustering import Clustering, rho_from_twins
from seenby.stats.confidence_interval import Interval, Intervals
from seenby.stats.days.change_points import Stretches, date_changes, weekly_log_odds
from seenby.stats.days.day_process import (
    DEFAULT_RHO,
    DayRule,
    DayState,
    confidence_sequence,
    day_evidence,
    day_rule,
    prior_weight,
    watch_day,
)
from seenby.stats.days.drift import DriftRule, Drifts, baseline_limit, drift_rule, drift_scan, start_drift
from seenby.stats.decomposition import Kitagawa, Step, Telescope, kitagawa, telescope
from seenby.stats.errors import BadInput, NoSpread, TooFew, Undefined
from seenby.stats.lab.clustering_otherwise import rho_from_groups, rho_from_slices, rho_likelihood
from seenby.stats.lab.counts_from_percentages import PossibleCounts, possible_counts
from seenby.stats.lab.days_one_by_one import drift_day, either_side, start_watch
from seenby.stats.lab.e_lond import e_lond
from seenby.stats.lab.e_process_days import bet_day, bet_evidence, start_bets
from seenby.stats.lab.e_process_pairs import (
    average_evidence,
    bounded_evidence,
    evidence_from_p,
    multiply_evidence,
    p_from_evidence,
    pair_evidence,
)
from seenby.stats.lab.error_rates import Rate, rehearse_days, rehearse_many, rehearse_pairs
from seenby.stats.lab.null_worlds import LOOSE, TIGHT, Runs, clustered_days, feedback_runs
from seenby.stats.lab.planning import days_to_run, pairs_by_simulation
from seenby.stats.lab.rank_among_twins import BeyondTwins, beyond_twins
from seenby.stats.lab.tipping_limit import tipping_limit
from seenby.stats.lab.variations import evidence_factor_of_interval, leave_one_out, log_odds_difference
from seenby.stats.log_odds import log_odds, share_after
from seenby.stats.multiple_testing import adjust_peak, bh, by, e_bh
from seenby.stats.pairs.identical_pairs import AgainstTwins, against_twins, twin_spread
from seenby.stats.pairs.meta_analysis import (
    Across,
    GroupEffects,
    at_least,
    average_of_groups,
    group_effects,
    random_effects,
)
from seenby.stats.pairs.sensitivity import evidence_factor, rosenbaum_gamma
from seenby.stats.pairs.sign_flip import (
    SignFlip,
    sign_flip,
    sign_flip_interval,
    sign_flip_interval_worst,
    sign_flip_many,
    sign_flip_worst,
)
from seenby.stats.power import Power, cost, days_to_find, pairs_needed, power_of, simulated_power, spread_from_rho
from seenby.stats.specification_curve import Estimate, Specification, SpecificationTable, specification_table
from seenby.stats.tipping_point import Tipping, p_of_pair, tipping_drift, tipping_mean, tipping_pair, tipping_watch

__all__ = [
    "DEFAULT_RHO",
    "LOOSE",
    "TIGHT",
    "Across",
    "AgainstTwins",
    "BadInput",
    "BeyondTwins",
    "Clustering",
    "DayRule",
    "DayState",
    "DriftRule",
    "Drifts",
    "Estimate",
    "GroupEffects",
    "Interval",
    "Intervals",
    "Kitagawa",
    "NoSpread",
    "PossibleCounts",
    "Power",
    "Rate",
    "Runs",
    "SignFlip",
    "Specification",
    "SpecificationTable",
    "Step",
    "Stretches",
    "Telescope",
    "Tipping",
    "TooFew",
    "Undefined",
    "adjust_peak",
    "against_twins",
    "at_least",
    "average_evidence",
    "average_of_groups",
    "baseline_limit",
    "bet_day",
    "bet_evidence",
    "beyond_twins",
    "bh",
    "bounded_evidence",
    "by",
    "clustered_days",
    "confidence_sequence",
    "cost",
    "date_changes",
    "day_evidence",
    "day_rule",
    "days_to_find",
    "days_to_run",
    "drift_day",
    "drift_rule",
    "drift_scan",
    "e_bh",
    "e_lond",
    "either_side",
    "evidence_factor",
    "evidence_factor_of_interval",
    "evidence_from_p",
    "feedback_runs",
    "group_effects",
    "kitagawa",
    "leave_one_out",
    "log_odds",
    "log_odds_difference",
    "moved_bounds",
    "multiply_evidence",
    "p_from_evidence",
    "p_of_pair",
    "pair_evidence",
    "pairs_by_simulation",
    "pairs_needed",
    "possible_counts",
    "power_of",
    "prior_weight",
    "random_effects",
    "rehearse_days",
    "rehearse_many",
    "rehearse_pairs",
    "rho_from_groups",
    "rho_from_slices",
    "rho_from_twins",
    "rho_likelihood",
    "rosenbaum_gamma",
    "share_after",
    "share_bounds",
    "share_bounds_of_total",
    "share_bounds_with_unknown",
    "sign_flip",
    "sign_flip_interval",
    "sign_flip_interval_worst",
    "sign_flip_many",
    "sign_flip_worst",
    "simulated_power",
    "specification_table",
    "spread_from_rho",
    "start_bets",
    "start_drift",
    "start_watch",
    "telescope",
    "tipping_drift",
    "tipping_limit",
    "tipping_mean",
    "tipping_pair",
    "tipping_watch",
    "twin_spread",
    "watch_day",
    "weekly_log_odds",
]
