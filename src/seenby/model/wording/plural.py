"""A number and its noun, in one place for every sentence."""

from __future__ import annotations


def number_of(count: int, one: str, many: str = "") -> str:
    """A number of things: ``1 ad``, ``2,000 ads``, ``3 remedies``; also with a verb, ``1 row is``, ``2 rows are``.

    Args:
        count: How many.
        one: The word for one of them.
        many: The word for several, where it is not the same with an s.
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"
