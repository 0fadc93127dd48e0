"""Claim D: whether what the pairs show holds across accounts. The account is the unit, however many pairs it ran."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from seenby.judge.chance import LEVEL, often, once, strength
from seenby.judge.contrast import Contrast, ends, mean_share, middles
from seenby.judge.phrases import not_shown, phrase
from seenby.model import Estimate, Finding, Interval, NotMeasurable, Verdict
from seenby.model.wording.in_every_100 import points_apart
from seenby.stats.errors import Undefined
from seenby.stats.log_odds import share_after
from seenby.stats.pairs.meta_analysis import at_least, average_of_groups, group_effects, random_effects
from seenby.stats.pairs.sign_flip import sign_flip_worst

DIGITS = 9
"""Log-odds that agree to so many places are equal: what is left is the rounding of the machine."""


def across_accounts(contrasts: Sequence[Contrast], arm: str, group: str, finding: Finding) -> tuple[Finding, ...]:
    """The finding of claim D beside one of claim B; not measurable with fewer than two accounts of two pairs each.

    Args:
        contrasts: The pairs.
        arm: What was put in place of the control.
        group: The group that is compared, in words.
        finding: What the pairs show.
    """
    accounts: dict[str, list[Contrast]] = defaultdict(list)
    for contrast in contrasts:
        accounts[contrast.account].append(contrast)
    if len(accounts) < 2:
        return (_cannot(arm, finding, phrase("why_not", "one_account")),)
    if min(map(len, accounts.values())) < 2:
        return (_cannot(arm, finding, phrase("why_not", "few_in_account")),)
    try:
        return (_judged(accounts, arm, group, finding),)
    except Undefined as error:
        return (_cannot(arm, finding, str(error)),)


def _judged(accounts: Mapping[str, Sequence[Contrast]], arm: str, group: str, finding: Finding) -> Finding:
    contrasts = [contrast for some in accounts.values() for contrast in some]
    labels = [account for account, some in accounts.items() for _ in some]
    low, high = ends(contrasts)
    middle, near, far = (_average(some, labels) for some in (middles(contrasts), low, high))
    mean, found = middle[0], Interval(near[1].low, far[1].high)
    p = max(middle[2], near[2], far[2])
    before = mean_share([contrast.second for contrast in contrasts])
    value, least, most = (float(share_after(before, end)) - before for end in (mean, found.low, found.high))
    holding = at_least([sign_flip_worst(*ends(some)).p for some in accounts.values()])
    beyond = found.low > 0 or found.high < 0
    key = "more" if found.low > 0 else "fewer" if found.high < 0 else "too_little"
    sure = int((holding <= 1 - LEVEL).sum())
    points = points_apart(least, most)
    words = {
        "accounts": f"{len(accounts)}",
        "arm": arm,
        "low": points[0],
        "high": points[1],
        "group": group,
        "units": phrase("arms_units", contrasts[0].unit),
    }
    method = phrase(
        "accounts",
        "method",
        accounts=f"{len(accounts)}",
        p=f"{p:.2g}",
        low=f"{found.low:+.3f}",
        high=f"{found.high:+.3f}",
    )
    return replace(
        _base(finding),
        verdict=Verdict.BEYOND if beyond else Verdict.TOO_LITTLE,
        sentence=phrase("accounts", key, **words),
        luck=phrase("accounts", "luck" if beyond else "luck_open", once=once(p), often=often(p), strength=strength(p)),
        otherwise=(
            phrase("accounts", "least" if sure else "least_none", least=f"{sure}", accounts=f"{len(accounts)}"),
        ),
        estimate=Estimate.difference(least, most, finding.unit, value),
        method=method,
    )


def _average(differences: np.ndarray, labels: Sequence[str]) -> tuple[float, Interval, float]:
    """The average over accounts: random effects, or plain means where an account's pairs do not differ at all."""
    effects = group_effects(differences, labels)
    means = np.round(effects.effects, DIGITS)
    if effects.variances.min() > 10.0 ** (-2 * DIGITS):
        found = random_effects(means, effects.variances, level=LEVEL)
    else:
        found = average_of_groups(means, level=LEVEL)
    return found.mean, Interval(found.interval.low, found.interval.high), found.p


def _base(finding: Finding) -> Finding:
    return replace(
        finding,
        claim="D",
        tipping_point=None,
        luck="",
        otherwise=(),
        runs=(),
        steps=(),
        not_shown=not_shown("arms_only", "records"),
    )


def _cannot(arm: str, finding: Finding, why: str) -> Finding:
    sentence = phrase("accounts", "cannot", arm=arm, why=why)
    blank = replace(_base(finding), verdict=Verdict.NOT_MEASURABLE, sentence=sentence, method="")
    return replace(blank, estimate=NotMeasurable(sentence))
