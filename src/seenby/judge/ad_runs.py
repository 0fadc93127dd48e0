"""Ads as runs: who of a group an ad was shown to, and who else."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

from seenby.judge.contrast import Contrast, Run
from seenby.judge.outcome import Outcome
from seenby.judge.phrases import phrase
from seenby.model import UNKNOWN, AdResult, Interval, NotMeasurable
from seenby.model.audience import group_order

Unknown = Literal["left out", "counted in", "counted out"]
"""What becomes of those whose group is not known: left out, counted as members of the group, or as others."""

NOBODY = Interval.exact(0.0)


def run_of(ad: AdResult, dimension: str, group: str, unknown: Unknown = "left out") -> Run | NotMeasurable:
    """An ad as a run in one group, or why it is none: no counts, nobody shown to, nobody known."""
    if dimension not in ad.share:
        return NotMeasurable(
            phrase("why_not", "no_breakdown", ad=ad.key.name, dimension=phrase("dimension", dimension))
        )
    counts = ad.counts.get(dimension)
    if not counts and not ad.share[dimension]:
        return NotMeasurable(phrase("why_not", "all_unknown", ad=ad.key.name, dimension=phrase("dimension", dimension)))
    if not counts:
        return NotMeasurable(phrase("why_not", "no_counts", ad=ad.key.name))
    known = {name: figure for name, figure in counts.items() if name != UNKNOWN}
    inside = known.get(group, NOBODY)
    outside = Interval.total(figure for name, figure in known.items() if name != group) or NOBODY
    if inside.high + outside.high == 0:
        key = "all_unknown" if counts.get(UNKNOWN, NOBODY).high > 0 else "nobody"
        return NotMeasurable(phrase("why_not", key, ad=ad.key.name, dimension=phrase("dimension", dimension)))
    if math.isinf(inside.high + outside.high):
        return NotMeasurable(phrase("why_not", "open_band", ad=ad.key.name))
    rest = counts.get(UNKNOWN, NOBODY)
    if unknown == "counted in":
        inside += rest
    elif unknown == "counted out":
        outside += rest
    if math.isinf(inside.high + outside.high):
        return NotMeasurable(phrase("why_not", "open_band", ad=ad.key.name))
    has_unknown = ad.unknown is not None and ad.unknown.high > 0
    return Run(ad.key, Outcome(inside, outside, ad.metric, has_unknown), ad.key.account or "")


def group_of(ads: Iterable[AdResult], dimension: str, named: str | None) -> str | None:
    """The group that is compared: the one named, else the first in the dimension's order that any ad has."""
    groups = {name for ad in ads for name in ad.share.get(dimension, {}) if name != UNKNOWN}
    if named is not None:
        return named if named in groups else None
    return min(groups, key=lambda name: group_order(dimension, name), default=None)


def contrast_of(one: AdResult, other: AdResult, dimension: str, group: str) -> Contrast | NotMeasurable:
    """Two ads as runs in one group, or why one of them is none."""
    first = run_of(one, dimension, group)
    if isinstance(first, NotMeasurable):
        return first
    second = run_of(other, dimension, group)
    return second if isinstance(second, NotMeasurable) else Contrast(first, second)
