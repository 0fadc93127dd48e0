"""Audits made from the nouns alone, as the other rooms would hand them over. Shops, ads and figures are invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from seenby.model import (
    FEMALE,
    MALE,
    UNKNOWN,
    AdKey,
    AdResult,
    Aim,
    Audit,
    Check,
    Cost,
    Estimate,
    Finding,
    Health,
    Interval,
    LeftOut,
    NotMeasurable,
    Observed,
    Point,
    Source,
    Step,
    Verdict,
)

LINE = 0.10
MAY = (date(2026, 5, 1), date(2026, 5, 19))
NO_AIM = NotMeasurable("the export does not say who the ad was aimed at; give it with --aim")
LIMITS = ("Whether the estimated audience was online during these days.",)
NOTES = {
    "meta": "Impressions count every time an ad was on a screen; the same account may be counted often. Gender and "
    "age are what an account states or what the platform infers."
}
CSV_SOURCE = Source(
    path="exports/may-by-gender.csv",
    sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    reader="meta_ads_manager",
    reader_version="1",
    rows_read=16,
    rows_left_out=(LeftOut(17, "total row, checked against the sum"),),
    period=MAY,
)


def exact(value: float) -> Interval:
    return Interval.exact(value)


def between(low: float, high: float) -> Interval:
    return Interval(low, high)


def key(name: str, campaign: str | None = "Spring classes", **ids: str) -> AdKey:
    return AdKey("meta", "Studio Pirouette", campaign, "Dance, 18-34", name, tuple(sorted(ids.items())))


def shares_of(counts: Mapping[str, float]) -> dict[str, Interval]:
    whole = sum(count for name, count in counts.items() if name != UNKNOWN)
    return {name: exact(count / whole) for name, count in counts.items() if name != UNKNOWN}


def worst_of(counts: Mapping[str, float]) -> dict[str, Interval]:
    whole, lost = sum(counts.values()), counts.get(UNKNOWN, 0)
    return {name: between(count / whole, (count + lost) / whole) for name, count in counts.items() if name != UNKNOWN}


def widest(sizes: Mapping[str, Interval]) -> dict[str, Interval]:
    """The widest shares that sizes allow: each at its smallest among the others at their largest, and the reverse."""
    low, high = (sum(getattr(size, end) for size in sizes.values()) for end in ("low", "high"))
    return {
        name: between(size.low / (size.low + high - size.high), size.high / (size.high + low - size.low))
        for name, size in sizes.items()
    }


def costs_of(counts: Mapping[str, float], spend: Mapping[str, float]) -> dict[str, Cost]:
    return {
        name: Cost(
            exact(spend[name]),
            exact(spend[name] / counts[name] * 1000),
            exact(spend[name] / counts[name] * 1.2),
            exact(1.2),
        )
        for name in counts
        if counts[name] and name in spend
    }


def by_gender(
    name: str,
    counts: Mapping[str, float],
    spend: Mapping[str, float] | None = None,
    aim: Aim | None = None,
    gap: Interval | NotMeasurable = NO_AIM,
    **ids: str,
) -> AdResult:
    """An ad with a gender breakdown of impressions."""
    whole = sum(counts.values())
    return AdResult(
        key=key(name, **ids),
        period=MAY,
        metric="impressions",
        impressions=exact(whole),
        reach=exact(round(whole / 1.2)),
        spend=exact(round(sum(spend.values()), 2)) if spend else None,
        currency="EUR" if spend else None,
        share={"gender": shares_of(counts)},
        share_with_unknown={"gender": worst_of(counts)},
        counts={"gender": {group: exact(count) for group, count in counts.items()}},
        unknown=exact(counts.get(UNKNOWN, 0) / whole),
        aim=aim,
        aimed=AIMED if aim else {},
        gap=gap,
        gap_dimension="gender" if isinstance(gap, Interval) else None,
        gaps={"gender": gap},
        cost={"gender": costs_of(counts, spend)} if spend else {},
        sources=(CSV_SOURCE.sha256,),
    )


def counted(ad: AdResult, sentence: str) -> Finding:
    share = ad.share["gender"][MALE]
    estimate = Estimate.of(share, "share", "share")
    return Finding("A", Verdict.COUNTED, sentence, ad.key, "delivery", estimate, dimension="gender", not_shown=LIMITS)


def compared(ad: AdResult, verdict: Verdict, sentence: str) -> Finding:
    estimate = Estimate.of(ad.gap, "share", "share") if isinstance(ad.gap, Interval) else ad.gap
    checks = (
        Check("total-row", passed=True, note="the rows add up to the file's own total"),
        Check("aim-is-binding", passed=False, note="the platform may treat ages and genders as suggestions"),
    )
    return Finding("A", verdict, sentence, ad.key, "gap", estimate, checks=checks, not_shown=LIMITS)


DANCE = Aim(
    genders=(FEMALE, MALE),
    ages=(18, 34),
    places=("France",),
    interests=("Dance", "Ballet", "Choreography"),
    suggestion=True,
    estimated={"gender": {FEMALE: between(57_000, 66_000), MALE: between(34_000, 43_000)}},
)


AIMED = {
    "gender": {FEMALE: between(0.57, 0.66), MALE: between(0.34, 0.43)},
    "age": {age: exact(0.0) for age in ("35-44", "45-54", "55-64", "65+")},
}


def audit(*ads: AdResult, findings: tuple[Finding, ...] = (), health: tuple[Health, ...] = ()) -> Audit:
    return Audit("0.1.0", (CSV_SOURCE,), ads, findings, health, NOTES, LINE)


def one_ad() -> Audit:
    """One ad, an aim with an estimated audience, all figures there."""
    counts = {FEMALE: 1_473, MALE: 10_802, UNKNOWN: 402}
    ad = by_gender("Shoes worn, on stage", counts, {FEMALE: 9.1, MALE: 43.8, UNKNOWN: 1.6}, DANCE, between(0.45, 0.54))
    return audit(
        ad,
        findings=(
            counted(ad, "88 in every 100 impressions of this ad were shown to accounts recorded as men."),
            compared(
                ad,
                Verdict.BEYOND,
                "To match the audience it was aimed at, 45 to 54 in every 100 impressions would have had to go to "
                "accounts recorded as women instead of men.",
            ),
        ),
        health=(
            Health("unknown-share", "warning", "3 in every 100 impressions have no recorded gender", ad.key.name),
            Health("total-row", "info", "one total row was checked against the sum and not counted", "row 17"),
        ),
    )


def five_ads() -> Audit:
    """Five ads of one aim, delivered in both directions."""
    rows = {
        "Shoes worn, on stage": (1_473, 10_802, 402, between(0.45, 0.54)),
        "Shoes on a table": (5_102, 4_410, 120, between(0.04, 0.13)),
        "Opening hours, no picture": (3_890, 2_310, 61, between(0.0, 0.06)),
        "Gift card for a friend, from 20 euros": (8_120, 1_240, 88, between(0.20, 0.30)),
        "Class on Mondays": (190, 41, 3, between(0.16, 0.26)),
    }
    ads = [
        by_gender(
            name,
            {FEMALE: women, MALE: men, UNKNOWN: lost},
            {FEMALE: women * 0.0062, MALE: men * 0.0041, UNKNOWN: lost * 0.004},
            DANCE,
            gap,
        )
        for name, (women, men, lost, gap) in rows.items()
    ]
    said = (
        (
            Verdict.BEYOND,
            (
                "88 in every 100 impressions were shown to accounts recorded as men; it was aimed at an "
                "audience in which 34 to 43 in every 100 are."
            ),
        ),
        (
            Verdict.TOO_LITTLE,
            (
                "46 in every 100 impressions were shown to accounts recorded as men, which may or may "
                "not be 10 in every 100 more than it was aimed at."
            ),
        ),
        (Verdict.WITHIN, "37 in every 100 impressions were shown to accounts recorded as men, as it was aimed."),
        (
            Verdict.BEYOND,
            (
                "87 in every 100 impressions were shown to accounts recorded as women; it was aimed at an "
                "audience in which 57 to 66 in every 100 are."
            ),
        ),
        (
            Verdict.BEYOND,
            (
                "82 in every 100 impressions were shown to accounts recorded as women; it was aimed at an "
                "audience in which 57 to 66 in every 100 are."
            ),
        ),
    )
    findings = tuple(compared(ad, *verdict) for ad, verdict in zip(ads, said, strict=True))
    health = (
        Health("unknown-share", "warning", "3 in every 100 impressions have no recorded gender", ads[0].key.name),
        Health("few-impressions", "warning", "one ad has fewer than 500 impressions", ads[4].key.name),
        Health("total-row", "info", "one total row was checked against the sum and not counted", "row 17"),
    )
    return audit(*ads, findings=findings, health=health)


AGES = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+")


def age_by_gender() -> Audit:
    """Age × gender against an estimated audience given as ranges; one cell withheld, one that reached nobody."""
    women, men = (310, 420, 150, 60, 22, 0), (900, 2_210, 3_020, 2_650, 1_840, 990)
    counts = {
        f"{age} · {gender}": float(n)
        for gender, row in ((FEMALE, women), (MALE, men))
        for age, n in zip(AGES, row, strict=True)
    } | {UNKNOWN: 310.0}
    sizes = {
        name: between(1_000 * (6 - i % 6), 1_000 * (6 - i % 6) + 999)
        for i, name in enumerate(n for n in counts if n != UNKNOWN)
    }
    shares = shares_of(counts) | {"55-64 · female": between(0.0, 0.03)}
    base = by_gender("Shoes worn, on stage", {FEMALE: sum(women), MALE: sum(men), UNKNOWN: 310})
    ad = AdResult(
        key=base.key,
        period=MAY,
        metric="impressions",
        impressions=base.impressions,
        reach=None,
        spend=between(40, 49.99),
        currency="EUR",
        share={**base.share, "age_gender": shares},
        share_with_unknown={**base.share_with_unknown, "age_gender": worst_of(counts)},
        counts={
            **base.counts,
            "age_gender": {n: exact(c) for n, c in counts.items()} | {"55-64 · female": between(0, 99)},
        },
        unknown=base.unknown,
        aim=Aim(genders=(FEMALE, MALE), ages=(18, None), estimated={"age_gender": sizes}),
        gap=between(0.41, 0.58),
        gap_dimension="age_gender",
        gaps={"gender": between(0.35, 0.46), "age_gender": between(0.41, 0.58)},
        aimed={
            "gender": {FEMALE: between(0.43, 0.57), MALE: between(0.43, 0.57)},
            "age": {"18-24": between(0.23, 0.32), "25-34": between(0.19, 0.28), "35-44": between(0.15, 0.23)},
            "age_gender": widest(sizes),
        },
    )
    sentence = (
        "To match the audience it was aimed at, 41 to 58 in every 100 impressions would have had to go to "
        "other groups of age and gender."
    )
    return audit(ad, findings=(compared(ad, Verdict.BEYOND, sentence),))


def percentages_only() -> Audit:
    """What an app's screen shows: whole percentages, accounts reached, no counts by group."""
    ad = AdResult(
        key=AdKey("meta", ad="Boosted post, 4 May"),
        period=(date(2026, 5, 4), None),
        metric="reach",
        impressions=None,
        reach=exact(2_870),
        spend=exact(20),
        currency="EUR",
        share={
            "gender": {FEMALE: between(0.245, 0.255), MALE: between(0.745, 0.755)},
            "age": {"13-17": between(0, 0.005), "18-24": between(0.085, 0.095), "25-34": between(0.905, 0.915)},
        },
        share_with_unknown={},
        counts={},
        unknown=None,
        aim=None,
        gap=NO_AIM,
    )
    return audit(ad, findings=(counted(ad, "75 in every 100 accounts reached were recorded as men."),))


