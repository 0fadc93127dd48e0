"""What was delivered as a table for other programs: made from the sources, and made again whenever they are judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from seenby.evidence.atomic_write import write_whole
from seenby.evidence.temporary_folder import no_room, temporary
from seenby.model import AdKey, Delivery, Interval, Slot

COLUMNS = (
    ("slot", "VARCHAR"),
    ("set", "VARCHAR"),
    ("kind", "VARCHAR"),
    ("arm", "VARCHAR"),
    ("account", "VARCHAR"),
    ("ad", "VARCHAR"),
    ("day", "DATE"),
    ("gender", "VARCHAR"),
    ("age", "VARCHAR"),
    ("impressions_low", "DOUBLE"),
    ("impressions_high", "DOUBLE"),
    ("reach_low", "DOUBLE"),
    ("reach_high", "DOUBLE"),
    ("spend_low", "DOUBLE"),
    ("spend_high", "DOUBLE"),
    ("currency", "VARCHAR"),
)
"""A row has a gender and an age over the whole run, or a day and a gender; what it does not break down by is null."""

FOLDS = ("people", "time")


def write_tables(path: Path, deliveries: Sequence[Delivery], slots: Mapping[AdKey, Slot]) -> None:
    """The deliveries of the study's ads as Parquet, whole or not at all, the same bytes for the same deliveries.

    Raises:
        UsageError: When the file cannot be written.
    """
    rows = sorted(
        (_row(one, slots[one.ad]) for one in deliveries if one.ad in slots and one.fold in FOLDS),
        key=lambda row: tuple(str(cell) for cell in row),
    )
    columns = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS)
    try:
        # DuckDB writes to a path of its own, and so into a folder that vanishes.
        with temporary("table") as room, duckdb.connect(config={"threads": 1}) as engine:
            engine.execute(f"CREATE TABLE delivery ({columns})")
            if rows:
                engine.executemany(f"INSERT INTO delivery VALUES ({', '.join('?' * len(COLUMNS))})", rows)
            engine.table("delivery").write_parquet(str(room.path / path.name))
            content = (room.path / path.name).read_bytes()
    except (OSError, duckdb.IOException) as error:
        raise no_room() from error
    write_whole(path, content, remedy="free some room")


def _row(one: Delivery, slot: Slot) -> list[object]:
    return [
        slot.ident,
        slot.set,
        slot.kind,
        slot.arm,
        slot.account or one.ad.account,
        slot.ad,
        one.day,
        one.gender or None,
        one.age or None,
        *_ends(one.impressions),
        *_ends(one.reach),
        *_ends(one.spend),
        one.currency,
    ]


def _ends(figure: Interval | None) -> tuple[float | None, float | None]:
    return (None, None) if figure is None else (figure.low, figure.high)
