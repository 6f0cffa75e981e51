"""Stores on real SQLite, in memory and in a file, and on a real PostgreSQL."""

from collections.abc import AsyncGenerator, Generator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.store.database import Database
from adapters.store.grants import GrantStore
from domain.grants import Grants
from tests.postgres import new_database, postgres_served


@asynccontextmanager
async def opened(url: str | None, seed: Iterable[Grants] | None = None) -> AsyncGenerator[GrantStore]:
    """A roster, open for the duration of the block."""
    database = Database(url)
    roster = GrantStore(database, seed)
    try:
        await database.open()
        await roster.open()
        yield roster
    finally:
        await database.close()


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    """The URL of a database file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture(scope="session")
def postgres() -> Generator[str]:
    """The URL of a PostgreSQL server."""
    with postgres_served() as url:
        yield url


@pytest.fixture(params=["file", "postgresql"])
def kept_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database of either kind that outlives who uses it."""
    if request.param == "file":
        return request.getfixturevalue("file_url")
    return new_database(request.getfixturevalue("postgres"))


@pytest.fixture(params=["memory", "file", "postgresql"])
def url(request: pytest.FixtureRequest) -> str | None:
    """The URL of an empty database of any kind; None is the one in memory."""
    if request.param == "memory":
        return None
    if request.param == "file":
        return request.getfixturevalue("file_url")
    return new_database(request.getfixturevalue("postgres"))