def much_unknown() -> Audit:
    """Three in ten without a recorded gender."""
    ad = by_gender("Shoes on a table", {FEMALE: 2_800.0, MALE: 4_200.0, UNKNOWN: 3_000.0})
    anywhere = {FEMALE: between(0, 1), MALE: between(0, 1)}
    idle = replace(ad, key=key("Never shown"), share={"gender": anywhere}, impressions=exact(0), unknown=between(0, 1))
    wide = {FEMALE: between(0.02, 0.97), MALE: between(0.03, 0.98)}
    hidden = replace(ad, key=key("Figures withheld"), share={"gender": wide}, share_with_unknown={})
    sentence = "60 in every 100 impressions with a recorded gender were shown to accounts recorded as men."
    return audit(ad, idle, hidden, findings=(counted(ad, sentence),))


def not_measurable() -> Audit:
    """An ad of which no share can be given."""
    reason = "the export has one age and gender for the whole ad, which is the aim and not the delivery"
    ad = AdResult(
        key=key("One cell"),
        period=(None, None),
        metric="impressions",
        impressions=exact(900),
        reach=None,
        spend=None,
        currency=None,
        share={},
        share_with_unknown={},
        counts={},
        unknown=None,
        aim=None,
        gap=NotMeasurable(reason),
    )
    finding = Finding(
        "A",
        Verdict.NOT_MEASURABLE,
        "Who this ad was shown to cannot be said from this export.",
        ad.key,
        "delivery",
        NotMeasurable(reason),
        dimension="gender",
    )
    return audit(ad, findings=(finding,), health=(Health("aim-not-delivery", "refused", reason, "row 2"),))


