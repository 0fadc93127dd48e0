"""Two engines, one analysis: whatever is read, Spark and DuckDB give the same audit, to the last digit.

One Spark for all of these tests (`session` in conftest.py): it takes longer to start than they take to run.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyspark import SparkContext
from pyspark.sql import SparkSession
from tests.conftest import PATIENCE
from tests.read import samples
from tests.read.looking import examine, put
from tests.read.samples import cells, meta_csv
from tests.watch.making import day_name, write_config, write_world

import seenby
from seenby.errors import UsageError
from seenby.read import Options
from seenby.report import to_json
from seenby.store import Shape, Workbench, workbench
from seenby.store import spark_session as spark_session_module
from seenby.store.engines import Duck
from seenby.store.spark import Spark
from seenby.store.spark_session import spark_session
from seenby.watch.engines.factory import engine_named
from seenby.watch.engines.spark import SparkEngine
from seenby.watch.run import replay_watch, run_watch
from seenby.watch.settings import WatchSettings
from seenby.watch.state.state_folder import WatchFolder

SEENBY = Path(sys.executable).with_name("seenby")


@pytest.fixture(scope="module")
def bench(session: SparkSession) -> Iterator[Workbench]:
    with workbench("spark") as made:
        yield made


def both(paths: Path | Sequence[Path], **asked: Any) -> tuple[str, str]:
    """The audit as JSON, by DuckDB and by Spark."""
    plain, spark = (to_json(seenby.audit(paths, engine=name, **asked)) for name in ("duckdb", "spark"))
    return plain, spark


# Whole audits


def total_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A row that says what the others add up to, as an export ends with it."""
    sums: dict[str, Any] = {name: sum(int(row[name]) for row in rows) for name in ("impressions", "reach")}
    sums["spend"] = str(sum(Decimal(str(row["spend"])) for row in rows))
    return {**cells()[0], "ad": "Total", "campaign": "", "ad_set": "", **sums}


EXPORTS = {
    "by-day.csv": meta_csv(cells("age", "gender", "day")),
    "semicolons.csv": meta_csv(cells("gender", "region"), language="de", delimiter=";"),
    "no-breakdown.csv": meta_csv(cells()),
    "totals.csv": meta_csv([*cells("gender"), total_of(cells("gender"))]),
    "report.xlsx": samples.meta_xlsx(cells("region", "gender")),
    "insights.json": samples.as_json(samples.page(samples.insights(cells("gender", "placement")))),
    "insights.ndjson": samples.as_lines(samples.insights(cells("age", "gender", "day"))),
    "library.json": samples.as_json([samples.political_ad(1), samples.eu_ad(2)]),
    "google.csv": samples.google_csv("May 1, 2026 - May 31, 2026"),
    "tiktok.json": samples.tiktok_json(),
    "pinterest.json": samples.pinterest_json(),
    "snapchat.json": samples.snapchat_json(),
    "form.toml": samples.FORM.encode(),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_every_kind_of_export_gives_the_same_audit(session: SparkSession, tmp_path: Path, name: str) -> None:
    plain, spark = both(put(tmp_path, name, EXPORTS[name]))
    assert spark == plain


def test_a_folder_of_snapshots_gives_the_same_audit(session: SparkSession, tmp_path: Path) -> None:
    rows = cells("gender")
    for number in range(1, 4):
        grown = [{**row, "impressions": row["impressions"] * number, "end": f"2026-05-0{number}"} for row in rows]
        put(tmp_path, f"2026-05-0{number}_18-30.csv", meta_csv(grown))
    plain, spark = both(tmp_path, baseline="Bild A")
    assert spark == plain


@pytest.mark.parametrize("breakdowns", [("gender",), ("age", "gender", "region", "day"), ("placement", "gender"), ()])
def test_a_large_plain_file_gives_the_same_reading(bench: Workbench, tmp_path: Path, breakdowns: Sequence[str]) -> None:
    path = put(tmp_path, "x.csv", meta_csv(cells(*breakdowns)))
    with workbench() as other:
        for options in (Options(plain_from=0), Options(plain_from=2**60)):
            assert examine(path, bench, options)[1] == examine(path, other, options)[1]


def test_a_file_that_turns_out_not_to_be_plain_gives_the_same_reading(bench: Workbench, tmp_path: Path) -> None:
    rows = [{**row, "ad": f"Ad {number}"} for number in range(30) for row in cells("gender", ads=("A",))]
    path = put(tmp_path, "x.csv", meta_csv([*rows[:-1], {**rows[-1], "impressions": "1,234"}]))
    with workbench() as other:
        found = [examine(path, one, Options(plain_from=0))[1] for one in (bench, other)]
    assert found[0] == found[1]


@pytest.mark.real
@pytest.mark.parametrize(
    "folder", ["france/facebook/gender", "france/facebook/truck2-gender", "germany/facebook", "google"]
)
def test_real_exports_give_the_same_audit(session: SparkSession, real_data: Path, folder: str) -> None:
    plain, spark = both(real_data / folder)
    assert spark == plain


# The fold alone

FIGURES = st.one_of(
    st.none(),
    st.integers(0, 9).map(lambda n: (float(n), float(n + 2))),
    st.integers(0, 10**7).map(lambda n: (n / 1000, n / 1000 + 0.05)),
    st.just((1e12, float("inf"))),
)
TEXTS = st.sampled_from(
    ["", "a", "A", "ä", "null", "NULL", " a", "a ", "a,b", 'a"b', "a'b", "a\nb", "a\\b", "🎈", "\x00"]
)
DAYS = st.one_of(st.none(), st.sampled_from([date(1, 1, 1), date(1582, 10, 10), date(2026, 5, 1), date(9999, 12, 31)]))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            **dict.fromkeys(("ad", "gender", "age", "region", "currency"), TEXTS),
            **dict.fromkeys(("start", "end", "day"), DAYS),
            **dict.fromkeys(("impressions", "reach", "spend", "share"), FIGURES),
        }
    ),
    max_size=12,
)
SHAPES = [
    Shape(("ad",), ("gender", "age", "region"), ("impressions", "reach", "spend"), ("start", "end", "day"), True),
    Shape((), ("gender",), ("share",), ("start", "end")),
    Shape(("ad",), (), ("impressions",)),
    Shape(("ad", "gender"), ("age",), ("spend", "reach"), ("day",), levels=False),
]


