"""How Sphinx builds the site: see `make site`. A warning fails the build, so nothing here may silence one of ours."""

from __future__ import annotations

import builtins
import re
import sys
import tomllib
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "src")]

from seenby.version import VERSION  # noqa: E402 (found through the line above)

project = "seenby"
author = "The seenby authors"
copyright = "The seenby authors, Apache-2.0"  # noqa: A001 (the name is Sphinx's)
version = release = VERSION

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "python_names"]
root_doc = "index"
exclude_patterns = ["pictures/*.md"]
nitpicky = True
BUILT_IN = "|".join(name for name, thing in vars(builtins).items() if isinstance(thing, type))
# Types of Python and of libraries stand in signatures; their own documentation is elsewhere, and the build is offline.
nitpick_ignore_regex = [(r"py:(class|data)", r"(?!seenby\b)[\w.]+"), (r"py:exc", BUILT_IN)]
# Types of the house that an outsider takes from one call and hands to the next, without looking inside. The list is
# closed: any other type of ours in a public signature must be on a page.
nitpick_ignore = [
    ("py:class", f"seenby.{inside}")
    for inside in (
        "platforms.base.Shown",
        "platforms.simulated.auction.arrays.People",
        "platforms.simulated.people.attributes.Attributes",
        "platforms.simulated.pictures.image_prior.ImagePrior",
        "read.installed_readers.InstalledReader",
        "store.workbench.Workbench",
        "study.folder.StudyFolder",
        "study.kind.Plan_co",
        "watch.engines.protocol.CountingEngine",
    )
]

# Markdown pages are read on a code host too, so their links are those of files, and anchors those of headings.
myst_heading_anchors = 3
highlight_language = "text"
suppress_warnings: list[str] = []

# Docstrings are plain text with names in single backticks, and Google's sections.
default_role = "py:obj"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_preserve_defaults = True
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
toc_object_entries_show_parents = "hide"

html_theme = "furo"
html_title = f"seenby {VERSION}"
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": False}

DOCS = Path(__file__).parent
NAVIGATION = tomllib.loads((DOCS / "navigation.toml").read_text(encoding="utf-8"))
PAGE_OUTSIDE = re.compile(r"\]\((\.\./[^)#]+\.md)\)")


def complete(app: object, name: str, source: list[str]) -> None:
    """Add to a page the pages that stand below it, which its Markdown shows as links of its own.

    A link to a Markdown file outside of this folder, which is no page of the site, becomes one to the file itself.
    """
    del app

    def as_file(link: re.Match[str]) -> str:
        outside = not (DOCS / name).parent.joinpath(link[1]).resolve().is_relative_to(DOCS.resolve())
        return f"](path:{link[1]})" if outside else link[0]

    source[0] = PAGE_OUTSIDE.sub(as_file, source[0])
    for heading, pages in NAVIGATION.get(name, {}).items():
        caption = f":caption: {heading}\n" if heading else ""
        listed = "\n".join(f"/{page}" for page in pages)
        source[0] += f"\n\n```{{toctree}}\n:hidden:\n{caption}\n{listed}\n```\n"


def setup(app: object) -> None:
    """Called by Sphinx."""
    app.connect("source-read", complete)  # type: ignore[attr-defined]
