"""A plan in sentences, for whoever is to decide on it."""

from __future__ import annotations

from collections.abc import Iterator

from seenby.study.ads.planning.make_plan import Planned
from seenby.study.ads.planning.phrases import money, named, table
from seenby.study.ads.planning.power_and_cost import Outlook

FEW_TWINS = 4
"""Pairs of twins from which they can serve as the yardstick."""


def summary(planned: Planned) -> tuple[str, ...]:
    """What a plan comes to, sentence by sentence; warnings are not among them."""
    return tuple(_sentences(planned))


def _sentences(planned: Planned) -> Iterator[str]:
    plan, outlook, size = planned.plan, planned.outlook, planned.plan.study.size
    twins = named(size.twins, "pair of twins", "pairs of twins") if size.twins else "no twins"
    words = {"twins": twins, "ads": named(outlook.ads, "ad", "ads"), "arms": str(len(plan.study.arms))}
    if len(plan.study.arms) > 1:
        yield _say("compared", **words, pairs=named(outlook.pairs, "set", "sets"))
    else:
        yield _say("one_arm", **words, count=named(outlook.pairs, "ad", "ads"))
    if plan.study.accounts:
        yield _say("accounts", accounts=", ".join(plan.study.accounts))
    all_days = named(plan.days, "day", "days")
    waves = _say("waves", waves=f"{outlook.waves} waves", all_days=all_days) if outlook.waves > 1 else ""
    yield _say("size", impressions=f"{size.impressions:,}", days=named(size.days, "day", "days"), waves=waves)
    amounts = {"expected": outlook.expected, "greatest": outlook.greatest, "cap": outlook.cap}
    yield _say("cost", **{key: money(amount, outlook.currency) for key, amount in amounts.items()})
    yield from _power(planned, outlook)
    yield _say("twins_none" if not size.twins else "twins_few" if size.twins < FEW_TWINS else "twins_good", twins=twins)
    yield _say("seed", seed=str(plan.seed))


def _power(planned: Planned, outlook: Outlook) -> Iterator[str]:
    size = planned.plan.study.size
    if outlook.power is None:
        yield _say("one_arm_power")
        return
    yield _say(
        "power",
        spread=f"{outlook.spread:.2f}",
        rho=f"{size.rho:g}",
        smallest=f"{size.smallest * 100:g}",
        power=f"{outlook.power * 100:.0f}",
        asked=f"{size.power * 100:.0f}",
        needed=named(outlook.pairs_needed or 0, "pair", "pairs"),
    )
    origin = str(table("summary")["share_from_aim" if outlook.share_from_aim else "share_unknown"])
    yield _say("share", share=f"{outlook.share * 100:.0f}", origin=origin)


def _say(key: str, **words: str) -> str:
    return str(table("summary")[key]).format(**words)
