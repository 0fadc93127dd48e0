"""Quantities in, findings out: claim, verdict, sentence. Claim A counts; it never tests."""

from seenby.judge.delivered import judge_delivered
from seenby.judge.line import TEN_POINTS, at_or_above
from seenby.judge.phrases import platform_notes

__all__ = ["TEN_POINTS", "at_or_above", "judge_delivered", "platform_notes"]
