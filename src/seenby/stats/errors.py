"""The one way in which this room says "cannot be computed": it raises.

ValueError
├── BadInput      the numbers passed in cannot be data (not finite, wrong shape, outside their range)
└── Undefined     the data are sound, but the quantity asked for does not exist for them
    ├── TooFew    it would exist with more of something: `have`, `need`, `what`
    └── NoSpread  the yardstick is zero, so nothing can be measured against it

A value that cannot be computed never comes back as 0, NaN or p = 1.
"""

from __future__ import annotations


class BadInput(ValueError):
    """The numbers passed in cannot be data."""


class Undefined(ValueError):
    """The data are sound, but the quantity asked for does not exist for them."""


class TooFew(Undefined):
    """The quantity would exist with more of something.

    Attributes:
        have: How many there are.
        need: The smallest number that would do.
        what: What is counted, in the plural: "pairs", "accounts".
    """

    def __init__(self, have: int, need: int, what: str) -> None:
        super().__init__(f"needs at least {need} {what}, there are {have}")
        self.have = have
        self.need = need
        self.what = what


class NoSpread(Undefined):
    """The yardstick is zero, so nothing can be measured against it."""