def stored(bench: Workbench, rows: Sequence[dict[str, Any]]) -> None:
    texts, days = ("ad", "gender", "age", "region", "currency"), ("start", "end", "day")
    metrics = ("impressions", "reach", "spend", "share")
    ends = [f"{metric}_{end}" for metric in metrics for end in ("low", "high")]
    columns = [*(f'"{name}" VARCHAR' for name in texts), *(f'"{name}" DATE' for name in days)]
    columns += [f"{end} DOUBLE" for end in ends]
    bench.connection.execute(f"CREATE OR REPLACE TABLE made ({', '.join(columns)})")
    for row in rows:
        figures = [end for metric in metrics for end in (row[metric] or (None, None))]
        cells_of = [*(row[name] for name in (*texts, *days)), *figures]
        bench.connection.execute(f"INSERT INTO made VALUES ({', '.join('?' * len(cells_of))})", cells_of)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_any_table_folds_into_the_same_rows(bench: Workbench, rows: list[dict[str, Any]]) -> None:
    stored(bench, rows)
    for shape in SHAPES:
        assert bench.fold("made", shape) == replace(bench, engine=Duck()).fold("made", shape)


# A watch


def last_state(settings: WatchSettings) -> dict[str, bytes]:
    """The bytes of everything that the manifest names."""
    manifest = WatchFolder(settings).manifest()
    named = [*manifest.days[-1].states, *(name for day in manifest.days for name in day.counts)]
    named += [name for part in manifest.names for name in part]
    return {name: (settings.state / name).read_bytes() for name in named}


def test_a_watch_comes_to_the_same_state_and_says_the_same(session: SparkSession, tmp_path: Path) -> None:
    write_world(tmp_path, ads=40, days=4, beyond=4, excess=0.3)
    ours, theirs = (write_config(tmp_path).elsewhere(tmp_path / name) for name in ("spark", "duckdb"))
    by_spark, by_duckdb = run_watch(ours, opens=engine_named("spark")), run_watch(theirs)
    assert by_spark == by_duckdb
    assert by_spark.alarms
    assert last_state(ours) == last_state(theirs)


ODD_ROWS = """
COPY (
  SELECT * FROM (VALUES
    ('a', 'x', DATE '2026-05-01', 'male', 3, 0.1), ('a', NULL, DATE '2026-05-01', 'male', 4, 0.2),
    ('a', 'x', DATE '2026-05-01', NULL, 5, 0.3), ('a', 'x', DATE '2026-05-01', 'unknown', 6, NULL),
    ('A', '', DATE '2026-05-01', 'Male', 7, 1e-7), (' a', 'y', DATE '2026-05-02', 'female', 0, 2.5e-6),
    ('ä', 'y', DATE '2026-05-02', 'male', NULL, 1.5)
  ) t(ad, account, day, gender, impressions, spend)
) TO '{path}' (FORMAT parquet)
"""


