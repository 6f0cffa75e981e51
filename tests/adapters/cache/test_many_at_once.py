"""More who ask the server at once than there are connections: they take turns, and the server has not failed."""

import asyncio

import pytest

from adapters.cache import valkey_forgotten
from adapters.cache.valkey_forgotten import ValkeyForgottenUsers
from adapters.limits import shared_counts
from adapters.limits.shared_counts import SharedCounts
from tests.valkeys import valkey_served

MANY = 200


async def test_nobody_is_left_out_because_many_ask_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    # A server that answers late on a busy machine is no server that fails.
    for module in (valkey_forgotten, shared_counts):
        monkeypatch.setattr(module, "ANSWER_SECONDS", 20.0)
        assert module.CONNECTIONS < MANY
    with valkey_served() as server:
        here, there = (ValkeyForgottenUsers(server.url, 300) for _ in range(2))
        await here.forget("user 150")
        known = await asyncio.gather(*(there.forgotten_at(f"user {number}") for number in range(MANY)))
        assert [number for number, at in enumerate(known) if at is not None] == [150]
        counts = SharedCounts(server.url)
        seen = await asyncio.gather(*(counts.add("user", 60) for _ in range(MANY)))
        assert sorted(count for count, _ in filter(None, seen)) == list(range(1, MANY + 1))
        for part in (here, there, counts):
            await part.close()
