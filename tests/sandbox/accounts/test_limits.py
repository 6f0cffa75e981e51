"""Zoho Accounts lets only so many tokens live, and be made."""

from collections.abc import AsyncIterator

import aiohttp
import pytest_asyncio

from sandbox.context import Options, Sandbox
from sandbox.tokens import EVERYTHING, Limits, Tokens
from tests.sandbox.accounts.asking import CLIENT, REDIRECT, exchanged, renewed, whose
from tests.sandbox.conftest import Zoho
from tests.servers import sandbox_served

REFRESH = "1000.demo.refresh.sales"


@pytest_asyncio.fixture
async def strict() -> AsyncIterator[Zoho]:
    """A sandbox whose users have two refresh tokens of two live access tokens each."""
    sandbox = Sandbox(Options(port=0, token_limits=Limits(refresh_tokens=2, live_access_tokens=2)))
    async with sandbox_served(sandbox) as port, aiohttp.ClientSession() as session:
        yield Zoho(f"http://localhost:{port}", session, sandbox)


async def consented(zoho: Zoho, persona: str) -> tuple[str, str]:
    code = zoho.sandbox.tokens.issue_code(persona, EVERYTHING, CLIENT["client_id"], REDIRECT)
    answer = await exchanged(zoho, code=code)
    return answer.body["refresh_token"], answer.body["access_token"]


async def test_the_eleventh_access_token_of_a_refresh_token_in_a_row_is_denied(zoho: Zoho) -> None:
    for _ in range(10):
        assert "access_token" in (await renewed(zoho, REFRESH)).body
    answer = await renewed(zoho, REFRESH)
    assert answer.status == 400
    assert answer.body == {
        "error_description": "You have made too many requests continuously. Please try again after some time.",
        "error": "Access Denied",
        "status": "failure",
    }
    assert "access_token" in (await renewed(zoho, "1000.demo.refresh.admin")).body


def test_ten_minutes_after_the_first_there_are_ten_more() -> None:
    tokens = Tokens()
    assert [tokens.admits_renewal(REFRESH, at) for at in range(11)] == [True] * 10 + [False]
    assert not tokens.admits_renewal(REFRESH, 599.0)
    assert [tokens.admits_renewal(REFRESH, at) for at in range(600, 611)] == [True] * 10 + [False]


async def test_a_reset_opens_the_window_again(zoho: Zoho) -> None:
    for _ in range(11):
        await renewed(zoho, REFRESH)
    zoho.sandbox.tokens.reset()
    assert (await renewed(zoho, REFRESH)).status == 200


async def test_one_access_token_too_many_ends_the_oldest(strict: Zoho) -> None:
    made = [(await renewed(strict, REFRESH)).body["access_token"] for _ in range(3)]
    other = (await renewed(strict, "1000.demo.refresh.admin")).body["access_token"]
    assert [await whose(strict, token) is None for token in made] == [True, False, False]
    assert await whose(strict, other) is not None
    assert await whose(strict, "1000.demo.sales") is not None


async def test_one_refresh_token_too_many_ends_the_oldest_and_its_access_tokens(strict: Zoho) -> None:
    first, second, third = [await consented(strict, "sales") for _ in range(3)]
    assert (await renewed(strict, first[0])).body == {"error": "invalid_code"}
    assert await whose(strict, first[1]) is None
    for refresh, access in (second, third):
        assert "access_token" in (await renewed(strict, refresh)).body
        assert await whose(strict, access) is not None
    assert "access_token" in (await renewed(strict, REFRESH)).body


async def test_another_user_s_refresh_tokens_do_not_count(strict: Zoho) -> None:
    first, _ = await consented(strict, "sales")
    await consented(strict, "admin")
    await consented(strict, "admin")
    assert "access_token" in (await renewed(strict, first)).body


def test_the_limits_are_the_documented_ones() -> None:
    assert Limits() == Limits(refresh_tokens=20, live_access_tokens=15, renewals=10, window=600)
    tokens = Tokens()
    refresh = [tokens.mint_refresh("sales", EVERYTHING) for _ in range(21)]
    assert [tokens.holder(token) is None for token in refresh] == [True] + [False] * 20
    access = [tokens.mint("sales", refresh_token=refresh[20]) for _ in range(16)]
    assert [tokens.grant(token) is None for token in access] == [True] + [False] * 15
