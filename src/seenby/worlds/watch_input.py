"""A world's report as the input of a watch: each ad's audience, and a watch file that holds the ads against it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from seenby.platforms.simulated import Simulation, audience

AUDIENCE = ("ad", "share_female", "share_male")

WATCH = """# Watches this world's report: seenby watch replay watch.toml
# The platform itself knows its audiences to the person (audience.csv); to an advertiser it states ranges (aim.toml).
# Identical ads of these worlds are less clustered than rho_max allows for (docs/worlds/no-effect.md).
rho_max = 0.01

[input]
path = "delivery.csv"

[input.columns]
ad = "Ad"
account = "Account"
day = "Day"
gender = "Gender"
age = "Age"
placement = "Placement"
impressions = "Impressions"
spend = "Spend"

[expected]
table = "audience.csv"
line = 0                         # points beyond the audience that are still allowed

[[cells]]
cell = "gender: male"
columns = ["share_male"]
"""


def audience_csv(markets: Sequence[Simulation]) -> str:
    """For each ad the shares of its audience, of those whose gender is on record; empty where that is nobody."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(AUDIENCE)
    for market in markets:
        for k in market.reported:
            counts = audience(market.world, market.campaigns[k].aim).sum(axis=1)
            total = int(counts.sum())
            write.writerow((market.campaigns[k].name, *(f"{one / total:.9f}" if total else "" for one in counts)))
    return out.getvalue()
