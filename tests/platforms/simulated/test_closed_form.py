"""With learning frozen, the engine delivers what the formula says."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.platforms.simulated.making import MEDIAN, ad, flat_world, frozen, knowing, priced

from seenby.errors import UsageError
from seenby.platforms.simulated import truths
from seenby.platforms.simulated.auction.closed_form import men_share, standing_for

GRID = [
    (dearer, sigma, ratio, win)
    for dearer in (1.0, 1.3, 1.64)
    for sigma in (0.5, 0.87)
    for ratio in (1.0, 1.5)
    for win in (0.3, 0.1, 0.01)
]
RATE = 0.02
TABLE = [
    (1.10, 0.5, (0.31, 0.34, 0.38, 0.41)),
    (1.30, 0.5, (0.39, 0.47, 0.59, 0.68)),
    (1.64, 0.5, (0.51, 0.66, 0.84, 0.92)),
    (1.30, 0.87, (0.34, 0.38, 0.45, 0.50)),
    (1.64, 0.87, (0.41, 0.49, 0.62, 0.71)),
]


@pytest.fixture(scope="module")
def world():
    return flat_world()


@pytest.mark.parametrize(("dearer", "sigma", "ratio", "win"), GRID)
def test_the_engine_agrees_with_the_formula(world, dearer, sigma, ratio, win):
    audience = float(world.attributes.gender.mean())
    tilt = (math.log(dearer) + math.log(ratio)) / sigma
    standing = standing_for(win, audience, tilt)
    bid = round(MEDIAN * 1_000 * math.exp(sigma * standing) / (RATE * ratio))
    market = priced(world, women_dearer=dearer, sigma=sigma)
    platform = frozen(market, knowing(men=RATE * ratio, women=RATE))
    platform.submit(ad(bid=bid))
    platform.step(24)
    (found,) = truths(platform)
    opportunities = sum(platform.ledger.opportunities)
    expected = men_share(audience, tilt, standing)
    assert found.impressions / opportunities == pytest.approx(win, abs=5 * math.sqrt(win / opportunities))
    error = math.sqrt(expected * (1 - expected) / found.impressions)
    assert found.men_of_impressions == pytest.approx(expected, abs=4.5 * error)


@pytest.mark.parametrize(("dearer", "sigma", "published"), TABLE)
def test_the_formula_gives_the_table_it_was_published_with(dearer, sigma, published):
    tilt = math.log(dearer) / sigma
    shares = [men_share(0.27, tilt, standing_for(win, 0.27, tilt)) for win in (0.3, 0.1, 0.01, 0.001)]
    assert shares == pytest.approx(published, abs=0.006)


def test_content_on_top_of_prices_gives_the_published_shares():
    tilt = (math.log(1.4) + math.log(1.5)) / 0.5
    shares = [men_share(0.27, tilt, standing_for(win, 0.27, tilt)) for win in (0.1, 0.01, 0.001)]
    assert shares == pytest.approx((0.83, 0.96, 0.99), abs=0.006)


def test_without_a_price_gap_and_without_an_image_effect_an_ad_gets_the_audience_s_own_share(world):
    platform = frozen(priced(world, women_dearer=1.0), knowing())
    platform.submit(ad(budget=8_000_000))
    platform.step(24)
    (found,) = truths(platform)
    audience = float(world.attributes.gender.mean())
    error = math.sqrt(audience * (1 - audience) / found.impressions)
    assert found.impressions > 1_000
    assert found.men_of_impressions == pytest.approx(audience, abs=4.5 * error)


def test_a_price_gap_alone_moves_it(world):
    platform = frozen(priced(world, women_dearer=1.64), knowing())
    platform.submit(ad(budget=2_000_000))
    platform.step(24)
    share = truths(platform)[0].men_of_impressions
    assert share is not None
    assert share > 0.5


@pytest.mark.parametrize(("win", "audience"), [(0.0, 0.5), (1.0, 0.5), (0.1, 0.0), (0.1, 1.0)])
def test_shares_of_nothing_or_everything_are_refused(win, audience):
    with pytest.raises(UsageError):
        standing_for(win, audience, 1.0)


def test_the_standing_gives_back_the_win_rate():
    for tilt in np.linspace(-6, 6, 25):
        standing = standing_for(0.003, 0.27, float(tilt))
        assert men_share(0.27, float(tilt), standing) == pytest.approx(1 - men_share(0.73, -tilt, standing - tilt))
