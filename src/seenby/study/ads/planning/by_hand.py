"""The plan as steps and a checklist for a person at an ads manager."""

from __future__ import annotations

from jinja2 import Environment, StrictUndefined

from seenby.model import Advertiser, Aim, Plan
from seenby.study.ads.planning.phrases import money, named, text
from seenby.study.ads.planning.slots import draw_begins

WORDS = {"female": "women", "male": "men"}
MARKS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>|#"})


def by_hand(plan: Plan) -> str:
    """The text of ``by-hand.md``: it prints well, and has a row with a box for each ad."""
    study, currency = plan.study, plan.study.money.currency
    made = Environment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701  Markdown, not HTML; `plain` takes what people typed out of its grammar
        keep_trailing_newline=True,
    )
    made.filters |= {"plain": lambda typed: str(typed).translate(MARKS), "money": lambda sum_: money(sum_, currency)}
    accounts = list(dict.fromkeys(slot.account for slot in plan.slots))
    messages = {arm.message for arm in study.arms}
    return made.from_string(text("templates/by-hand.md.j2")).render(
        plan=plan,
        ads=named(len(plan.slots), "ad", "ads"),
        greatest=money(plan.greatest_spend, currency),
        days=named(study.size.days, "day", "days"),
        accounts=accounts,
        by_account=[(account, [slot for slot in plan.slots if slot.account == account]) for account in accounts],
        pictures={arm.name: arm.picture for arm in study.arms},
        texts={"every ad": study.arms[0].message}
        if len(messages) == 1
        else {f"“{arm.name.translate(MARKS)}”": arm.message for arm in study.arms},
        texts_differ=len(messages) > 1,
        begins=draw_begins(study.title, plan.seed),
        advertiser=_advertiser_words(study.advertiser),
        **_aim_words(study.aim),
    )


def _advertiser_words(advertiser: Advertiser) -> dict[str, str]:
    """What was said of who the ads come from, and no more."""
    told = {
        "page": advertiser.page,
        "Instagram account": advertiser.instagram,
        "beneficiary (who the ad is for)": advertiser.beneficiary,
        "payor (who pays for it)": advertiser.payor,
    }
    return {what: name for what, name in told.items() if name}


def _aim_words(aim: Aim) -> dict[str, str]:
    genders = sorted(WORDS.get(one, one) for one in aim.genders or ())
    ages = "all that the platform offers"
    if aim.ages is not None:
        ages = f"{aim.ages[0]} and over" if aim.ages[1] is None else f"{aim.ages[0]} to {aim.ages[1]}"
    return {
        "genders": f"{genders[0]} only" if len(genders) == 1 else "all",
        "ages": ages,
        "interests": ", ".join(aim.interests).translate(MARKS) or "none",
    }
