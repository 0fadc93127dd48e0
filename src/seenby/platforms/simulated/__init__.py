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

from seenby.platforms.simulated.campaign import MICRO, Campaign
from seenby.platforms.simulated.experiment import length, markets, prepare, run
from seenby.platforms.simulated.outcomes import ALL_ARMS, outcomes
from seenby.platforms.simulated.pictures import Picture, embed, picture_of
from seenby.platforms.simulated.png import read_features
from seenby.platforms.simulated.presets import names, preset
from seenby.platforms.simulated.remedies import NONE, REMEDIES, Remedy, remedies
from seenby.platforms.simulated.reporting import deliveries, report_rows
from seenby.platforms.simulated.responses import Response, responses
from seenby.platforms.simulated.settings import Preset
from seenby.platforms.simulated.simulation import Simulation
from seenby.platforms.simulated.sweep import sweep
from seenby.platforms.simulated.targeting import audience, estimated_audience
from seenby.platforms.simulated.truth import Truth, truths
from seenby.platforms.simulated.warm import warm_up
from seenby.platforms.simulated.world import World, build_world, make_world, memory_needed

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
