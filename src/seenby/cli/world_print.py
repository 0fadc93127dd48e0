"""What a person sees of simulated worlds on the terminal: a run, and remedies beside one another."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from seenby.model import Sweep
from seenby.platforms.simulated import Preset, Remedy, Simulation, outcomes

FOOTNOTE = (
    "Men in every 100: of people in the aim, then of impressions. This shows that a mechanism suffices, in a world "
    "that was made up, not that a platform works so."
)
BRIEF = {0: "Remedy", 2: "Men", 4: "Gap", 5: "People", 7: "Cost of 1,000", 8: "Engaged", 10: "Charged"}
"""Columns of the table of remedies that a terminal has room for, and what they are called there."""


def print_world(markets: Sequence[Simulation], preset: Preset, remedy: Remedy, console: Console) -> None:
    """Print a row for each arm: the aim, the report, the truth."""
    console.print(f"{preset.title}\n{preset.about}\n")
    table = Table(
        "Ad", "Aim: men", "Reported: men", "Truth: men", "People", "Engaged group", "Charged", box=None, pad_edge=False
    )
    rows = list(outcomes(markets, preset, remedy))
    for row in rows:
        table.add_row(
            row.arm,
            _hundred(row.men_in_aim),
            _hundred(row.men_recorded),
            _hundred(row.men_of_impressions),
            f"{row.reach:,}",
            f"{row.engaged:,}",
            f"{row.currency} {row.spend:,.2f}",
        )
    console.print(table)
    console.print(f"\n{FOOTNOTE}", soft_wrap=True)


def print_remedies(sweep: Sweep, console: Console) -> None:
    """Print a row for each remedy and world, all arms together."""
    from seenby.report.audit.tables import display
    from seenby.report.sweep.sweep_page import remedies_table

    for number, world in enumerate(sweep.worlds, 1):
        told = remedies_table(sweep, world, number)
        table = Table(*BRIEF.values(), box=None, pad_edge=False)
        for row in told.rows:
            table.add_row(*(display(row[place], told.columns[place].kind) for place in BRIEF))
        console.print(f"{told.caption}\n")
        console.print(table)


def _hundred(share: float | None) -> str:
    return "nobody" if share is None else f"{share * 100:.1f}"
