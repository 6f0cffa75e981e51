"""A database by its URL. SQLite is made to do what others do by themselves: whole transactions, and foreign keys."""

from sqlite3 import Connection as SQLiteConnection
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import QueuePool
from sqlmodel import create_engine

IN_MEMORY = "sqlite://"
WRITES = "suitegraph_writes"


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


def engine_of(url: str) -> Engine:
    """The engine, not yet connected."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    more: dict[str, Any] = {}
    if parsed.database in {None, "", ":memory:"}:
        # The database is the connection, so there is one, and whoever uses it has it alone.
        more = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
    engine = create_engine(url, connect_args={"check_same_thread": False, "isolation_level": None}, **more)
    event.listen(engine, "connect", _check_foreign_keys)
    event.listen(engine, "begin", _begin)
    return engine


def writing(engine: Engine) -> Engine:
    """The same engine for transactions that write: one at a time, whichever process they are of."""
    return engine.execution_options(**{WRITES: True})


def _check_foreign_keys(connection: SQLiteConnection, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Connection) -> None:
    # The module `sqlite3` begins by itself only before some statements, none of which changes a table's shape.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITES) else "BEGIN")
