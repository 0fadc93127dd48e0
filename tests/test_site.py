"""The built site: every page is in the navigation, nothing is loaded from elsewhere, a wrong reference is noticed."""

from __future__ import annotations

import ast
import builtins
import re
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1]
DOCS = HOME / "docs"


def sphinx(source: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """What `make site` runs, from another folder of pages or into another place."""
    pytest.importorskip("sphinx")
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "sphinx",
        "-b",
        "html",
        "-W",
        "--keep-going",
        "-q",
        "-E",
        "-c",
        DOCS,
    ]
    return subprocess.run(
        [*command, "-d", target / "read", source, target / "site"], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    target = tmp_path_factory.mktemp("site")
    done = sphinx(DOCS, target)
    assert done.returncode == 0, done.stderr
    return target / "site"


def test_the_navigation_names_every_page_once():
    navigation = tomllib.loads((DOCS / "navigation.toml").read_text(encoding="utf-8"))
    named = [page for below in navigation.values() for pages in below.values() for page in pages]
    pages = {str(path.relative_to(DOCS).with_suffix("")) for path in DOCS.rglob("*.md")}
    assert sorted(named) == sorted(pages - {"index"})


def test_the_list_of_decisions_and_the_navigation_name_the_same_ones():
    navigation = tomllib.loads((DOCS / "navigation.toml").read_text(encoding="utf-8"))
    listed = re.findall(r"\]\((\d{4}-[\w-]+)\.md\)", (DOCS / "decisions/README.md").read_text(encoding="utf-8"))
    assert [f"decisions/{name}" for name in listed] == navigation["decisions/README"][""]


class Loads(HTMLParser):
    """The addresses that a browser calls by itself when it shows a page; links that a person follows are none."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.addresses += [found[name] for name in ("src", "srcset", "data", "poster", "action") if found.get(name)]
        if tag == "link" and found.get("rel") not in {"next", "prev", "index", "search", "author", "canonical"}:
            self.addresses.append(found["href"])


def test_a_page_of_the_site_loads_nothing_from_elsewhere(site):
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 40
    for page in pages:
        loads = Loads()
        loads.feed(page.read_text(encoding="utf-8"))
        assert loads.addresses
        assert not [address for address in loads.addresses if re.match(r"\w+:|//", address)], page.name
    for style in site.rglob("*.css"):
        asked = re.findall(r"(?:url\(|@import)\s*[\"']?([^\"')\s]+)", style.read_text(encoding="utf-8"))
        assert not [address for address in asked if re.match(r"(?!data:)\w+:|//", address)], style.name


def test_no_path_of_the_machine_stands_on_a_page(site):
    for page in (*site.rglob("*.html"), *site.rglob("*.js")):
        assert str(HOME) not in page.read_text(encoding="utf-8"), page.name


@pytest.mark.parametrize("module", ["", ".errors", ".model", ".read", ".stats", ".study.steps", ".platforms.simulated"])
def test_every_exported_name_has_an_entry(site, module):
    exported = getattr(import_module(f"seenby{module}"), "__all__", ())
    names = exported or [
        name
        for name, thing in vars(import_module("seenby.errors")).items()
        if isinstance(thing, type) and "Error" in name
    ]
    text = "\n".join(page.read_text(encoding="utf-8") for page in (site / "python").glob("*.html"))
    entries = set(re.findall(r'<dt class="sig[^>]*id="([\w.]+)"', text))
    assert names
    for name in names:
        assert entries & {f"seenby{module}.{name}", f"seenby.{name}", f"seenby.errors.{name}"}, name


def test_what_a_function_raises_leads_to_the_error(site):
    page = (site / "python/watch.html").read_text(encoding="utf-8")
    assert re.search(r'href="errors\.html#seenby\.errors\.SettingsError"', page)


def test_the_search_needs_no_server(site):
    assert "Search.setIndex" in (site / "searchindex.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[gone](no-such-page.md)", "no-such-page.md"),
        ("[gone](#no-such-heading)", "no-such-heading"),
        ("[gone](../no-such-file.md)", "no-such-file"),
        ("```{eval-rst}\nSee `seenby.stats.no_such_name`.\n```", "seenby.stats.no_such_name"),
        ("```{eval-rst}\n.. public:: seenby.version\n   :names: VERSION\n```", "no docstring"),
    ],
    ids=["page", "heading", "file", "name", "undocumented"],
)
def test_a_wrong_reference_fails_the_build(tmp_path, text, complaint):
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "index.md").write_text(f"# Page\n\n{text}\n", encoding="utf-8")
    done = sphinx(pages, tmp_path)
    assert done.returncode != 0
    assert complaint in done.stderr


IDENTIFIER = re.compile(r"(?<!`)`([A-Za-z_]\w*)`(?!`)")


def defined(tree: ast.Module) -> set[str]:
    """Functions, classes, fields and constants of a module."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update(target.id for target in targets if isinstance(target, ast.Name))
    return names


def written(tree: ast.Module) -> tuple[set[str], list[str]]:
    """Every name and string that a module's code uses, and its docstrings."""
    names, strings, docstrings = set(), set(), []
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            docstrings.append(node.value.value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            strings.add(node.value)
        for field in ("id", "arg", "attr", "name", "asname", "module"):
            names.update(str(getattr(node, field, "")).split("."))
    return names | strings - set(docstrings), docstrings


def test_a_name_in_a_docstring_is_one_that_the_code_has():
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in (HOME / "src/seenby").rglob("*.py")}
    known = set(dir(builtins)).union(*(defined(tree) for tree in trees.values()))
    for path, tree in trees.items():
        names, docstrings = written(tree)
        spoken = {name for text in docstrings for name in IDENTIFIER.findall(text)}
        assert spoken <= names | known, path.relative_to(HOME)
