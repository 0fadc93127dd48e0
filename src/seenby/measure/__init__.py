"""Deliveries in, bounded shares, gaps and costs out."""

from seenby.measure.ads import Question, measure
from seenby.measure.alternatives import variants

__all__ = ["Question", "measure", "variants"]
