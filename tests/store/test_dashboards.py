"""Users' dashboards in the store, which behave as those in memory do."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from adapters.store.dashboards import DashboardStore
from adapters.store.database import Database
from domain.dashboards import Dashboard, DashboardOwner, DashboardShelf, DashboardTile, TileForm
from resolvers.memory_shelf import MemoryShelf
from tests.postgres import new_database

AT = datetime(2026, 10, 1, 9, 30, tzinfo=UTC)
INGRID = DashboardOwner("eu:1", "ingrid@example.com", "Ingrid")
MINE = Dashboard(
    "a",
    "Revenue",
    "What we earn",
    (DashboardTile("mrr", TileForm.NUMBER, 3, None, ("mrr_net",)), DashboardTile("arr", title="A year")),
    INGRID,
    updated_at=AT,
)


@pytest_asyncio.fixture(params=["no database", "memory", "file", "postgresql"])
async def shelf(request: pytest.FixtureRequest) -> AsyncIterator[DashboardShelf]:
    """An empty shelf: in each kind of database, and without one."""
    if request.param == "no database":
        yield MemoryShelf()
        return
    url = request.getfixturevalue("file_url") if request.param == "file" else None
    database = Database(new_database(request.getfixturevalue("postgres")) if request.param == "postgresql" else url)
    await database.open()
    yield DashboardStore(database)
    await database.close()


async def test_a_dashboard_is_what_was_stored(shelf: DashboardShelf) -> None:
    assert await shelf.put(MINE, None)
    assert await shelf.dashboard("a") == MINE
    assert await shelf.dashboard("b") is None


async def test_who_owns_it_sees_it_and_their_organisation_once_it_is_shared(shelf: DashboardShelf) -> None:
    await shelf.put(MINE, None)
    others = [("eu:1", "samir@example.com"), ("eu:2", INGRID.email), ("", ""), ("eu:2", "samir@example.com")]
    assert [*await shelf.visible("eu:1", INGRID.email)] == [MINE]
    assert [await shelf.visible(*other) for other in others] == [[], [], [], []]
    shared = replace(MINE, is_shared=True, updated_at=AT + timedelta(seconds=1))
    assert await shelf.put(shared, AT)
    assert [[*await shelf.visible(*other)] for other in others] == [[shared], [], [], []]


async def test_dashboards_are_listed_by_title_whatever_its_case(shelf: DashboardShelf) -> None:
    for id_, title in (("1", "b"), ("2", "A"), ("3", "C"), ("4", "a")):
        await shelf.put(replace(MINE, id=id_, title=title), None)
    assert [each.id for each in await shelf.visible("eu:1", INGRID.email)] == ["2", "4", "1", "3"]


async def test_what_was_changed_meanwhile_is_not_overwritten(shelf: DashboardShelf) -> None:
    later = replace(MINE, title="Later", updated_at=AT + timedelta(seconds=1))
    await shelf.put(MINE, None)
    assert not await shelf.put(later, None)
    assert not await shelf.put(later, AT - timedelta(seconds=1))
    assert await shelf.put(later, AT)
    assert await shelf.dashboard("a") == later


async def test_what_was_removed_is_gone(shelf: DashboardShelf) -> None:
    await shelf.put(MINE, None)
    await shelf.remove("a")
    await shelf.remove("a")
    assert await shelf.dashboard("a") is None
