"""Readers that other packages bring: found by entry point, asked last, and never trusted with the whole run."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import subprocess
import sys
import textwrap
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields
from pathlib import Path

import pytest
from tests.read.looking import exact, look, note, only, refused
from tests.read.samples import MAPPED, meta_csv

from seenby.read import Reader, Row, RowKind, Sheet, installed_readers

HOW_TO = (Path(__file__).parents[2] / "docs" / "how-to.md").read_text(encoding="utf-8")
PLAYS = "spot,viewer,plays\nSpring,f,30\nSpring,m,90\nSpring,?,5\n"
Install = Callable[..., None]


def block(first_line: str) -> str:
    """The code of the how-to guide that begins with a line."""
    code = re.search(rf"^    {re.escape(first_line)}\n(?:(?:    .*)?\n)+", HOW_TO, re.MULTILINE)
    assert code is not None, first_line
    return textwrap.dedent(code[0])


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of installed packages."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    installed_readers.installed.cache_clear()
    yield folder
    installed_readers.installed.cache_clear()


@pytest.fixture
def install(site: Path) -> Iterator[Install]:
    """Lays a package down as an installer does: its module, its metadata, its entry points."""
    modules = []

    def lay(code: str, module: str = "acme_reader", names: dict[str, str] | None = None) -> None:
        (site / f"{module}.py").write_text(code, encoding="utf-8")
        info = site / f"{module}-1.5.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module.replace('_', '-')}\nVersion: 1.5\n")
        lines = [f"{name} = {target}" for name, target in (names or {"acme-tv": f"{module}:READER"}).items()]
        (info / "entry_points.txt").write_text("\n".join(["[seenby.readers]", *lines, ""]))
        modules.append(module)
        importlib.invalidate_caches()
        installed_readers.installed.cache_clear()

    yield lay
    for module in modules:
        sys.modules.pop(module, None)


@pytest.fixture
def guide(install: Install) -> None:
    """The reader of the how-to guide, installed."""
    named = tomllib.loads(block("# pyproject.toml"))["project"]["entry-points"]
    install(block("# acme_reader.py"), names=named["seenby.readers"])


def broken(what: str, name: str = "acme-tv", head: str = "") -> str:
    """The guide's reader with a line of its own before everything, or another ``recognise``."""
    code = block("# acme_reader.py").replace('name = "acme-tv"', f'name = "{name}"')
    return head + code.replace("return len(HEADER) if tables(peek) else 0", what)


@pytest.mark.usefixtures("guide")
def test_the_reader_of_the_guide_reads_a_file_that_nobody_else_knows(tmp_path: Path) -> None:
    found = look(tmp_path, PLAYS)
    ad = only(found)
    assert (found.sources[0].reader, found.sources[0].reader_version) == ("acme-tv", "1")
    assert (ad.key.platform, ad.key.ad) == ("acme", "Spring")
    assert exact(ad.share["gender"]) == {"female": 0.25, "male": 0.75}
    assert found.sources[0].rows_read == 3


def test_without_it_the_same_file_is_refused(site: Path, tmp_path: Path) -> None:
    assert "no reader knows these columns" in refused(tmp_path, PLAYS)


@pytest.mark.usefixtures("guide")
def test_the_command_lists_it_with_its_package(site: Path) -> None:
    said = run_readers(site, "--json")
    listed = {reader["name"]: reader["from"] for reader in json.loads(said.stdout)["readers"]}
    assert listed["acme-tv"] == "acme-reader 1.5"
    assert listed["meta-ads-manager"] == "seenby"
    assert json.loads(said.stdout)["left_aside"] == []
    assert "acme-reader" in run_readers(site).stdout


def test_the_command_names_what_it_left_aside(site: Path, install: Install) -> None:
    install(broken("return 0", head="import nothing_of_this_name\n"))
    said = run_readers(site)
    assert "meta-ads-manager" in said.stdout
    assert "“acme-tv” of acme-reader 1.5 was left aside: ModuleNotFoundError" in said.stderr
    assert "Traceback" not in said.stderr
    (left,) = json.loads(run_readers(site, "--json").stdout)["left_aside"]
    assert (left["name"], left["from"]) == ("acme-tv", "acme-reader 1.5")


def run_readers(site: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from seenby.cli.main import run; run()", "readers", *options]
    paths = os.pathsep.join([str(site), *filter(None, sys.path)])
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": paths, "COLUMNS": "160"}
    )
    assert done.returncode == 0, done.stderr
    return done


