"""Simulated people: who they are, when they visit, whom an ad may be shown to."""