def nothing() -> Audit:
    """Files that held no ad."""
    return Audit("0.1.0", (), (), (), (), {}, LINE)


def many_ads(number: int = 2_000) -> Audit:
    """As many ads as asked for, each with its own counts and finding."""
    ads, findings = [], []
    for i in range(number):
        women, men = 200 + (i * 7_919) % 9_000, 200 + (i * 104_729) % 9_000
        gap = exact(abs(women / (women + men) - 0.6)) if i % 3 else NO_AIM
        name = f"Spring classes, picture {i % 40:02d}, text {i // 40:02d}"
        ad = by_gender(
            name,
            {FEMALE: women, MALE: men, UNKNOWN: i % 90},
            {FEMALE: women / 200, MALE: men / 250},
            DANCE if i % 3 else None,
            gap,
            ad_id=str(23_850_000_000_000 + i),
        )
        verdict = Verdict.BEYOND if isinstance(gap, Interval) and gap.low >= LINE else Verdict.WITHIN
        ads.append(ad)
        findings.append(
            compared(
                ad, verdict if i % 3 else Verdict.NOT_MEASURABLE, "These impressions were counted by recorded gender."
            )
        )
    health = tuple(Health("few-impressions", "warning", "fewer than 500 impressions", ad.key.name) for ad in ads[::40])
    return audit(*ads, findings=tuple(findings), health=health)