def test_nulls_odd_names_and_two_days_in_a_file_are_counted_alike(session: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "days").mkdir()
    duckdb.execute(ODD_ROWS.format(path=tmp_path / "days" / "two.parquet"))
    ours, theirs = (write_config(tmp_path).elsewhere(tmp_path / name) for name in ("spark", "duckdb"))
    assert run_watch(ours, opens=engine_named("spark")) == run_watch(theirs)
    assert last_state(ours) == last_state(theirs)


def test_lines_of_text_are_read_alike(session: SparkSession, tmp_path: Path) -> None:
    write_world(tmp_path, ads=5, days=2)
    for path in sorted((tmp_path / "days").iterdir()):
        duckdb.execute(f"COPY (FROM '{path}') TO '{path.with_suffix('.csv')}'")
        path.unlink()
    ours, theirs = (write_config(tmp_path).elsewhere(tmp_path / name) for name in ("spark", "duckdb"))
    assert run_watch(ours, opens=engine_named("spark")) == run_watch(theirs)


ROWS_AS_THEY_COME = """
COPY (
  SELECT * FROM (VALUES ('a', 'male', 70.0, 1), ('b', 'female', 30.0, 2), ('b', 'male', 5.0, 3))
  t(ad, gender, impressions, id) WHERE {where}
) TO '{path}' (FORMAT parquet)
"""
FOLDERS = """
state = "state"
[input]
path = "days"
columns = { day = "date", account = "shop" }
[expected]
line = 0
[[cells]]
cell = "gender: male"
expected = 0.5
"""


def test_days_in_the_names_of_folders_and_letters_of_a_pattern_are_read_alike(
    session: SparkSession, tmp_path: Path
) -> None:
    for name, where in (
        ("date=2026-05-01/shop=x%20y/a*.parquet", "id = 1"),
        ("date=2026-05-01/shop=x%20y/ab.parquet", "id > 1"),
        ("date=2026-05-02/shop=__HIVE_DEFAULT_PARTITION__/[1].parquet", "true"),
    ):
        path = tmp_path / "days" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        duckdb.execute(ROWS_AS_THEY_COME.format(path=path, where=where))
    ours, theirs = (write_config(tmp_path, FOLDERS).elsewhere(tmp_path / name) for name in ("spark", "duckdb"))
    by_spark, by_duckdb = run_watch(ours, opens=engine_named("spark")), run_watch(theirs)
    assert by_spark == by_duckdb
    assert by_duckdb.taken == ("2026-05-01", "2026-05-02")
    assert last_state(ours) == last_state(theirs)


@pytest.mark.parametrize("wrong", ["2.5::DOUBLE", "'many'", "NULL::BIGINT", "-3"])
def test_figures_that_cannot_be_counted_are_named_alike(session: SparkSession, tmp_path: Path, wrong: str) -> None:
    (tmp_path / "days").mkdir()
    day = "SELECT 'a' AS ad, 'x' AS account, DATE '2026-05-01' AS day, 'male' AS gender, 1 AS spend"
    path = tmp_path / "days" / "one.parquet"
    duckdb.execute(f"COPY ({day}, {wrong} AS impressions) TO '{path}' (FORMAT parquet)")
    ours, theirs = (write_config(tmp_path).elsewhere(tmp_path / name) for name in ("spark", "duckdb"))
    by_spark, by_duckdb = run_watch(ours, opens=engine_named("spark")), run_watch(theirs)
    assert by_spark == by_duckdb
    assert by_duckdb.taken == ()
    assert re.search("“a” has (no )?impressions", by_duckdb.waits[0])


def test_a_day_that_spark_cannot_read_is_not_taken(session: SparkSession, tmp_path: Path) -> None:
    write_world(tmp_path, ads=200, days=1)
    path = next((tmp_path / "days").iterdir())
    content = bytearray(path.read_bytes())
    content[4:400] = b"\x00" * 396
    path.write_bytes(bytes(content))
    settings = write_config(tmp_path)
    found = run_watch(settings, opens=engine_named("spark"))
    assert found.taken == ()
    assert any(str(path) in note for note in found.notes)


def test_a_replay_says_the_same(session: SparkSession, tmp_path: Path) -> None:
    write_world(tmp_path, ads=40, days=5, beyond=4, excess=0.3)
    settings = write_config(tmp_path)
    for first, last in (("", ""), (day_name(1), day_name(3))):
        by_spark, by_duckdb = (
            replay_watch(settings, opens=engine_named(name), first=first, last=last) for name in ("spark", "duckdb")
        )
        assert by_spark == by_duckdb
        assert by_spark[1]
    assert not settings.state.exists()


