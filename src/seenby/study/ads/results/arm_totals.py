"""The ads of each arm taken together, as one ad would be: what claim A of a study speaks of.

Impressions and money add up over ads. Accounts reached are counted once for each ad that reached them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seenby.measure import Question, measure
from seenby.model import AdKey, AdResult, Aim, Delivery, Metric
from seenby.read.merge import cell_of


def arm_totals(
    deliveries: Sequence[Delivery],
    arm_of: Mapping[AdKey, str],
    aim: Aim,
    metric: Metric,
    share_of: Sequence[str],
    sources: Sequence[str],
) -> dict[str, AdResult]:
    """Each arm as one result, in the order of the study; an arm without deliveries has none.

    Args:
        deliveries: What counts of all ads.
        arm_of: The arm of each ad that counts.
        aim: Whom all of them were aimed at.
        metric: What shares are taken of.
        share_of: For each source what its percentages are shares of.
        sources: For each source its path.
    """
    found: dict[tuple[object, ...], Delivery] = {}
    for row in deliveries:
        # Percentages of single ads do not add up to one of all.
        if row.ad in arm_of and (row.impressions or row.reach):
            moved = row._replace(ad=AdKey(row.ad.platform, ad=arm_of[row.ad]))
            cell = (moved.ad, moved.source, moved.breakdowns, *cell_of(moved))
            found[cell] = found[cell].plus(moved, same_people=False) if cell in found else moved
    question = Question(metric, {}, aim, share_of, sources)
    results = {ad.key.name: ad for ad in measure(list(found.values()), {}, question)}
    return {arm: results[arm] for arm in dict.fromkeys(arm_of.values()) if arm in results}
