"""Who the ads come from: asked for where the law does, and never made up."""

from __future__ import annotations

import pytest
from tests.study.ads.planning.asking import asked, planned

from seenby.errors import SettingsError, StoppedByGuard
from seenby.study.ads.planning import keep_to_the_law
from seenby.study.ads.planning.by_hand import by_hand

REAL = "https://platform.example.org"
SAID = {"beneficiary": "A shop", "payor": "An agency"}


@pytest.mark.parametrize("api", ["", "http://127.0.0.1:8750", "http://localhost:8750"])
def test_by_hand_and_on_this_machine_nothing_is_asked(api):
    assert asked(api=api).advertiser.payor == ""


@pytest.mark.parametrize("more", [{"country": "NO"}, {"country": "US", "aim": {"places": ["France"]}}])
def test_a_real_platform_needs_to_know_who_pays_in_europe(more):
    with pytest.raises(SettingsError, match=r"Norway|France"):
        asked(api=REAL, **more)
    study = asked(api=REAL, advertiser=SAID, **more)
    assert (study.advertiser.beneficiary, study.advertiser.payor) == ("A shop", "An agency")


def test_elsewhere_it_is_not_asked():
    asked(api=REAL, country="US")


def test_another_address_than_the_registered_one_is_held_against_the_law_as_well():
    with pytest.raises(StoppedByGuard, match="Netherlands"):
        keep_to_the_law(asked())
    keep_to_the_law(asked(advertiser=SAID))


@pytest.mark.parametrize("page", [" 12", "act_12", "1" * 31, "١٢"])
def test_an_identifier_is_digits(page):
    with pytest.raises(SettingsError, match="digits only"):
        asked(advertiser={"page": page})


def test_a_persons_address_is_not_registered():
    with pytest.raises(SettingsError, match=r"advertiser\.payor"):
        asked(advertiser={"payor": "jo.doe@example.org"})


def test_by_hand_the_steps_say_what_was_said_and_no_more():
    text = by_hand(planned(advertiser={"page": "12", "payor": "A | shop"}).plan)
    assert "| page | 12 |" in text
    assert "| payor (who pays for it) | A \\| shop |" in text
    assert "beneficiary" not in text
