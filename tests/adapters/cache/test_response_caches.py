"""Answers are kept for their caller alone, for a moment, wherever they are kept: here or in a real Valkey."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from adapters.cache.local import ENTRY_BYTES, LocalResponseCache
from adapters.cache.single_flight import ResponseCache, SingleFlight
from adapters.cache.ttls import CACHE_TTLS, cache_ttl_of, keep_answers_of
from adapters.cache.valkey import ValkeyResponseCache
from adapters.messages import Request, Response
from domain.caller import caller_of
from domain.errors import OutcomeUnknown, ServiceName, UpstreamUnavailable
from domain.modules.module import CATALOGUE, RECORDS, Module
from domain.modules.registry import modules
from resolvers.catalogue import CRM, FINANCE
from tests.adapters.products import Way, exchange_to, received, success, told, way_to_product
from tests.valkeys import Valkey, valkey_served

READ = Request("books", ("invoices",), (("organization_id", "1"), ("page", "1")))
CALLER = caller_of("1000.test.one", "own", b"key")


@pytest.fixture(scope="module")
def server() -> Iterator[Valkey]:
    """A real Valkey."""
    with valkey_served() as server:
        yield server


def store_of(kind: str, server: Valkey) -> ResponseCache:
    """A store of a kind."""
    return LocalResponseCache(1 << 20) if kind == "here" else ValkeyResponseCache(server.url)


@pytest_asyncio.fixture(params=["here", "valkey"])
async def keeping(request: pytest.FixtureRequest, server: Valkey) -> AsyncIterator[Way]:
    """A way to a product whose answers are kept, in an empty store."""
    server.client.flushall()
    async with (
        way_to_product() as way,
        exchange_to(way.port, SingleFlight(store_of(request.param, server))) as exchange,
    ):
        yield Way(way.product, exchange, way.port)


async def asked(way: Way, name: str = "one", request: Request = READ, *, fresh: bool = False) -> bool:
    """Whether a new operation's read went to the product."""
    before, upstream = len(way.product.asked), way.upstream(name, fresh=fresh)
    await received(upstream, request)
    sent = len(way.product.asked) > before
    assert upstream.costs.cached == (not sent)
    return sent


async def test_the_next_operation_of_the_caller_is_answered_with_the_same_bytes(keeping: Way) -> None:
    keeping.product.always(success(number=1), seen="by all")
    first = await received(keeping.upstream(), READ)
    kept = await received(keeping.upstream(), READ)
    assert (kept.status, kept.body, kept.headers["Content-Type"]) == (200, first.body, first.headers["Content-Type"])
    assert "seen" not in kept.headers
    assert len(keeping.product.asked) == 1


async def test_nobody_else_is(keeping: Way) -> None:
    assert await asked(keeping)
    assert await asked(keeping, "two")
    elsewhere = caller_of("1000.test.one", "elsewhere", b"key")
    assert (await keeping.exchange.single_flight.cached(elsewhere, READ)).response is None


@pytest.mark.parametrize(
    "other",
    [
        Request("books", ("invoices",), (("organization_id", "2"), ("page", "1"))),
        Request("books", ("invoices",), (("page", "1"), ("organization_id", "1"))),
        Request("books", ("estimates",), READ.params),
        Request("billing", ("invoices",), READ.params),
        Request("books", ("invoices",), READ.params, headers=(("X-com-zoho-subscriptions-organizationid", "1"),)),
    ],
)
async def test_another_read_is_another_answer(keeping: Way, other: Request) -> None:
    assert await asked(keeping)
    assert await asked(keeping, request=other)


@pytest.mark.parametrize("answer", [told(b"", 503), told({"code": 57}, 401), told(b"no json", 200)])
async def test_what_was_no_success_is_not_kept(keeping: Way, answer: object) -> None:
    def understand(response: Response) -> bytes:
        if b'"code": 0' not in response.body:
            raise UpstreamUnavailable("no", service="books")
        return response.body

    keeping.product.in_turn([answer, told(success())])  # pyright: ignore[reportArgumentType]  # a response
    with pytest.raises(UpstreamUnavailable):
        await keeping.upstream().ask(READ, understand)
    assert await keeping.upstream().ask(READ, understand)
    assert len(keeping.product.asked) == 2


async def test_what_permissions_rest_on_is_not_kept_here(keeping: Way) -> None:
    facts: list[tuple[ServiceName, tuple[str, ...], tuple[tuple[str, str], ...]]] = [
        ("accounts", ("user", "info"), ()),
        ("crm", ("users",), (("type", "CurrentUser"),)),
        ("crm", ("settings", "modules"), ()),
        ("crm", ("settings", "fields"), (("module", "Deals"),)),
        ("crm", ("org",), ()),
        ("books", ("organizations",), ()),
        ("books", ("users", "me"), ()),
        ("billing", ("organizations",), ()),
    ]
    for service, path, params in facts:
        assert [await asked(keeping, request=Request(service, path, params)) for _ in range(2)] == [True, True], path


