"""Writes the pictures of the page that the docs show: wide, narrow, dark, and as printed in black and white.

Usage: python scripts/pictures.py [STUDY-PAGE]

The page is the one that ``seenby demo export`` makes. With the page of a study, as ``seenby demo charm-2024`` makes it,
that one is taken too. Chromium is needed; ``SEENBY_CHROMIUM`` names another than the first.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser, sync_playwright

from seenby import audit
from seenby.report import render_page

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
EXPORTS, AIM = ("boosted-posts.csv", "boosted-posts-by-day.csv"), "aim.toml"
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
MOST_BYTES = 250_000
GREY = "html { filter: grayscale(1); } body { padding: 2rem 2.5rem; }"


class Shot(NamedTuple):
    """One picture: its name, the window it is taken in, and how the page is shown."""

    name: str
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"
    media: Literal["screen", "print"] = "screen"


STUDY = Shot("study-figure", 1000, 1500)
"""The first figure of a study's page."""

SHOTS = (
    Shot("page-1280", 1280, 900),
    Shot("page-360", 360, 1500),
    Shot("page-dark", 1280, 900, scheme="dark"),
    Shot("page-print", 794, 1123, media="print"),
)


def page() -> str:
    """The page of the shipped example, whose files it names without a folder."""
    with tempfile.TemporaryDirectory() as folder, as_file(files("seenby.examples")) as examples:
        for name in (*EXPORTS, AIM):
            shutil.copyfile(examples / name, Path(folder) / name)
        os.chdir(folder)
        made = render_page(audit(EXPORTS, aim=AIM))
        os.chdir(FOLDER)
    return made


def take(browser: Browser, html: str, shot: Shot) -> bytes:
    """The picture as PNG."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme=shot.scheme,
        bypass_csp=shot.media == "print",
    )
    opened = context.new_page()
    opened.emulate_media(media=shot.media)
    opened.set_content(html)
    if shot.media == "print":
        opened.add_style_tag(content=GREY)
    picture = opened.locator("figure").first.screenshot() if shot == STUDY else opened.screenshot()
    context.close()
    return picture


def main() -> None:
    """Take all pictures; stop at one that is too large to keep."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    studies = [Path(given).read_text(encoding="utf-8") for given in sys.argv[1:2]]
    html = page()
    path = os.environ.get("SEENBY_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        sys.exit("no Chromium was found; type: sudo apt-get install --yes chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        shots = [(shot, html) for shot in SHOTS]
        shots += [(STUDY, shown) for shown in studies]
        for shot, shown in shots:
            picture = take(browser, shown, shot)
            if len(picture) > MOST_BYTES:
                sys.exit(f"{shot.name} has {len(picture):,} bytes, more than {MOST_BYTES:,}")
            (FOLDER / f"{shot.name}.png").write_bytes(picture)
            print(f"{shot.name}.png {len(picture):,} bytes")
        browser.close()


if __name__ == "__main__":
    main()
