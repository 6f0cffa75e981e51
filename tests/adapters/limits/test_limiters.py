"""Which calls share a quota: those of one organisation to one product, whoever makes them."""

import asyncio

import pytest
from starlette.requests import Request as Asking
from starlette.responses import Response

from adapters.billing.client import Billing
from adapters.billing.client import organizations as of_billing
from adapters.books.client import Books
from adapters.books.client import organizations as of_books
from adapters.limits.admission import Limiter
from adapters.limits.call_kinds import kind_of
from adapters.limits.limiters import Limiters
from adapters.limits.permits import Allowance
from adapters.messages import Request
from domain.caller import Caller, caller_of
from domain.errors import ServiceName, TooManyRequests
from tests.adapters.products import Way, received, success, told

SMALL: dict[ServiceName, Allowance] = {
    "crm": Allowance(at_once=2),
    "books": Allowance(at_once=2, calls=4, seconds=60.0),
    "billing": Allowance(at_once=2, calls=4, seconds=60.0),
}
ORGANIZATIONS = success(organizations=[{"organization_id": "1"}], user={"user_id": "7"}, customer={"customer_id": "7"})


def caller(name: str = "one", data_centre: str = "own", *organizations: tuple[str, str]) -> Caller:
    """A caller by name."""
    return caller_of(f"1000.test.{name}", data_centre, b"key", organizations)


def books(organization: str | None, *path: str) -> Request:
    """A call of Books."""
    return Request("books", path or ("invoices",), (("organization_id", organization),) if organization else ())


def billing(organization: str | None) -> Request:
    """A call of Billing."""
    headers = (("X-com-zoho-subscriptions-organizationid", organization),) if organization else ()
    return Request("billing", ("invoices",), headers=headers)


def shares(one: Limiter, other: Limiter) -> bool:
    """Whether two lanes have one quota."""
    return one.permit_source is other.permit_source


def test_callers_of_an_organisation_share_its_quota_and_no_other() -> None:
    limiters = Limiters(SMALL)
    one = limiters.of(caller("one"), books("1"))
    assert shares(one, limiters.of(caller("two"), books("1", "invoices", "9")))
    assert not shares(one, limiters.of(caller("one"), books("2")))
    assert not shares(one, limiters.of(caller("one", "elsewhere"), books("1")))
    assert not shares(one, limiters.of(caller("one"), billing("1")))
    assert not shares(limiters.of(caller(), billing("1")), limiters.of(caller(), billing("2")))


def test_calls_of_crm_count_for_the_organisation_that_it_has_named() -> None:
    limiters, deals, org = Limiters(SMALL), Request("crm", ("Deals",)), Request("crm", ("org",))
    for name in ("one", "two"):
        limiters.note_home(caller(name), "1")
    limiters.note_home(caller("three"), "3")
    assert shares(limiters.of(caller("one"), deals), limiters.of(caller("two"), org))
    assert not shares(limiters.of(caller("one"), deals), limiters.of(caller("three"), deals))
    assert not shares(limiters.of(caller("one"), deals), limiters.of(caller("one", "elsewhere"), deals))
    limiters.note_home(caller("one"), "3")
    assert shares(limiters.of(caller("one"), deals), limiters.of(caller("three"), deals))


@pytest.mark.parametrize(("known", "of_two"), [((), 3), (("1",), 3), (("1", "2"), 10)])
def test_newcomers_count_for_the_only_organisation_that_is_known(known: tuple[str, ...], of_two: int) -> None:
    limiters, deals = Limiters({"crm": Allowance(at_once=3)}), Request("crm", ("Deals",))
    for organization in known:
        limiters.note_home(caller(organization), organization)
    one, two = (limiters.of(caller(name), deals) for name in ("new", "newer"))
    assert one.circuit is not two.circuit
    permits = [limiter.permit_source.try_acquire() for limiter in (one, two) for _ in range(6)]
    granted = [permit for permit in permits if permit is not None]
    assert len(granted) == limiters.calls_inside()["crm"] == of_two
    for permit in granted:
        permit.release()
    assert limiters.calls_inside()["crm"] == 0


