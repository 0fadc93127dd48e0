"""Claim B from arms: pairs that ran together, each version against the control, twins as the yardstick of luck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from seenby.errors import UsageError
from seenby.judge.ad_runs import contrast_of, group_of, run_of
from seenby.judge.chance import LEVEL, Luck, by_pairs, by_twins, enough_pairs, enough_twins, in_points, not_alone
from seenby.judge.claims.claim_b_pairs import called, find_ad, judge_pairs
from seenby.judge.claims.claim_d_accounts import across_accounts
from seenby.judge.comparability import comparable, reasons
from seenby.judge.comparable_ads import ads_must_share
from seenby.judge.contrast import Contrast, ends, mean_share
from seenby.judge.decomposition import steps_of
from seenby.judge.other_explanations import not_drawn_by_lot
from seenby.judge.phrases import group_name, not_shown, phrase
from seenby.judge.specification_curve import Variants, other_ways_to_count
from seenby.model import (
    AdKey,
    AdResult,
    Arms,
    Check,
    Estimate,
    Finding,
    Interval,
    NotMeasurable,
    Subject,
    Verdict,
)
from seenby.model.wording.in_every_100 import points_apart, told_apart
from seenby.stats.errors import NoSpread
from seenby.stats.multiple_testing import bh

MOST_SAID = 3
"""Of pairs that are left out, how many are named."""


@dataclass(frozen=True, slots=True)
class Side:
    """One arm against the control: its pairs, those that may be compared, and why the others may not."""

    arm: str
    control: str
    group: str
    kept: tuple[Contrast, ...]
    dropped: tuple[str, ...]
    checks: tuple[Check, ...]

    @property
    def pairs(self) -> int:
        """All pairs, those left out included."""
        return len(self.kept) + len(self.dropped)


def judge_arms(
    ads: Sequence[AdResult], arms: Arms, variants: Variants | None = None, one_cell_sources: Collection[str] = ()
) -> tuple[Finding, ...]:
    """A finding of claim B for each arm against the control, one of claim D where accounts allow, single pairs else.

    Args:
        ads: What was measured.
        arms: Who was run against whom.
        variants: The same ads measured in other ways, for the specification table.
        one_cell_sources: Sources whose age and gender are the aim and no delivery.

    Raises:
        UsageError: When a name fits no ad, or several, or two names mean one ad.
    """
    placed = {arm: [find_ad(ads, name) for name in names] for arm, names in arms.arms.items()}
    twins = [(find_ad(ads, one), find_ad(ads, other)) for one, other in arms.twins]
    _refuse_repeats([ad.key for some in placed.values() for ad in some])
    _refuse_repeats([ad.key for pair in twins for ad in pair])
    if not any(placed.values()):
        return ()
    if arms.control is None or len(placed) < 2:
        return (_cannot(next(iter(placed)), "", next(iter(placed.values())), phrase("arms", "no_control")),)
    if {name for some in placed.values() for ad in some for name in ad.sources} & set(one_cell_sources):
        why = phrase("why_not", "one_cell")
        return tuple(_cannot(arm, arms.control, placed[arm], why) for arm in placed if arm != arms.control)
    group = group_of((ad for some in placed.values() for ad in some), arms.dimension, arms.group)
    if group is None:
        why = _no_group(placed, arms)
        return tuple(_cannot(arm, arms.control, placed[arm], why) for arm in placed if arm != arms.control)
    yardstick = _contrasts(twins, arms.dimension, group)[0]
    sides = [_side(placed, arms, arm, group) for arm in placed if arm != arms.control]
    found: list[Finding] = []
    for side, luck in zip(sides, _held_together([_luck(side, yardstick) for side in sides]), strict=True):
        if isinstance(luck, NotMeasurable):
            found += _one_by_one(ads, arms, side, placed, luck)
        else:
            finding = _finding(side, luck, arms, yardstick, placed, variants or {})
            found += [finding, *across_accounts(side.kept, side.arm, group_name(arms.dimension, group), finding)]
    return tuple(found)


def _side(placed: Mapping[str, Sequence[AdResult]], arms: Arms, arm: str, group: str) -> Side:
    control = str(arms.control)
    pairs = list(zip(placed[arm], placed[control], strict=True))
    kept, dropped, checks = _contrasts(pairs, arms.dimension, group, own_budgets=arms.own_budgets)
    return Side(arm, control, group, tuple(kept), tuple(dropped), tuple(checks))


def _held_together(lucks: Sequence[Luck | NotMeasurable]) -> list[Luck | NotMeasurable]:
    """Several arms against one control, so that of those called beyond at most 5 in every 100 are so by luck.

    Benjamini and Hochberg's rule (1995); arms with one control lean the same way, which it allows for.
    """
    known = [one for one in lucks if isinstance(one, Luck)]
    adjusted = iter(bh([one.p for one in known]).tolist() if known else [])
    return [one if isinstance(one, NotMeasurable) or next(adjusted) <= 1 - LEVEL else not_alone(one) for one in lucks]


def _one_by_one(
    ads: Sequence[AdResult], arms: Arms, side: Side, placed: Mapping[str, Sequence[AdResult]], luck: NotMeasurable
) -> list[Finding]:
    """Too few pairs to speak together: that is said, and each is judged alone."""
    whole = _cannot(side.arm, side.control, placed[side.arm], luck.reason)
    if not side.kept or len(side.kept) >= enough_pairs():
        return [whole]
    both = zip(placed[side.arm], placed[side.control], strict=True)
    alone = [(_exact_name(ads, one), _exact_name(ads, two)) for one, two in both]
    return [whole, *judge_pairs(ads, alone, twins=arms.twins)]


def _refuse_repeats(keys: Sequence[AdKey]) -> None:
    """An ad may be called by its name in one place and by its id in another; it still has one place."""
    twice = next((key for key, count in Counter(keys).items() if count > 1), None)
    if twice is not None:
        raise UsageError(f"“{twice.path}” has two places in the arms file", remedy="give each ad one place")


def _exact_name(ads: Sequence[AdResult], ad: AdResult) -> str:
    """An id, path or name that fits this ad only; ids may be those of a campaign that several share."""
    names = (*(text for _, text in reversed(ad.key.ids)), ad.key.path, ad.key.name)
    return next(name for name in names if sum(called(one, name) for one in ads) == 1)


def _no_group(placed: Mapping[str, Sequence[AdResult]], arms: Arms) -> str:
    """Why there is no group to compare."""
    first = run_of(next(ad for some in placed.values() for ad in some), arms.dimension, arms.group or "")
    if isinstance(first, NotMeasurable) or arms.group is None:
        return first.reason if isinstance(first, NotMeasurable) else phrase("why", "figures")
    return phrase("why_not", "no_group", group=group_name(arms.dimension, arms.group))


def _contrasts(
    pairs: Iterable[tuple[AdResult, AdResult]], dimension: str, group: str | None, *, own_budgets: bool = False
) -> tuple[list[Contrast], list[str], list[Check]]:
    """The pairs that may be compared, why the others may not, and the checks of all."""
    kept: list[Contrast] = []
    dropped: list[str] = []
    worst: dict[str, Check] = {}
    required = ads_must_share(own_budgets=own_budgets)
    for one, other in pairs:
        name = f"{one.key.name} · {other.key.name}"
        checks = comparable(one, other, required, phrase("dimension", dimension))
        failed = list(reasons(checks, required, phrase("dimension", dimension)))
        contrast = contrast_of(one, other, dimension, str(group))
        for check in checks:
            if check.code not in worst or not check.passed:
                worst[check.code] = check
        if failed:
            dropped.append(phrase("arms", "left_out", pair=name, why="; ".join(failed)))
        elif isinstance(contrast, NotMeasurable):
            dropped.append(phrase("arms", "left_out", pair=name, why=contrast.reason))
        elif contrast.is_empty:
            reached = (
                group_name(dimension, str(group)) if contrast.first.outcome.inside.high else phrase("arms", "others")
            )
            dropped.append(phrase("arms", "left_out", pair=name, why=phrase("why_not", "zero_cells", group=reached)))
        else:
            kept.append(contrast)
    return kept, dropped, list(worst.values())


def _luck(side: Side, twins: Sequence[Contrast]) -> Luck | NotMeasurable:
    """The answer to "could it be luck?", or why there is none."""
    if not side.kept:
        return NotMeasurable(_some(side.dropped))
    if len(side.kept) >= enough_pairs():
        return by_pairs(side.kept, twins)
    if len(twins) >= enough_twins():
        try:
            return by_twins(side.kept, twins)
        except NoSpread as error:
            return NotMeasurable(str(error))
    words = {"pairs": f"{len(side.kept)}", "fewest": f"{enough_pairs()}", "twins": f"{enough_twins()}"}
    return NotMeasurable(phrase("why_not", "few_pairs", **words))


def _finding(
    side: Side,
    luck: Luck,
    arms: Arms,
    twins: Sequence[Contrast],
    placed: Mapping[str, Sequence[AdResult]],
    variants: Variants,
) -> Finding:
    before, value, effect = _before_and_after(side, luck)
    metric = side.kept[0].unit
    kept = {one.first.subject for one in side.kept}
    measured: dict[Subject, AdResult] = {ad.key: ad for some in placed.values() for ad in some}
    steps, said = steps_of(placed, side.arm, arms.dimension, side.group, kept)
    low, high = ends(side.kept)
    drawn = phrase("otherwise", "by_lot") if arms.randomised else not_drawn_by_lot(low, high)
    counted = other_ways_to_count(side.kept, measured, arms.dimension, side.group, variants)
    return Finding(
        claim="B",
        verdict=luck.verdict,
        sentence=_sentence(side, arms.dimension, before, value, effect.low, effect.high),
        subject=side.kept[0].first.subject,
        aspect="arms",
        dimension=arms.dimension,
        group=side.group,
        unit=metric,
        arms=(side.arm, side.control),
        estimate=Estimate.difference(effect.low, effect.high, metric, value),
        against=side.kept[0].second.subject,
        tipping_point=luck.tipping,
        checks=side.checks,
        not_shown=not_shown("arms_only", "these_pairs", "shared_budget", "records"),
        sources=tuple(dict.fromkeys(name for ad in placed[side.arm] if ad.key in kept for name in ad.sources)),
        method=luck.method,
        luck=luck.sentence,
        otherwise=tuple(line for line in (drawn, counted, said, _dropped(side)) if line),
        runs=(
            *(one.observed("pair") for one in side.kept),
            *(twin.observed("twin") for twin in twins),
        ),
        steps=steps,
    )


def _before_and_after(side: Side, luck: Luck) -> tuple[float, float, Interval]:
    """The control's share, how far from it the arm's is, and the ends of that.

    Where figures are ranges, the middles of shares speak: the middle of a range of log-odds is no middle of shares, and
    of 82 to 100 in every 100 it is 99.
    """
    before = mean_share([one.second for one in side.kept])
    value, effect = in_points(luck, before)
    if all(one.points.is_exact for one in side.kept):
        return before, value, effect
    before, after = (
        sum(run.outcome.share.middle for run in runs) / len(runs)
        for runs in ([one.second for one in side.kept], [one.first for one in side.kept])
    )
    return before, min(max(after - before, effect.low), effect.high), effect


def _sentence(side: Side, dimension: str, before: float, value: float, low: float, high: float) -> str:
    least, most = points_apart(low, high)
    told = told_apart(before, before + value)
    key = "more" if low > 0 else "fewer" if high < 0 else "either"
    return phrase(
        "arms",
        key,
        arm=side.arm,
        control=side.control,
        group=group_name(dimension, side.group),
        units=phrase("arms_units", side.kept[0].unit),
        before=told[0],
        after=told[1],
        low=least,
        high=most,
        fewer=least,
        more=most,
    )


def _dropped(side: Side) -> str:
    if not side.dropped:
        return ""
    count = f"{len(side.dropped)}"
    return phrase("otherwise", "left_out_pairs", count=count, pairs=f"{side.pairs}", why=_some(side.dropped))


def _some(dropped: Sequence[str]) -> str:
    """The first few reasons; nobody reads a hundred."""
    more = len(dropped) - MOST_SAID
    return "; ".join([*dropped[:MOST_SAID], *([phrase("otherwise", "and_more", count=f"{more}")] if more > 0 else [])])


def _cannot(arm: str, control: str, ads: Sequence[AdResult], why: str) -> Finding:
    sentence = phrase("arms", "cannot", arm=arm, control=control, why=why) if control else why
    return Finding(
        claim="B",
        verdict=Verdict.NOT_MEASURABLE,
        sentence=sentence,
        subject=ads[0].key,
        aspect="arms",
        arms=(arm, control) if control else None,
        estimate=NotMeasurable(sentence),
        not_shown=not_shown("generality"),
        sources=ads[0].sources,
    )
