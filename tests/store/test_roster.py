"""The rosters that administrators keep, in the store."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from adapters.store.database import Database
from adapters.store.engines import writing
from adapters.store.roster import RosterStore
from domain.grants import MOST_USERS, Grants
from domain.roster import (
    RosterAct,
    RosterChange,
    RosterLimit,
    RosterMember,
    RosterOutcome,
    RosterQuery,
    RosterState,
    changed_member,
    grant_templates,
)
from tests.proofs import family

HERE, THERE = "eu:1", "eu:2"
AT = datetime(2026, 1, 1, 12, tzinfo=UTC)
CURRENT = grant_templates()["current"]


def change(act: RosterAct, *emails: str, tenant: str = HERE, at: datetime = AT) -> RosterChange:
    """An act on these users."""
    names = {email: email.partition("@")[0].title() for email in emails}
    return RosterChange(
        act=act, tenant=tenant, names=names, author="boss@a.example", at=at, template="current", modules=CURRENT.modules
    )


@pytest_asyncio.fixture
async def database(url: str | None) -> AsyncIterator[Database]:
    """An open database of any kind."""
    opened = Database(url)
    await opened.open()
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def store(database: Database) -> RosterStore:
    """The rosters in it."""
    return RosterStore(database)


async def test_members_are_kept_as_they_were_added(store: RosterStore) -> None:
    assert await store.change(change(RosterAct.ADD, "ada@a.example")) == {"ada@a.example": RosterOutcome.ADDED}
    [member] = await store.of_email("ada@a.example")
    assert member == RosterMember(
        tenant=HERE,
        email="ada@a.example",
        name="Ada",
        state=RosterState.ACTIVE,
        template="current",
        modules=CURRENT.modules,
        added_at=AT,
        changed_at=AT,
        changed_by="boss@a.example",
    )
    assert member.grants == Grants("ada@a.example", CURRENT.modules)


async def test_organisations_do_not_see_each_other(store: RosterStore) -> None:
    await store.change(change(RosterAct.ADD, "ada@a.example"))
    await store.change(change(RosterAct.ADD, "ada@a.example", "bea@a.example", tenant=THERE))
    await store.change(change(RosterAct.REMOVE, "ada@a.example", tenant=THERE))
    await store.set_limit(THERE, RosterLimit(most=5, reason="few", changed_at=AT, changed_by="boss@a.example"))
    assert [member.email for member in await store.page(RosterQuery(HERE, 10))] == ["ada@a.example"]
    assert [member.email for member in await store.page(RosterQuery(THERE, 10))] == ["bea@a.example"]
    places = {member.tenant: member.grants is None for member in await store.of_email("ada@a.example")}
    assert places == {HERE: False, THERE: True}
    assert (await store.limit(HERE)).most == MOST_USERS
    assert (await store.count(HERE), await store.count(THERE)) == (1, 1)


async def test_pages_follow_the_address_and_search_takes_words_literally(store: RosterStore) -> None:
    emails = [f"u{number:03}@a.example" for number in range(7)]
    await store.change(change(RosterAct.ADD, *reversed(emails)))
    first = await store.page(RosterQuery(HERE, 3))
    rest = await store.page(RosterQuery(HERE, 10, after=first[-1].email))
    assert [member.email for member in (*first, *rest)] == emails
    assert [member.email for member in await store.page(RosterQuery(HERE, 10, search="U003"))] == [emails[3]]
    for word in ("%", "_003", "\\"):
        assert await store.page(RosterQuery(HERE, 10, search=word)) == []


async def test_the_removed_are_shown_on_request_and_can_come_back(store: RosterStore) -> None:
    await store.change(change(RosterAct.ADD, "ada@a.example"))
    await store.change(change(RosterAct.REMOVE, "ada@a.example"))
    assert await store.page(RosterQuery(HERE, 10)) == []
    [gone] = await store.page(RosterQuery(HERE, 10, state=RosterState.REMOVED))
    assert gone.version == 2
    again = await store.change(change(RosterAct.ADD, "ada@a.example", at=AT + timedelta(days=1)))
    assert again == {"ada@a.example": RosterOutcome.ADDED}
    [member] = await store.of_email("ada@a.example")
    assert (member.version, member.added_at) == (3, AT + timedelta(days=1))


async def test_a_rehearsal_writes_nothing(store: RosterStore) -> None:
    assert await store.rehearse(change(RosterAct.ADD, "ada@a.example")) == {"ada@a.example": RosterOutcome.ADDED}
    assert await store.of_email("ada@a.example") == []


async def test_the_limit_holds_for_those_who_add_at_the_same_time(store: RosterStore) -> None:
    await store.set_limit(HERE, RosterLimit(most=10, reason="few", changed_at=AT, changed_by="boss@a.example"))
    parts = [[f"{part}{number}@a.example" for number in range(6)] for part in "abcd"]
    answers = await asyncio.gather(*(store.change(change(RosterAct.ADD, *part)) for part in parts))
    outcomes = [outcome for answer in answers for outcome in answer.values()]
    assert outcomes.count(RosterOutcome.ADDED) == await store.count(HERE) == 10
    assert outcomes.count(RosterOutcome.ABOVE_LIMIT) == 14


async def test_what_a_later_version_stored_grants_nothing(store: RosterStore, database: Database) -> None:
    await store.change(change(RosterAct.ADD, "ada@a.example"))
    with writing(database.engine).begin() as connection:
        connection.execute(
            text("""UPDATE roster_member SET state = 'dreaming', grants = '{"books.moons": ["view"]}'""")
        )
    [member] = await store.of_email("ada@a.example")
    assert (member.state, dict(member.modules)) == (RosterState.SUSPENDED, {})
    assert member.grants == Grants("ada@a.example", {})


@family(short=1)
async def test_more_users_than_a_statement_takes(store: RosterStore) -> None:
    emails = [f"u{number:04}@a.example" for number in range(1_000)]
    await store.change(change(RosterAct.ADD, *emails))
    outcomes = await store.change(change(RosterAct.SUSPEND, *emails, "late@a.example"))
    assert [*outcomes.values()].count(RosterOutcome.CHANGED) == 1_000
    assert outcomes["late@a.example"] is RosterOutcome.NOT_IN_ROSTER
    assert await store.change(change(RosterAct.ADD, "late@a.example")) == {"late@a.example": RosterOutcome.ABOVE_LIMIT}


@given(acts=st.lists(st.sampled_from(RosterAct), max_size=12))
def test_no_sequence_of_acts_grants_more_than_the_last_one_says(acts: list[RosterAct]) -> None:
    member: RosterMember | None = None
    is_member = is_active = False
    for number, act in enumerate(acts):
        before = member
        step = change(act, "ada@a.example", at=AT + timedelta(hours=number))
        after, outcome = changed_member(step, "ada@a.example", member, has_room=True)
        member = after or member
        was_member, is_member = is_member, is_member if act is not RosterAct.REMOVE else False
        if act is RosterAct.ADD:
            is_member, is_active = True, is_active if was_member else True
        elif was_member:
            is_active = {RosterAct.SUSPEND: False, RosterAct.RESUME: True}.get(act, is_active)
        assert outcome.is_done == (was_member or act is RosterAct.ADD)
        assert (member is not None and member.grants is not None) == is_member
        assert bool(member and member.grants and member.grants.modules) == (is_member and is_active)
        if before is not None and after is not None:
            assert after.version == before.version + 1
        if before is not None and outcome is RosterOutcome.UNCHANGED:
            assert replace(before) == member
