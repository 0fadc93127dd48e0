"""The line under the title: how many ads, where, when, how much. Totals only of what may be added up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from seenby.model import AdResult, Audit, Interval, Period
from seenby.report import formatting
from seenby.report.sentences import say_audit


def summary(audit: Audit) -> list[str]:
    """Parts of the line, each complete in itself."""
    ads = audit.ads
    platforms = formatting.listed(sorted({formatting.platform(ad.key.platform) for ad in ads}))
    many = formatting.number(len(ads), "ad")
    parts = [say_audit("summary", "ads", ads=many, platforms=platforms) if platforms else many]
    if ads:
        parts.append(formatting.period(whole_period(ad.period for ad in ads)))
    impressions = Interval.total(ad.impressions for ad in ads)
    if impressions:
        parts.append(say_audit("summary", "impressions", count=formatting.count(impressions)))
    parts += _spend(ads)
    return [*parts, say_audit("summary", "read", files=formatting.number(len(audit.sources), "file"))]


def whole_period(periods: Iterable[Period]) -> Period:
    """From the first start to the last end."""
    spans = list(periods)
    starts = [start for start, _ in spans if start]
    ends = [end for _, end in spans if end]
    return (min(starts, default=None), max(ends, default=None))


def _spend(ads: Sequence[AdResult]) -> list[str]:
    """The money spent, where every ad reports it in one currency."""
    currencies = {ad.currency for ad in ads}
    spent = Interval.total(ad.spend for ad in ads)
    if spent is None or len(currencies) != 1:
        return []
    return [say_audit("summary", "spent", money=formatting.money(spent, currencies.pop()))]
