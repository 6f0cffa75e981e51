"""Faults within HTTP: answers that are late, cut, mislabelled or no answers at all."""

import asyncio
import json
import zlib
from contextlib import suppress
from typing import Any

import aiohttp
import pytest
from starlette.responses import Response

from sandbox.faults.injection import FaultyApp
from sandbox.faults.rules import Rule
from tests.sandbox.accounts.asking import CLIENT
from tests.sandbox.faults.conftest import INFO, Faulty
from tests.servers import served

TOO_MANY = (
    "For security reasons your organization has been blocked as it have exceeded the maximum number of requests "
    "per minute that can originate from an organization."
)
DENIED = {
    "error_description": "You have made too many requests continuously. Please try again after some time.",
    "error": "Access Denied",
    "status": "failure",
}
PATHS = {"accounts": INFO, "crm": "/crm/v8/Accounts", "books": "/books/v3/invoices", "billing": "/billing/v1/plans"}


async def true_answer(faulty: Faulty) -> bytes:
    async with faulty.session.get(faulty.url(INFO)) as response:
        return await response.read()


async def test_truncated_json_ends_before_its_content_length(faulty: Faulty) -> None:
    whole = await true_answer(faulty)
    await faulty.rules({"product": "accounts", "kind": "truncated_json"})
    async with faulty.connected() as wire:
        await wire.asked()
        headers, body = await wire.answered()
    assert headers["content-type"] == "application/json"
    assert int(headers["content-length"]) == len(whole)
    assert body == whole[: len(whole) // 2]
    with pytest.raises(aiohttp.ClientPayloadError):
        await faulty.status()


async def test_malformed_json_is_whole_and_no_json(faulty: Faulty) -> None:
    await faulty.rules({"product": "accounts", "kind": "malformed_json"})
    async with faulty.session.get(faulty.url(INFO)) as response:
        assert response.content_type == "application/json"
        body = await response.read()
    assert int(response.headers["content-length"]) == len(body) > 0
    with pytest.raises(json.JSONDecodeError):
        json.loads(body)


@pytest.mark.parametrize("kind", ["truncated_json", "malformed_json", "wrong_content_type", "hollow_json"])
async def test_what_spoils_the_answer_lets_the_call_happen(faulty: Faulty, kind: str) -> None:
    await faulty.rules({"product": "accounts", "kind": kind, "method": "POST"})
    async with faulty.session.post(faulty.url("/oauth/v2/token/revoke?token=1000.demo.sales")) as response:
        assert response.status == 200
    assert await sales_is_known(faulty) is False


@pytest.mark.parametrize("kind", ["reset_after", "status_after"])
async def test_what_comes_after_the_call_lets_it_happen(faulty: Faulty, kind: str) -> None:
    await faulty.rules({"product": "accounts", "kind": kind, "method": "POST"})
    with suppress(aiohttp.ClientConnectionError):
        assert await faulty.status("/oauth/v2/token/revoke?token=1000.demo.sales", "POST") == 502
    assert await sales_is_known(faulty) is False


async def test_a_call_that_hangs_after_it_has_happened_gets_no_answer(faulty: Faulty) -> None:
    await faulty.rules({"product": "accounts", "kind": "hang_after", "method": "POST"})
    async with faulty.connected() as wire:
        await wire.asked("/oauth/v2/token/revoke?token=1000.demo.sales", b"x")
        answer = asyncio.create_task(wire.reader.read())
        while await sales_is_known(faulty):
            pass
        assert not answer.done()
        answer.cancel()


async def test_a_hollow_answer_says_all_but_what_it_is_about(faulty: Faulty) -> None:
    await faulty.rules({"product": "books", "kind": "hollow_json"})
    headers = {"Authorization": "Zoho-oauthtoken 1000.demo.admin"}
    async with faulty.session.get(faulty.url("/books/v3/organizations"), headers=headers) as response:
        assert (response.status, await response.json()) == (200, {"code": 0, "message": "success"})


@pytest.mark.parametrize("kind", ["status", "html", "throttled", "gzip_bomb"])
async def test_what_takes_the_answer_s_place_keeps_the_call_from_happening(faulty: Faulty, kind: str) -> None:
    await faulty.rules({"product": "accounts", "kind": kind, "method": "POST"})
    async with faulty.session.post(faulty.url("/oauth/v2/token/revoke?token=1000.demo.sales")):
        pass
    assert await sales_is_known(faulty) is True


async def sales_is_known(faulty: Faulty) -> bool:
    headers = {"Authorization": "Bearer 1000.demo.sales"}
    async with faulty.session.get(faulty.url("/oauth/user/info"), headers=headers) as response:
        return response.status == 200


async def test_an_answer_without_a_body_is_spoiled_all_the_same() -> None:
    struck = FaultyApp(Response(status_code=204), Rule(product="crm", kind="malformed_json"), "crm")
    async with served(struck) as port, aiohttp.request("GET", f"http://localhost:{port}") as response:
        assert response.status == 200
        assert len(await response.read()) > 0


async def test_an_html_page_comes_with_the_status_asked_for(faulty: Faulty) -> None:
    for status in (502, 200):
        await faulty.rules({"product": "accounts", "kind": "html", "status": status})
        async with faulty.session.get(faulty.url(INFO)) as response:
            assert (response.status, response.content_type) == (status, "text/html")
            assert (await response.text()).startswith("<!DOCTYPE html>")
    assert (INFO, 502) in await faulty.logged()


async def test_a_wrong_content_type_labels_the_true_body(faulty: Faulty) -> None:
    whole = await true_answer(faulty)
    await faulty.rules({"product": "accounts", "kind": "wrong_content_type", "content_type": "text/csv"})
    async with faulty.session.get(faulty.url(INFO)) as response:
        assert (response.status, response.content_type, await response.read()) == (200, "text/csv", whole)


@pytest.mark.parametrize(
    ("product", "status", "body"),
    [
        ("accounts", 500, {"error": "general_error", "status": "failure"}),
        ("crm", 401, {"code": "INVALID_TOKEN", "details": {}, "message": "invalid oauth token", "status": "error"}),
        ("crm", 500, {"code": "INTERNAL_ERROR", "details": {}, "message": "Internal Server Error", "status": "error"}),
        ("crm", 418, {"code": "I'M_A_TEAPOT", "details": {}, "message": "I'm a Teapot", "status": "error"}),
        ("crm", 599, {"code": "UNKNOWN", "details": {}, "message": "Unknown", "status": "error"}),
        ("books", 401, {"code": 57, "message": "You are not authorized to perform this operation"}),
        ("books", 500, {"code": 1000, "message": "Internal error"}),
        ("billing", 404, {"code": 5, "message": "Invalid URL Passed"}),
        ("billing", 599, {"code": 1000, "message": "Internal error"}),
    ],
)
async def test_a_status_comes_in_the_product_s_own_words(
    faulty: Faulty, product: str, status: int, body: dict[str, Any]
) -> None:
    await faulty.rules({"product": product, "kind": "status", "status": status})
    async with faulty.session.get(faulty.url(PATHS[product])) as response:
        assert (response.status, await response.json()) == (status, body)
    assert await faulty.logged() == [(PATHS[product], status)]


async def test_a_status_without_a_body_has_none(faulty: Faulty) -> None:
    await faulty.rules({"product": "crm", "kind": "status", "status": 204})
    async with faulty.session.get(faulty.url(PATHS["crm"])) as response:
        assert (response.status, await response.read()) == (204, b"")


@pytest.mark.parametrize(
    ("product", "status", "body"),
    [
        ("accounts", 400, DENIED),
        ("books", 429, {"code": 44, "message": TOO_MANY}),
        ("billing", 429, {"code": 44, "message": TOO_MANY}),
    ],
)
async def test_a_throttled_product_says_so_in_its_documented_words(
    faulty: Faulty, product: str, status: int, body: dict[str, Any]
) -> None:
    await faulty.rules({"product": product, "kind": "throttled"})
    async with faulty.session.get(faulty.url(PATHS[product])) as response:
        assert (response.status, await response.json()) == (status, body)
        assert "retry-after" not in response.headers


async def test_a_throttled_crm_names_its_code(faulty: Faulty) -> None:
    await faulty.rules({"product": "crm", "kind": "throttled"})
    async with faulty.session.get(faulty.url(PATHS["crm"])) as response:
        assert response.status == 429
        assert (await response.json())["code"] == "TOO_MANY_REQUESTS"


@pytest.mark.parametrize("wait", [7, "Wed, 21 Oct 2026 07:28:00 GMT"])
async def test_a_throttled_product_may_say_when_to_come_again(faulty: Faulty, wait: int | str) -> None:
    await faulty.rules({"product": "books", "kind": "throttled", "retry_after": wait})
    async with faulty.session.get(faulty.url(PATHS["books"])) as response:
        assert response.headers["retry-after"] == str(wait)


async def test_a_gzip_bomb_is_small_until_it_is_opened(faulty: Faulty) -> None:
    await faulty.rules({"product": "accounts", "kind": "gzip_bomb"})
    async with aiohttp.ClientSession(auto_decompress=False) as session, session.get(faulty.url(INFO)) as response:
        assert response.headers["content-encoding"] == "gzip"
        assert response.content_type == "application/json"
        packed = await response.read()
    assert len(packed) == int(response.headers["content-length"]) < 1_000_000
    size, opener = 0, zlib.decompressobj(zlib.MAX_WBITS | 16)
    while packed:
        size += len(opener.decompress(packed, 1 << 20))
        packed = opener.unconsumed_tail
    assert opener.eof
    assert size >= 200_000_000


async def test_the_control_plane_is_neither_struck_nor_logged(faulty: Faulty) -> None:
    await faulty.rules({"product": "*", "kind": "reset"}, {"product": "*", "kind": "hang"})
    assert await faulty.status("/_sandbox/ready") == 200
    assert await faulty.logged() == []


async def test_a_struck_call_is_logged_under_its_token_s_owner(faulty: Faulty) -> None:
    await faulty.rules({"product": "books", "kind": "throttled"})
    headers = {"Authorization": "Zoho-oauthtoken 1000.demo.legacy"}
    async with faulty.session.get(faulty.url(PATHS["books"]), headers=headers, params={"page": "2"}):
        pass
    async with faulty.session.get(faulty.url("/_sandbox/calls")) as response:
        (call,) = await response.json()
    assert (call["token_owner"], call["query"], call["status"]) == ("legacy", "page=2", 429)


async def test_a_struck_product_does_not_stop_a_refresh(faulty: Faulty) -> None:
    await faulty.rules({"product": "crm", "kind": "status", "status": 401, "count": 1})
    assert await faulty.status(PATHS["crm"]) == 401
    sent = {"grant_type": "refresh_token", "refresh_token": "1000.demo.refresh.sales", **CLIENT}
    async with faulty.session.post(faulty.url("/oauth/v2/token"), data=sent) as response:
        assert "access_token" in await response.json()
