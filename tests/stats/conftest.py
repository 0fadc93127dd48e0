"""Speed is measured in bench/, never in a test: hypothesis must not fail an example for having been slow."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
