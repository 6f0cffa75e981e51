"""Books and Billing refuse an organisation's calls beyond its quotas."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.sandbox.conftest import Answer
from tests.sandbox.quotas.conftest import BOOKS, PATIENCE, SERVICES, Limited

PER_MINUTE = {
    "code": 44,
    "message": "For security reasons your organization has been blocked as it have exceeded the maximum number of "
    "requests per minute that can originate from an organization.",
}
PER_DAY = {"code": 45, "message": "The API call for this organization has exceeded the maximum call rate limit of 2."}
AT_ONCE = {
    "code": 1070,
    "message": "You have reached the maximum number of in process requests allowed. Kindly try again after some time.",
}
PRODUCTS: dict[str, Callable[[Limited], Awaitable[Answer]]] = {"books": Limited.books, "billing": Limited.billing}
RATE = ("x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset")


@pytest.fixture(params=PRODUCTS)
def product(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_a_call_too_many_in_the_window_is_code_44(limited: Limited, product: str) -> None:
    await limited.set(**{product: {"calls": 3}})
    answers = [await PRODUCTS[product](limited) for _ in range(5)]
    assert [answer.status for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[3].body == PER_MINUTE
    assert answers[3].headers["Content-Type"] == "application/json;charset=UTF-8"


async def test_a_call_too_many_in_the_day_is_code_45(limited: Limited, product: str) -> None:
    await limited.set(**{product: {"daily": 2}})
    answers = [await PRODUCTS[product](limited) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert answers[2].body == PER_DAY


async def test_a_call_too_many_at_once_is_code_1070(limited: Limited, product: str) -> None:
    await limited.set(**{product: {"concurrent": 3}})
    async with limited.held(product, lambda: PRODUCTS[product](limited), 3):
        refused = await PRODUCTS[product](limited)
        assert (refused.status, refused.body) == (429, AT_ONCE)
    assert (await PRODUCTS[product](limited)).status == 200
    used = await limited.used(product)
    assert (used["peak"], used["refused"]["concurrent"]) == ({"concurrent": 3}, 1)


async def test_of_quotas_that_are_all_used_up_the_day_is_told_first(limited: Limited) -> None:
    for setting, code in (
        ({"daily": 0, "calls": 0, "concurrent": 0}, 45),
        ({"daily": 1, "calls": 0, "concurrent": 0}, 44),
        ({"daily": 1, "calls": 1, "concurrent": 0}, 1070),
    ):
        await limited.set(books=setting)
        assert (await limited.books()).body["code"] == code


async def test_the_window_frees_what_was_used(limited: Limited) -> None:
    await limited.set(books={"calls": 3, "window": 0.3})
    assert [(await limited.books()).status for _ in range(4)] == [200, 200, 200, 429]
    async with asyncio.timeout(PATIENCE):
        while (await limited.books()).status == 429:
            pass
    used = await limited.used("books")
    assert used["daily"] == 4
    assert 1 <= used["calls"] <= 3


async def test_a_refused_call_counts_for_nothing(limited: Limited) -> None:
    await limited.set(books={"calls": 1, "daily": 9})
    refused = [await limited.books() for _ in range(5)][-1]
    used = await limited.used("books")
    assert (used["calls"], used["daily"], used["concurrent"]) == (1, 1, 0)
    assert refused.headers["x-rate-limit-remaining"] == "8"


async def test_every_answer_tells_the_day_s_budget(limited: Limited, product: str) -> None:
    await limited.set(**{product: {"daily": 3, "calls": 3}})
    paths = ("/contacts" if product == "books" else "/customers", "/nothing", "/organizations")
    answers = [await getattr(limited, product)(path=path) for path in (*paths, paths[0])]
    assert [answer.status for answer in answers] == [200, 404, 200, 429]
    told = [[int(answer.headers[name]) for name in RATE] for answer in answers]
    assert [(limit, remaining) for limit, remaining, _ in told] == [(3, 2), (3, 1), (3, 0), (3, 0)]
    assert all(0 < reset <= 25 * 3600 for *_, reset in told)


async def test_without_quotas_billing_tells_no_budget(limited: Limited) -> None:
    assert not set(RATE) & {name.lower() for name in (await limited.billing()).headers}
    assert set(RATE) <= {name.lower() for name in (await limited.books()).headers}


async def test_products_and_organisations_count_apart(limited: Limited) -> None:
    await limited.set(books={"calls": 1}, billing={"calls": 1})
    assert [(await limited.books(organization=organization)).status for organization in (BOOKS, SERVICES)] == [200] * 2
    assert (await limited.billing()).status == 200
    assert [(await limited.books(organization=organization)).status for organization in (BOOKS, SERVICES)] == [429] * 2
    assert (await limited.billing()).status == 429


async def test_all_users_of_an_organisation_share_its_quota(limited: Limited) -> None:
    await limited.set(books={"calls": 2})
    assert [(await limited.books(persona)).status for persona in ("sales", "accountant", "legacy")] == [200, 200, 429]


async def test_the_organisation_may_stand_in_the_header(limited: Limited) -> None:
    await limited.set(books={"calls": 1})
    headers = {"X-com-zoho-books-organizationid": SERVICES}
    statuses = [(await limited.zoho.ask("admin", "GET", "/books/v3/items", headers=headers)).status for _ in range(2)]
    assert statuses == [200, 429]
    assert list((await limited.shown())["used"]["books"]) == [SERVICES]


async def test_a_call_that_names_no_organisation_counts_for_the_default_one(limited: Limited) -> None:
    await limited.set(books={}, billing={})
    await limited.zoho.ask("admin", "GET", "/books/v3/organizations")
    await limited.zoho.ask("admin", "GET", "/billing/v1/organizations")
    used = (await limited.shown())["used"]
    assert (list(used["books"]), list(used["billing"])) == ([BOOKS], ["903000000000100"])


@pytest.mark.parametrize("persona", ["expired", "outsider", "nobody"])
async def test_who_is_no_member_uses_nobody_s_quota(limited: Limited, product: str, persona: str) -> None:
    await limited.set(**{product: {"calls": 0}})
    answer = await getattr(limited, product)(persona)
    assert answer.status in {400, 401, 403}
    assert not set(RATE) & {name.lower() for name in answer.headers}
    assert (await limited.shown())["used"] == {product: {}}


async def test_the_other_products_and_the_control_plane_have_no_quota(limited: Limited) -> None:
    await limited.set(books={"calls": 0}, billing={"calls": 0})
    assert (await limited.zoho.ask("sales", "GET", "/crm/v8/users")).status == 200
    assert (await limited.zoho.ask("sales", "GET", "/oauth/user/info")).status == 200
    assert (await limited.zoho.ask(None, "GET", "/_sandbox/ready")).status == 200
