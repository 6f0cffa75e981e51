"""What quotas have to do with the call log, with faults, with clients that leave and with isolation."""

import asyncio
from contextlib import nullcontext
from typing import Any, get_args

import aiohttp
import pytest
from starlette.responses import Response

from sandbox.context import Options, Sandbox
from sandbox.faults.rules import FaultKind
from sandbox.metering import Metered
from sandbox.quotas.meters import FinanceMeter
from sandbox.quotas.settings import FinanceQuota
from tests.sandbox.conftest import Zoho
from tests.sandbox.quotas.conftest import BOOKS, PATIENCE, Limited
from tests.servers import sandbox_served, served

HELD: tuple[FaultKind, ...] = ("hang", "hang_after", "latency")
SILENT = {"refused", "reset", "reset_after"}


async def test_refused_calls_are_in_the_call_log(limited: Limited) -> None:
    await limited.set(books={"calls": 1})
    for _ in range(3):
        await limited.books("sales")
    calls = limited.zoho.sandbox.calls.since(0)
    assert [(call["path"], call["token_owner"], call["status"]) for call in calls] == [
        ("/books/v3/items", "sales", status) for status in (200, 429, 429)
    ]


async def test_a_refused_call_meets_no_fault(limited: Limited) -> None:
    rule = {"product": "books", "kind": "status", "count": 1}
    await limited.set(books={"calls": 0})
    await limited.faults(rule)
    assert (await limited.books()).status == 429
    assert (await limited.zoho.ask(None, "GET", "/_sandbox/faults")).body == [rule]


async def test_a_call_that_a_fault_answers_counts(limited: Limited) -> None:
    await limited.set(books={})
    await limited.faults({"product": "books", "kind": "status", "status": 503})
    answer = await limited.books()
    assert (answer.status, answer.headers["x-rate-limit-remaining"]) == (503, "4999")


@pytest.mark.parametrize("kind", HELD)
async def test_a_held_call_is_in_process_until_its_client_leaves(limited: Limited, kind: FaultKind) -> None:
    await limited.set(books={"concurrent": 1})
    async with limited.held("books", limited.books, 1, kind):
        assert (await limited.books()).body["code"] == 1070
    assert (await limited.books()).status == 200


@pytest.mark.parametrize("kind", sorted(set(get_args(FaultKind)) - {*HELD}))
async def test_a_spoiled_call_is_in_process_until_it_ends(limited: Limited, kind: FaultKind) -> None:
    await limited.set(books={})
    await limited.faults({"product": "books", "kind": kind})
    url = f"{limited.zoho.base}/books/v3/items?organization_id={BOOKS}"
    headers = {"Authorization": "Zoho-oauthtoken 1000.demo.admin"}
    with pytest.raises(aiohttp.ClientError) if kind in SILENT else nullcontext():
        async with aiohttp.ClientSession() as session, session.get(url, headers=headers):
            pass  # and leave without reading on
    await limited.until("books", lambda used: used["daily"] > 0 and used["concurrent"] == 0)


async def test_a_delayed_call_is_in_process_until_it_is_answered(limited: Limited) -> None:
    await limited.set(books={"concurrent": 10})
    await limited.faults({"product": "books", "kind": "latency", "seconds": 0.05})
    statuses = [answer.status for answer in await asyncio.gather(*(limited.books() for _ in range(40)))]
    used = await limited.used("books")
    assert statuses.count(200) == used["daily"] >= 10
    assert statuses.count(429) == used["refused"]["concurrent"] == 40 - statuses.count(200) > 0
    assert (used["peak"], used["concurrent"]) == ({"concurrent": 10}, 0)


async def status_of(session: aiohttp.ClientSession, port: int) -> int:
    async with session.get(f"http://localhost:{port}") as response:
        return response.status


async def test_never_are_more_calls_let_through_than_have_places() -> None:
    inside, most = 0, 0

    async def counting(scope: Any, receive: Any, send: Any) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        for _ in range(20):  # others get their turn meanwhile
            await asyncio.sleep(0)
        inside -= 1
        await Response()(scope, receive, send)

    async with served(Metered(counting, FinanceMeter("books", FinanceQuota(calls=1_000)))) as port:

        async def client() -> list[int]:
            async with aiohttp.ClientSession() as session:
                return [await status_of(session, port) for _ in range(15)]

        statuses = [status for each in await asyncio.gather(*(client() for _ in range(20))) for status in each]
    assert most == 10
    assert statuses.count(200) + statuses.count(429) == 300


async def test_of_many_calls_at_once_exactly_those_of_the_quota_are_served(limited: Limited) -> None:
    await limited.set(books={"calls": 30, "concurrent": 100})
    statuses = [answer.status for answer in await asyncio.gather(*(limited.books() for _ in range(90)))]
    assert (statuses.count(200), statuses.count(429)) == (30, 60)


async def test_a_request_that_never_comes_whole_is_no_call(limited: Limited) -> None:
    await limited.set(books={})
    port = int(limited.zoho.base.rpartition(":")[2])
    _, writer = await asyncio.open_connection("localhost", port)
    head = f"POST /books/v3/items?organization_id={BOOKS} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
    writer.write(f"{head}Authorization: Zoho-oauthtoken 1000.demo.admin\r\n\r\n{{".encode())
    await writer.drain()
    writer.close()
    async with asyncio.timeout(PATIENCE):
        while not limited.zoho.sandbox.calls.since(0):
            await limited.shown()
    assert [call["status"] for call in limited.zoho.sandbox.calls.since(0)] == [0]
    assert (await limited.shown())["used"]["books"][BOOKS]["daily"] == 0


async def test_a_write_keeps_its_body(limited: Limited) -> None:
    await limited.set(books={})
    body = {"name": "A spare part", "rate": 12.5}
    answer = await limited.zoho.ask("admin", "POST", "/books/v3/items", json=body, organization_id=BOOKS)
    assert (answer.status, answer.body["item"]["name"]) == (201, "A spare part")


async def test_isolation_marks_answers_and_leaves_refusals_as_they_are() -> None:
    sandbox = Sandbox(Options(port=0, isolation=True))
    async with sandbox_served(sandbox) as port, aiohttp.ClientSession() as session:
        limited = Limited(Zoho(f"http://localhost:{port}", session, sandbox))
        await limited.set(books={"calls": 1})
        answers: list[Any] = [await limited.books("sales") for _ in range(2)]
    assert answers[0].body["items"][0]["name"].endswith(" ~sales~")
    assert answers[0].headers["x-rate-limit-remaining"] == "4999"
    assert (answers[1].body["code"], "~" in answers[1].body["message"]) == (44, False)
