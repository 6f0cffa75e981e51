"""Saved views in the store: who gets them, which version is changed, and how many there may be."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from adapters.store import saved_views
from adapters.store.database import Database
from adapters.store.journal import StoredJournal
from adapters.store.saved_views import SavedViewStore
from domain.hash_chain import ChainKeys
from domain.journal import JournalQuery
from domain.saved_views import Owner, SavedView, ViewDefinition
from domain.writes import NotDone, ProblemCode
from tests.store.acts import ENTRY, KEY, NOON

SAMIR, LENA, STRANGER = Owner("us:1", "60001"), Owner("us:1", "60002"), Owner("us:2", "60001")
BOOKS = "books=460000000000100"
PAID = SavedView(
    view_id="view_1",
    owner=SAMIR,
    organization=BOOKS,
    module="books.invoices",
    name="Paid",
    definition=ViewDefinition({"number": {"is": 'Grüße\0\ud800"'}, "total": {"is": 10**30}}, ("TOTAL", "ASC"), ("a",)),
    shared=False,
    version=1,
    updated_at=NOON,
)


@asynccontextmanager
async def opened(url: str | None) -> AsyncGenerator[tuple[SavedViewStore, StoredJournal]]:
    """A store with its journal, open for the duration of the block."""
    database = Database(url)
    journal = StoredJournal(database, ChainKeys(KEY))
    try:
        await database.open()
        await journal.open()
        yield SavedViewStore(database, ChainKeys(KEY)), journal
    finally:
        await journal.close()
        await database.close()


async def problem(change: Any) -> ProblemCode:
    """Why a change was not made."""
    with pytest.raises(NotDone) as refused:
        await change
    [only] = refused.value.problems
    return only.code


async def test_a_view_is_kept_as_it_is_for_its_owner_and_when_shared_for_the_organisation(url: str | None) -> None:
    async with opened(url) as (store, _):
        await store.add(PAID, ENTRY)
        assert await store.one(SAMIR, "view_1") == PAID
        assert await store.listed(SAMIR, BOOKS, "books.invoices") == [PAID]
        for other in (LENA, STRANGER):
            assert await store.one(other, "view_1") is None
            assert await store.listed(other, BOOKS, "books.invoices") == []
        shared = replace(PAID, shared=True, version=2)
        await store.replace(shared, ENTRY)
        assert await store.one(LENA, "view_1") == shared
        assert await store.listed(LENA, BOOKS, "books.invoices") == [shared]
        assert await store.one(STRANGER, "view_1") is None
        assert await store.listed(STRANGER, BOOKS, "books.invoices") == []
        assert await store.listed(LENA, "books=2", "books.invoices") == []
        assert await store.listed(LENA, BOOKS, "books.estimates") == []


async def test_only_the_version_that_is_named_is_changed_and_only_by_its_owner(url: str | None) -> None:
    async with opened(url) as (store, _):
        await store.add(PAID, ENTRY)
        await store.replace(replace(PAID, name="Settled", version=2), ENTRY)
        assert await problem(store.replace(replace(PAID, name="Late", version=2), ENTRY)) is ProblemCode.CONFLICT
        assert await problem(store.remove(PAID, ENTRY)) is ProblemCode.CONFLICT
        for other in (LENA, STRANGER):
            stolen = replace(PAID, owner=other, version=3)
            assert await problem(store.replace(stolen, ENTRY)) is ProblemCode.NOT_FOUND
            assert await problem(store.remove(replace(stolen, version=2), ENTRY)) is ProblemCode.NOT_FOUND
        await store.remove(replace(PAID, version=2), ENTRY)
        assert await store.one(SAMIR, "view_1") is None
        assert await problem(store.remove(replace(PAID, version=2), ENTRY)) is ProblemCode.NOT_FOUND


async def test_of_two_changes_of_one_version_one_is_made(kept_url: str) -> None:
    async with opened(kept_url) as (first, _), opened(kept_url) as (second, journal):
        await first.add(PAID, ENTRY)
        changes = [
            store.replace(replace(PAID, name=f"New {at}", version=2), ENTRY)
            for at, store in enumerate((first, second) * 4)
        ]
        outcomes = await asyncio.gather(*changes, return_exceptions=True)
        assert [type(each) for each in outcomes if each is not None] == [NotDone] * 7
        # What was not done is no entry either.
        assert (await journal.head()).count == 2
        assert await journal.verify() == []


async def test_a_change_is_committed_together_with_its_entry(url: str | None) -> None:
    async with opened(url) as (store, journal):
        await store.add(PAID, replace(ENTRY, act="createView"))
        await store.remove(PAID, replace(ENTRY, act="deleteView"))
        page = await journal.entries(JournalQuery(ENTRY.tenant))
        assert [each.entry.act for each in page.entries] == ["deleteView", "createView"]
        assert await journal.verify() == []


async def test_a_name_is_used_once_for_the_same_records_of_one_owner(url: str | None) -> None:
    async with opened(url) as (store, _):
        await store.add(PAID, ENTRY)
        same = replace(PAID, view_id="view_2")
        assert await problem(store.add(same, ENTRY)) is ProblemCode.CONFLICT
        for at, other in enumerate(
            (
                replace(same, owner=LENA),
                replace(same, owner=STRANGER),
                replace(same, module="books.bills"),
                replace(same, organization="books=2"),
                replace(same, name="paid"),
            )
        ):
            await store.add(replace(other, view_id=f"view_1{at}"), ENTRY)
        renamed = replace(PAID, view_id="view_14", name="Paid", version=2)
        assert await problem(store.replace(renamed, ENTRY)) is ProblemCode.CONFLICT


async def test_there_is_a_limit_for_each_user_and_for_what_is_shared(
    url: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved_views, "MOST_OF_USER", 3)
    monkeypatch.setattr(saved_views, "MOST_SHARED", 2)
    views = [replace(PAID, view_id=f"view_{at}", name=str(at)) for at in range(4)]
    async with opened(url) as (store, _):
        for view in views[:3]:
            await store.add(view, ENTRY)
        assert await problem(store.add(views[3], ENTRY)) is ProblemCode.CONFLICT
        await store.add(replace(views[3], owner=LENA, shared=True), ENTRY)
        await store.replace(replace(views[0], shared=True, version=2), ENTRY)
        assert await problem(store.replace(replace(views[1], shared=True, version=2), ENTRY)) is ProblemCode.CONFLICT
        # What is shared already may be changed, and elsewhere there is a limit of its own.
        await store.replace(replace(views[0], name="Still", shared=True, version=3), ENTRY)
        await store.add(replace(views[3], view_id="x", owner=STRANGER, shared=True), ENTRY)
