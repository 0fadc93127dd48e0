"""What must hold between the keys of ``study.toml``; each rule has its sentence in ``rules.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import PurePosixPath

from seenby.errors import SettingsError, StoppedByGuard
from seenby.model.audience import age_span
from seenby.model.loopback import leads_here
from seenby.model.wording.money import WHOLE_COINS
from seenby.study.ads.planning.eu_transparency import law_asks
from seenby.study.ads.planning.phrases import table
from seenby.study.ads.planning.study_keys import StudySettings
from seenby.study.contact_details import holds_contact

ACCOUNT = re.compile(r"act_\d+")
WHAT_MUST_BE_TRIED = ("covered person", "nobody")
"""What a study that shows a child must show as well."""

Broken = tuple[str, dict[str, str]]


def keep_to_rules(asked: StudySettings, where: str) -> None:
    """Stop at the first rule that a study breaks.

    Raises:
        SettingsError: Naming what does not make sense.
        StoppedByGuard: When a child would be shown without consent, or without first trying what shows none.
    """
    for rule, words in (*_sense(asked), *_arms(asked), *_accounts(asked), *_law(asked), *_contacts(asked)):
        told = table("rules")[rule]
        raise SettingsError(told["what"].format(**words), where=where, remedy=told["remedy"].format(**words))
    for rule, words in _guards(asked):
        told = table("rules")[rule]
        raise StoppedByGuard(told["what"].format(**words), where=where, remedy=told["remedy"])


def group_of(asked: StudySettings) -> str | None:
    """The group as the findings know it: ``male`` for “men”."""
    if asked.group is None or asked.dimension != "gender":
        return asked.group
    return {"women": "female", "men": "male"}.get(asked.group.casefold(), asked.group.casefold())


def _sense(asked: StudySettings) -> Iterator[Broken]:
    if not asked.question.endswith("?"):
        yield "no-question", {}
    if asked.money.currency in WHOLE_COINS:
        yield "no-hundredths", {"currency": asked.money.currency}
    group = group_of(asked)
    known = group in ("female", "male") if asked.dimension == "gender" else age_span(group or "0+") is not None
    if group is not None and not known:
        yield "no-such-group", {"group": group, "dimension": asked.dimension}
    if len(asked.arms) > 1 and asked.size.pairs == 0:
        yield "no-pairs", {}
    if len(asked.arms) == 1 and (asked.size.pairs is None or not asked.size.pairs + asked.size.twins):
        yield "no-ads", {}


def _arms(asked: StudySettings) -> Iterator[Broken]:
    names = [arm.name for arm in asked.arms]
    for name in names:
        if names.count(name) > 1:
            yield "same-name", {"arm": name}
    for rule, chosen in (("no-such-control", asked.control), ("no-such-twin", asked.twins_of)):
        if chosen is not None and chosen not in names:
            yield rule, {"arm": chosen, "arms": ", ".join(names)}
    for arm in asked.arms:
        if not arm.differs and arm.name != (asked.control or names[0]):
            yield "no-difference", {"arm": arm.name}
        path = PurePosixPath(arm.picture)
        if path.is_absolute() or ".." in path.parts or "\\" in arm.picture or len(path.parts) < 1:
            yield "picture-outside", {"arm": arm.name}
    for one, other in combinations(asked.arms, 2):
        if (one.picture, one.message, one.budget) == (other.picture, other.message, other.budget):
            yield "same-arm", {"arm": one.name, "other": other.name}


def _accounts(asked: StudySettings) -> Iterator[Broken]:
    if asked.api and not asked.accounts:
        yield "no-account", {}
    for account in asked.accounts:
        if asked.accounts.count(account) > 1:
            yield "same-account", {"account": account}
        if asked.api and not ACCOUNT.fullmatch(account):
            yield "account-form", {"account": account}


def _law(asked: StudySettings) -> Iterator[Broken]:
    real = bool(asked.api) and not leads_here(asked.api)
    places, given = asked.aim.get("places"), asked.advertiser
    named = [str(one) for one in places] if isinstance(places, list) else []
    country = law_asks(asked.country, named, given.beneficiary, given.payor) if real else None
    if country is not None:
        yield "who-pays", {"country": country}


def _contacts(asked: StudySettings) -> Iterator[Broken]:
    """What is published with the registration must not hold a way to reach somebody."""
    texts = {"title": asked.title, "question": asked.question}
    texts |= {"differs": " ".join(arm.differs for arm in asked.arms)}
    texts |= {"advertiser.beneficiary": asked.advertiser.beneficiary, "advertiser.payor": asked.advertiser.payor}
    if asked.consent is not None:
        texts["consent.reference"] = asked.consent.reference
        texts["consent.why_not_covered"] = asked.consent.why_not_covered
    for key, text in texts.items():
        if any(holds_contact(part) for part in text.splitlines()):
            yield "contact", {"key": key}


def _guards(asked: StudySettings) -> Iterator[Broken]:
    shown = {arm.shows for arm in asked.arms}
    if "child" not in shown:
        return
    if asked.consent is None:
        yield "no-consent", {}
    least = min(arm.budget for arm in asked.arms)
    for arm in asked.arms:
        if arm.shows == "child" and arm.budget > least:
            yield "child-budget", {"arm": arm.name}
    for missing in WHAT_MUST_BE_TRIED:
        if missing not in shown:
            yield "child-alone", {"missing": {"nobody": "nobody", "covered person": "the child covered"}[missing]}
