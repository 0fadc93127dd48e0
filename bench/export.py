"""A large export as Ads Manager would write it: ad × age × gender × region × day. Everything in it is made up."""

from __future__ import annotations

from pathlib import Path

import duckdb

AGES = ["13-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+"]
GENDERS = ["female", "male", "unknown"]
REGIONS, DAYS = 16, 30
ROWS_PER_AD = len(AGES) * len(GENDERS) * REGIONS * DAYS


def write_export(path: Path, ads: int) -> int:
    """Write an export of so many ads; returns its number of rows."""
    duckdb.connect().execute(
        f"""
        COPY (
          SELECT 'Campaign ' || (ad // 20) AS "Campaign name",
                 'Ad set ' || (ad // 4) AS "Ad set name",
                 'Ad ' || ad AS "Ad name",
                 {AGES}[1 + age] AS "Age",
                 {GENDERS}[1 + gender] AS "Gender",
                 'Region ' || region AS "Region",
                 strftime(DATE '2025-03-01' + CAST(day AS INTEGER), '%Y-%m-%d') AS "Day",
                 CAST(h % 900 AS INTEGER) + 1 AS "Reach",
                 CAST(h % 900 AS INTEGER) + 1 + CAST(h % 50 AS INTEGER) AS "Impressions",
                 round((h % 900) / 173.0, 2) AS "Amount spent (EUR)",
                 '2025-03-01' AS "Reporting starts",
                 '2025-03-30' AS "Reporting ends"
          FROM (
            SELECT *, hash(ad, age, gender, region, day) AS h
            FROM range({ads}) AS t(ad), range({len(AGES)}) AS t2(age), range({len(GENDERS)}) AS t3(gender),
                 range({REGIONS}) AS t4(region), range({DAYS}) AS t5(day)
          )
        ) TO '{path}' (HEADER)
        """
    )
    return ads * ROWS_PER_AD