@pytest.mark.parametrize("left", [0, 1])
def test_counts_that_machines_wrote_where_they_are_not_seen_are_no_counts(
    session: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: int
) -> None:
    write_world(tmp_path, ads=40, days=1)
    counted = SparkEngine._counted

    def elsewhere(engine: SparkEngine, files: Sequence[Path], label: str, alone: bool, folder: Path) -> int:
        written = counted(engine, files, label, alone, folder)
        lying = sorted((folder / "counts").glob("*.parquet"))
        for path in lying[left:]:
            path.unlink()
        if left:
            duckdb.execute(f"COPY (FROM '{lying[0]}' LIMIT 3) TO '{lying[0]}.short' (FORMAT parquet)")
            Path(f"{lying[0]}.short").rename(lying[0])
        return written

    monkeypatch.setattr(SparkEngine, "_counted", elsewhere)
    found = run_watch(write_config(tmp_path), opens=engine_named("spark"))
    assert (found.taken, found.code) == ((), 2)
    assert "the machines of Spark wrote counts that cannot be found here; let TMPDIR name" in found.notes[0]


# How Spark behaves


def test_spark_listens_on_loopback_only(session: SparkSession) -> None:
    gateway = SparkContext._gateway
    assert gateway is not None
    open_files = {str(link.readlink()) for link in Path(f"/proc/{gateway.proc.pid}/fd").iterdir() if link.is_symlink()}
    listening = [
        cells_of[1]
        for kind in ("tcp", "tcp6")
        for cells_of in map(str.split, Path(f"/proc/net/{kind}").read_text().splitlines()[1:])
        if cells_of[3] == "0A" and f"socket:[{cells_of[9]}]" in open_files
    ]
    assert listening
    # 127.0.0.1, and the same written as an address of the newer kind.
    loopback = ("0100007F:", "0000000000000000FFFF00000100007F:")
    assert all(address.startswith(loopback) for address in listening), listening


def test_a_running_session_is_used_and_left_running(session: SparkSession) -> None:
    with workbench("spark") as made:
        assert isinstance(made.engine, Spark)
        assert made.engine.session.sparkContext is session.sparkContext
    assert session.sql("SELECT 1").collect()


def test_another_master_than_that_of_a_running_session_is_refused(session: SparkSession) -> None:
    with pytest.raises(UsageError, match=r"Spark is running already, as local\[2\]"), spark_session("spark://other:1"):
        pass


def test_machines_that_take_no_work_are_not_waited_for_in_silence(
    session: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark_session_module, "SECONDS_TO_ANSWER", 0)
    with pytest.raises(UsageError, match="--master spark://x:1: no machine of Spark took work for 0 seconds; see that"):
        spark_session_module._answered(session, "spark://x:1")


def test_what_spark_cannot_read_is_one_sentence(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    def spoilt(connection: object, folder: Path, *_: object) -> None:
        (folder / "rows.parquet").write_bytes(b"no Parquet, a name: Anna")

    # The engine's own module: another test may have had it loaded anew since.
    monkeypatch.setitem(type(bench.engine).fold.__globals__, "_lay_out", spoilt)
    with pytest.raises(UsageError, match=r"--engine spark: Spark could not fold the rows \([A-Za-z0-9_.]+\)") as caught:
        bench.fold("made", SHAPES[0])
    assert "\n" not in str(caught.value)
    assert "Anna" not in str(caught.value)


@contextmanager
def told(folder: Path, *arguments: str | Path) -> Iterator[subprocess.CompletedProcess[str]]:
    """The command in an empty folder, with its own folder for temporary files."""
    work, temporary = folder / "work", folder / "temporary"
    work.mkdir()
    temporary.mkdir()
    yield subprocess.run(
        [str(SEENBY), *map(str, arguments)],
        cwd=work,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env={**os.environ, "NO_COLOR": "1", "TMPDIR": str(temporary)},
    )
    assert [path.name for path in (*work.iterdir(), *temporary.iterdir())] == []


def test_the_command_is_quiet_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = put(tmp_path, "export.csv", meta_csv(cells("age", "gender")))
    with told(tmp_path, "audit", path, "--engine", "spark", "--master", "local[1]", "--json", "--quiet") as done:
        assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == to_json(seenby.audit(path)).strip()


def test_a_master_that_makes_no_sense_is_one_sentence(tmp_path: Path) -> None:
    path = put(tmp_path, "export.csv", meta_csv(cells("gender")))
    with told(tmp_path, "audit", path, "--engine", "spark", "--master", "nonsense", "--json") as done:
        assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("seenby: --master nonsense: Spark did not start;")
    assert len(done.stderr.splitlines()) == 1
