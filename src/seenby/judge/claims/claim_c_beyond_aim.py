"""Claim C against the aim: is an ad, day after day, further beyond its aim than the line allows?

Each group that the aim gives a share has the day process of `seenby.stats.days.day_process` against that share (its far
end) plus the line, with the declared clustering of ``published.toml``. An ad's evidence is the mean over its groups,
and all ads of an audit are judged together by e-BH, so that of those called beyond at most 5 in every 100 are so by
luck.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from seenby.judge.claims.claim_c_rules import FALSE_SHARE, limit_of_aim, once_in
from seenby.judge.comparable_ads import is_binding
from seenby.judge.daily_series import Stream, stacked, streams_of
from seenby.judge.phrases import group_name, most_clustered, not_shown, overturned, phrase
from seenby.model import AdResult, Check, Estimate, Finding, Interval, Verdict
from seenby.model.ad import count_names
from seenby.model.wording.in_every_100 import in_every_hundred
from seenby.stats.days.day_process import confidence_sequence, day_evidence, day_rule, prior_weight
from seenby.stats.lab.e_process_pairs import average_evidence
from seenby.stats.multiple_testing import e_bh
from seenby.stats.tipping_point import tipping_watch


@dataclass(frozen=True, slots=True)
class Watch:
    """One stream against its limit, at its last day: the evidence, and the ends of the mean share so far."""

    stream: Stream
    aim: Interval
    limit: float
    log_e: float
    low: float
    high: float


def judge_days(ads: Sequence[AdResult], line: float) -> tuple[Finding, ...]:
    """A finding of claim C for each ad with an aim and with counts by day; none for the others.

    Args:
        ads: What was measured.
        line: How far beyond the aim an ad may go, as a share.
    """
    watched = _watched(ads, line)
    evidence = {at: float(average_evidence(np.array([one.log_e for one in some]))) for at, some in watched.items()}
    flagged = dict(zip(evidence, e_bh(np.array(list(evidence.values())), FALSE_SHARE).tolist(), strict=True))
    most = {at: max(some, key=lambda one: (one.log_e, one.stream.group)) for at, some in watched.items()}
    verdicts = {at: _verdict(most[at], some, flagged=flagged[at]) for at, some in watched.items()}
    tipping = _tipping({at: most[at] for at, verdict in verdicts.items() if verdict is Verdict.BEYOND})
    names = count_names(ad.key for ad in ads)
    return tuple(
        _finding(most[at], names, verdicts[at], evidence[at], tipping.get(at), len(watched), line) for at in watched
    )


def _watched(ads: Sequence[AdResult], line: float) -> dict[int, list[Watch]]:
    """By the ad's place, its groups that have a limit."""
    streams: list[Stream] = []
    places: list[int] = []
    limits: list[float] = []
    for at, ad in enumerate(ads):
        for stream in streams_of(ad) if ad.aimed else ():
            aim = ad.aimed.get(stream.dimension, {}).get(stream.group)
            limit = np.nan if aim is None else float(limit_of_aim(aim.high, line, "above"))
            # An aim that leaves no room beyond it cannot be overstepped; nor can one say anything of nobody.
            if not np.isnan(limit) and stream.total.sum() >= 1:
                streams.append(stream)
                places.append(at)
                limits.append(limit)
    if not streams:
        return {}
    found: dict[int, list[Watch]] = {}
    for at, one in zip(places, _evidence(streams, np.array(limits)), strict=True):
        found.setdefault(at, []).append(one)
    return found


def _evidence(streams: Sequence[Stream], limits: NDArray[np.float64]) -> list[Watch]:
    least, most, total = stacked(streams)
    rho = most_clustered()
    people = np.array([max(stream.per_day, 1.0) for stream in streams])
    log_e = day_evidence(least, total, day_rule(limits, per_day=people, rho_max=rho))[:, -1]
    prior = prior_weight(people, rho)
    low = confidence_sequence(least, total, prior=prior, rho_max=rho).low[:, -1]
    high = confidence_sequence(np.minimum(most, total), total, prior=prior, rho_max=rho).high[:, -1]
    return [
        Watch(stream, stream.ad.aimed[stream.dimension][stream.group], float(limit), *map(float, ends))
        for stream, limit, *ends in zip(streams, limits, log_e, low, high, strict=True)
    ]


def _finding(
    most: Watch, names: Counter[str], verdict: Verdict, log_e: float, tipping: float | None, ads: int, line: float
) -> Finding:
    ad = most.stream.ad
    rho = most_clustered()
    words = {
        "ad": ad.key.name_among(names),
        "line": f"{line * 100:g}",
        "days": f"{len(most.stream.days)}",
        "group": group_name(most.stream.dimension, most.stream.group),
        "aim": in_every_hundred(most.aim),
        "least": f"{np.floor(most.low * 100):.0f}",
        "units": phrase("arms_units", ad.metric),
    }
    key = {Verdict.BEYOND: "beyond", Verdict.WITHIN: "within"}.get(verdict, "too_little")
    luck = phrase("days", "luck_open")
    if tipping is not None:
        key = key if most.aim.high > 0 else "beyond_nobody"
        luck = phrase(
            "days",
            "luck_beyond",
            once=once_in(log_e),
            rho=f"{rho:g}",
            overturned=overturned(tipping),
            false=f"{FALSE_SHARE * 100:g}",
        )
    return Finding(
        claim="C",
        verdict=verdict,
        sentence=phrase("days", key, **words),
        subject=ad.key,
        aspect="by day",
        dimension=most.stream.dimension,
        group=most.stream.group,
        unit=ad.metric,
        estimate=Estimate(most.low - most.aim.high, most.high - most.aim.low, "share beyond the aim", scale="share"),
        tipping_point=tipping,
        checks=(Check("aim-is-binding", is_binding(ad.aim), phrase("checks", "aim-is-binding")),),
        not_shown=not_shown("cause", "wander", "records"),
        sources=ad.sources,
        method=phrase(
            "days",
            "method",
            process=phrase("days", "process", limit=f"{most.limit:.3f}", rho=f"{rho:g}", log_e=f"{log_e:.2f}"),
            false=f"{FALSE_SHARE * 100:g}",
            ads=f"{ads:,}",
            low=f"{most.low:.3f}",
            high=f"{most.high:.3f}",
        ),
        luck=luck if verdict is not Verdict.WITHIN else "",
        since=_since(most) if verdict is Verdict.BEYOND else None,
    )


def _verdict(most: Watch, watched: Sequence[Watch], *, flagged: bool) -> Verdict:
    """Beyond: flagged among all ads, and the whole confidence sequence too. Within: every group's whole sequence is."""
    if flagged and most.low > most.limit:
        return Verdict.BEYOND
    return Verdict.WITHIN if all(one.high <= one.limit for one in watched) else Verdict.TOO_LITTLE


def _since(one: Watch) -> date:
    """The day after the lowest point of the running excess over the limit: from then on it went up on balance."""
    excess = np.cumsum(one.stream.least - one.limit * one.stream.total)
    lowest = int(np.argmin(np.concatenate([[0.0], excess[:-1]])))
    return one.stream.days[lowest]


def _tipping(beyond: Mapping[int, Watch]) -> dict[int, float]:
    """For each ad that goes beyond, the clustering that would overturn it."""
    if not beyond:
        return {}
    least, _, total = stacked([one.stream for one in beyond.values()])
    people = np.array([max(one.stream.per_day, 1.0) for one in beyond.values()])
    limits = np.array([one.limit for one in beyond.values()])
    return dict(zip(beyond, tipping_watch(least, total, limits, per_day=people).rho.tolist(), strict=True))
