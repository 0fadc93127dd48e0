"""The house rules that a machine can check: sizes, words, what is documented, and the hard lines."""

from __future__ import annotations

import ast
import importlib.util
import re
import tomllib
from collections import Counter
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import entry_points, version
from pathlib import Path
from statistics import median

import grimp
import pytest

import seenby
from seenby.judge.comparable_ads import ads_must_share
from seenby.read.registry import READERS

HOME = Path(__file__).parents[1]
SOURCES = sorted((HOME / "src").rglob("*.py"))
PACKAGED = [path for path in (HOME / "src" / "seenby").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
TEXTS = [
    path
    for folder in ("src", "docs", "tests", "scripts", "bench", ".ci")
    for path in sorted((HOME / folder).rglob("*"))
    if path.suffix in {".py", ".toml", ".md", ".j2", ".html", ".css", ".json", ".csv", ".sh", ".txt", ""}
    and path.is_file()
]


def docs() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((HOME / "docs").rglob("*.md")))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(HOME)))
def test_modules_and_functions_stay_small(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < 60, f"{node.name} in {path.name}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(HOME)))
def test_a_parameter_says_what_it_is_not_that_it_was_told_or_found(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    assert not named & {"told", "found"}


def test_half_of_the_modules_are_short():
    assert median(len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES) < 120


def test_no_folder_holds_more_files_than_a_screen_lists():
    files = Counter(path.parent for path in PACKAGED)
    assert {str(folder.relative_to(HOME)): many for folder, many in files.items() if many > 20} == {}


def test_a_file_name_says_which_of_at_most_three_files_it_is():
    names = Counter(path.name for path in PACKAGED if path.name != "__init__.py")
    assert {name: many for name, many in names.items() if many > 3} == {}


def test_no_modules_import_each_other_in_a_circle():
    """Imports inside functions and those for types alone count: a reader has to follow them too.

    A package's ``__init__`` is a module like any other. It imports what it re-exports, and whoever takes a name from
    the package imports the ``__init__``; whoever imports a module inside the package imports that module only.
    """
    graph = grimp.build_graph("seenby", exclude_type_checking_imports=False, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert len(imports) > 400, "the graph is not the whole package"
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' <- '.join(error.args[1])}")


def test_the_reference_is_what_the_code_says():
    spec = importlib.util.spec_from_file_location("reference", HOME / "scripts" / "reference.py")
    assert spec is not None
    assert spec.loader is not None
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    for name, text in reference.pages().items():
        assert (HOME / "docs" / "reference" / name).read_text(encoding="utf-8") == text, f"{name}: run make docs"


def test_every_health_code_in_the_code_is_documented_and_every_documented_one_is_used():
    listed = tomllib.loads((HOME / "src/seenby/model/health.toml").read_text())
    pattern = re.compile(r'Health(?:\.of_each)?\(\s*"([a-z-]+)",\s*"(\w+)"')
    used = {code: severity for path in SOURCES for code, severity in pattern.findall(path.read_text())}
    assert used == {code: one["severity"] for code, one in listed.items()}


def test_every_check_code_is_documented():
    sentences = tomllib.loads((HOME / "src/seenby/judge/sentences.toml").read_text())
    used = {code for path in SOURCES for code in re.findall(r'\bCheck\(\s*"([a-z-]+)"', path.read_text())}
    required = ads_must_share()
    assert used | {one.code for one in required} == set(sentences["checks"])
    assert {one.failure for one in required} <= set(sentences["why"])


def test_every_reader_option_verdict_and_setting_is_in_the_docs():
    text = docs()
    for reader in READERS:
        assert f"`{reader.name}`" in text
    for option in re.findall(
        r'"(--[a-z-]+)"', "\n".join(path.read_text() for path in (HOME / "src/seenby/cli").glob("*.py"))
    ):
        assert option in text
    for verdict in seenby.Verdict:
        assert f"| {verdict} |" in text
    for setting in {name for path in SOURCES for name in re.findall(r"SEENBY_[A-Z_]+", path.read_text())}:
        assert setting in text


def test_sentences_use_none_of_the_words_we_do_not_use():
    words = re.compile(
        r"\b(targeted|proves?|proved|discriminat\w*|significan\w*|unbiased|predator|offender)\b", re.IGNORECASE
    )
    report = HOME / "src/seenby/report"
    for path in [*(HOME / "src/seenby/judge").glob("*.toml"), *report.rglob("*.toml"), *report.rglob("*.html")]:
        assert not words.search(path.read_text()), path


def test_the_changelog_speaks_of_this_version():
    assert f"## [{version('seenby')}]" in (HOME / "CHANGELOG.md").read_text()


def test_the_public_names_are_the_exported_ones():
    assert sorted(seenby.__all__) == sorted(
        name for name in vars(seenby) if not name.startswith("_") and name not in _rooms()
    )


def _rooms():
    return {path.stem for path in (HOME / "src" / "seenby").iterdir()}


def test_no_access_token_stands_anywhere_in_the_project():
    token = re.compile(r"access_token=(?!<|\{|…|\[|SECRET|TOKEN|HIDDEN|X)[A-Za-z0-9]{6,}|EAA[A-Za-z0-9]{20,}")
    for path in TEXTS:
        assert not token.search(path.read_text(encoding="utf-8", errors="replace")), path


MAY_CONNECT = {
    # The only client; it refuses what is not loopback unless it is told that this is for real.
    "platforms/meta/client.py": {"httpx2"},
    # Tells an address that a person gave, on this machine unless that person says otherwise.
    "watch/alarms/notify.py": {"httpx2"},
    # Steps a simulated platform's clock; it refuses whatever is not on this machine, and is not used by a live run.
    "study/steps/simulated_clock.py": {"httpx2"},
    # The simulated platform listens on loopback, and calls nobody.
    "platforms/simulated/api/http/serving.py": {"socket", "uvicorn", "starlette"},
    "platforms/simulated/api/http/app.py": {"starlette"},
    "platforms/simulated/api/http/parse.py": {"starlette"},
    # Talks to its own Java machine, on loopback unless a master elsewhere is named.
    "store/spark.py": {"pyspark"},
    "store/spark_session.py": {"pyspark", "py4j"},
    "watch/engines/spark.py": {"pyspark"},
    "watch/engines/streaming.py": {"pyspark"},
}


def test_nothing_else_in_the_package_opens_a_connection():
    network = re.compile(
        r"^\s*(?:import|from)\s+(socket|http|urllib\.request|requests|httpx2?|aiohttp|ftplib|smtplib"
        r"|uvicorn|starlette|facebook_business|urllib3|anyio|httpcore2?|pyspark|py4j)\b",
        re.MULTILINE,
    )
    for path in SOURCES:
        room = str(path.relative_to(HOME / "src" / "seenby"))
        found = set(network.findall(path.read_text(encoding="utf-8")))
        assert found == MAY_CONNECT.get(room, set()), path


def test_only_the_edge_that_runs_a_study_knows_a_simulated_platforms_own_calls():
    rooms = {str(path.relative_to(HOME / "src" / "seenby")) for path in SOURCES if "/_platform/" in path.read_text()}
    assert {room for room in rooms if not room.startswith("platforms/simulated/")} == {"study/steps/simulated_clock.py"}


def test_the_examples_hold_no_pictures():
    found = {path.suffix for path in (HOME / "src" / "seenby").rglob("*") if path.is_file()}
    assert not found & {".png", ".jpg", ".jpeg", ".gif", ".webp", ".heic", ".mp4"}


def test_links_in_the_docs_lead_somewhere():
    pages = [*HOME.glob("*.md"), *(HOME / "docs").rglob("*.md"), *(HOME / "bench").glob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_hooks_before_a_commit_run_what_make_runs_and_download_nothing():
    hooks = (HOME / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert re.findall(r"repo: (\S+)", hooks) == ["local"]
    assert set(re.findall(r"language: (\S+)", hooks)) == {"system"}
    makefile = (HOME / "Makefile").read_text(encoding="utf-8")
    provided = {script.name for script in entry_points(group="console_scripts")} | {"ruff"}
    commands = re.findall(r"entry: \.venv/bin/(\S+)", hooks)
    assert commands == ["ruff", "ruff", "mypy", "lint-imports"]
    for command in commands:
        assert f"$(BIN)/{command}" in makefile
        assert command in provided
