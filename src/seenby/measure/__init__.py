"""Deliveries in, bounded shares, gaps and costs out."""

from seenby.measure.ads import Question, measure

__all__ = ["Question", "measure"]
