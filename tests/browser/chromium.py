"""The browser that opens the pages: Debian's Chromium, or the one that ``SEENBY_CHROMIUM`` names."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
REMEDY = "no Chromium was found; type: sudo apt-get install --yes chromium"


def executable() -> str:
    """The path of the browser; a sentence with the line to type where there is none."""
    found = os.environ.get("SEENBY_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise RuntimeError(REMEDY)
    return found
