"""The share of men when nothing learns: a formula, against which the engine is checked.

The best outside value of a group is lognormal with median m_g and standard deviation s of its log. An ad with value v_g
wins with probability Φ((ln v_g - ln m_g) / s). With men's log-price lower by D and their estimated rate r times that of
women, and z the men's standing (set by bid and budget),

    men's share = a Φ(z) / (a Φ(z) + (1 - a) Φ(z - (D + ln r) / s)),    a = men's share of the audience

so only (D + ln r) / s, a and the win rate matter, and shares alone cannot tell D, s and r apart.
"""

from __future__ import annotations

from scipy.optimize import brentq
from scipy.special import ndtr

from seenby.errors import UsageError


def men_share(audience: float, tilt: float, standing: float) -> float:
    """Share of men among impressions.

    Args:
        audience: Share of men among eligible visits, inside (0, 1).
        tilt: (D + ln r) / s.
        standing: z, the men's standing.
    """
    men, women = audience * ndtr(standing), (1 - audience) * ndtr(standing - tilt)
    return float(men / (men + women))


def standing_for(win_rate: float, audience: float, tilt: float) -> float:
    """The standing z at which the ad wins this share of all visits.

    Raises:
        UsageError: When a share is not inside (0, 1).
    """
    if not (0 < win_rate < 1 and 0 < audience < 1):
        raise UsageError("the win rate and the audience's share of men lie between 0 and 1", remedy="check both")

    def beyond(z: float) -> float:
        return float(audience * ndtr(z) + (1 - audience) * ndtr(z - tilt)) - win_rate

    return float(brentq(beyond, -12.0 - abs(tilt), 12.0 + abs(tilt), xtol=1e-12))
