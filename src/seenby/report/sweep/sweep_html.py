"""A sweep as one HTML string, in the style of every other page."""

from __future__ import annotations

import csv
import io
import json

from seenby.model import COLUMNS, Sweep
from seenby.report.render import MOST_BYTES, MOST_LINK, environment
from seenby.report.sweep.sweep_page import SweepPage, sweep_page


def render_sweep(sweep: Sweep) -> str:
    """The sweep as one self-contained page under 500 KB; its table of runs links as many as there is room for."""
    page = sweep_page(sweep)
    text = _whole(page, MOST_LINK)
    over = len(text.encode()) - MOST_BYTES
    return text if over <= 0 else _whole(page, max(0, MOST_LINK - over))


def sweep_csv(sweep: Sweep) -> str:
    """Every row as CSV (RFC 4180), a figure to a column; what cannot be given is empty."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(COLUMNS)
    for row in sweep.rows:
        write.writerow(["" if getattr(row, name) is None else getattr(row, name) for name in COLUMNS])
    return out.getvalue()


def sweep_json(sweep: Sweep) -> str:
    """The sweep in the shape ``seenby/sweep/1``."""
    return json.dumps(sweep.as_json(), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _whole(page: SweepPage, link: int) -> str:
    return environment().get_template("sweep.html").render(page=page, link=link)
