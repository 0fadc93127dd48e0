"""Claim B from arms: what pairs say by themselves, by twins, alone, and why they may say nothing."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy import stats
from tests.judge.making import EXACT, START, WEEK, ad, check, genders, study, with_unknown

from seenby.errors import UsageError
from seenby.judge import judge_arms, judge_pairs
from seenby.model import AdKey, Arms, Interval, NotMeasurable, Verdict
from seenby.stats.clustering import rho_from_twins

PLAIN = [(400 + 7 * at, 600 - 3 * at) for at in range(12)]
CHILD = [(500 + 5 * at, 500 - 3 * at) for at in range(12)]
TWINS = [((400 + 11 * at, 600), (420, 590 + 7 * at)) for at in range(5)]


def log_odds(women: float, men: float) -> float:
    return math.log((women + 0.5) / (men + 0.5))


def differences(one, other) -> np.ndarray:
    return np.array([log_odds(*a) - log_odds(*b) for a, b in zip(one, other, strict=True)])


def claims(findings, claim: str = "B"):
    return [finding for finding in check(findings) if finding.claim == claim]


def only(findings, claim: str = "B"):
    (finding,) = claims(findings, claim)
    return finding


@pytest.mark.parametrize("pairs", [6, 8, 12])
def test_pairs_speak_for_themselves_by_the_exact_sign_flip_test_and_its_interval(pairs):
    rng = np.random.default_rng(pairs)
    child = [(float(rng.integers(420, 560)), 500.0) for _ in range(pairs)]
    finding = only(judge_arms(*study({"plain": PLAIN[:pairs], "child": child})))
    d = differences(child, PLAIN[:pairs])
    flips = np.array(list(product((1, -1), repeat=pairs))) @ d
    p = np.mean(np.abs(flips) >= abs(d.sum()) - 1e-12)
    means = sorted(
        np.mean([x for x, taken in zip(d, chosen, strict=True) if taken])
        for chosen in product((0, 1), repeat=pairs)
        if any(chosen)
    )
    k = math.floor(0.025 * 2**pairs)
    before = 1 / (1 + math.exp(-np.mean([log_odds(*one) for one in PLAIN[:pairs]])))
    base = math.log(before / (1 - before))
    low, high = (1 / (1 + math.exp(-base - end)) - before for end in (means[k - 1], means[-k]))
    assert finding.verdict is (Verdict.BEYOND if p <= 0.05 else Verdict.TOO_LITTLE)
    assert f"two-sided p = {p:.2g}" in finding.method
    assert (finding.estimate.low, finding.estimate.high) == pytest.approx((low, high), abs=1e-12)


def test_the_clear_effect_of_a_version_is_said_in_every_100():
    finding = only(judge_arms(*study({"plain": PLAIN, "child": CHILD})))
    assert finding.verdict is Verdict.BEYOND
    assert finding.sentence == (
        "With “child” in place of “plain”, 52 rather than 43 in every 100 impressions went to accounts recorded as "
        "women: 8 to 10 more."
    )
    assert finding.luck.startswith("12 of 12 pairs moved the same way.")
    assert "about once in 2,048 such studies" in finding.luck
    assert [run.kind for run in finding.runs] == ["pair"] * 12


def test_an_effect_the_other_way_is_said_as_fewer():
    finding = only(judge_arms(*study({"plain": CHILD, "child": PLAIN})))
    assert finding.verdict is Verdict.BEYOND
    assert "fewer." in finding.sentence
    assert finding.estimate.high < 0


def test_equal_arms_are_too_little_to_tell_and_luck_is_said_as_so_many_of_a_hundred():
    finding = only(judge_arms(*study({"plain": PLAIN, "child": PLAIN})))
    assert finding.verdict is Verdict.TOO_LITTLE
    assert "in 100 of 100 such studies" in finding.luck
    assert finding.tipping_point == 0.0


def test_how_many_pairs_more_it_takes_is_said_where_it_can_be_known():
    child = [(woman + (40 if at % 2 else -28), man) for at, (woman, man) in enumerate(PLAIN)]
    finding = only(judge_arms(*study({"plain": PLAIN, "child": child})))
    d = differences(child, PLAIN)
    needed = math.ceil(((1.959964 + 0.841621) * d.std(ddof=1) / d.mean()) ** 2 + 1.959964**2 / 2)
    assert f"{needed} pairs in all would show it four times out of five" in finding.luck


@pytest.mark.parametrize("child", [CHILD[:2], PLAIN[1:3]])
def test_few_pairs_are_held_against_twins_by_the_t_test(child):
    finding = only(judge_arms(*study({"plain": PLAIN[:2], "child": child}, TWINS)))
    d = differences(child, PLAIN[:2])
    twins = differences([one for one, _ in TWINS], [other for _, other in TWINS])
    error = math.sqrt(np.mean(twins**2) / len(d))
    p = 2 * stats.t.sf(abs(d.mean()) / error, len(twins))
    assert f"two-sided p = {p:.2g}" in finding.method
    assert (finding.verdict is Verdict.BEYOND) == (p <= 0.05)
    assert [run.kind for run in finding.runs] == ["pair"] * 2 + ["twin"] * 5


def test_the_widest_twin_is_never_said_smaller_than_it_was():
    shares = [(a[0] / sum(a), b[0] / sum(b)) for a, b in TWINS]
    widest = max(abs(one - other) * 100 for one, other in shares)
    finding = only(judge_arms(*study({"plain": PLAIN[:2], "child": CHILD[:2]}, TWINS)))
    least = re.search(r"more than ([\d.]+) in every 100", finding.luck)
    assert least is not None
    said = float(least[1])
    assert widest <= said < widest + 0.1 + 1e-9


def test_pairs_all_of_whose_interval_is_what_twins_do_are_within():
    wide = [((300, 700), (700, 300)), ((650, 350), (350, 650))] * 2
    pairs = {"plain": PLAIN[:8], "child": [(w + at % 3, m) for at, (w, m) in enumerate(PLAIN[:8])]}
    assert only(judge_arms(*study(pairs, wide))).verdict is Verdict.WITHIN
    assert only(judge_arms(*study(pairs))).verdict is Verdict.TOO_LITTLE


def test_twins_that_do_not_differ_at_all_are_no_yardstick():
    finding = claims(judge_arms(*study({"plain": PLAIN[:1], "child": CHILD[:1]}, [((400, 600), (400, 600))] * 4)))[0]
    assert finding.verdict is Verdict.NOT_MEASURABLE
    assert "no yardstick" in finding.sentence


def test_fewer_than_six_pairs_without_twins_say_so_and_are_judged_each_alone():
    ads, design = study({"plain": PLAIN[:5], "child": CHILD[:5]})
    whole, *singles = claims(judge_arms(ads, design))
    assert whole.verdict is Verdict.NOT_MEASURABLE
    assert "it takes 6 pairs" in whole.sentence
    assert "the number of pairs here is 5" in whole.sentence
    asked = judge_pairs(ads, [(f"child {at}", f"plain {at}") for at in range(5)])
    assert [(one.subject, one.against, one.verdict) for one in singles] == [
        (one.subject, one.against, one.verdict) for one in asked
    ]


def test_single_pairs_are_found_again_where_ads_share_the_id_of_their_campaign():
    ads, design = study({"plain": PLAIN[:3], "child": CHILD[:3]})
    ads = [replace(one, key=replace(one.key, ids=(("campaign", "77"),))) for one in ads]
    assert [one.subject.ad for one in claims(judge_arms(ads, design))[1:]] == ["child 0", "child 1", "child 2"]


@pytest.mark.parametrize(
    "design", [Arms({"plain": ("plain 0",), "child": ("child 0",)}), Arms({"plain": ("plain 0",)}, "plain")]
)
def test_without_a_control_arm_nothing_is_measured(design):
    ads, _ = study({"plain": PLAIN[:1], "child": CHILD[:1]})
    finding = only(judge_arms(ads, design))
    assert finding.verdict is Verdict.NOT_MEASURABLE
    assert "no control arm" in finding.sentence


def test_no_arms_and_arms_without_ads_give_no_finding():
    ads, _ = study({"plain": PLAIN[:1]})
    assert judge_arms(ads, Arms()) == ()
    assert judge_arms(ads, Arms({"plain": (), "child": ()}, "plain")) == ()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"spend": EXACT(9.0)}, "they did not spend the same"),
        ({"period": (START, START + timedelta(days=9))}, "they did not run on the same days"),
    ],
)
def test_pairs_that_fail_a_check_are_left_out_and_named(change, why):
    ads, design = study({"plain": PLAIN[:8], "child": CHILD[:8]})
    ads = [replace(one, **change) if one.key.ad in ("child 2", "child 5") else one for one in ads]
    finding = only(judge_arms(ads, design))
    assert len(finding.runs) == 6
    assert f"Not counted: 2 of 8 pairs (child 2 · plain 2: {why}; child 5 · plain 5: {why})." in finding.otherwise
    assert [check.code for check in finding.checks if not check.passed]
    left = [at for at in range(8) if at not in (2, 5)]
    again = only(judge_arms(*study({"plain": [PLAIN[at] for at in left], "child": [CHILD[at] for at in left]})))
    assert finding.estimate == again.estimate


def test_where_every_pair_fails_the_reason_is_given_and_no_figure():
    ads, design = study({"plain": PLAIN[:8], "child": CHILD[:8]})
    ads = [replace(one, spend=EXACT(9.0)) if one.key.ad.startswith("child") else one for one in ads]
    finding = only(judge_arms(ads, design))
    assert finding.verdict is Verdict.NOT_MEASURABLE
    assert "child 0 · plain 0: they did not spend the same" in finding.sentence
    assert finding.sentence.endswith("; and 5 more.")


UNKNOWN = {"share": {"gender": {}}, "counts": {"gender": {"unknown": EXACT(900.0)}}, "unknown": EXACT(1.0)}
PERCENT: dict[str, Any] = {"counts": {}}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (UNKNOWN, "the platform does not know the gender of anybody “child 0” was shown to"),
        (UNKNOWN | {"counts": {}}, "the platform does not know the gender of anybody “child 0” was shown to"),
        (PERCENT, "“child 0” has percentages without counts"),
        ({"share": {}, "counts": {}}, "the export does not break “child 0” down by gender"),
        ({"counts": {"gender": {"female": EXACT(0.0), "male": EXACT(0.0)}}}, "“child 0” was shown to nobody"),
        ({"counts": {"gender": {"female": Interval(5.0, math.inf), "male": EXACT(9.0)}}}, "without an upper end"),
    ],
)
def test_what_cannot_be_measured_is_said_with_its_reason(changes, words):
    ads, design = study({"plain": PLAIN[:8], "child": CHILD[:8]})
    ads = [replace(one, **changes) if one.key.ad.startswith("child") else one for one in ads]
    if "unknown" in changes:
        ads = [replace(one, unknown=EXACT(1.0)) for one in ads]
    finding = only(judge_arms(ads, design))
    assert finding.verdict is Verdict.NOT_MEASURABLE
    assert isinstance(finding.estimate, NotMeasurable)
    assert words in finding.sentence


def test_where_nobody_is_known_in_any_ad_the_reason_is_not_that_figures_are_missing():
    ads, design = study({"plain": PLAIN[:8], "child": CHILD[:8]})
    finding = only(judge_arms([replace(one, **UNKNOWN) for one in ads], design))
    assert finding.verdict is Verdict.NOT_MEASURABLE
    assert "does not know the gender" in finding.sentence


@pytest.mark.parametrize(("side", "words"), [((900, 0), "accounts recorded as women"), ((0, 900), "everybody else")])
def test_cells_that_are_empty_in_both_arms_cannot_be_compared(side, words):
    finding = only(judge_arms(*study({"plain": [side] * 8, "child": [side] * 8})))
    assert finding.verdict is Verdict.NOT_MEASURABLE
    assert f"all of them went to {words} only" in finding.sentence


def test_a_cell_that_is_empty_in_one_arm_is_an_effect_and_stays_finite():
    finding = only(judge_arms(*study({"plain": [(100, 900)] * 8, "child": [(0, 1000)] * 8})))
    assert finding.verdict is Verdict.BEYOND
    assert finding.estimate.value == pytest.approx(-0.1, abs=0.001)


def test_one_cell_for_each_ad_is_the_aim_and_nothing_to_compare():
    ads, design = study({"plain": [(0, 900)] * 8, "child": [(900, 0)] * 8})
    arms = only(judge_arms(ads, design, one_cell_sources={"export.csv"}))
    pair = only(judge_pairs(ads, [("child 0", "plain 0")], one_cell_sources={"export.csv"}))
    for finding in (arms, pair):
        assert finding.verdict is Verdict.NOT_MEASURABLE
        assert "one age and gender for each ad, which is who it was aimed at" in finding.sentence


def test_bands_widen_the_interval_to_its_worst_case():
    exact = only(judge_arms(*study({"plain": [(400, 600)] * 8, "child": [(500, 500)] * 8})))
    bands = only(judge_arms(*study({"plain": [((350, 450), (590, 610))] * 8, "child": [((450, 550), (480, 520))] * 8})))
    worst = log_odds(450, 520) - log_odds(450, 590)
    before = 1 / (1 + math.exp(-(log_odds(350, 610) + log_odds(450, 590)) / 2))
    low = 1 / (1 + math.exp(-math.log(before / (1 - before)) - worst)) - before
    assert bands.estimate.low == pytest.approx(low, abs=1e-12)
    assert bands.estimate.low < exact.estimate.low < exact.estimate.high < bands.estimate.high


def test_the_group_that_is_compared_can_be_named_and_mirrors_the_other_one():
    arms = {"plain": PLAIN[:8], "child": CHILD[:8]}
    women, men = only(judge_arms(*study(arms))), only(judge_arms(*study(arms, group="male")))
    assert "accounts recorded as men" in men.sentence
    assert (men.estimate.low, men.estimate.high) == pytest.approx((-women.estimate.high, -women.estimate.low))
    assert men.verdict is women.verdict


def test_a_group_that_no_ad_has_is_named():
    finding = only(judge_arms(*study({"plain": PLAIN[:8], "child": CHILD[:8]}, group="diverse")))
    assert finding.verdict is Verdict.NOT_MEASURABLE
    assert "none of the ads has figures for accounts recorded as diverse" in finding.sentence


def test_ages_are_compared_band_against_all_others():
    bands = ("18-24", "25-34", "65+")
    plain = [ad(f"plain {at}", dict(zip(bands, (300, 300, 400 + at), strict=True)), "age") for at in range(8)]
    child = [ad(f"child {at}", dict(zip(bands, (200, 100, 700 + at), strict=True)), "age") for at in range(8)]
    names = {"plain": tuple(one.key.name for one in plain), "child": tuple(one.key.name for one in child)}
    oldest = only(judge_arms([*plain, *child], Arms(names, "plain", dimension="age", group="65+")))
    youngest = only(judge_arms([*plain, *child], Arms(names, "plain", dimension="age")))
    assert "70 rather than 40 in every 100 impressions went to accounts recorded as aged 65+" in oldest.sentence
    assert "20 rather than 30 in every 100 impressions went to accounts recorded as aged 18-24" in youngest.sentence


def test_an_order_drawn_by_lot_is_said_and_one_that_was_not_gets_its_gamma():
    arms = {"plain": PLAIN[:8], "child": CHILD[:8]}
    (drawn,) = [line for line in only(judge_arms(*study(arms, randomised=True))).otherwise if "by lot" in line]
    (order,) = [line for line in only(judge_arms(*study(arms))).otherwise if "by lot" in line]
    assert "was drawn by lot" in drawn
    times = re.search(r"one arm ([\d.]+) times", order)
    assert times is not None
    gamma = float(times[1])
    # with a chance of gamma / (1 + gamma) that each pair agrees, eight of eight come about 5 times in 100
    assert (gamma / (1 + gamma)) ** 8 == pytest.approx(0.05, rel=0.1)


def test_steps_add_up_exactly_and_end_at_the_arm():
    hidden = [(w + 40, m) for w, m in PLAIN[:8]]
    ads, design = study({"plain": PLAIN[:8], "hidden": hidden, "child": CHILD[:8]})
    ads = [replace(one, aimed={"gender": {"female": EXACT(0.5), "male": EXACT(0.5)}}) for one in ads]
    finding = claims(judge_arms(ads, design))[1]
    assert [step.name for step in finding.steps] == [
        "from the audience aimed at to “plain”",
        "from “plain” to “hidden”",
        "from “hidden” to “child”",
    ]
    mean = np.mean([log_odds(*one) for one in CHILD[:8]])
    assert sum(step.estimate.value for step in finding.steps) == pytest.approx(mean, abs=1e-12)
    assert finding.steps[-1].share == pytest.approx(1 / (1 + math.exp(-mean)))
    assert sum(step.estimate.value for step in finding.steps[1:]) == pytest.approx(
        differences(CHILD[:8], PLAIN[:8]).mean(), abs=1e-12
    )


def test_steps_leave_out_the_sets_that_failed_a_check():
    hidden = [(w + 40, m) for w, m in PLAIN[:8]]
    ads, design = study({"plain": PLAIN[:8], "hidden": hidden, "child": [*CHILD[:7], (999, 1)]})
    ads = [replace(one, spend=EXACT(9.0)) if one.key.ad == "child 7" else one for one in ads]
    finding = claims(judge_arms(ads, design))[1]
    assert sum(step.estimate.value for step in finding.steps) == pytest.approx(
        differences(CHILD[:7], PLAIN[:7]).mean(), abs=1e-12
    )


def test_the_specification_table_names_the_row_that_is_really_the_weakest():
    """Brute force: every pair left out in turn, the unknown left out, counted in, counted out."""
    rng = np.random.default_rng(4)
    figures = {
        name: [(float(rng.integers(*women)), 500.0, float(rng.integers(1, 60))) for _ in range(8)]
        for name, women in (("plain", (390, 410)), ("child", (430, 480)))
    }
    ads = [genders(f"{arm} {at}", *one) for arm, some in figures.items() for at, one in enumerate(some)]
    names = {arm: tuple(f"{arm} {at}" for at in range(8)) for arm in figures}
    finding = only(judge_arms(ads, Arms(names, "plain")))
    rows = {}
    for how, out in product(("left out", "counted in", "counted out"), (None, *range(8))):
        d = [
            log_odds(*_placed(child, how)) - log_odds(*_placed(plain, how))
            for at, (plain, child) in enumerate(zip(figures["plain"], figures["child"], strict=True))
            if at != out
        ]
        means = sorted(
            np.mean([x for x, taken in zip(d, chosen, strict=True) if taken])
            for chosen in product((0, 1), repeat=len(d))
            if any(chosen)
        )
        rows[how, out] = means[math.floor(0.025 * 2 ** len(d)) - 1]
    how, out = min(rows, key=rows.__getitem__)
    named = ["impressions"]
    named += [f"the unknown {how}"] if how != "left out" else []
    named += [f"without child {out} · plain {out}"] if out is not None else []
    (said,) = [line for line in finding.otherwise if line.startswith("Other ways")]
    agreeing = sum(low > 0 for low in rows.values())
    assert f"{agreeing} of 27 come out wholly on the same side. The weakest ({', '.join(named)}) gives" in said
    before = 1 / (1 + math.exp(-np.mean([log_odds(*one[:2]) for one in figures["plain"]])))
    low = 1 / (1 + math.exp(-math.log(before / (1 - before)) - rows[how, out])) - before
    assert f"gives {math.floor(low * 100):+d} to" in said


def _placed(one: tuple[float, float, float], how: str) -> tuple[float, float]:
    women, men, unknown = one
    return women + unknown * (how == "counted in"), men + unknown * (how == "counted out")


def test_only_ways_to_count_that_were_tried_are_said_to_have_been():
    ways = [
        line
        for line in only(judge_arms(*study({"plain": PLAIN[:8], "child": CHILD[:8]}))).otherwise
        if line.startswith("Other ways")
    ]
    assert ways
    assert ways[0].startswith("Other ways to count (without each account or pair in turn): 9 of 9")
    assert not [
        line
        for line in only(judge_arms(*study({"plain": PLAIN[:6], "child": CHILD[:6]}))).otherwise
        if line.startswith("Other ways")
    ], "five pairs that are left have no interval, so there is no other way"


def test_other_metrics_and_the_first_day_out_are_rows_of_the_table():
    ads, design = study({"plain": PLAIN[:8], "child": CHILD[:8]})
    reach = {one.key: replace(one, metric="reach") for one in ads}
    finding = only(judge_arms(ads, design, {("reach", False): reach, ("impressions", True): {a.key: a for a in ads}}))
    (said,) = [line for line in finding.otherwise if line.startswith("Other ways")]
    assert "(impressions and people, with and without the first day, without each account or pair in turn)" in said
    assert "27 of 27" in said, "reach without its first day was not measured"


def test_unknown_in_a_band_without_end_is_no_other_way_and_no_error():
    ads, design = study({"plain": PLAIN[:8], "child": CHILD[:8]})
    ads = [with_unknown(one, (100, math.inf)) for one in ads]
    finding = only(judge_arms(ads, design))
    assert finding.verdict is Verdict.BEYOND
    assert "9 of 9" in next(line for line in finding.otherwise if line.startswith("Other ways"))


def test_twins_beside_a_single_pair_answer_in_place_of_published_figures():
    ads, design = study({"plain": PLAIN[:1], "child": CHILD[:1]}, TWINS)
    (finding,) = claims(judge_pairs(ads, [("child 0", "plain 0")], twins=design.twins))
    alone = only(judge_arms(ads, design))
    assert "identical ads that ran beside them" in finding.luck
    assert finding.verdict is alone.verdict
    low, high = sorted((abs(finding.estimate.low), abs(finding.estimate.high)))
    assert 0 < low < abs(CHILD[0][0] / 1000 - PLAIN[0][0] / 1000) < high


def test_twins_that_may_not_be_compared_or_reached_one_group_are_no_yardstick():
    ads, design = study({"plain": PLAIN[:1], "child": CHILD[:1]}, TWINS[:4])
    later = [
        replace(one, period=(START, WEEK[1] + timedelta(days=1))) if one.key.ad == "twin 0 a" else one for one in ads
    ]
    (finding,) = claims(judge_pairs(later, [("child 0", "plain 0")], twins=design.twins))
    assert not finding.runs
    ads, design = study({"plain": PLAIN[:1], "child": CHILD[:1]}, [*TWINS[:3], ((900, 0), (800, 0))])
    (finding,) = claims(judge_pairs(ads, [("child 0", "plain 0")], twins=design.twins))
    assert not finding.runs


def paired(pairs: int):
    return {"plain": PLAIN[:pairs], "child": CHILD[:pairs]}


@pytest.mark.parametrize("pairs", [2, 8])
def test_the_clustering_of_ones_own_twins_is_in_the_method(pairs):
    women, people = zip(*((run[0], sum(run)) for twin in TWINS for run in twin), strict=True)
    own = rho_from_twins(women[::2], people[::2], women[1::2], people[1::2])
    finding = only(judge_arms(*study(paired(pairs), TWINS)))
    assert finding.method.endswith(f"in pairs (5): {own.rho:.2g}, 95 % interval {own.low:.2g} to {own.high:.2g}.")


def test_without_an_estimate_nothing_is_said_of_ones_own_clustering():
    alike = [((400, 600), (400, 600))] * 4
    one_kind = [((900, 0), (800, 0))] * 4
    for twins in ([], alike, one_kind):
        assert "clustering" not in only(judge_arms(*study(paired(8), twins))).method


def test_an_ad_has_one_place_even_if_it_goes_by_two_names():
    ads, _ = study({"plain": PLAIN[:2], "child": CHILD[:2]})
    for design in (
        Arms({"plain": ("plain 0",), "child": ("Charms › plain 0",)}, "plain"),
        Arms({"plain": ("plain 0",), "child": ("child 0",)}, "plain", (("plain 1", "Charms › plain 1"),)),
    ):
        with pytest.raises(UsageError, match="has two places"):
            judge_arms(ads, design)


def test_a_chance_too_small_to_believe_is_not_printed_to_its_last_digit():
    twins = [((400.0, 600.0), (401.0 + at, 600.0)) for at in range(80)]
    finding = only(judge_arms(*study({"plain": [(40.0, 1e5)], "child": [(5e5, 500.0)]}, twins)))
    assert "about once in 1,000,000 times" in finding.luck


def test_the_mix_of_ages_and_what_is_inside_them_make_up_the_difference():
    cells = ({"18-24": (300, 100), "65+": (100, 500)}, {"18-24": (100, 60), "65+": (340, 500)})
    ads = [
        genders(
            name,
            sum(w for w, _ in cell.values()),
            sum(m for _, m in cell.values()),
            counts={
                "gender": {
                    "female": EXACT(sum(w for w, _ in cell.values())),
                    "male": EXACT(sum(m for _, m in cell.values())),
                },
                "age_gender": {
                    f"{age} · {sex}": EXACT(n)
                    for age, pair in cell.items()
                    for sex, n in zip(("female", "male"), pair, strict=True)
                },
            },
        )
        for name, cell in zip(("one", "other"), cells, strict=True)
    ]
    finding = only(judge_pairs(ads, [("one", "other")]))
    (said,) = [line for line in finding.otherwise if line.startswith("The mix of ages")]
    mix, inside = map(float, re.findall(r"[+-]\d+\.\d", said))
    shares = [[w / (w + m) for w, m in cell.values()] for cell in cells]
    weights = [[(w + m) / sum(map(sum, cell.values())) for w, m in cell.values()] for cell in cells]
    by_hand = sum(
        (a - b) * (s + t) / 2 for a, b, s, t in zip(weights[0], weights[1], shares[0], shares[1], strict=True)
    )
    sign = 1 if finding.about.endswith("female") and not finding.about.endswith("male: male") else -1
    assert mix + inside == pytest.approx(finding.estimate.value * 100, abs=0.11)
    assert abs(mix) == pytest.approx(abs(by_hand * 100), abs=0.06), sign


def test_a_key_without_a_name_is_no_obstacle():
    ads = [genders("x", *PLAIN[0], key=AdKey("meta", ids=(("ad", f"{at}"),))) for at in range(12)]
    names = {"plain": tuple("012345"), "child": tuple(f"{at}" for at in range(6, 12))}
    assert only(judge_arms(ads, Arms(names, "plain"))).verdict is Verdict.TOO_LITTLE
