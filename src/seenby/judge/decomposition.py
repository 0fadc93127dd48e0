"""Where a difference comes from: the arms as steps, from the audience aimed at to the last arm, adding up exactly."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import exp, log

import numpy as np

from seenby.judge.ad_runs import run_of
from seenby.judge.chance import enough_pairs
from seenby.judge.contrast import Run
from seenby.judge.phrases import phrase
from seenby.model import AdResult, Estimate, Step, Subject
from seenby.stats.decomposition import Step as Part
from seenby.stats.decomposition import telescope


def steps_of(
    placed: Mapping[str, Sequence[AdResult]], arm: str, dimension: str, group: str, kept: Collection[Subject]
) -> tuple[tuple[Step, ...], str]:
    """The steps up to one arm, and the sentence that says them; nothing for two arms and no aim, which are one step.

    Stages are the aim's estimated share (the same for all), then the arms in the order in which the file has them, up
    to the one in question. Only sets in which every stage was measured count, and it takes six of them. A set whose
    ad of that arm is not ``kept`` failed a check and does not count.
    """
    names = list(placed)
    stages = names[: names.index(arm) + 1]
    runs = {name: [run_of(ad, dimension, group) for ad in placed[name]] for name in stages}
    whole = [
        at
        for at, ad in enumerate(placed[arm])
        if ad.key in kept and all(isinstance(runs[name][at], Run) for name in stages)
    ]
    aim = _aimed(placed[stages[0]][0], dimension, group)
    if len(stages) + (aim is not None) < 3 or len(whole) < enough_pairs():
        return (), ""
    columns = [
        [run.outcome.log_odds.middle for at in whole if isinstance(run := runs[name][at], Run)] for name in stages
    ]
    if aim is not None:
        columns.insert(0, [aim] * len(whole))
        stages = ["", *stages]
    parts = telescope(np.array(columns).T)
    return _said(stages, parts.steps, float(np.mean(columns[0])))


def _said(stages: Sequence[str], parts: Sequence[Part], start: float) -> tuple[tuple[Step, ...], str]:
    steps: list[Step] = []
    at = start
    for before, after, part in zip(stages, stages[1:], parts, strict=False):
        at += part.mean
        key = "step" if before else "first_step"
        estimate = Estimate(part.interval.low, part.interval.high, "log-odds", part.mean)
        steps.append(Step(phrase("arms", key, before=before, after=after), estimate, _share(at)))
    listed = ", ".join(
        f"{step.name} {(step.share - was) * 100:+.0f}" for step, was in _with_start(steps, _share(start))
    )
    return tuple(steps), phrase("otherwise", "steps", steps=listed)


def _with_start(steps: Sequence[Step], start: float) -> list[tuple[Step, float]]:
    """Each step with the share before it."""
    return list(zip(steps, [start, *(step.share for step in steps)], strict=False))


def _aimed(ad: AdResult, dimension: str, group: str) -> float | None:
    """The aim's share of the group in log-odds, where it has one strictly between none and all."""
    share = ad.aimed.get(dimension, {}).get(group)
    if share is None or not 0 < share.middle < 1:
        return None
    return log(share.middle / (1 - share.middle))


def _share(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds))
