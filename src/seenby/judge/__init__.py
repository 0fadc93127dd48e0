"""Quantities in, findings out: claim, verdict, sentence. Four kinds of claims, which are never mixed.

A counts what was delivered, B compares runs that ran together, C watches days, D speaks of accounts.
"""

from seenby.judge.claims.claim_a_delivered import judge_delivered
from seenby.judge.claims.claim_b_arms import judge_arms
from seenby.judge.claims.claim_b_pairs import find_ad, judge_pairs, together
from seenby.judge.claims.claim_c_beyond_aim import judge_days
from seenby.judge.claims.claim_c_drift import judge_drift
from seenby.judge.phrases import platform_notes
from seenby.judge.threshold import at_or_above

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