ELSEWHERE = (
    "Another price of the auction for men: it would have to have changed within the hours that both ran.",
    "Those of unknown gender: counted whichever way makes the difference smallest, it is 7 points.",
)


def runs_of(pairs: int, twins: int) -> tuple[Observed, ...]:
    """Pairs six to eleven points apart, one of them rounded, and twins up to five points to either side."""
    apart = [Observed(f"Pair {i + 1}: worn against table", exact(0.06 + 0.05 * (i % 7) / 6)) for i in range(pairs)]
    apart[1:2] = [Observed("Pair 2: worn against table, rounded", between(0.071, 0.118))] if pairs > 1 else apart[1:2]
    alike = [Observed(f"Twins {i + 1}", exact(0.049 * (-1) ** i * (i + 1) / twins), "twin") for i in range(twins)]
    return (*apart, *alike)


STEPS = (
    Step("item alone, against the aim", Estimate(0.21, 0.39, "log-odds", 0.304), 0.43),
    Step("child hidden, against the item", Estimate(-0.02, 0.14, "log-odds", 0.062), 0.445),
    Step("child shown, against the child hidden", Estimate(0.288, 0.288, "log-odds", 0.288), 0.517),
)


def side_by_side(one: AdResult, other: AdResult, verdict: Verdict = Verdict.BEYOND, **fields: Any) -> Finding:
    """A comparison (claim B) with all that one can carry, other things given by name."""
    made = Finding(
        "B",
        verdict,
        f"Showing “{one.key.name}” in place of “{other.key.name}” moved it from 57 to 66 men in every 100.",
        one.key,
        "pair",
        Estimate(0.06, 0.11, "difference in share of impressions", None, "share"),
        against=other.key,
        dimension="gender",
        group="male",
        tipping_point=0.0781,
        checks=(
            Check("concurrent", passed=True, note="both ran on the same days"),
            Check("equal-budget", passed=False, note="their spending differs by at most 5 in every 100"),
        ),
        not_shown=("Which part of the difference between the two ads did it.", *LIMITS),
        method="Exact sign-flip over 12 pairs of log-odds; interval by inverting the same test.",
        luck="If the picture made no difference, a result this strong would come up about once in 2,000 audits.",
        otherwise=ELSEWHERE,
        runs=runs_of(12, 12),
        steps=STEPS,
    )
    return replace(made, **fields)


