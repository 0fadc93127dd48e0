"""Differences pair by pair: one row a pair, identical ads as a grey band around 0 and as small rings.

As in the other pictures a range is a thick line with a mark at each end, because nothing is known of where between
them it lies. Two identical ads have no first and second, so their band reaches as far to either side of 0.
"""

from __future__ import annotations

from collections.abc import Sequence

from seenby.model import Interval, Observed
from seenby.report import svg
from seenby.report.charts import axis, row
from seenby.report.charts.marks import mark, symbol
from seenby.report.charts.scale import Scale
from seenby.report.formatting import number, points
from seenby.report.sentences import say_chart

RING = 3
MOST_RINGS = 200
"""Twins drawn one by one; the band is that of all."""


def differences(
    ident: str, title: str, desc: str, pairs: Sequence[Observed], twins: Sequence[Observed], unit: str
) -> str:
    """The picture as SVG: the pairs, then all twins in one row."""
    reach = twin_reach(twins)
    scale = Scale.over([end for one in pairs for end in (one.value.low, one.value.high)] + [reach, -reach])
    legend, top = axis.key(_key(pairs, twins))
    rows = [_pair(one, scale, top + row.HEIGHT * place) for place, one in enumerate(pairs)]
    bottom = top + row.HEIGHT * (len(pairs) + bool(twins))
    if twins:
        rows.append(_twins(twins, scale, bottom - row.HEIGHT))
    grid, end = scale.drawn(top + 4, bottom, unit)
    band = _band(scale, reach, top + 4, bottom) if twins else ""
    return svg.picture(ident, title, desc, end, legend, band, grid, *rows)


def twin_reach(twins: Sequence[Observed]) -> float:
    """The farthest that two identical ads can have come apart, in share; 0 without any."""
    return min(max((abs(end) for one in twins for end in (one.value.low, one.value.high)), default=0.0), 1.0)


def _pair(one: Observed, scale: Scale, y: float) -> str:
    middle, figure = row.middle(y), points(one.value)
    low, high = scale.at(one.value.low), scale.at(one.value.high)
    span = "" if one.value.is_exact else svg.line(low, middle, high, middle, "span first-line")
    marks = [mark("first", at, middle) for at in dict.fromkeys((low, high))]
    return "".join([*row.named(one.name, figure, y), span, *marks])


def _twins(twins: Sequence[Observed], scale: Scale, y: float) -> str:
    middle = row.middle(y)
    drawn = [_twin(one.value, scale, middle) for one in twins[:MOST_RINGS]]
    return "".join([*row.named(say_chart("differences", "twins"), number(len(twins), "pair"), y), *drawn])


def _twin(value: Interval, scale: Scale, y: float) -> str:
    low, high = scale.at(value.low), scale.at(value.high)
    span = "" if value.is_exact else svg.line(low, y, high, y, "twin")
    rings = [svg.tag("circle", cx=svg.across(at), cy=y, r=RING, class_="twin") for at in dict.fromkeys((low, high))]
    return "".join([span, *rings])


def _band(scale: Scale, reach: float, top: float, bottom: float) -> str:
    low, high = scale.at(-reach), scale.at(reach)
    filled = svg.bar(low, high, top, bottom - top, "twins-band")
    return filled + "".join(svg.line(at, top, at, bottom, "twins-edge") for at in (low, high))


def _key(pairs: Sequence[Observed], twins: Sequence[Observed]) -> list[tuple[axis.Symbol, str]]:
    """Only what the picture uses."""
    items = [(symbol("first"), say_chart("key", "pair"))] if pairs else []
    if twins:
        items.append((_ring, say_chart("key", "twins")))
        items.append((axis.swatch("twins-band"), say_chart("key", "twins-band")))
    return items


def _ring(x: float, y: float) -> str:
    return svg.tag("circle", cx=x + 6, cy=y, r=RING, class_="twin")
