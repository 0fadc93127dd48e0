"""The numbers of pictures and tables, given in the order they are made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Numbers:
    """Counts up; every picture and table of one page takes its number here."""

    figures: int = 0
    tables: int = 0

    def figure(self) -> int:
        """The next figure's number, from 1."""
        self.figures += 1
        return self.figures

    def table(self) -> int:
        """The next table's number, from 1."""
        self.tables += 1
        return self.tables
