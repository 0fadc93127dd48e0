"""What `seenby study` prints of a plan and a registration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from seenby.study.steps.plan import Draw

WHERE_TO_PUBLISH = """
Publish this SHA-256 before the first ad is shown, where others can see when you did: a registration at OSF (osf.io), at
AsPredicted (aspredicted.org), or a signed commit in a public repository. The file itself may stay with you until the
study has ended. From now on the study is fixed; what goes otherwise is written down with: seenby study deviate"""


def print_plan(draw: Draw, console: Console) -> None:
    """Print what a plan comes to, and its warnings with their codes."""
    for line in (draw.note, draw.planned.plan.study.title, "", *draw.planned.summary):
        if line or line is not draw.note:
            console.print(line, markup=False)
    if draw.planned.warnings:
        console.print("\nMind this:")
    for one in draw.planned.warnings:
        console.print(f"  {one.code}: {one.sentence}", markup=False)
