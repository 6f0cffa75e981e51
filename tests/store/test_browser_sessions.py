"""Sessions in the store: found by any of their keys, renewed by one process at a time, and gone when they end."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from adapters.store.browser_sessions import SessionStore
from adapters.store.database import Database
from domain.browser_sessions import BrowserSession, SealedTokens, SessionOwner
from tests.store.acts import NOON

HOUR = timedelta(hours=1)
SAMIR = SessionOwner("us", "700002")
TOKENS = SealedTokens(b"sealed access", NOON + HOUR, b"sealed refresh")
DESK = BrowserSession(b"k" * 32, "desk", SAMIR, "Samir Okafor", "Firefox", NOON, NOON, NOON + 8 * HOUR, TOKENS)


@asynccontextmanager
async def opened(url: str | None) -> AsyncGenerator[SessionStore]:
    """A store, open for the duration of the block."""
    database = Database(url)
    try:
        await database.open()
        yield SessionStore(database)
    finally:
        await database.close()


async def test_a_session_is_kept_as_it_is_and_ends_once(url: str | None) -> None:
    async with opened(url) as store:
        await store.add(DESK)
        phone = replace(DESK, key=b"p" * 32, handle="phone", began_at=NOON + HOUR)
        await store.add(phone)
        await store.add(replace(DESK, key=b"o" * 32, handle="other", owner=SessionOwner("eu", "700002")))
        assert await store.one([b"x" * 32, DESK.key]) == DESK
        assert await store.one([b"x" * 32]) is None
        assert await store.of_owner(SAMIR) == [phone, DESK]
        await store.note_use(DESK.key, NOON + HOUR)
        await store.note_use(DESK.key, NOON)
        used = replace(DESK, used_at=NOON + HOUR)
        assert await store.end(DESK.key) == used
        assert await store.end(DESK.key) is None
        assert await store.of_owner(SAMIR) == [phone]


async def test_one_of_many_renews_the_tokens_and_another_when_it_died(url: str | None) -> None:
    async with opened(url) as store:
        await store.add(DESK)
        until = NOON + timedelta(seconds=20)
        claims = await asyncio.gather(*(store.claim_renewal(DESK.key, 0, NOON, until) for _ in range(5)))
        assert sorted(claims) == [False] * 4 + [True]
        assert await store.claim_renewal(DESK.key, 0, until, until + HOUR)
        renewed = SealedTokens(b"another", NOON + 2 * HOUR, b"sealed refresh", 1)
        await store.renew(DESK.key, renewed)
        assert await store.one([DESK.key]) == replace(DESK, tokens=renewed)
        assert not await store.claim_renewal(DESK.key, 0, NOON + HOUR, until + HOUR)
        assert await store.claim_renewal(DESK.key, 1, NOON, until)
        await store.reseal(DESK.key, 0, TOKENS)
        assert await store.one([DESK.key]) == replace(DESK, tokens=renewed)


async def test_what_is_over_or_idle_ends(url: str | None) -> None:
    async with opened(url) as store:
        over = replace(DESK, key=b"a" * 32, handle="over", ends_at=NOON + HOUR, used_at=NOON + HOUR)
        idle = replace(DESK, key=b"b" * 32, handle="idle")
        live = replace(DESK, key=b"c" * 32, handle="live", used_at=NOON + HOUR)
        for session in (over, idle, live):
            await store.add(session)
        ended = await store.end_idle(NOON + HOUR, NOON + timedelta(minutes=30))
        assert {session.handle for session in ended} == {"over", "idle"}
        assert await store.of_owner(SAMIR) == [live]
        assert [session.handle for session in await store.every(b"", 10)] == ["live"]
        assert await store.every(live.key, 10) == []
