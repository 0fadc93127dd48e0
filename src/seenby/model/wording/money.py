"""What must be known of a currency before an amount of it is sent."""

from __future__ import annotations

WHOLE_COINS = frozenset({"CLP", "COP", "CRC", "HUF", "IDR", "ISK", "JPY", "KRW", "PYG", "TWD", "VND"})
"""Currencies whose budgets the platform takes in whole units rather than in hundredths."""