def watched(ad: AdResult, verdict: Verdict, least: float, since: date | None = None) -> Finding:
    """A watch by day (claim C)."""
    limit = 0.43
    said = {
        Verdict.BEYOND: f"Since {since} “{ad.key.name}” has gone to men beyond the limit of 43 in every 100.",
        Verdict.WITHIN: f"“{ad.key.name}” has stayed within the limit of 43 in every 100 on every day.",
    }
    return Finding(
        "C",
        verdict,
        said.get(verdict, f"Whether “{ad.key.name}” has stayed within its limit cannot be told from 3 days."),
        ad.key,
        "by day",
        Estimate(least, least + 0.1, "share beyond the limit", None, "share"),
        dimension="gender",
        group="male",
        tipping_point=0.0719,
        not_shown=("Why it drifted: prices, competitors and the platform move too.",),
        method=f"Day process with a declared clustering of 0.05 against {limit}; false discovery rate 0.05.",
        luck="Were the ad within its limit, it would be called beyond it in at most 5 of every 100 such watches.",
        otherwise=("Something on these days that moved every ad: the other ads of the account did not move.",),
        since=since,
    )


def every_claim() -> Audit:
    """Findings of all four claims and every verdict, some with everything and some with nothing."""
    base = five_ads()
    ads = base.ads
    bare = Finding(
        "B", Verdict.TOO_LITTLE, "One pair alone does not tell.", ads[2].key, "pair", NotMeasurable("one pair")
    )
    refused = "“Class on Mondays” and “Shoes on a table” cannot be compared: they did not run on the same days."
    compared = (
        side_by_side(ads[1], ads[2], Verdict.WITHIN, runs=runs_of(0, 6), steps=(), luck="", otherwise=()),
        side_by_side(ads[0], ads[1]),
        replace(bare, against=ads[1].key),
        replace(bare, sentence=refused, verdict=Verdict.NOT_COMPARABLE, estimate=NotMeasurable(refused)),
        side_by_side(ads[3], ads[4], steps=(), runs=runs_of(1, 0), tipping_point=None, checks=(), method=""),
    )
    account = AdKey("meta", "Studio Pirouette")
    general = side_by_side(ads[0], ads[1], claim="D", subject=account, against=None, runs=runs_of(4, 0), steps=())
    days = (
        watched(ads[0], Verdict.BEYOND, 0.31, date(2026, 5, 4)),
        watched(ads[4], Verdict.BEYOND, 0.58, date(2026, 5, 11)),
        *(watched(ad, Verdict.WITHIN, 0.0) for ad in ads[1:3]),
        watched(ads[3], Verdict.TOO_LITTLE, 0.0),
    )
    return replace(base, findings=(*base.findings, *compared, general, *days))


def one_pair() -> Audit:
    """Two ads and the comparison of them."""
    base = five_ads()
    finding = side_by_side(base.ads[0], base.ads[1], runs=runs_of(3, 4))
    return replace(base, ads=base.ads[:2], findings=(finding,), health=())


def hard_findings() -> Audit:
    """Findings whose names, figures and lengths try to break a picture, a table or a line."""
    base = hard_names()
    names = (*HARD_NAMES, "\U0001f45f" * 90, "x" * 400, " ")
    wide = tuple(Observed(name, between(-1.0 + 0.2 * i, 1.0)) for i, name in enumerate(names))
    twins = tuple(Observed(name, exact((-1) ** i * 0.0004 * i), "twin") for i, name in enumerate(names * 30))
    tiny = tuple(Observed(name, exact(0.0001 * i)) for i, name in enumerate(names * 8))
    same = (Observed("No difference at all", exact(0.0)),)
    open_end = (Observed("Open", between(-0.9, float("inf"))), Observed("Twins", between(-0.3, 0.001), "twin"))
    steps = tuple(
        Step(name, Estimate(-9.0, 9.0 + i, "log-odds", (-1.0) ** i * 3), i % 3 / 2) for i, name in enumerate(names)
    )
    blind = (Step("value not known", Estimate(-0.5, float("inf"), "log-odds"), 0.999),)
    first, second, *_ = base.ads
    runs = (wide, (*wide, *twins), tiny, (*tiny, *twins), same, open_end, twins, ())
    parts = (steps, blind, (), steps * 4, (), blind, (), steps)
    found = [
        side_by_side(first, second, runs=some, steps=part, sentence=name, luck=name * 2, otherwise=(name, "", name))
        for some, part, name in zip(runs, parts, names, strict=False)
    ]
    last = watched(base.ads[2], Verdict.BEYOND, 0.2, date(1, 1, 1))
    days = (
        replace(last, sentence=names[2], runs=wide, tipping_point=float("nan")),
        replace(last, estimate=found[0].estimate),
    )
    general = replace(found[1], claim="D", subject=AdKey("meta"), against=None, group=names[2])
    return replace(base, findings=(*base.findings, *found, general, *days))


