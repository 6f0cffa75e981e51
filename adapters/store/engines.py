"""A database by its URL. SQLite is made to do what others do by themselves: whole transactions, and foreign keys.

Who writes does so alone, whichever process they are of: SQLite has one writer, in PostgreSQL they take one lock.
"""

import time
from pathlib import Path
from sqlite3 import SQLITE_BUSY, OperationalError
from sqlite3 import Connection as SQLiteConnection
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import QueuePool
from sqlmodel import create_engine

IN_MEMORY = "sqlite://"
IN_NO_FILE = ("", ":memory:")
WRITES = "suitegraph_writes"
# Waiting longer for the others is reported as an error; both in seconds.
LOCK_SECONDS = 5
CONNECT_SECONDS = 5
# The name of the lock among PostgreSQL's advisory ones: "suitegra", as bytes.
LOCK = int.from_bytes(b"suitegra")


class StoreError(Exception):
    """The store cannot be opened; the message says why."""


def problem_of(url: str) -> str | None:
    """Why there can be no engine for a URL, without repeating it; None where there can."""
    try:
        dialect = make_url(url).get_dialect()
        dialect.import_dbapi()
    except (NoSuchModuleError, ImportError):
        return "the driver of this database is not installed"
    except (ArgumentError, ValueError):
        return "this is no URL of SQLAlchemy, such as sqlite:////var/lib/suitegraph/store.db"
    return "this driver is an asynchronous one, which is not needed" if dialect.is_async else None


def url_beside(url: str, ending: str) -> str | None:
    """The URL of a file beside that of an SQLite, named with an ending; None for one that has no file."""
    place = make_url(url).database or ""
    if place in IN_NO_FILE:
        return None
    file = Path(place)
    return f"sqlite:///{file.with_name(f'{file.stem}{ending}{file.suffix}')}"


def engine_of(url: str) -> Engine:
    """The engine, not yet connected."""
    parsed = make_url(url)
    more: dict[str, Any] = {}
    if parsed.get_backend_name() != "sqlite":
        if parsed.get_driver_name() in {"psycopg", "psycopg2"}:
            more = {"connect_args": {"connect_timeout": CONNECT_SECONDS}}
        engine = create_engine(url, pool_pre_ping=True, hide_parameters=True, **more)
        if parsed.get_backend_name() == "postgresql":
            event.listen(engine, "begin", _lock)
        return engine
    if (parsed.database or "") in IN_NO_FILE:
        # The database is the connection, so there is one, and whoever uses it has it alone.
        more = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
    arguments = {"check_same_thread": False, "isolation_level": None, "timeout": LOCK_SECONDS}
    engine = create_engine(url, connect_args=arguments, hide_parameters=True, **more)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def writing(engine: Engine) -> Engine:
    """The same engine for transactions that write: one at a time, whichever process they are of."""
    return engine.execution_options(**{WRITES: True})


def reading(engine: Engine) -> Engine:
    """The same engine for transactions that read more than once, and see one state of the database."""
    # SQLite's are so anyway.
    return engine.execution_options(isolation_level="REPEATABLE READ") if engine.name == "postgresql" else engine


def _prepare(connection: SQLiteConnection, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    # Readers and the writer do not wait for each other, and what was committed survives a loss of power.
    _keep_a_write_ahead_log(connection)
    connection.execute("PRAGMA synchronous = FULL")


def _keep_a_write_ahead_log(connection: SQLiteConnection) -> None:
    # Here SQLite does not wait for locks: of two that open a new file at once, it refuses one immediately.
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except OperationalError as error:
            if error.sqlite_errorcode & 0xFF != SQLITE_BUSY or time.monotonic() > until:
                raise
            # Here it waits until the other one is done.
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        else:
            return


def _begin(connection: Connection) -> None:
    # The module `sqlite3` begins by itself only before some statements, none of which changes a table's shape.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITES) else "BEGIN")


def _lock(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITES):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
