"""What the law asks of ads on a real platform: in the EU, who they are for and who pays for them."""

from __future__ import annotations

from collections.abc import Iterable

from seenby.errors import StoppedByGuard
from seenby.model import Study
from seenby.study.ads.planning.phrases import table


def law_asks(country: str, places: Iterable[str], beneficiary: str, payor: str) -> str | None:
    """The country whose law asks for what was not said; None where none does.

    Digital Services Act, Article 26; the countries are those of ``who_pays.toml``.
    """
    if beneficiary and payor:
        return None
    aimed = {one.casefold() for one in (country, *places)}
    return next((one["name"] for one in table("who_pays")["countries"] if _called(one) & aimed), None)


def keep_to_the_law(study: Study) -> None:
    """Stop a study that is about to run on a real platform and does not say what the law asks for.

    Raises:
        StoppedByGuard: Naming the country.
    """
    given = study.advertiser
    country = law_asks(study.country, study.aim.places or (), given.beneficiary, given.payor)
    if country is not None:
        told = table("rules")["who-pays"]
        raise StoppedByGuard(
            told["what"].format(country=country),
            where="registration.json",
            remedy=f"begin another study: {told['remedy']}",
            unchanged="nothing was sent to the platform",
        )


def _called(country: dict[str, str]) -> set[str]:
    return {country["code"].casefold(), country["name"].casefold()}
