"""A ladder of shares: each row goes from the share before a step to the share after it, on the scale from 0 to 100."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seenby.model import Interval
from seenby.report import svg
from seenby.report.charts import axis, row
from seenby.report.charts.marks import mark, symbol
from seenby.report.formatting import hundred
from seenby.report.sentences import say_chart


@dataclass(frozen=True, slots=True)
class Rung:
    """One step: its name, the share before (None where it is not known), the share after, where that could lie."""

    label: str
    before: float | None
    after: float
    reach: Interval | None = None

    @property
    def said(self) -> str:
        """From share to share: ``64 → 80``."""
        start = "" if self.before is None else f"{_of_hundred(self.before)} "
        return f"{start}→ {_of_hundred(self.after)}"


def ladder(ident: str, title: str, desc: str, rungs: Sequence[Rung], unit: str) -> str:
    """The picture as SVG."""
    legend, top = axis.key(_key(rungs))
    bottom = top + row.HEIGHT * len(rungs)
    rows = [_rung(rung, top + row.HEIGHT * place, last=rung is rungs[-1]) for place, rung in enumerate(rungs)]
    grid, end = axis.scale(top + 4, bottom, unit)
    return svg.picture(ident, title, desc, end, legend, grid, *rows)


def _key(rungs: Sequence[Rung]) -> list[tuple[axis.Symbol, str]]:
    """Only what the picture uses."""
    before = any(rung.before is not None for rung in rungs)
    return [
        *([(symbol("second"), say_chart("key", "before"))] if before else []),
        (symbol("first"), say_chart("key", "after")),
        *([(axis.whisker("worst"), say_chart("key", "step-range"))] if any(rung.reach for rung in rungs) else []),
    ]


def _rung(rung: Rung, y: float, last: bool) -> str:
    middle = row.middle(y)
    down = "" if last else svg.line(rung.after, middle, rung.after, middle + row.HEIGHT, "link")
    return "".join(
        [
            down,
            axis.ranged(rung.reach, middle, "worst") if rung.reach else "",
            *_moved(rung, middle),
            *row.named(rung.label, rung.said, y),
        ]
    )


def _moved(rung: Rung, y: float) -> list[str]:
    after = mark("first", rung.after, y)
    if rung.before is None:
        return [after]
    line = svg.line(rung.before, y, rung.after, y, "span first-line")
    return [line, mark("second", rung.before, y, 4), after]


def _of_hundred(share: float) -> str:
    return hundred(Interval.exact(share))
