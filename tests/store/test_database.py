"""URLs of databases, and how SQLite's are opened."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event, text

from adapters.store.engines import engine_of, problem_of, url_beside


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///store.db", "sqlite:////var/lib/suitegraph/store.db"])
def test_a_url_of_sqlite_has_no_problem(url: str) -> None:
    assert problem_of(url) is None


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("", "this is no URL of SQLAlchemy"),
        ("store.db", "this is no URL of SQLAlchemy"),
        ("postgresql://user:secret@host:port/name", "this is no URL of SQLAlchemy"),
        ("mysql://user:secret@host/name", "the driver of this database is not installed"),
        ("mars://user:secret@host/name", "the driver of this database is not installed"),
        ("sqlite+aiosqlite:///store.db", "the driver of this database is not installed"),
    ],
)
def test_a_url_that_cannot_work_is_told_without_its_secret(url: str, problem: str) -> None:
    told = problem_of(url)
    assert told is not None
    assert told.startswith(problem)
    assert "secret" not in told


@pytest.mark.parametrize(
    ("url", "beside"),
    [
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        ("sqlite:///store.db", "sqlite:///store-jobs.db"),
        ("sqlite:////var/lib/suitegraph/store.db?timeout=9", "sqlite:////var/lib/suitegraph/store-jobs.db"),
    ],
)
def test_a_file_beside_another_has_its_folder_and_ending(url: str, beside: str | None) -> None:
    assert url_beside(url, "-jobs") == beside


def test_a_new_file_that_somebody_else_is_making_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    engine = engine_of(f"sqlite:///{path}")
    waited: list[str] = []

    def look(statement: str) -> None:
        if statement.startswith("BEGIN EXCLUSIVE"):
            waited.append(statement)
            other.execute("COMMIT")

    @event.listens_for(engine, "connect", insert=True)
    def watch(connection: sqlite3.Connection, _record: object) -> None:
        connection.set_trace_callback(look)

    try:
        with engine.connect() as connection:
            assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
    finally:
        engine.dispose()
        other.close()
    assert len(waited) == 1