async def test_after_a_write_the_product_is_asked_and_the_others_are_not(keeping: Way) -> None:
    crm = Request("crm", ("Deals",), (("fields", "id"),))
    write = Request("books", ("invoices", "1"), method="DELETE", reads=False)
    for request in (READ, crm):
        assert await asked(keeping, request=request)
        assert await asked(keeping, "two", request)
    await received(keeping.upstream(), write)
    assert not await asked(keeping, request=crm)
    assert not await asked(keeping, "two")
    assert await asked(keeping)
    assert not await asked(keeping)


async def test_a_write_that_failed_may_have_been_done(keeping: Way) -> None:
    assert await asked(keeping)
    keeping.product.always(b"", 503)

    def refuse(_response: Response) -> None:
        raise UpstreamUnavailable("no", service="books")

    with pytest.raises(OutcomeUnknown):
        await keeping.upstream().ask(Request("books", ("invoices",), method="POST", reads=False), refuse)
    assert await asked(keeping)


async def test_an_answer_that_was_asked_for_before_a_write_is_not_kept_after_it(keeping: Way) -> None:
    reads, caller = keeping.exchange.single_flight, keeping.caller()
    look = await reads.cached(caller, READ)
    await reads.forget(caller, "books")
    await reads.store(caller, READ, Response(200, {}, b"old"), look)
    assert (await reads.cached(caller, READ)).response is None
    await reads.store(caller, READ, Response(200, {}, b"new"), await reads.cached(caller, READ))
    kept = (await reads.cached(caller, READ)).response
    assert kept is not None
    assert kept.body == b"new"


async def test_a_client_may_want_nothing_kept_and_what_it_gets_is_kept_for_others(keeping: Way) -> None:
    keeping.product.in_turn([told(success(number=number)) for number in range(2)])
    assert await asked(keeping)
    assert await asked(keeping, fresh=True)
    assert b'"number": 1' in (await received(keeping.upstream(), READ)).body


async def test_in_this_process_an_answer_lives_as_long_as_its_module_says() -> None:
    now = 0.0
    store = LocalResponseCache(1 << 20, clock=lambda: now)
    reads = SingleFlight(store, scale=2.0)
    for request in (READ, Request("books", ("invoices", "1"))):
        await reads.store(CALLER, request, Response(200, {}, b""), await reads.cached(CALLER, request))
        now += cache_ttl_of(request) * 2 - 0.5
        assert (await reads.cached(CALLER, request)).response is not None
        now += 1
        assert (await reads.cached(CALLER, request)).response is None


async def test_in_valkey_it_does_too(server: Valkey) -> None:
    server.client.flushall()
    store = ValkeyResponseCache(server.url)
    await store.store(CALLER, READ, Response(200, {}, b""), 0, cache_ttl_of(READ))
    (left,) = [server.client.pttl(name) for name in server.client.scan_iter()]
    assert RECORDS.listed * 900 < left <= RECORDS.listed * 1000
    await store.close()


async def test_this_process_keeps_only_so_many_bytes_and_the_last_used() -> None:
    store = LocalResponseCache(10 * ENTRY_BYTES)
    answer = Response(200, {}, b"x" * ENTRY_BYTES)
    for number in range(7):
        await store.store(CALLER, Request("books", ("invoices", str(number))), answer, 0, 10)
        await store.lookup(CALLER, Request("books", ("invoices", "0")))
    held = [number for number in range(7) if (await _look(store, number)) is not None]
    assert held == [0, 3, 4, 5, 6]
    await store.store(CALLER, READ, Response(200, {}, b"x" * 11 * ENTRY_BYTES), 0, 10)
    assert (await store.lookup(CALLER, READ)).response is None
    assert (await _look(store, 6)) is not None


async def _look(store: LocalResponseCache, number: int) -> Response | None:
    return (await store.lookup(CALLER, Request("books", ("invoices", str(number))))).response


def test_every_module_of_the_graph_has_its_term() -> None:
    paths = {(module, known.api_name) for module, known in CRM.items()}
    paths |= {(module, known.path) for module, known in FINANCE.items()}
    assert {module for module, _ in paths} == {*modules()}
    assert all(CACHE_TTLS[module.product, path] == module.ttl for module, path in paths)
    assert {(module.product, path) for module, path in paths} | {("crm", "settings/custom_views")} == {*CACHE_TTLS}


def test_two_modules_of_one_path_are_kept_as_long_as_each_other() -> None:
    with pytest.raises(ValueError, match="shares the path 'contacts'"):
        keep_answers_of(Module("books", "leads", ttl=CATALOGUE), "contacts")


@pytest.mark.parametrize(
    ("service", "path", "params", "single"),
    [
        ("crm", ("Deals",), (), False),
        ("crm", ("Deals", "search"), (), False),
        ("crm", ("Accounts", "1", "Deals"), (), False),
        ("crm", ("Deals",), (("ids", "1,2"),), True),
        ("books", ("invoices",), (), False),
        ("books", ("invoices", "1"), (), True),
        ("billing", ("customers", "reference", "1"), (), True),
    ],
)
def test_a_list_and_a_record_have_terms_of_their_own(
    service: ServiceName, path: tuple[str, ...], params: tuple[tuple[str, str], ...], single: bool
) -> None:
    assert cache_ttl_of(Request(service, path, params)) == (RECORDS.single if single else RECORDS.listed)
