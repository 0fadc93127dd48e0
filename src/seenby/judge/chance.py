"""Could it be luck? Pairs answer by themselves when there are six; fewer are held against identical pairs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from seenby.judge.contrast import Contrast, Run, ends, mean_share, middles
from seenby.judge.phrases import phrase, settings
from seenby.model import Interval, Verdict
from seenby.stats.clustering import rho_from_twins
from seenby.stats.errors import Undefined
from seenby.stats.log_odds import share_after
from seenby.stats.pairs.identical_pairs import against_twins, twin_spread
from seenby.stats.pairs.sign_flip import sign_flip_interval_worst, sign_flip_worst
from seenby.stats.power import pairs_needed
from seenby.stats.tipping_point import tipping_mean

LEVEL, ALPHA = 0.95, 0.05
"""How sure an interval is, and how many of those called beyond may be so by luck: 5 in every 100."""

RAREST = 1e-6
"""Nothing is said to be rarer than once in a million: no model of luck is that good."""


@dataclass(frozen=True, slots=True)
class Luck:
    """What pairs say about chance.

    Attributes:
        verdict: Beyond, within or too little.
        effect: Mean difference in log-odds, and its interval, in the worst case over the rounding.
        mean: The mean difference itself, at the middle of what rounding leaves open.
        sentence: The answer in words.
        method: The same for a methods section.
        tipping: The clustering that would overturn it.
        p: How often luck alone comes out so far apart.
    """

    verdict: Verdict
    effect: Interval
    mean: float
    sentence: str
    method: str
    tipping: float
    p: float


def enough_pairs() -> int:
    """The fewest pairs that speak for themselves."""
    return int(settings("published.toml")["pairs"]["fewest"])


def enough_twins() -> int:
    """The fewest identical pairs that make a yardstick."""
    return int(settings("published.toml")["pairs"]["fewest_twins"])


def by_pairs(contrasts: Sequence[Contrast], twins: Sequence[Contrast]) -> Luck:
    """The exact sign-flip test and its interval, over six pairs or more, at their worst over the rounding."""
    low, high = ends(contrasts)
    test = sign_flip_worst(low, high)
    found = sign_flip_interval_worst(low, high, level=LEVEL)
    effect = Interval(found.low, found.high)
    mean = float(middles(contrasts).mean())
    verdict = _verdict(effect, twins) if test.p <= 1 - LEVEL else _short_of(effect, twins)
    same = int(max((low > 0).sum(), (high < 0).sum()))
    words = {"pairs": f"{len(contrasts)}", "same": f"{same}", "once": once(test.p), "often": often(test.p)}
    words["strength"] = strength(test.p)
    method = phrase(
        "luck",
        "pairs_method",
        pairs=f"{len(contrasts)}",
        p=f"{test.p:.2g}",
        low=f"{found.low:+.3f}",
        high=f"{found.high:+.3f}",
        level=f"{found.level * 100:.3g}",
        patterns=f"{test.patterns:,}",
    )
    method += own_clustering(twins)
    key = "pairs_beyond" if verdict is Verdict.BEYOND else "pairs_within" if verdict is Verdict.WITHIN else "pairs_more"
    more = _more(contrasts, twins, mean) if key == "pairs_more" else ""
    sentence = phrase("luck", key if more or key != "pairs_more" else "pairs_open", **words, more=more)
    return Luck(verdict, effect, mean, sentence, method, _tipping(contrasts), test.p)


def by_twins(contrasts: Sequence[Contrast], twins: Sequence[Contrast], questions: int = 1) -> Luck:
    """A few pairs against identical ones.

    Args:
        contrasts: The pairs.
        twins: The identical pairs.
        questions: How many groups were looked at to find the one compared; p is multiplied by it (Bonferroni).

    Raises:
        NoSpread: When no identical pair differs, so that they are no yardstick.
    """
    low, high = ends(contrasts)
    widest = np.abs(np.stack(ends(twins))).max(axis=0)
    near, far = (against_twins(end, widest, level=1 - (1 - LEVEL) / questions) for end in (low, high))
    effect = Interval(near.interval.low, far.interval.high)
    p = 1.0 if low.mean() <= 0 <= high.mean() else min(near, far, key=lambda one: abs(one.mean)).p
    p = min(p * questions, 1.0)
    verdict = Verdict.BEYOND if p <= 1 - LEVEL else _short_of(effect, twins)
    largest = max(max(abs(twin.points.low), abs(twin.points.high)) for twin in twins)
    words = {"twins": f"{len(twins)}", "largest": _points(largest), "once": once(p), "often": often(p)}
    words["strength"] = strength(p)
    key = {Verdict.BEYOND: "twins_beyond", Verdict.WITHIN: "twins_within"}.get(verdict, "twins_open")
    method = phrase(
        "luck",
        "twins_method",
        pairs=f"{len(contrasts)}",
        twins=f"{len(twins)}",
        p=f"{p:.2g}",
        low=f"{effect.low:+.3f}",
        high=f"{effect.high:+.3f}",
    )
    if questions > 1:
        method += " " + phrase("luck", "twins_groups", groups=f"{questions}")
    method += own_clustering(twins)
    mean = float(middles(contrasts).mean())
    return Luck(verdict, effect, mean, phrase("luck", key, **words), method, _tipping(contrasts), p)


def own_clustering(twins: Sequence[Contrast]) -> str:
    """How clustered the user's own identical ads are, to go on with after a method; empty where nobody can tell.

    Counts of which rounding leaves something open are taken at their middle.
    """
    pairs = [(twin.first.outcome, twin.second.outcome) for twin in twins]
    inside = np.array([[one.inside.middle for one in pair] for pair in pairs]).reshape(-1, 2)
    known = inside + np.array([[one.outside.middle for one in pair] for pair in pairs]).reshape(-1, 2)
    if not np.isfinite(known).all():
        return ""
    try:
        own = rho_from_twins(inside[:, 0], known[:, 0], inside[:, 1], known[:, 1], level=LEVEL)
    except Undefined:
        # No twins, one kind of people only, or twins more alike than coin tosses: no estimate is better than a bad one.
        return ""
    words = {"rho": own.rho, "low": own.low, "high": own.high}
    return " " + phrase(
        "luck",
        "own_clustering",
        twins=f"{len(twins)}",
        level=f"{own.level * 100:.3g}",
        **{name: f"{value:.2g}" for name, value in words.items()},
    )


def not_alone(luck: Luck) -> Luck:
    """The same where other arms were looked at too, and it does not stand among them."""
    if luck.verdict is not Verdict.BEYOND:
        return luck
    return replace(luck, verdict=Verdict.TOO_LITTLE, sentence=f"{luck.sentence} {phrase('luck', 'not_alone')}")


def in_points(luck: Luck, before: float) -> tuple[float, Interval]:
    """The mean effect and its interval as a change of a share that was ``before``."""
    after, low, high = (float(share_after(before, end)) for end in (luck.mean, luck.effect.low, luck.effect.high))
    return after - before, Interval(min(low, high) - before, max(low, high) - before)


def _verdict(effect: Interval, twins: Sequence[Contrast]) -> Verdict:
    return Verdict.BEYOND if effect.low > 0 or effect.high < 0 else _short_of(effect, twins)


def _short_of(effect: Interval, twins: Sequence[Contrast]) -> Verdict:
    """Without evidence of a difference: within, where all of the interval is what identical pairs do; else open."""
    if len(twins) < enough_twins():
        return Verdict.TOO_LITTLE
    largest = float(np.abs(np.stack(ends(twins))).max())
    return Verdict.WITHIN if max(abs(effect.low), abs(effect.high)) <= largest else Verdict.TOO_LITTLE


def _more(contrasts: Sequence[Contrast], twins: Sequence[Contrast], mean: float) -> str:
    """How many pairs in all would show a difference of this size four times out of five; nothing where none would."""
    try:
        if len(twins) >= enough_twins():
            spread, _ = twin_spread(middles(twins))
        else:
            spread = float(middles(contrasts).std(ddof=1))
        needed = int(pairs_needed(spread, mean)) if spread > 0 and mean else 0
    except Undefined:
        return ""
    return f"{needed}" if len(contrasts) < needed <= int(settings("published.toml")["pairs"]["most"]) else ""


def _tipping(contrasts: Sequence[Contrast]) -> float:
    """The clustering under which identical runs would come out this far apart."""
    low, high = ends(contrasts)
    nearest = max(float(low.mean()), -float(high.mean()), 0.0)
    runs: list[Run] = [run for one in contrasts for run in (one.first, one.second)]
    share = min(max(mean_share(runs), 1e-6), 1 - 1e-6)
    size = max(min(run.outcome.size for run in runs), 1.0)
    return float(tipping_mean(nearest, len(contrasts), share, size).rho)


def once(p: float) -> str:
    """``2,048`` for a p of 1/2048: how many such studies there would be for one as strong as this."""
    return f"{max(round(1 / max(p, RAREST)), 1):,}"


def often(p: float) -> str:
    """``62`` for a p of 0.62: how many of 100 such studies come out so by luck."""
    return f"{math.ceil(p * 100 - 1e-9)}"


def strength(p: float) -> str:
    """How unlikely luck is, in words."""
    words = settings("sentences.toml")["strength"]
    return str(words["very"] if p < 0.001 else words["much"] if p < 0.01 else words["some"])


def _points(value: float) -> str:
    """In hundredths, rounded up: what is said never to have been passed must not have been."""
    return f"{math.ceil(value * 1000 - 1e-9) / 10:.1f}".removesuffix(".0")
