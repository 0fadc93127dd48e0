"""The simulated platform's API, in Meta's dialect, on loopback.

    from seenby.platforms.simulated import preset
    from seenby.platforms.simulated.api import Platform, Setup, create_app, serving

    platform = Platform(Setup(preset("charm-2024", people=20_000)))
    with serving(create_app(platform)) as address:
        ...   # any client of the Marketing API, with this address for its base

What it imitates and where it stops is in docs/how-to.md and docs/reference/platform.md.
"""

from seenby.platforms.simulated.api.clock import Clock, read_factor
from seenby.platforms.simulated.api.http.admin import CHANGES
from seenby.platforms.simulated.api.http.app import create_app
from seenby.platforms.simulated.api.http.dispatch import NEWEST, OLDEST, VERSION, respond
from seenby.platforms.simulated.api.http.faults import KINDS
from seenby.platforms.simulated.api.http.request import Answer, Call
from seenby.platforms.simulated.api.http.serving import address, listen, server, serving
from seenby.platforms.simulated.api.persistence import Keeper
from seenby.platforms.simulated.api.platform import Platform, Setup

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
