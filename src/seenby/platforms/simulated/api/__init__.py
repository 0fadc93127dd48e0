"""The simulated platform's API, in Meta's dialect, on loopback.

    from seenby.platforms.simulated import preset
    from seenby.platforms.simulated.api import Platform, Setup, create_app, serving

    platform = Platform(Setup(preset("charm-2024", people=20_000)))
    with serving(create_app(platform)) as address:
        ...   # any client of the Marketing API, with this address for its base

What it imitates and where it stops is in docs/how-to.md and docs/reference/platform.md.
"""

from seenby.platforms.simulated.api.admin import CHANGES
from seenby.platforms.simulated.api.app import create_app
from seenby.platforms.simulated.api.call import Answer, Call
from seenby.platforms.simulated.api.clock import Clock, read_factor
from seenby.platforms.simulated.api.faults import KINDS
from seenby.platforms.simulated.api.gate import NEWEST, OLDEST, VERSION, respond
from seenby.platforms.simulated.api.keeping import Keeper
from seenby.platforms.simulated.api.platform import Platform, Setup
from seenby.platforms.simulated.api.serving import address, listen, server, serving

__all__ = [
    "CHANGES",
    "KINDS",
    "NEWEST",
    "OLDEST",
    "VERSION",
    "Answer",
    "Call",
    "Clock",
    "Keeper",
    "Platform",
    "Setup",
    "address",
    "create_app",
    "listen",
    "read_factor",
    "respond",
    "server",
    "serving",
]
