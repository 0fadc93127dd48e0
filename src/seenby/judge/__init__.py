"""Quantities in, findings out: claim, verdict, sentence. Claim A counts; claim B compares; they are never mixed."""

from seenby.judge.delivered import judge_delivered
from seenby.judge.line import at_or_above
from seenby.judge.pairs import judge_pairs, together
from seenby.judge.phrases import platform_notes

__all__ = ["at_or_above", "judge_delivered", "judge_pairs", "platform_notes", "together"]
