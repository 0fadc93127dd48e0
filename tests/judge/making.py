"""Ads for tests of judging, made from the nouns alone, and what must be true of every finding."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from seenby.model import AdKey, AdResult, Arms, Finding, Interval, NotMeasurable, Point

EXACT = Interval.exact
START = date(2026, 5, 4)
WEEK = (START, START + timedelta(days=6))

Figure = float | tuple[float, float]


def interval(figure: Figure) -> Interval:
    """A figure, or a pair of ends."""
    return Interval(*figure) if isinstance(figure, tuple) else EXACT(float(figure))


def shared(counts: Mapping[str, Interval]) -> dict[str, Interval]:
    """The shares of the known groups, as the rounding leaves them open."""
    known = {group: figure for group, figure in counts.items() if group != "unknown"}
    found = {}
    for group, figure in known.items():
        rest_low = sum(one.low for name, one in known.items() if name != group)
        rest_high = sum(one.high for name, one in known.items() if name != group)
        if figure.high + rest_high == 0:
            continue
        low = figure.low / (figure.low + rest_high) if figure.low else 0.0
        high = 1.0 if math.isinf(figure.high) or not rest_low else figure.high / (figure.high + rest_low)
        found[group] = Interval(low, max(low, high))
    return found


def ad(name: str, cells: Mapping[str, Figure], dimension: str = "gender", **changes: Any) -> AdResult:
    """An ad that ran in the week, shown so often to each group; ``account`` and all fields may be said."""
    figures = {group: interval(figure) for group, figure in cells.items()}
    whole = Interval(sum(one.low for one in figures.values()), sum(one.high for one in figures.values()))
    rest = figures.get("unknown", EXACT(0.0))
    most = rest.high / whole.high if 0 < whole.high < math.inf else float(rest.high > 0)
    unknown = Interval(min(rest.low / whole.high if whole.high else 0.0, most), most)
    said: dict[str, Any] = {
        "key": AdKey("meta", account=changes.pop("account", None), campaign="Charms", ad=name),
        "period": WEEK,
        "metric": "impressions",
        "impressions": whole,
        "reach": None,
        "spend": EXACT(4.0),
        "currency": "EUR",
        "share": {dimension: shared(figures)},
        "share_with_unknown": {},
        "counts": {dimension: figures},
        "unknown": unknown,
        "aim": None,
        "gap": NotMeasurable("no aim"),
        "sources": ("export.csv",),
    }
    return AdResult(**{**said, **changes})


def genders(name: str, women: Figure, men: Figure, unknown: Figure = 0, **changes: Any) -> AdResult:
    """An ad by gender."""
    return ad(name, {"female": women, "male": men, **({"unknown": unknown} if unknown else {})}, **changes)


def with_unknown(one: AdResult, unknown: Figure) -> AdResult:
    """An ad of the same name and women and men, and so many unknown."""
    women, men = (figure.low for figure in one.counts["gender"].values())
    return genders(one.key.name, women, men, unknown)


def ad_of(finding: Finding) -> str:
    """The ad that a finding is about."""
    assert isinstance(finding.subject, AdKey)
    assert finding.subject.ad is not None
    return finding.subject.ad


def by_day(
    name: str, women: Sequence[float], totals: Sequence[float], *, cumulative: bool = False, **changes: Any
) -> AdResult:
    """An ad by gender and day."""
    points = tuple(
        Point(START + timedelta(days=at), {"female": EXACT(w / n), "male": EXACT(1 - w / n)}, cumulative, EXACT(n))
        for at, (w, n) in enumerate(zip(women, totals, strict=True))
        if n
    )
    return genders(name, sum(women), sum(totals) - sum(women), over_time={"gender": points}, **changes)


Sides = Sequence[tuple[Figure, Figure]]


def study(arms: Mapping[str, Sides], twins: Sequence[tuple[tuple[Figure, Figure], tuple[Figure, Figure]]] = (), **said):
    """The ads of a study by gender, named after their arm and place, and its design; the first arm is the control."""
    ads = [
        genders(f"{arm} {at}", *sides, account=_account(said, at))
        for arm, some in arms.items()
        for at, sides in enumerate(some)
    ]
    pairs = []
    for at, (one, other) in enumerate(twins):
        ads += [genders(f"twin {at} a", *one), genders(f"twin {at} b", *other)]
        pairs.append((f"twin {at} a", f"twin {at} b"))
    design = Arms(
        {arm: tuple(f"{arm} {at}" for at in range(len(some))) for arm, some in arms.items()},
        said.get("control", next(iter(arms), None)),
        tuple(pairs),
        said.get("randomised", False),
        said.get("dimension", "gender"),
        said.get("group"),
    )
    return ads, design


def _account(said: Mapping[str, Any], at: int) -> str | None:
    accounts = said.get("accounts")
    return accounts[at] if accounts else None


def walk(value: object) -> Iterable[object]:
    """Everything inside a JSON value."""
    yield value
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inside:
        yield from walk(one)


BAD_WORDS = re.compile(r"\b(nan|inf|None|significant|proves|biased?|fair|targeted|discrimination)\b")
ONE_OF_MANY = r"(?<![\d.,+-])1 (pairs|days|ads|points|groups|accounts)\b"
BAD_SHAPES = re.compile(r"\{|\}|\.\.|\.;|;\.| {2}|\bonce in 1 |-0 (points|to)|" + ONE_OF_MANY)


def check(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, none of which says NaN, infinity, or a sentence that is not one."""
    some = tuple(findings)
    for finding in some:
        told = finding.as_json()
        json.dumps(told, allow_nan=False)
        assert all(math.isfinite(one) for one in walk(told) if isinstance(one, float))
        sentences = [finding.sentence, finding.luck, finding.method, *finding.otherwise, *finding.not_shown]
        for sentence in filter(None, sentences):
            assert not BAD_WORDS.search(sentence), sentence
            assert not BAD_SHAPES.search(sentence), sentence
            assert sentence.endswith((".", "”.", "?")), sentence
            assert sentence[0].isupper() or sentence[0] in "“0123456789", sentence
        assert finding.not_shown
        if isinstance(finding.estimate, NotMeasurable):
            assert finding.estimate.reason
            assert finding.tipping_point is None
        else:
            assert finding.estimate.low <= finding.estimate.high
    return some
