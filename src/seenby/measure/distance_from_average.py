"""How far an ad's audience is from that of all ads together: where to look first when no aim is known."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from seenby.model import DIMENSIONS, UNKNOWN, AdResult, Interval
from seenby.stats.bounds import moved_bounds


def with_distance(ads: Sequence[AdResult]) -> tuple[AdResult, ...]:
    """The ads, each with half the sum of the differences between its shares and those of all ads together.

    It is taken over the dimension that most ads have, from counts, and is None for ads without, for ads in another
    metric than most, and where there is only one ad. It ranks; it judges nothing, because nobody asked for the average.
    """
    dimension = _dimension(ads)
    if dimension is None:
        return tuple(ads)
    metric = Counter(ad.metric for ad in ads if ad.counts.get(dimension)).most_common(1)[0][0]
    some = [ad for ad in ads if ad.metric == metric and ad.counts.get(dimension) and ad.share.get(dimension)]
    everybody = _pooled(some, dimension)
    if len(some) < 2 or not everybody:
        return tuple(ads)
    groups = list(everybody)
    nothing = Interval.exact(0.0)
    tables = [[ad.share[dimension].get(group, nothing) for group in groups] for ad in some]
    low, high = moved_bounds(
        [[one.low for one in row] for row in tables],
        [[one.high for one in row] for row in tables],
        [[everybody[group] for group in groups]] * len(some),
        [[everybody[group] for group in groups]] * len(some),
    )
    found = {id(ad): Interval(a, max(a, b)) for ad, a, b in zip(some, low.tolist(), high.tolist(), strict=True)}
    return tuple(replace(ad, apart=found.get(id(ad))) for ad in ads)


def _dimension(ads: Sequence[AdResult]) -> str | None:
    having = Counter(name for ad in ads for name in DIMENSIONS if ad.counts.get(name) and ad.share.get(name))
    return max((name for name in DIMENSIONS if having[name]), key=lambda name: having[name], default=None)


def _pooled(ads: Sequence[AdResult], dimension: str) -> Mapping[str, float]:
    """The shares of all ads together, at the middle of what rounding leaves open; empty where nobody was shown to."""
    sums: dict[str, float] = defaultdict(float)
    for ad in ads:
        for group, figure in ad.counts[dimension].items():
            if group != UNKNOWN:
                sums[group] += figure.middle if figure.high < float("inf") else figure.low
    whole = sum(sums.values())
    return {group: count / whole for group, count in sums.items()} if whole else {}
