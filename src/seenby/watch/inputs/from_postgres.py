"""Days from a table of PostgreSQL: its own marks say which have changed, and only those are copied, as they stand.

One transaction sees the marks and the days, so that a day is not half of before and half of after. The mark of a day is
how many rows it has and the sum of their hashes, worked out by the server, whatever the order of the rows.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seenby.errors import SettingsError, StoppedByGuard, UsageError
from seenby.evidence.temporary_folder import temporary
from seenby.model.loopback import is_loopback
from seenby.platforms.named_hosts import NOWHERE, Leave
from seenby.watch.engines.protocol import CountedDay, CountingEngine
from seenby.watch.engines.validate import complete
from seenby.watch.inputs.input_files import Arrival, Arrivals
from seenby.watch.manifest import Manifest
from seenby.watch.settings import WatchSettings

if TYPE_CHECKING:
    import psycopg

STEADY = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "SET LOCAL TIME ZONE 'UTC'",
    "SET LOCAL datestyle = 'ISO'",
    "SET LOCAL extra_float_digits = 1",
)
SECONDS = 10
ALLOWED = {"host", "hostaddr", "port", "dbname", "user", "sslmode", "application_name", "client_encoding"}
"""What a settings file may say of a connection: nothing that reads or writes a file of this machine."""

ENCRYPTED = ("require", "verify-ca", "verify-full")
PLACES = (("host", "PGHOST"), ("hostaddr", "PGHOSTADDR"))


@contextmanager
def postgres_arrivals(
    settings: WatchSettings, manifest: Manifest, engine: CountingEngine, leave: Leave = NOWHERE
) -> Iterator[Arrivals]:
    """The days of the table that are not closed; what is copied is kept for as long as the block lasts.

    Raises:
        UsageError: When psycopg is not installed, or the database cannot be reached or read.
        StoppedByGuard: When it is on another machine, and nobody said that this may be, or named it.
        SettingsError: When the table lacks a column that the settings name.
    """
    with temporary("days") as place, _reading(settings, leave) as connection:
        table = _Table(connection, settings)
        table.check()
        days = tuple(
            Arrival(day, mark, _counting(table, engine, place.path, day))
            for day, mark in table.marks(_open(settings, manifest))
        )
        yield Arrivals(days)


class _Table:
    """The table of the settings, in one transaction."""

    def __init__(self, connection: psycopg.Connection[Any], settings: WatchSettings) -> None:
        from psycopg import sql

        options = settings.file.input
        self.connection, self.where, self.columns = connection, options.table, options.columns.model_dump()
        self.name = sql.Identifier(*options.table.split("."))
        self.day = sql.SQL("{}::date").format(sql.Identifier(options.columns.day))
        self.wanted = sql.SQL(", ").join(sql.Identifier(one) for one in dict.fromkeys(self.columns.values()) if one)

    def check(self) -> None:
        """Name the column that is missing, if one is."""
        from psycopg import sql

        found = self.connection.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(self.name))
        complete(self.columns, {one.name: "" for one in found.description or ()}, self.where)

    def marks(self, first: str) -> Iterator[tuple[str, str]]:
        """Each day from the first on, and its mark, oldest first."""
        from psycopg import sql

        since = sql.SQL("{} >= {}").format(self.day, sql.Literal(first)) if first else sql.SQL("true")
        asked = sql.SQL(
            "SELECT {day}::text, count(*), sum(hashtextextended(row({wanted})::text, 0)) FROM {table} "
            "WHERE {day} IS NOT NULL AND {since} GROUP BY {day} ORDER BY 1"
        ).format(day=self.day, wanted=self.wanted, table=self.name, since=since)
        for day, rows, total in self.connection.execute(asked).fetchall():
            yield str(day), hashlib.sha256(f"{self.where}\n{day}\n{rows}\n{total}\n".encode()).hexdigest()

    def copy(self, day: str, to: Path) -> None:
        """The rows of a day as CSV, as the server writes them."""
        from psycopg import sql

        asked = sql.SQL("COPY (SELECT {} FROM {} WHERE {} = {}) TO STDOUT (FORMAT csv, HEADER)").format(
            self.wanted, self.name, self.day, sql.Literal(day)
        )
        with (
            _answering(self.where),
            self.connection.cursor() as cursor,
            cursor.copy(asked) as rows,
            to.open("wb") as stream,
        ):
            for piece in rows:
                stream.write(piece)


def _counting(table: _Table, engine: CountingEngine, folder: Path, day: str) -> Callable[[], CountedDay]:
    def count() -> CountedDay:
        path = folder / "day.csv"
        table.copy(day, path)
        counted = engine.count([path], day, alone=True)
        # One day's rows at a time lie on this disk.
        path.unlink()
        return counted

    return count


def _open(settings: WatchSettings, manifest: Manifest) -> str:
    """The first day that is held open; empty where nothing was taken yet."""
    taken = [one.day for one in manifest.days][-max(settings.file.grace_days, 1) :]
    since = settings.file.input.since
    return taken[0] if taken else since.isoformat() if since else ""


@contextmanager
def _reading(settings: WatchSettings, leave: Leave) -> Iterator[psycopg.Connection[Any]]:
    try:
        import psycopg
    except ImportError:
        raise UsageError(
            "psycopg is not installed, which reads PostgreSQL",
            remedy="pip install 'seenby[postgres]'",
            unchanged="no day was taken",
        ) from None
    told = _checked(settings, leave)
    with _answering(settings.file.input.table):
        connection = psycopg.connect(**{**told, "connect_timeout": SECONDS})
    try:
        with _answering(settings.file.input.table):
            for one in STEADY:
                connection.execute(one)
            yield connection
    finally:
        connection.close()


def _checked(settings: WatchSettings, leave: Leave) -> dict[str, Any]:
    """How to connect: to this machine, or to one that a person named, and never with a password in clear.

    Raises:
        SettingsError: When the settings name what could read or write files here, or cannot be read.
        StoppedByGuard: When the database is elsewhere and nobody said that it may be.
    """
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        wanted: dict[str, Any] = conninfo_to_dict(settings.file.input.postgres)
    except psycopg.Error:
        strange = ["what is no setting"]
    else:
        strange = sorted(set(wanted) - ALLOWED)
    if strange:
        raise SettingsError(
            f"postgres under [input] holds {strange[0]}",
            where=settings.where,
            remedy=f"use {', '.join(sorted(ALLOWED))} alone",
        )
    elsewhere = [host for host in _hosts(wanted) if not is_loopback(host)]
    if elsewhere and not leave.live:
        raise StoppedByGuard(
            "the database is on another machine",
            where=elsewhere[0],
            remedy="add --live if this machine may call it",
            unchanged="nothing was sent",
        )
    for host in elsewhere:
        leave.check_host(host)
    if elsewhere and wanted.get("sslmode") not in ENCRYPTED:
        wanted["sslmode"] = ENCRYPTED[0]
    # Whoever asks for the password itself gets none: a server that knows it can be convinced without.
    return {**wanted, "require_auth": "scram-sha-256" if elsewhere else "!password"}


def _hosts(wanted: Mapping[str, Any]) -> list[str]:
    """The machines that a connection may go to, by the settings and the environment; sockets of this machine are none.

    A service of the environment may name any machine, so it counts as one.
    """
    named = [str(wanted.get(key) or os.environ.get(name, "")) for key, name in PLACES]
    hosts = [host.strip().lower() for text in named for host in text.split(",")]
    service = os.environ.get("PGSERVICE", "")
    return [host for host in (*hosts, service) if host and not host.startswith(("/", "@"))]


@contextmanager
def _answering(table: str) -> Iterator[None]:
    """The library's own errors may hold a connection's parameters or a row; ours name the table and the code."""
    import psycopg

    try:
        yield
    except psycopg.OperationalError as error:
        raise UsageError(
            f"the database cannot be reached, or does not let us in{_code(error)}",
            where=table,
            remedy="check postgres under [input], and the password in PGPASSWORD or ~/.pgpass",
            unchanged="no day was taken",
        ) from None
    except psycopg.Error as error:
        raise UsageError(
            f"the database does not give its days{_code(error)}",
            where=table,
            remedy="check table and columns under [input], and that the role may read them",
            unchanged="the day was not taken",
        ) from None


def _code(error: psycopg.Error) -> str:
    return f" (its code is {error.sqlstate})" if error.sqlstate else ""
