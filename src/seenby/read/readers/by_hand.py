"""What a phone shows of a boosted post, typed into a small form: people reached, percentages, money spent.

Percentages on a screen are whole, so each is half a point wide on either side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seenby.errors import SettingsError, Unreadable
from seenby.read.contract import FIELDS, Peek, Sheet
from seenby.read.files.open_files import read_pieces
from seenby.read.row import Row, RowKind

if TYPE_CHECKING:
    from seenby.read.readers.manual_form import Boost


@dataclass(frozen=True)
class ByHand:
    """Reads the form that ``seenby audit --enter`` writes, and any other of the same keys."""

    name: str = "by-hand"
    title: str = "Figures typed from a screen (TOML form)"
    example: str = "seenby audit --enter"
    version: str = "1"

    def recognise(self, peek: Peek) -> int:
        """Only TOML is a form."""
        return 1 if peek.is_form else 0

    def read(self, peek: Peek) -> Sheet:
        """One row for each percentage on the screen."""
        from seenby.read.aims_file import aim_of
        from seenby.read.readers.manual_form import read_form

        try:
            posts = read_form(b"".join(read_pieces(peek.raw)), peek.raw.shown)
            aims = {post.name: aim_of(post.aim, peek.raw.shown) for post in posts if post.aim}
        except SettingsError as error:
            # A form is an input like any export: one that makes no sense cannot be read.
            raise Unreadable(error.what, where=error.where, remedy=error.remedy) from error
        typed = [row for post in posts for row in _rows(post)]

        def rows() -> Iterator[Row]:
            return (Row(number, cells, kind) for number, (cells, kind) in enumerate(typed, 1))

        present = {field for cells, _ in typed for field in cells}
        return Sheet(
            label=peek.raw.shown,
            platform=posts[0].platform,
            fields=tuple(name for name in FIELDS if name in present),
            rows=rows,
            machine=True,
            share_of="reach" if posts[0].percent_of == "people" else "impressions",
            aims=aims,
        )


def _rows(post: Boost) -> Iterator[tuple[Mapping[str, str], RowKind]]:
    base = {"ad": post.name}
    base |= {name: str(text) for name in ("currency", "start", "end") if (text := getattr(post, name)) is not None}
    totals = {"reach": post.people_reached, "impressions": post.impressions, "spend": post.spend}
    yield {**base, **{name: str(figure) for name, figure in totals.items() if figure is not None}}, RowKind.AD_TOTAL
    for field, shares in (("gender", post.gender), ("age", post.age), ("region", post.place)):
        for group, percent in shares.items():
            yield {**base, field: group, "share": str(percent)}, RowKind.DATA


READER = ByHand()
