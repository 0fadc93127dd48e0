"""Findings in; one self-contained page, a summary for the terminal, and JSON out."""

from seenby.report.data import json_schema, to_json
from seenby.report.render import render_page
from seenby.report.terminal import render_terminal

__all__ = ["json_schema", "render_page", "render_terminal", "to_json"]
