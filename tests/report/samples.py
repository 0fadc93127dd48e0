"""Audits made from the nouns alone, as the other rooms would hand them over. Shops, ads and figures are invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

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
    Point,
    Source,
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
    return Finding("A", Verdict.COUNTED, sentence, ad.key, "gender", Estimate.of(share, "share"), not_shown=LIMITS)


def compared(ad: AdResult, verdict: Verdict, sentence: str) -> Finding:
    estimate = Estimate.of(ad.gap, "share") if isinstance(ad.gap, Interval) else ad.gap
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
        "gender",
        NotMeasurable(reason),
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
    )
}
