"""Quantities in, findings out: claim, verdict, sentence. Four kinds of claims, which are never mixed.

A counts what was delivered, B compares runs that ran together, C watches days, D speaks of accounts.
"""

from seenby.judge.arms import judge_arms
from seenby.judge.days import judge_days
from seenby.judge.delivered import judge_delivered
from seenby.judge.drift import judge_drift
from seenby.judge.line import at_or_above
from seenby.judge.pairs import find_ad, judge_pairs, together
from seenby.judge.phrases import platform_notes

__all__ = [
    "at_or_above",
    "find_ad",
    "judge_arms",
    "judge_days",
    "judge_delivered",
    "judge_drift",
    "judge_pairs",
    "platform_notes",
    "together",
]
