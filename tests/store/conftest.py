"""Stores on real SQLite: in memory, and in a file."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.store.grants import GrantStore
from domain.grants import Grants


@asynccontextmanager
async def opened(url: str | None, roster: Iterable[Grants] | None = None) -> AsyncGenerator[GrantStore]:
    """A store, open for the duration of the block."""
    store = GrantStore(url, roster)
    try:
        await store.open()
        yield store
    finally:
        await store.close()


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    """The URL of a database file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture(params=["memory", "file"])
def url(request: pytest.FixtureRequest, file_url: str) -> str | None:
    """The URL of an empty database of either kind; None is the one in memory."""
    return file_url if request.param == "file" else None
