"""Days from a table of a real PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import psycopg
import pytest
from tests.watch.making import CONFIG as FILES
from tests.watch.making import day_name, write_config, write_day
from tests.watch.postgres import server

from seenby.errors import SettingsError, UsageError
from seenby.watch.run import run_watch

CONFIG = """
state = "state"
rho_max = 0.02
[input]
postgres = "host={place} dbname=postgres user=owner"
table = "ads.delivery"
columns = {{ account = "account", spend = "spend" }}
[expected]
line = 0
[[cells]]
cell = "gender: male"
expected = 0.5
sides = ["above"]
"""
MEN, ALL = np.array([90, 50, 40]), np.array([100, 100, 100])


@pytest.fixture(scope="module")
def place() -> Iterator[str]:
    with server() as where:
        yield where


@pytest.fixture
def table(place: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(f"host={place} dbname=postgres user=owner", autocommit=True) as connection:
        connection.execute("CREATE SCHEMA ads")
        connection.execute(
            "CREATE TABLE ads.delivery (ad text, account text, day date, gender text, impressions bigint, "
            "spend numeric(12, 2), seen_by_nobody text)"
        )
        yield connection
        connection.execute("DROP SCHEMA ads CASCADE")


def put_day(connection: psycopg.Connection, number: int, men: np.ndarray, total: np.ndarray) -> None:
    """The same rows as `write_day` writes into a file."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO ads.delivery VALUES (%s, %s, %s, %s, %s, %s, 'a')",
            [
                (f"ad-{n:06d}", f"acc-{n % 7}", day_name(number), gender, count, round(int(count) * 0.01, 2))
                for n, (one, whole) in enumerate(zip(men.tolist(), total.tolist(), strict=True))
                for gender, count in (("male", one), ("female", whole - one), ("unknown", 5))
            ],
        )


def test_a_table_comes_to_the_same_alarms_as_files_of_the_same_rows(tmp_path, place, table):
    for name in ("table", "files"):
        (tmp_path / name).mkdir()
    for number in range(6):
        put_day(table, number, MEN * 10, ALL * 10)
        write_day(tmp_path / "files", number, MEN * 10, ALL * 10)
    ours = run_watch(write_config(tmp_path / "table", CONFIG.format(place=place)))
    theirs = run_watch(write_config(tmp_path / "files", FILES.format(rho_max=0.02, grace=3, line=0)))
    assert ours.alarms == theirs.alarms
    assert [alarm.ad for alarm in ours.alarms] == ["ad-000000"]
    assert len(ours.taken) == 6


def test_rows_that_come_later_restate_an_open_day_and_only_that(tmp_path, place, table):
    settings = write_config(tmp_path, CONFIG.format(place=place))
    for number in range(5):
        put_day(table, number, MEN, ALL)
    assert len(run_watch(settings).taken) == 5
    assert run_watch(settings).again == ()
    put_day(table, 3, MEN[:1], ALL[:1])
    put_day(table, 5, MEN, ALL)
    found = run_watch(settings)
    assert (found.taken, found.again) == ((day_name(5),), (day_name(3),))


def test_the_same_rows_in_another_order_are_the_same_day(tmp_path, place, table):
    settings = write_config(tmp_path, CONFIG.format(place=place))
    put_day(table, 0, MEN, ALL)
    run_watch(settings)
    table.execute("CREATE TABLE ads.turned AS SELECT * FROM ads.delivery ORDER BY ad DESC, gender")
    table.execute("DROP TABLE ads.delivery")
    table.execute("ALTER TABLE ads.turned RENAME TO delivery")
    assert run_watch(settings).notes == ()


def test_names_are_texts_whatever_they_look_like(tmp_path, place, table):
    put_day(table, 0, MEN, ALL)
    table.execute("UPDATE ads.delivery SET ad = '00' || right(ad, 1), account = ''")
    found = run_watch(write_config(tmp_path, CONFIG.format(place=place)))
    assert found.ads == 3
    table.execute(
        "UPDATE ads.delivery SET ad = 'odd ' || chr(10) || '\"' || ad, gender = NULL WHERE gender = 'unknown'"
    )
    assert run_watch(write_config(tmp_path, CONFIG.format(place=place))).ads == 6


def test_a_role_that_may_only_read_is_enough_and_one_that_may_not_is_told_so(tmp_path, place, table):
    put_day(table, 0, MEN, ALL)
    table.execute("CREATE ROLE reader LOGIN")
    settings = write_config(tmp_path, CONFIG.format(place=place).replace("user=owner", "user=reader"))
    try:
        with pytest.raises(UsageError, match=r"ads\.delivery: the database does not give its days"):
            run_watch(settings)
        table.execute("GRANT USAGE ON SCHEMA ads TO reader")
        table.execute("GRANT SELECT ON ads.delivery TO reader")
        assert len(run_watch(settings).taken) == 1
    finally:
        table.execute("DROP OWNED BY reader")
        table.execute("DROP ROLE reader")


def test_a_missing_column_and_a_server_that_is_not_there_are_named(tmp_path, place, table):
    table.execute("ALTER TABLE ads.delivery DROP COLUMN account")
    with pytest.raises(SettingsError, match=r"ads\.delivery: has no column “account” for account"):
        run_watch(write_config(tmp_path, CONFIG.format(place=place)))
    with pytest.raises(UsageError, match=r"the database cannot be reached"):
        run_watch(write_config(tmp_path, CONFIG.format(place="/nowhere")))


@pytest.mark.parametrize(
    "told", ["host=x password=secret", "postgresql://me:secret@host/db", "host=x PASSWORD = secret"]
)
def test_a_password_in_the_file_is_refused_and_not_repeated(tmp_path, told):
    with pytest.raises(SettingsError, match="must hold no password") as refused:
        write_config(tmp_path, CONFIG.format(place="x").replace("host=x dbname=postgres user=owner", told))
    assert "secret" not in str(refused.value)