def test_a_file_of_ours_is_read_without_looking_for_others(
    site: Path, install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked(**_: object) -> None:
        raise AssertionError("entry points were looked for")

    install(broken("return 10**9"))
    monkeypatch.setattr(importlib.metadata, "entry_points", looked)
    rows = [{"ad": "A", "gender": "female", "impressions": 30}, {"ad": "A", "gender": "male", "impressions": 70}]
    found = look(tmp_path, meta_csv(rows))
    assert found.sources[0].reader == "meta-ads-manager"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (broken("return 1", head="import nothing_of_this_name\n"), "ModuleNotFoundError"),
        (broken("return 1", head="raise SystemExit(3)\n"), "SystemExit: 3"),
        (broken("import time; time.sleep(3)"), "it took longer than"),
        (broken("raise KeyError(str(peek.grids))"), "KeyError"),
        (broken('return "yes"'), "not with a number of marks"),
        (broken("return 1", name="tiktok"), "another reader is called “tiktok”"),
        (block("# acme_reader.py").replace("READER = AcmeTv()", "READER = AcmeTv"), "an instance of its class"),
        (block("# acme_reader.py").replace('    title = "Acme', '    motto = "Acme'), "title"),
    ],
)
def test_a_reader_that_is_broken_or_slow_is_named_in_the_refusal(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, reason: str
) -> None:
    monkeypatch.setattr(installed_readers, "LONGEST_LOOK", 0.5)
    install(code)
    text = refused(tmp_path, PLAYS)
    assert "no reader knows these columns; the reader “" in text
    assert "of acme-reader 1.5 was left aside: " in text
    assert reason in text


def test_a_reader_that_loads_slowly_is_not_waited_for(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installed_readers, "LONGEST_LOOK", 0.5)
    # A name of its own: the import goes on after this test, and others of its name would wait for it.
    install(broken("return 1", head="import time; time.sleep(60)\n"), "slow_reader")
    begun = time.monotonic()
    assert "of slow-reader 1.5 was left aside: it took longer than 0.5 seconds" in refused(tmp_path, PLAYS)
    assert time.monotonic() - begun < 30


def test_a_broken_reader_costs_nobody_the_audit_that_another_gives(
    guide: None, install: Install, tmp_path: Path
) -> None:
    install("raise ValueError('not today')", module="other_reader", names={"other": "other_reader:READER"})
    found = look(tmp_path, PLAYS)
    assert found.sources[0].reader == "acme-tv"
    said = note(found, "reader-left-aside")
    assert said.message == "The reader “other” of other-reader 1.5 was left aside: ValueError: not today."


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("GROUPS[viewer]", "GROUPS[viewer + '!']"), "KeyError"),
        (("yield Row(number, {", "yield (number, {"), "a row is tuple, and not a Row"),
        (('"impressions": plays})', '"impressions": int(plays)})'), "row 2 holds a cell that is no text"),
        (('fields=("ad", "gender", ', 'fields=("ad", "gender", "age_of_person", '), "no field “age_of_person”"),
        (("return Sheet(", "return dict("), "it gave dict, and not a Sheet"),
        (("table = tables(peek)[0]", "raise SystemExit"), "SystemExit"),
    ],
)
def test_a_reader_that_fails_on_the_file_is_named_and_quotes_nothing_of_it(
    install: Install, tmp_path: Path, change: tuple[str, str], reason: str
) -> None:
    code = block("# acme_reader.py")
    assert change[0] in code
    install(code.replace(*change))
    text = refused(tmp_path, PLAYS)
    assert "the reader “acme-tv” of acme-reader 1.5 failed (" in text
    assert reason in text
    assert "f!" not in text


def test_what_it_says_of_a_file_itself_is_said_as_it_is(install: Install, tmp_path: Path) -> None:
    head = "from seenby.errors import Unreadable\n"
    said = 'raise Unreadable("is of last year", where=peek.raw.shown, remedy="ask Acme for a new one")'
    install(head + block("# acme_reader.py").replace("table = tables(peek)[0]", said))
    assert "is of last year; ask Acme for a new one" in refused(tmp_path, PLAYS)


def test_the_guide_names_every_part_of_the_contract() -> None:
    section = HOW_TO.partition("## Bring a reader of your own")[2].partition("\n## ")[0]
    kinds = [kind.name for kind in RowKind]
    members = [name for name in vars(Reader) if not name.startswith("_")]
    needed = [one.name for one in fields(Sheet) if one.default is MISSING and one.default_factory is MISSING]
    for name in (*kinds, *members, *needed, *Row._fields[:3]):
        assert re.search(rf"`{name}\b", section), name


@pytest.mark.usefixtures("guide")
def test_a_mapping_still_reads_what_no_reader_knows(tmp_path: Path) -> None:
    assert "--mapping" in refused(tmp_path, MAPPED)
