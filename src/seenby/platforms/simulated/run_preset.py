"""A preset as it is run: its arms as campaigns, with one remedy, in a world of its own; one world a market."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from seenby.model import Aim
from seenby.model.progress import ShowProgress, no_progress
from seenby.platforms.simulated.auction.campaign import Campaign
from seenby.platforms.simulated.auction.checkpoint import load, save
from seenby.platforms.simulated.auction.market import background, money
from seenby.platforms.simulated.auction.simulation import Simulation
from seenby.platforms.simulated.people.demographics import GENDERS
from seenby.platforms.simulated.people.targeting import estimated_audience
from seenby.platforms.simulated.people.world import World, build_world
from seenby.platforms.simulated.pictures.drawn_shapes import Picture, picture_of
from seenby.platforms.simulated.pictures.image_prior import ImagePrior, learn_prior, pooled
from seenby.platforms.simulated.remedies import NONE, Remedy
from seenby.platforms.simulated.world_settings import ArmSettings, Preset

PART = " · "
"""Stands between an arm and the number of its copy, or the group one of its parts is for."""

APART = 1_000_003
"""How far the seeds of two markets lie apart, so that no market of one seed is a market of the next."""


def prepare(
    preset: Preset,
    seed: int,
    remedy: Remedy = NONE,
    *,
    market: int = 0,
    world: World | None = None,
    prior: ImagePrior | None = None,
) -> Simulation:
    """A platform with the preset's arms and background advertisers submitted, its clock not started.

    Args:
        preset: What to run.
        seed: Of the world, the background and the auctions.
        remedy: What is changed.
        market: Which of the preset's markets.
        world: The preset's world under this seed, where it was built before.
        prior: What this world's platform learned from pictures, where it was learned before.
    """
    settings = replace(preset.platform, prior=0.0) if remedy.prior_off else preset.platform
    seed = _of_market(seed, market)
    platform = Simulation(world or build_world(preset, seed), settings, seed, prior)
    for campaign in (*arms(platform.world, preset, remedy, market), *others(platform.world, preset, seed)):
        platform.submit(campaign)
    return platform


def markets(
    preset: Preset, seed: int, remedy: Remedy = NONE, before: Sequence[Simulation] = ()
) -> tuple[Simulation, ...]:
    """Every market of a preset, as `prepare` makes it; the platform learned from the pictures of all of them together.

    Args:
        preset: What to run.
        seed: Of the first market; those of the others follow from it.
        remedy: What is changed.
        before: The same markets under another remedy, whose worlds and image prior serve again.
    """
    worlds = [one.world for one in before] or [
        build_world(preset, _of_market(seed, at)) for at in range(preset.markets)
    ]
    prior = before[0].prior if before else None
    if prior is None and preset.markets > 1:
        prior = pooled([learn_prior(one, preset.platform, one.seed) for one in worlds])
    return tuple(prepare(preset, seed, remedy, market=at, world=world, prior=prior) for at, world in enumerate(worlds))


def _of_market(seed: int, market: int) -> int:
    """The seed of a market; the first has the run's own."""
    return seed + APART * market


def run(
    platform: Simulation,
    ticks: int,
    *,
    progress: ShowProgress = no_progress,
    checkpoint: Path | None = None,
    every: int = 24,
) -> None:
    """Let a platform run up to a tick, and keep it every so many; go on from the checkpoint where there is one.

    Raises:
        Damaged: When the checkpoint is not whole.
        UsageError: When it belongs to another run, or cannot be written.
    """
    if checkpoint is not None and checkpoint.exists():
        load(platform, checkpoint)
    while platform.tick < ticks:
        upto = min(ticks, (platform.tick // every + 1) * every) if checkpoint else ticks
        platform.step(upto - platform.tick, lambda moment: progress(replace(moment, of=ticks)))
        if checkpoint is not None:
            save(platform, checkpoint)


def length(preset: Preset) -> int:
    """How many ticks a preset runs."""
    return preset.days * preset.platform.ticks_a_day


def arms(world: World, preset: Preset, remedy: Remedy, market: int = 0) -> Iterator[Campaign]:
    """The preset's ads in a market under a remedy."""
    several = preset.markets > 1
    for arm in preset.arms:
        whole = Campaign(
            name=arm.name,
            advertiser=f"{arm.advertiser} {market + 1}" if several else arm.advertiser,
            features=picture(preset, arm, remedy).features,
            budget=money(arm.budget, world),
            aim=aim(preset, arm, remedy),
            ticks=length(preset),
            controlled=remedy.controlled,
        )
        for number in range(market, arm.copies, preset.markets):
            one = replace(whole, name=f"{arm.name}{PART}{number + 1}") if arm.copies > 1 else whole
            yield from _parts(world, one) if remedy.split else (one,)


def others(world: World, preset: Preset, seed: int) -> list[Campaign]:
    """The background advertisers, for as long as the arms run."""
    found = background(world, preset.background, preset.days, seed)
    return [replace(one, ticks=length(preset)) for one in found]


def picture(preset: Preset, arm: ArmSettings, remedy: Remedy = NONE) -> Picture:
    """An arm's picture: covered where the arm says so, without its figure where the remedy does."""
    drawn = picture_of(arm.picture, [factor.name for factor in preset.factors if factor.figure])
    if remedy.no_figure:
        return drawn.without_figure()
    return drawn.covered() if arm.covered else drawn


def aim(preset: Preset, arm: ArmSettings, remedy: Remedy = NONE) -> Aim:
    """Whom an arm is aimed at under a remedy."""
    asked = preset.aim
    genders, ages = remedy.genders or asked.genders, remedy.ages or asked.ages
    return Aim(
        genders=genders or None,
        ages=(ages[0], ages[1] if len(ages) > 1 else None) if ages else None,
        places=arm.places or None,
        interests=asked.interests,
        suggestion=asked.suggestion,
        origin="preset",
    )


def arm_of(campaign: str) -> str:
    """The arm a campaign is the whole or a part of."""
    return campaign.partition(PART)[0]


def _parts(world: World, whole: Campaign) -> Iterator[Campaign]:
    """One ad for women and one for men, the budget divided by the middle of the stated audience."""
    stated = estimated_audience(world, whole.aim)["gender"]
    total = sum(one.middle for one in stated.values())
    for name in GENDERS[:2]:
        budget = round(whole.budget * stated[name].middle / total)
        if budget > 0:
            yield replace(
                whole, name=f"{whole.name}{PART}{name}", aim=replace(whole.aim, genders=(name,)), budget=budget
            )
