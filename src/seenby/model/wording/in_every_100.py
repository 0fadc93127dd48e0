"""Shares as natural frequencies: how many in every 100."""

from __future__ import annotations

import math

from seenby.model.interval import Interval


def whole_ends(share: Interval) -> tuple[int, int]:
    """The share's ends in whole hundredths.

    A range that lies within one rounded hundredth is said as that one; a wider range is rounded outward, so that the
    words never claim more than is known.
    """
    low, high = min(share.low, 1.0) * 100, min(share.high, 1.0) * 100
    if share.width < 0.01 and math.floor(low + 0.5) == math.floor(high + 0.5):
        return math.floor(low + 0.5), math.floor(high + 0.5)
    return math.floor(low + 1e-9), math.ceil(high - 1e-9)


def in_every_hundred(share: Interval) -> str:
    """A share in words: ``88 in every 100``, ``57 to 66 in every 100``, ``fewer than 1 in every 100``, ``none``."""
    if share.is_exact and share.low in (0.0, 1.0):
        return "all" if share.low else "none"
    low, high = whole_ends(share)
    if low != high:
        return f"{low} to {high} in every 100"
    return {0: "fewer than 1", 100: "more than 99"}.get(low, str(low)) + " in every 100"


def points_apart(low: float, high: float) -> tuple[str, str]:
    """A difference of shares in hundredths, rounded outward and without a sign, the smaller first.

    Of a difference that may go either way the first is the most it may fall, the second the most it may rise. One that
    certainly goes one way is never said to be 0: below one hundredth the end nearer to it keeps a digit.
    """
    if low <= 0 <= high:
        return f"{math.ceil(-low * 100 - 1e-9)}", f"{math.ceil(high * 100 - 1e-9)}"
    near, far = sorted((abs(low) * 100, abs(high) * 100))
    digits = max(math.ceil(-math.log10(near + 1e-9)), 0)
    least = math.floor(near * 10**digits + 1e-9) / 10**digits
    return f"{least:.{digits}f}", f"{math.ceil(far - 1e-9)}"


def told_apart(before: float, after: float) -> tuple[str, str]:
    """Two shares in hundredths: whole ones, or with as many digits, two at most, as it takes to tell them apart."""
    told = [(f"{before * 100:.{digits}f}", f"{after * 100:.{digits}f}") for digits in range(3)]
    return next((both for both in told if both[0] != both[1]), told[0])
