"""Database engines by their URLs. SQLite is configured for whole transactions and foreign keys, as others have them.

Writers of all processes write one at a time: SQLite has a single writer, and in PostgreSQL they take one lock.
"""

import time
from sqlite3 import SQLITE_BUSY, OperationalError
from sqlite3 import Connection as SQLiteConnection
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import QueuePool
from sqlmodel import create_engine

IN_MEMORY = "sqlite://"
WRITES = "suitegraph_writes"
# Longer waits fail; both in seconds.
LOCK_SECONDS = 5
CONNECT_SECONDS = 5
# The name of the lock among PostgreSQL's advisory ones: "suitegra", as bytes.
LOCK = int.from_bytes(b"suitegra")


class StoreError(Exception):
    """The store cannot be opened, for the reason in the message."""


def problem_of(url: str) -> str | None:
    """Why no engine can be created for a URL, without the URL itself; None where one can."""
    try:
        dialect = make_url(url).get_dialect()
        dialect.import_dbapi()
    except (NoSuchModuleError, ImportError):
        return "the driver of this database is not installed"
    except (ArgumentError, ValueError):
        return "this is no URL of SQLAlchemy, such as sqlite:////var/lib/suitegraph/store.db"
    return "this driver is an asynchronous one, which is not needed" if dialect.is_async else None


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
    in_memory = parsed.database in {None, "", ":memory:"}
    if in_memory:
        # The database lives in its connection, so that there is only one, which is used exclusively.
        more = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
    arguments = {"check_same_thread": False, "isolation_level": None, "timeout": LOCK_SECONDS}
    engine = create_engine(url, connect_args=arguments, hide_parameters=True, **more)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def writing(engine: Engine) -> Engine:
    """The same engine for transactions that write, one at a time across all processes."""
    return engine.execution_options(**{WRITES: True})


def reading(engine: Engine) -> Engine:
    """The same engine for transactions whose reads all see one state of the database."""
    # In SQLite every transaction does.
    return engine.execution_options(isolation_level="REPEATABLE READ") if engine.name == "postgresql" else engine


def _prepare(connection: SQLiteConnection, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    # Readers and the writer do not block each other, and committed transactions survive a loss of power.
    _keep_a_write_ahead_log(connection)
    connection.execute("PRAGMA synchronous = FULL")


def _keep_a_write_ahead_log(connection: SQLiteConnection) -> None:
    # SQLite does not wait for locks here: of two processes that open a new file at once, it refuses one immediately.
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except OperationalError as error:
            if error.sqlite_errorcode & 0xFF != SQLITE_BUSY or time.monotonic() > until:
                raise
            # This waits until the other process is done.
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        else:
            return


def _begin(connection: Connection) -> None:
    # The module `sqlite3` begins transactions only before some statements, not before those that change tables.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITES) else "BEGIN")


def _lock(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITES):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
