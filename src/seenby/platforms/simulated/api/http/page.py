"""The page for people: accounts, ads, and what they cost so far. Complete without scripts; it asks for nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

ACCOUNTS = (("Account", "id"), ("Name", "name"), ("Page", "page_id"), ("Cost so far", "spent"))
ADS = (
    ("Ad", "name"),
    ("Identifier", "id"),
    ("Account", "account"),
    ("Status", "effective_status"),
    ("Times shown", "impressions"),
    ("Cost so far", "spent"),
)
NUMBERS = ("impressions", "spent")


def page(state: Mapping[str, Any]) -> str:
    """The page of a platform's state, as `seenby.platforms.simulated.api.http.admin` tells it."""
    currency = state["accounts"][0]["currency"] if state["accounts"] else ""
    template = Template((files(__package__) / "page.html").read_text(encoding="utf-8"))
    return template.substitute(
        world=escape(str(state["world"])),
        people=f"{state['people']:,}",
        country=escape(str(state["country"])),
        time=escape(str(state["time"])),
        tick=f"{state['tick']:,}",
        accounts=_table(f"Ad accounts, costs in {currency}", ACCOUNTS, state["accounts"]),
        ads=_table(f"Ads, costs in {currency}", ADS, state["ads"]) if state["ads"] else "<p>There are no ads yet.</p>",
    )


def _table(caption: str, columns: Sequence[tuple[str, str]], rows: Iterable[Mapping[str, Any]]) -> str:
    head = "".join(f'<th scope="col">{escape(title)}</th>' for title, _ in columns)
    body = "".join(f"<tr>{_cells(columns, row)}</tr>" for row in rows)
    told = f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="wide" role="region" aria-label="{escape(caption)}" tabindex="0"><table>{told}</table></div>'


def _cells(columns: Sequence[tuple[str, str]], row: Mapping[str, Any]) -> str:
    cells = []
    for place, (_, name) in enumerate(columns):
        value = row[name]
        shown = f"{value:,.2f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
        mark = ' class="n"' if name in NUMBERS else ""
        cells.append(f'<th scope="row">{escape(shown)}</th>' if place == 0 else f"<td{mark}>{escape(shown)}</td>")
    return "".join(cells)