async def test_an_organisation_in_trouble_slows_none_of_four_others(way: Way) -> None:
    way.exchange.limiters = Limiters(SMALL)
    way.product.hang(when=lambda request: request.headers["authorization"].endswith("of1"))
    callers = [f"number{number}of{organization}" for number in range(4) for organization in range(1, 6)]
    for name in callers:
        way.exchange.limiters.note_home(way.upstream(name).caller, name[-1])
    calls = {
        name: asyncio.create_task(received(way.upstream(name), Request("crm", ("Deals",))))
        for name in reversed(callers)
    }
    newcomer = asyncio.create_task(received(way.upstream("newcomer"), Request("crm", ("org",))))
    async with asyncio.timeout(60):
        await asyncio.gather(newcomer, *(call for name, call in calls.items() if not name.endswith("of1")))
    in_trouble = [call for name, call in calls.items() if name.endswith("of1")]
    assert not any(call.done() for call in in_trouble)
    for call in in_trouble:
        call.cancel()
    await asyncio.gather(*in_trouble, return_exceptions=True)
    assert way.exchange.limiters.calls_inside()["crm"] == 0


def test_a_call_that_names_no_organisation_counts_with_the_chosen_one_else_the_only_one() -> None:
    limiters = Limiters(SMALL)
    unnamed = limiters.of(caller(), books(None, "organizations"))
    first = limiters.of(caller(), books("1"))
    assert not shares(unnamed, first)
    assert shares(limiters.of(caller(), books(None, "organizations")), first)
    second = limiters.of(caller(), books("2"))
    assert shares(limiters.of(caller(), books(None, "organizations")), unnamed)
    assert shares(limiters.of(caller("one", "own", ("books", "2")), books(None, "organizations")), second)
    configured = Limiters(SMALL, {"books": "1"})
    assert shares(configured.of(caller(), books(None, "organizations")), configured.of(caller(), books("1")))


KINDS = {
    "accounts": ("identity", Request("accounts", ("user", "info"))),
    "records of CRM": ("records", Request("crm", ("Deals",), (("fields", "id"),))),
    "a related list": ("records", Request("crm", ("Accounts", "1", "Contacts"))),
    "a search": ("heavy", Request("crm", ("Deals", "search"))),
    "a sorted list": ("heavy", Request("crm", ("Deals",), (("sort_by", "id"),))),
    "a saved view": ("heavy", Request("crm", ("Deals",), (("cvid", "1"),))),
    "COQL": ("heavy", Request("crm", ("coql",), method="POST", body=b"{}")),
    "fields": ("settings", Request("crm", ("settings", "fields"))),
    "users": ("settings", Request("crm", ("users",))),
    "a list": ("list", books("1")),
    "a record": ("record", books("1", "invoices", "9")),
    "organisations": ("settings", books(None, "organizations")),
    "a file": ("file", Request("crm", ("Deals", "1", "Attachments", "2"), is_file=True)),
    "a write": ("write", Request("books", ("invoices",), method="POST", body=b"{}", reads=False)),
}


@pytest.mark.parametrize(("kind", "request_"), KINDS.values(), ids=KINDS)
def test_calls_are_of_kinds(kind: str, request_: Request) -> None:
    assert kind_of(request_) == kind


async def most_at_once(way: Way, request: Request, enough: int) -> int:
    """The most calls of twelve that the product saw at once, given time for one too many."""
    full, released = asyncio.Event(), asyncio.Event()

    async def answer(asked: Asking) -> Response:
        if not asked.url.path.startswith("/oauth"):
            if way.product.inside >= enough:
                full.set()
            await released.wait()
        return told()

    way.product.answer = answer
    for number in range(12):
        way.exchange.limiters.note_home(way.upstream(f"number{number}").caller, "1")
    calls = [asyncio.create_task(received(way.upstream(f"number{number}"), request)) for number in range(12)]
    async with asyncio.timeout(60):
        await full.wait()
        most = way.product.inside
        for _ in range(5):
            await received(way.upstream(), Request("accounts", ("user", "info")))
            most = max(most, way.product.inside)
        released.set()
        await asyncio.gather(*calls)
    return most


async def test_all_callers_together_ask_a_product_so_much_at_once(way: Way) -> None:
    way.exchange.limiters = Limiters(SMALL)
    assert await most_at_once(way, Request("crm", ("Deals",)), 2) == 2


async def test_heavy_calls_of_crm_have_a_limit_of_their_own_within_the_other(way: Way) -> None:
    way.exchange.limiters = Limiters({"crm": Allowance(at_once=11)})
    assert await most_at_once(way, Request("crm", ("Deals", "search")), 9) == 9
    way.product.renew()
    assert await most_at_once(way, Request("crm", ("Deals",)), 11) == 11


