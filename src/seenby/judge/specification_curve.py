"""Every other defensible way to count the same pairs, and the weakest of them named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor

from seenby.judge.ad_runs import Unknown, run_of
from seenby.judge.contrast import Contrast, Run, ends, mean_share, middles
from seenby.judge.phrases import phrase
from seenby.model import AdResult, Metric, Subject
from seenby.stats.errors import Undefined
from seenby.stats.log_odds import share_after
from seenby.stats.pairs.sign_flip import sign_flip_interval_worst
from seenby.stats.specification_curve import Estimate, Specification, specification_table

Variants = Mapping[tuple[Metric, bool], Mapping[Subject, AdResult]]
"""The same ads measured in other ways: by metric, and without their first day."""

NOTHING = "nothing"
UNKNOWN_WAYS: tuple[Unknown, ...] = ("left out", "counted in", "counted out")
WIDEST = 0.1
"""A share known no better than this is no other way to count, only a worse one."""

DRAWS = 1_999
"""Random subsets for each row above 14 pairs: the table has hundreds of rows, and its weakest end needs no more."""


def other_ways_to_count(
    contrasts: Sequence[Contrast],
    as_measured: Mapping[Subject, AdResult],
    dimension: str,
    group: str,
    variants: Variants,
) -> str:
    """The sentence on the specification table; nothing where there is no other way, or no row can be computed.

    Args:
        contrasts: The pairs.
        as_measured: The ads behind them.
        dimension: What is compared.
        group: The group of that dimension.
        variants: The same ads measured in other ways.
    """
    main = as_measured[contrasts[0].first.subject].metric
    measured = {**variants, (main, False): as_measured}
    metrics = sorted({metric for metric, without in measured if not without}, key=lambda metric: metric != main)
    metrics = [
        metric for metric in metrics if metric == main or _adds_up(measured[metric, False], contrasts, dimension)
    ]
    days = sorted({without for _, without in measured})
    accounts = sorted({one.account for one in contrasts})
    leavable = [NOTHING, *(f"account {name}" for name in accounts if len(accounts) > 1), *(c.name for c in contrasts)]
    unknown = UNKNOWN_WAYS if _any_unknown(contrasts) else UNKNOWN_WAYS[:1]

    def evaluate(metric: Metric, unknown: Unknown, first_day_out: bool, left_out: str) -> Estimate:
        ads = measured.get((metric, first_day_out), {})
        kept = [one for one in contrasts if left_out not in (one.name, f"account {one.account}")]
        again = [_again(one, ads, dimension, group, unknown) for one in kept]
        low, high = ends(again)
        found = sign_flip_interval_worst(low, high, draws=DRAWS)
        mean = float(middles(again).mean())
        return Estimate(mean, min(found.low, mean), max(found.high, mean))

    choices = {"metric": metrics, "unknown": unknown, "first_day_out": days, "left_out": leavable}
    try:
        table = specification_table(evaluate, choices)
    except Undefined:
        return ""
    rows = [row for row in table.rows if row.estimate is not None]
    if len(rows) < 2 or table.weakest.estimate is None:
        return ""
    before = mean_share([one.second for one in contrasts])
    low, high = (
        float(share_after(before, end)) - before for end in (table.weakest.estimate.low, table.weakest.estimate.high)
    )
    words = {"low": f"{floor(low * 100 + 1e-9):+d}", "high": f"{ceil(high * 100 - 1e-9):+d}"}
    words |= {"ways": _ways(rows), "weakest": _named(table.weakest)}
    return phrase("otherwise", "otherwise_counted", rows=f"{len(rows)}", agreeing=f"{table.agreeing}", **words)


def _ways(rows: Sequence[Specification]) -> str:
    """The kinds of choices in which the rows differ, in words."""
    differing = [kind for kind in rows[0].choice if len({row.choice[kind] for row in rows}) > 1]
    return ", ".join(phrase("otherwise", f"ways_{kind}") for kind in differing)


def _again(one: Contrast, ads: Mapping[Subject, AdResult], dimension: str, group: str, unknown: Unknown) -> Contrast:
    """The pair counted another way.

    Raises:
        Undefined: When one of its ads cannot be counted so.
    """
    runs = []
    for run in (one.first, one.second):
        ad = ads.get(run.subject)
        found = run_of(ad, dimension, group, unknown) if ad else None
        if not isinstance(found, Run):
            raise Undefined(found.reason if found else "the ad is not there")
        runs.append(found)
    return Contrast(*runs)


def _adds_up(ads: Mapping[Subject, AdResult], contrasts: Sequence[Contrast], dimension: str) -> bool:
    """Whether a metric is another way to count: reach by day, say, is not, because nobody can add it up."""
    keys = {run.subject for one in contrasts for run in (one.first, one.second)}
    shares = [ads[key].share.get(dimension, {}) for key in keys if key in ads]
    return len(shares) == len(keys) and all(share.width <= WIDEST for one in shares for share in one.values())


def _any_unknown(contrasts: Sequence[Contrast]) -> bool:
    return any(run.outcome.has_unknown for one in contrasts for run in (one.first, one.second))


def _named(row: Specification) -> str:
    """The choices that differ from nothing special, in words."""
    words = [f"{row.choice['metric']}"]
    if row.choice["unknown"] != "left out":
        words.append(f"the unknown {row.choice['unknown']}")
    if row.choice["first_day_out"]:
        words.append("without the first day")
    if row.choice["left_out"] != NOTHING:
        words.append(f"without {row.choice['left_out']}")
    return ", ".join(words)
