"""A simulated ad platform with known truth.

    from seenby.platforms.simulated import Campaign, Simulation, build_world, deliveries, preset, truths

    settings = preset("charm-2024", people=100_000)
    platform = Simulation(build_world(settings, seed=1), settings.platform, seed=1)
    platform.submit(Campaign("picture A", "shop", {"item": 1.0}, budget=2_000_000))
    platform.step(24)
    deliveries(platform)      # what the platform reports
    truths(platform)          # what really happened

It shows that a mechanism suffices to bring a pattern about, never that a platform works so.
"""

from seenby.platforms.simulated.auction.campaign import MICRO, Campaign
from seenby.platforms.simulated.auction.compile import warm_up
from seenby.platforms.simulated.auction.simulation import Simulation
from seenby.platforms.simulated.people.targeting import audience, estimated_audience
from seenby.platforms.simulated.people.world import World, build_world, make_world, memory_needed
from seenby.platforms.simulated.pictures.drawn_shapes import Picture, embed, picture_of
from seenby.platforms.simulated.pictures.png import read_features
from seenby.platforms.simulated.presets import names, preset
from seenby.platforms.simulated.remedies import NONE, REMEDIES, Remedy, remedies
from seenby.platforms.simulated.results.outcomes import ALL_ARMS, outcomes
from seenby.platforms.simulated.results.reporting import deliveries, report_rows
from seenby.platforms.simulated.results.responses import Response, responses
from seenby.platforms.simulated.results.truth import Truth, truths
from seenby.platforms.simulated.run_preset import length, markets, prepare, run
from seenby.platforms.simulated.sweep import sweep
from seenby.platforms.simulated.world_settings import Preset

__all__ = [
    "ALL_ARMS",
    "MICRO",
    "NONE",
    "REMEDIES",
    "Campaign",
    "Picture",
    "Preset",
    "Remedy",
    "Response",
    "Simulation",
    "Truth",
    "World",
    "audience",
    "build_world",
    "deliveries",
    "embed",
    "estimated_audience",
    "length",
    "make_world",
    "markets",
    "memory_needed",
    "names",
    "outcomes",
    "picture_of",
    "prepare",
    "preset",
    "read_features",
    "remedies",
    "report_rows",
    "responses",
    "run",
    "sweep",
    "truths",
    "warm_up",
]
