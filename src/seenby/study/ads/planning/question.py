"""``study.toml`` in, a study out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from seenby.model import Advertiser, Aim, Consent, Money, Size, StopRules, Study, StudyArm
from seenby.settings import check, parse_toml
from seenby.study.ads.planning.rules import group_of, keep_to_rules
from seenby.study.ads.planning.study_keys import StudySettings

ReadAim = Callable[[Mapping[str, object], str], Aim]
"""Makes an aim of the tables ``aim`` and ``estimated_audience``, which have the keys of an aim file. The reading room
knows the words for groups; it is handed in (see `seenby.study.steps.read_study`)."""


def study_from_toml(content: bytes, where: str, read_aim: ReadAim) -> Study:
    """The study that a file asks for.

    Raises:
        SettingsError: When the file, a key or what holds between keys makes no sense.
        StoppedByGuard: When a child would be shown without consent, or without first trying what shows none.
    """
    asked = check(StudySettings, parse_toml(content, where), where)
    keep_to_rules(asked, where)
    stated = {"estimated_audience": asked.estimated_audience} if asked.estimated_audience else {}
    aim = read_aim({**asked.aim, **stated}, where)
    names = [arm.name for arm in asked.arms]
    control = asked.control or (names[0] if len(names) > 1 else None)
    return Study(
        title=asked.title,
        question=asked.question,
        arms=tuple(StudyArm(**arm.model_dump()) for arm in asked.arms),
        control=control if len(names) > 1 else None,
        twins_of=asked.twins_of or control or names[0],
        aim=aim,
        country=asked.country,
        link=asked.link,
        money=Money(asked.money.currency, hundredths(asked.money.cap), hundredths(asked.money.per_thousand)),
        accounts=asked.accounts,
        api=asked.api.rstrip("/"),
        dimension=asked.dimension,
        group=group_of(asked),
        direction=asked.direction,
        metric=asked.metric,
        size=Size(**{**asked.size.model_dump(), "smallest": round(asked.size.smallest / 100, 6)}),
        stop=StopRules(**asked.stop.model_dump()),
        consent=_consent(asked),
        advertiser=Advertiser(**asked.advertiser.model_dump()),
    )


def hundredths(amount: Decimal) -> int:
    """An amount of the currency in whole hundredths."""
    return int(amount * 100)


def _consent(asked: StudySettings) -> Consent | None:
    if asked.consent is None:
        return None
    return Consent(asked.consent.reference, asked.consent.date.isoformat(), asked.consent.why_not_covered)
