"""Writes the made-up export that ``seenby demo`` and ``make demo`` audit.

Usage: python scripts/example.py

A shop boosts four pictures for two weeks with the same aim. Who each picture goes to is planted below; the days wander
more than coin flips would, as real ones do. Nobody and nothing in it is real.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parents[1] / "src" / "seenby" / "examples"
START, DAYS = date(2026, 5, 4), 14
AGES = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+")
WOMEN_BY_AGE = (0.11, 0.29, 0.31, 0.16, 0.08, 0.05)
MEN_BY_AGE = (0.08, 0.17, 0.22, 0.23, 0.18, 0.12)
PICTURES = {  # share of men at the start and at the end, impressions
    "Charm, on its own": (0.58, 0.60, 11_000),
    "Charm, worn by a child (drawn)": (0.74, 0.86, 11_400),
    "Charm, wearer hidden by a box": (0.63, 0.64, 11_100),
    "Dance bag, carried by a child (drawn)": (0.33, 0.30, 10_500),
}
CLUSTERING, UNKNOWN, REPEATS = 0.004, 0.011, 1.17
PRICE = {"female": 6.1, "male": 5.2, "unknown": 5.6}


def days(rng: np.random.Generator, first: float, last: float, total: int) -> list[dict[str, np.ndarray]]:
    """For each day the impressions by gender and age."""
    spread = rng.dirichlet(np.full(DAYS, 40.0))
    found = []
    for day, size in enumerate(rng.multinomial(total, spread)):
        share = first + (last - first) * day / (DAYS - 1)
        men_share = rng.beta(share * (1 / CLUSTERING - 1), (1 - share) * (1 / CLUSTERING - 1))
        unknown = rng.binomial(size, UNKNOWN)
        men = rng.binomial(size - unknown, men_share)
        ages = {"female": WOMEN_BY_AGE, "male": MEN_BY_AGE, "unknown": (0.2, 0.2, 0.2, 0.2, 0.1, 0.1)}
        sizes = {"female": size - unknown - men, "male": men, "unknown": unknown}
        found.append({gender: rng.multinomial(sizes[gender], ages[gender]) for gender in sizes})
    return found


def main() -> None:
    """Write both exports: by age and gender over the whole run, and by gender and day."""
    rng = np.random.default_rng(20260504)
    end = (START + timedelta(days=DAYS - 1)).isoformat()
    by_group, by_day = [], []
    for name, (first, last, total) in PICTURES.items():
        run = days(rng, first, last, total)
        base = ["Charms May 2026", f"{name} - ad set", name]
        for gender in PRICE:
            for place, age in enumerate(AGES):
                shown = int(sum(day[gender][place] for day in run))
                if shown:
                    by_group.append([*base, age, gender, *figures(shown, gender), START.isoformat(), end])
            for number, day in enumerate(run):
                shown, when = int(day[gender].sum()), (START + timedelta(days=number)).isoformat()
                if shown:
                    by_day.append([*base, gender, when, *figures(shown, gender), when, when])
    names = ["Campaign name", "Ad set name", "Ad name"]
    rest = ["Reach", "Impressions", "Frequency", "Amount spent (EUR)", "Reporting starts", "Reporting ends"]
    write("boosted-posts.csv", [*names, "Age", "Gender", *rest], by_group)
    write("boosted-posts-by-day.csv", [*names, "Gender", "Day", *rest], by_day)


def figures(shown: int, gender: str) -> list[object]:
    """Reach, impressions, frequency and money, as an export has them."""
    reach = max(1, round(shown / REPEATS))
    return [reach, shown, round(shown / reach, 6), round(shown * PRICE[gender] / 1000, 2)]


def write(name: str, header: list[str], rows: list[list[object]]) -> None:
    """An export as Ads Manager writes it: UTF-8 with a byte order mark."""
    with (FOLDER / name).open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