def many_watched(number: int = 2_000) -> Audit:
    """As many ads as asked for, each watched by day; every tenth goes beyond its limit, and 30 pairs of them ran."""
    base = many_ads(number)
    beyond = (Verdict.BEYOND, *[Verdict.WITHIN] * 8, Verdict.TOO_LITTLE)
    days = tuple(
        watched(ad, beyond[i % 10], (i * 7_919) % 400 / 1000, date(2026, 5, 4 + i % 15) if i % 10 == 0 else None)
        for i, ad in enumerate(base.ads)
    )
    pairs = tuple(side_by_side(one, other) for one, other in zip(base.ads[:30], base.ads[30:60], strict=False))
    return replace(base, findings=(*base.findings, *days, *pairs))


HARD_NAMES = (
    "<script>alert(1)</script> & \"quoted\" 'too'",
    "إعلان الأحذية (نسخة 2)",
    "A very long name " * 11 + "that ends",
    "\U0001f45f\U0001fa70 ballet \U0001f469‍\U0001f9bd‍➡️",
    '=HYPERLINK("http://example.invalid")',
    "bell\x07 esc\x1b[31m nul\x00 override\u202egnp.exe\ufffe",
)


def hard_names() -> Audit:
    """Names that try to break a page, a line, a cell or a terminal."""
    ads = [by_gender(name, {FEMALE: 500 + 90 * i, MALE: 700, UNKNOWN: 5}) for i, name in enumerate(HARD_NAMES)]
    said = (f"54 in every 100 impressions of “{ad.key.name}” were shown to accounts recorded as men." for ad in ads)
    findings = tuple(counted(ad, sentence) for ad, sentence in zip(ads, said, strict=True))
    return audit(*ads, findings=findings)


def named(name: str) -> Audit:
    """One ad of a given name, the name also in its sentence, its health note and its file."""
    ad = by_gender(name, {FEMALE: 500, MALE: 700, UNKNOWN: 5})
    source = Source(name, "0" * 64, "generic", "1", 3)
    finding = counted(ad, f"“{name}” was shown to accounts recorded as men.")
    return Audit("0.1.0", (source,), (ad,), (finding,), (Health("x", "info", name, name),), {name: name}, LINE)


def snapshots(number: int = 30) -> Audit:
    """One ad over thirty snapshots that restate each other, one of them without genders."""
    start = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
    line = []
    for i in range(number):
        men = 0.5 + 0.38 * (1 - 0.9**i)
        wide = 0.02 if i % 4 else 0.0
        share = {MALE: between(men - wide, men + wide), FEMALE: between(1 - men - wide, 1 - men + wide)}
        line.append(Point(start + timedelta(hours=5 * i), share if i != 12 else {}, cumulative=True))
    counts = {FEMALE: 1_473, MALE: 10_802, UNKNOWN: 402}
    base = by_gender("Shoes worn, on stage", counts, {FEMALE: 9.1, MALE: 43.8}, DANCE, between(0.45, 0.54))
    ages = [
        Point(date(2026, 5, 4) + timedelta(days=i), shares_of({a: 10 + i * j for j, a in enumerate(AGES)}), False)
        for i in range(6)
    ]
    values = {field: getattr(base, field) for field in AdResult.__dataclass_fields__}
    values |= {"over_time": {"gender": tuple(line), "age": tuple(ages)}, "snapshots": number}
    values["share"] = {**base.share, "age": ages[-1].share}
    ad = AdResult(**values)
    sentence = "88 in every 100 impressions were shown to accounts recorded as men; on 4 May it was 50."
    return audit(ad, findings=(compared(ad, Verdict.BEYOND, sentence),))


ALL = {
    make.__name__: make
    for make in (
        one_ad,
        five_ads,
        age_by_gender,
        percentages_only,
        much_unknown,
        not_measurable,
        nothing,
        many_ads,
        hard_names,
        snapshots,
        every_claim,
        one_pair,
        hard_findings,
        many_watched,
    )
}
