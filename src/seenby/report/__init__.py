"""Findings in; one self-contained page, a summary for the terminal, and JSON out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seenby.report.data import json_schema, to_json

if TYPE_CHECKING:
    from rich.console import Console

    from seenby.model import Audit

__all__ = ["json_schema", "render_page", "render_terminal", "to_json"]


def render_page(audit: Audit) -> str:
    """The audit as one HTML page, complete in one file; see `seenby.report.render`."""
    # The template engine takes longer to load than most exports take to read, and JSON does without it.
    from seenby.report import render

    return render.render_page(audit)


def render_terminal(audit: Audit, console: Console) -> None:
    """Print the audit's summary; see `seenby.report.terminal`."""
    from seenby.report import terminal

    terminal.render_terminal(audit, console)
