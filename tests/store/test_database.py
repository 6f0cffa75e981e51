"""URLs of databases."""

import pytest

from adapters.store.database import problem_of


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
