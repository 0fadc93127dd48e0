"""Could it be something else? What each other explanation would have to do, one sentence each."""

from __future__ import annotations

from collections.abc import Mapping

from seenby.judge.ad_runs import NOBODY, run_of
from seenby.judge.contrast import Floats
from seenby.judge.phrases import group_name, phrase
from seenby.model import UNKNOWN, AdResult, NotMeasurable
from seenby.model.audience import JOIN
from seenby.stats.decomposition import kitagawa
from seenby.stats.errors import Undefined
from seenby.stats.pairs.sensitivity import evidence_factor, rosenbaum_gamma


def about_one_pair(one: AdResult, other: AdResult, dimension: str, group: str) -> tuple[str, ...]:
    """What else could lie behind the difference of two ads."""
    return tuple(
        sentence
        for sentence in (
            _unknown(one, other, dimension, group),
            ages(one, other, dimension, group),
            _unseen(one, other, dimension, group),
        )
        if sentence
    )


def _unknown(one: AdResult, other: AdResult, dimension: str, group: str) -> str:
    """The difference if the unknown are counted so as to make it smallest."""
    if not any(ad.unknown and ad.unknown.high > 0 for ad in (one, other)):
        return ""
    runs = [run_of(ad, dimension, group) for ad in (one, other)]
    in_, out = ([run_of(ad, dimension, group, how) for ad in (one, other)] for how in ("counted in", "counted out"))
    if any(isinstance(run, NotMeasurable) for run in (*runs, *in_, *out)):
        return ""
    first, second = (run.outcome.share for run in runs if not isinstance(run, NotMeasurable))
    lower = [run.outcome.share for run in out if not isinstance(run, NotMeasurable)]
    upper = [run.outcome.share for run in in_ if not isinstance(run, NotMeasurable)]
    more = first.low + first.high >= second.low + second.high
    least = lower[0].low - upper[1].high if more else lower[1].low - upper[0].high
    key = "unknown" if least > 0 else "unknown_could"
    return phrase("otherwise", key, points=f"{max(least, 0.0) * 100:.1f}", group=group_name(dimension, group))


def ages(one: AdResult, other: AdResult, dimension: str, group: str) -> str:
    """How much of a difference by gender is the mix of ages (Kitagawa 1955); nothing where ages are not known."""
    if dimension != "gender":
        return ""
    tables = [_by_age(ad, group) for ad in (one, other)]
    if not all(tables):
        return ""
    bands = sorted({*tables[0], *tables[1]})
    shares = [[_share(*table.get(band, (0.0, 0.0))) for band in bands] for table in tables]
    weights = [[sum(table.get(band, (0.0, 0.0))) for band in bands] for table in tables]
    # A band that one ad never reached has no share of its own there: it takes the other's, so that it counts as mix.
    for own, theirs in ((0, 1), (1, 0)):
        shares[own] = [shares[theirs][at] if not weights[own][at] else share for at, share in enumerate(shares[own])]
    try:
        parts = kitagawa(shares[1], weights[1], shares[0], weights[0])
    except Undefined:
        return ""
    mix, inside = float(parts.composition.sum()), float(parts.rates.sum())
    return phrase("otherwise", "ages", mix=f"{mix * 100:+.1f}", inside=f"{inside * 100:+.1f}")


def _by_age(ad: AdResult, gender: str) -> Mapping[str, tuple[float, float]]:
    """For each age band how many of a gender there are, and how many others whose gender is known."""
    found: dict[str, tuple[float, float]] = {}
    for name, figure in ad.counts.get("age_gender", {}).items():
        band, _, own = name.partition(JOIN)
        if own and own != UNKNOWN and band != UNKNOWN and figure.high < float("inf"):
            inside, outside = found.get(band, (0.0, 0.0))
            found[band] = (inside + figure.middle, outside) if own == gender else (inside, outside + figure.middle)
    return found


def _share(inside: float, outside: float) -> float:
    return inside / (inside + outside) if inside + outside else 0.0


def _unseen(one: AdResult, other: AdResult, dimension: str, group: str) -> str:
    """How strong something unseen would have to be (VanderWeele and Ding 2017), at the ends nearest each other."""
    a, b = one.share[dimension].get(group, NOBODY), other.share[dimension].get(group, NOBODY)
    low, high = (b.high, a.low) if a.low > b.high else (a.high, b.low)
    if low >= high or low <= 0:
        return ""
    return phrase("otherwise", "unseen", factor=f"{float(evidence_factor(high / low)):.1f}")


def not_drawn_by_lot(low: Floats, high: Floats) -> str:
    """How far from even the order inside the pairs would have to be (Rosenbaum 2002); nothing without a majority."""
    agreeing, pairs = int(max((low > 0).sum(), (high < 0).sum())), len(low)
    if not agreeing:
        return ""
    gamma = float(rosenbaum_gamma(agreeing, pairs))
    return phrase("otherwise", "gamma", gamma=f"{gamma:.1f}", same=f"{agreeing}", pairs=f"{pairs}") if gamma > 1 else ""
