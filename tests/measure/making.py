"""Deliveries and aims for tests of measuring, made from the nouns alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from seenby.measure import Question, measure
from seenby.model import AdKey, AdResult, Aim, Delivery, Interval

AD = AdKey("meta", ad="A")
MAY = (date(2026, 5, 1), date(2026, 5, 31))


def interval(figure: float | tuple[float, float] | None) -> Interval | None:
    """A figure, a pair of ends, or nothing reported."""
    if figure is None:
        return None
    return Interval(*figure) if isinstance(figure, tuple) else Interval.exact(figure)


def delivery(ad: AdKey = AD, fold: str = "people", **said: Any) -> Delivery:
    """One row of delivery; breakdowns are those it names, figures may be given as numbers or pairs."""
    groups = {name: str(said.get(name, "")) for name in ("gender", "age", "country", "region", "placement")}
    made = frozenset(name for name, group in groups.items() if group)
    return Delivery(
        source=said.get("source", 0),
        ad=ad,
        fold=fold,
        breakdowns=said.get("breakdowns", made),
        **groups,
        start=said.get("start", MAY[0]),
        end=said.get("end", MAY[1]),
        day=said.get("day"),
        rows=said.get("rows", 1),
        impressions=interval(said.get("impressions")),
        reach=interval(said.get("reach")),
        spend=interval(said.get("spend")),
        share=interval(said.get("share")),
        currency=said.get("currency"),
    )


def genders(figures: Mapping[str, Any], metric: str = "impressions", **more: Any) -> list[Delivery]:
    """One row a gender."""
    return [delivery(gender=group, **{metric: figure}, **more) for group, figure in figures.items()]


def measured(rows: Sequence[Delivery], **asked: Any) -> tuple[AdResult, ...]:
    """What is measured of some rows of one source."""
    history = asked.pop("history", {})
    usual: dict[str, Any] = {"metric": None, "aims": {}, "everyone": None}
    sources: dict[str, Any] = {"share_of": ("reach", "reach"), "sources": ("a", "b")}
    return measure(rows, history, Question(**{**usual, **sources, **asked}))


def one(rows: Sequence[Delivery], **asked: Any) -> AdResult:
    """What is measured of the one ad the rows are about."""
    (ad,) = measured(rows, **asked)
    return ad


def aim(**said: Any) -> Aim:
    """An aim; sizes may be given as numbers or pairs."""
    sizes = {
        dimension: {group: interval(size) or Interval.exact(0) for group, size in groups.items()}
        for dimension, groups in said.pop("estimated", {}).items()
    }
    return Aim(**said, estimated=sizes)
