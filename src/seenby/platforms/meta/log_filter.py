"""Keeps addresses out of the library's log: their queries hold the proof that belongs to a token."""

from __future__ import annotations

import logging

LIBRARY = "httpx2"


class WithoutQuery(logging.Filter):
    """Cuts everything after the question mark from what is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, its addresses shortened."""
        if isinstance(record.args, tuple):
            record.args = tuple(_short(one) for one in record.args)
        return True


def _short(one: object) -> object:
    return str(one).partition("?")[0] if type(one).__name__ == "URL" else one


def keep_quiet() -> None:
    """Put the filter on the library's logger, once."""
    logger = logging.getLogger(LIBRARY)
    if not any(isinstance(one, WithoutQuery) for one in logger.filters):
        logger.addFilter(WithoutQuery())
