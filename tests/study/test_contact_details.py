"""A way to reach somebody is seen; dates, ids and amounts are not taken for one."""

from __future__ import annotations

import pytest

from seenby.study.ads.planning import holds_contact


@pytest.mark.parametrize(
    "text",
    [
        "jo@example.org", "write to <Jo.Doe+ads@mail.example.co.uk>.", "+31 6 12345678", "(020) 123 4567",
        "0612345678", "tel. 212-555-0123 ext", "00 49 30 1234567", "+1 (212) 555-0123", "2026-05-04: rang +31612345678",
    ],
)  # fmt: skip
def test_ways_to_reach_somebody(text):
    assert holds_contact(text)


@pytest.mark.parametrize(
    "text",
    [
        "ad p03-2 was rejected at 2026-05-04 10:30 and approved at 14:05:30", "folder 14, sheet 2026/114",
        "ad 120210000000000017 was paused", "it cost EUR 1,234.56 instead of 1,200.00", "12 ads", "act_101",
        "between 2026-05-04 and 2026-05-11", "@charm was named", "3000 impressions each, 9 pairs of twins", "",
    ],
)  # fmt: skip
def test_other_figures(text):
    assert not holds_contact(text)
