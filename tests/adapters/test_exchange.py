"""What travels to a product, and what must not."""

import asyncio

import pytest

from adapters.messages import Request
from domain.errors import UpstreamUnavailable
from tests.adapters.products import Way, exchange_to, received, success, way_to_product

READ = Request("books", ("invoices",))
POISON = [
    "1/../../users",
    "..",
    ".",
    "../users",
    "%2e%2e",
    "1?organization_id=2",
    "1#fragment",
    "1;x=y",
    "1\r\nX-Admin: 1",
    "1\n",
    "1\0",
    "1\\..\\users",
    "",
    " 1",
    "-1",
    "__composite_requests/../users",
    "é",
    "\u0661",
    "1" * 101,
]


async def test_a_call_carries_the_caller_s_token_and_little_else(way: Way) -> None:
    await received(way.upstream("ada"), READ)
    assert way.product.asked[0].headers == {
        "host": f"localhost:{way.port}",
        "authorization": "Zoho-oauthtoken 1000.test.ada",
        "accept": "application/json",
        "accept-encoding": "gzip",
        "user-agent": "suitegraph",
    }


async def test_a_cookie_that_a_product_sets_goes_to_nobody(way: Way) -> None:
    way.product.always(success(), set_cookie="session=ada; Path=/; HttpOnly")
    for name in ("ada", "ada", "ben"):
        await received(way.upstream(name), READ)
    assert [asked.headers.get("cookie") for asked in way.product.asked] == [None, None, None]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed_neither_here_nor_elsewhere(way: Way, status: int) -> None:
    async with way_to_product() as elsewhere:
        way.product.always(b"", status, location=f"http://localhost:{elsewhere.port}/books/v3/invoices")
        answer = await received(way.upstream(), READ)
        assert answer.status == status
        assert elsewhere.product.asked == []
    assert len(way.product.asked) == 1


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
async def test_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    async with way_to_product() as proxy:
        monkeypatch.setenv(variable, f"http://localhost:{proxy.port}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        async with way_to_product() as way:
            await received(way.upstream(), READ)
            assert len(way.product.asked) == 1
        assert proxy.product.asked == []


@pytest.mark.parametrize("segment", POISON)
async def test_an_id_cannot_leave_its_segment_of_the_path(way: Way, segment: str) -> None:
    upstream = way.upstream()
    for method in ("GET", "DELETE"):
        request = Request("books", ("invoices", segment), method=method, reads=method == "GET")
        with pytest.raises(UpstreamUnavailable, match="malformed id"):
            await received(upstream, request)
    assert way.product.asked == []
    assert upstream.costs.calls == {}


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("460000008000001", "/billing/v1/plans/460000008000001"),
        ("care-basic_2.0", "/billing/v1/plans/care-basic_2.0"),
        ("two words", "/billing/v1/plans/two%20words"),
        ("a..b", "/billing/v1/plans/a..b"),
    ],
)
async def test_a_code_is_one_segment_as_it_stands(way: Way, code: str, path: str) -> None:
    await received(way.upstream(), Request("billing", ("plans", code)))
    assert way.product.asked[0].path == path


async def test_a_parameter_cannot_leave_its_value(way: Way) -> None:
    params = (("search_text", "a&organization_id=2#x?y=z\r\nX-Admin: 1 +ä%20/../"), ("page", "1"))
    await received(way.upstream(), Request("books", ("invoices",), params))
    assert way.product.asked[0].params == [*params]
    assert "x-admin" not in way.product.asked[0].headers


async def test_a_body_is_sent_as_json(way: Way) -> None:
    request = Request("books", ("invoices",), method="POST", body=b'{"notes":""}', reads=False)
    await received(way.upstream(), request)
    asked = way.product.asked[0]
    assert (asked.method, asked.body, asked.headers["content-type"]) == ("POST", b'{"notes":""}', "application/json")


async def test_an_unreachable_product_is_unavailable_and_its_address_is_not_told() -> None:
    async with way_to_product() as gone:
        pass
    async with exchange_to(gone.port) as exchange:
        with pytest.raises(UpstreamUnavailable) as failure:
            await received(exchange.upstream(gone.caller(), asyncio.get_running_loop().time() + 5), READ)
    assert failure.value.service == "books"
    assert "localhost" not in failure.value.message + failure.value.detail


async def test_calls_are_counted_by_product(way: Way) -> None:
    upstream = way.upstream()
    for path in ("org", "users"):
        await received(upstream, Request("books", (path,)))
    await received(upstream, Request("crm", ("org",)))
    assert upstream.costs.calls == {"books": 2, "crm": 1}
