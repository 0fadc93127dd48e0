"""The unit of a table's money: the currency itself, its hundredths or its millionths; or not told, and not read.

Interfaces for programs count money in millionths (Google, Snapchat, Pinterest, X) or hundredths, and warehouses keep
their tables. Mostly the header says so; where it does not, amounts that no impression costs do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from seenby.model import Health
from seenby.read.cells.headers import names_spend
from seenby.read.cells.loose_headers import BEFORE, words_of
from seenby.read.cells.vocabulary import currency_codes
from seenby.read.files.tabular import first_rows
from seenby.read.sentences import say
from seenby.read.tables.rows_by_field import Table

MILLIONTHS, HUNDREDTHS = 1_000_000, 100
UNITS = {
    **dict.fromkeys(("micro", "micros", "microamount", "microcurrency", "millionths"), MILLIONTHS),
    **dict.fromkeys(("cent", "cents", "pence", "centavos"), HUNDREDTHS),
}
BESIDE = frozenset({"in", "dollar", "dollars", "euro", "euros", "local", "currency", "account", "amount"})
"""Words in the header of a column of money that do not change what it is."""

DEAREST = 10.0
"""More of any ordinary currency than an impression costs: they cost thousandths to tenths of it."""

SMALL_UNITS = frozenset(
    {
        *("IDR", "VND", "KRW", "JPY", "CLP", "COP", "HUF", "PYG", "UGX", "TZS", "NGN", "IRR", "IQD"),
        *("LBP", "KHR", "LAK", "MMK", "MNT", "UZS", "KZT", "RSD"),
    }
)
"""Currencies of which an impression costs whole units."""

LARGEST_PLAIN = 1_000
"""Amounts below it are not looked at: a test with one impression may cost anything."""

IN_MILLIONTHS = ("snapchat",)
"""Platforms whose tables for programs have millionths under a bare ``spend``."""


class Money(NamedTuple):
    """A table with its column of money, in how many to one of the currency, and what to know of it."""

    table: Table
    unit: int = 1
    health: tuple[Health, ...] = ()


def money_of(table: Table, platform: str) -> Money:
    """The table's money: under a header that names its unit, or as the amounts tell.

    Args:
        table: The table as its headers were matched.
        platform: Where the ads ran.
    """
    if "spend" not in table.columns.fields:
        return _under_another_header(table)
    return _as_amounts_tell(table, platform)


def _under_another_header(table: Table) -> Money:
    """The first column whose header is one of money, but for its unit."""
    for index, header in enumerate(table.headers):
        if header not in table.columns.unused:
            continue
        unit, currency = _unit_of(header)
        if unit:
            fields = {**table.columns.fields, "spend": (index,)}
            unused = tuple(other for other in table.columns.unused if other != header)
            columns = replace(table.columns, fields=fields, unused=unused, currency=currency)
            return Money(replace(table, columns=columns), unit)
    return Money(table)


def _unit_of(header: str) -> tuple[int, str | None]:
    """How many of a header's units make one of the currency, and that currency; 0 where it is no header of money."""
    words = words_of(header)
    if not words or "%" in header:
        return 0, None
    while len(words) > 1 and words[0] in BEFORE:
        words = words[1:]
    joined = "".join(words)
    # "costMicroAmount" has its unit in two words.
    units = {UNITS[word] for word in words if word in UNITS}
    currencies = [word.upper() for word in words if word.upper() in currency_codes() and word != words[0]]
    bare = [word for word in words if word not in UNITS and word.upper() not in currencies]
    plain = [word for word in bare if word not in BESIDE]
    is_money = any(names_spend("".join(part)) for part in (bare, plain) if part) or joined in _OTHERS
    if not is_money and "".join(plain) not in _OTHERS:
        return 0, None
    return (units.pop() if len(units) == 1 else 1 if not units else 0), currencies[0] if currencies else None


_OTHERS = frozenset({"billedcharge", "costinlocalcurrency", "localspend", "adspend", "mediacost", "totalspend"})
"""Money as platforms without a reader of ours call it."""


def _as_amounts_tell(table: Table, platform: str) -> Money:
    columns = table.columns
    if columns.currency or not {"impressions", "reach"} & columns.fields.keys():
        return Money(table)
    rows = [cells for number, cells in first_rows(table.grid) if number > table.header_row]
    dear = _each_costs(rows, columns.fields)
    if dear is None:
        return Money(table)
    header = table.headers[columns.fields["spend"][0]].strip()
    if platform in IN_MILLIONTHS:
        note = say("money-unit-assumed", "said", header=header)
        return Money(table, MILLIONTHS, (Health("money-unit-assumed", "info", note, table.grid.label),))
    note = say("spend-not-read", "unit", header=header, each=f"{dear:,.0f}")
    fields = {name: at for name, at in columns.fields.items() if name != "spend"}
    bare = replace(table, columns=replace(columns, fields=fields))
    return Money(bare, 1, (Health("spend-not-read", "warning", note, table.grid.label),))


def _each_costs(rows: Sequence[Sequence[str]], fields: Mapping[str, tuple[int, ...]]) -> float | None:
    """What an impression costs as the amounts stand, where that cannot be; None where it can.

    Only whole amounts are looked at: nobody writes millionths with decimals.
    """
    counted = fields["impressions" if "impressions" in fields else "reach"][0]
    money, currency = fields["spend"][0], fields.get("currency", (None,))[0]
    most = max(money, counted, currency or 0)
    kept = [cells for cells in rows if len(cells) > most]
    amounts = [cells[money].strip().removesuffix(".0") for cells in kept]
    counts = [cells[counted].strip().removesuffix(".0") for cells in kept]
    if not all(text.isdecimal() or not text for text in (*amounts, *counts)):
        return None
    if currency is not None and any(cells[currency].strip().upper() in SMALL_UNITS for cells in kept):
        return None
    spent, shown = sum(map(int, filter(None, amounts))), sum(map(int, filter(None, counts)))
    if spent < LARGEST_PLAIN or not shown or spent / shown <= DEAREST:
        return None
    return spent / shown