async def test_every_call_counts_in_its_organisation_s_quota(way: Way) -> None:
    way.exchange.limiters = Limiters(SMALL)
    way.product.always(ORGANIZATIONS)
    for _ in range(4):
        await Books(way.upstream(), "1").me()
        await Billing(way.upstream(), "1").customer_of("zcrm_account_id", "7")
    assert len(way.product.asked) == 8
    for refused in (of_books, of_billing):
        upstream = way.upstream("two")
        with pytest.raises(TooManyRequests) as raised:
            await refused(upstream)
        assert raised.value.extensions()["retryAfter"] == 60
        assert upstream.costs.calls == {}
    assert len(way.product.asked) == 8
    await Books(way.upstream(), "2").me()


async def test_what_answers_tell_of_the_day_reaches_the_quota(way: Way) -> None:
    way.exchange.limiters = Limiters({"books": Allowance(at_once=2, reserve=100)})
    way.product.always(ORGANIZATIONS, x_rate_limit_remaining="99", x_rate_limit_reset="500")
    await Books(way.upstream(), "1").me()
    await Books(way.upstream(), "1").me()
    bulk = way.upstream()
    bulk.bulk = True
    with pytest.raises(TooManyRequests) as raised:
        await Books(bulk, "1").me()
    assert raised.value.retry_after == 500


async def test_waiting_is_added_up_on_the_operation(way: Way) -> None:
    way.exchange.limiters = Limiters({"books": Allowance(at_once=1, calls=4, seconds=0.3)})
    way.product.always(ORGANIZATIONS)
    hasty, patient = way.upstream("one"), way.upstream("two")
    await Books(hasty, "1").me()
    assert hasty.costs.waited == 0
    await asyncio.gather(*(received(patient, books("1", "invoices", str(number))) for number in range(4)))
    assert 0.1 < patient.costs.waited < 2
    assert way.exchange.limiters.tallies["books"].waits > 0
    assert way.exchange.limiters.calls_inside()["books"] == 0


@pytest.mark.parametrize(("code", "again"), [(44, False), (1070, True)])
async def test_a_quota_that_others_use_up_is_waited_for(way: Way, code: int, again: bool) -> None:
    way.exchange.limiters = Limiters(SMALL)
    busy = told({"code": code, "message": "busy"}, 429, **({} if again else {"retry_after": "30"}))
    way.product.in_turn([busy, told(ORGANIZATIONS), told(ORGANIZATIONS)])
    if again:
        await of_books(way.upstream())
        first, second = way.product.asked
        assert second.at - first.at >= 0.5
    else:
        for _ in range(2):
            with pytest.raises(TooManyRequests) as raised:
                await of_books(way.upstream())
            assert raised.value.retry_after == 30
        assert len(way.product.asked) == 1
    assert way.exchange.limiters.tallies["books"].throttled == 1


async def test_a_client_that_leaves_leaves_its_place(way: Way) -> None:
    way.exchange.limiters = Limiters({"books": Allowance(at_once=1)})
    there = asyncio.Event()

    async def answer(request: Asking) -> Response:
        there.set()
        await request.receive()
        return told()

    way.product.answer = answer
    hanging = [asyncio.create_task(received(way.upstream(), books("1"))) for _ in range(3)]
    async with asyncio.timeout(60):
        await there.wait()
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)
        assert way.exchange.limiters.calls_inside()["books"] == 0
        way.product.always(ORGANIZATIONS)
        await received(way.upstream(), books("1"))


def test_newcomers_are_forgotten_however_many_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.limits.limiters.MOST_NEWCOMERS", 10)
    limiters = Limiters(SMALL)
    for number in range(100):
        permit = limiters.of(caller(f"new{number}"), Request("crm", ("Deals",))).permit_source.try_acquire()
        assert (permit is not None) == (number < 2)
    assert len(limiters) == 0
    assert len(limiters.open_circuits()) == 1
    assert limiters.calls_inside()["crm"] == 2


def test_lanes_that_nobody_uses_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.limits.limiters.MOST_LIMITERS", 10)
    monkeypatch.setattr("adapters.limits.circuits.PERIOD", -1.0)
    limiters = Limiters(SMALL)
    busy = limiters.of(caller(), books("1"))
    assert busy.permit_source.try_acquire() is not None
    for number in range(100):
        limiters.of(caller(), books(str(number + 2)))
        assert len(limiters) <= 11
    assert limiters.of(caller(), books("1")) is busy
