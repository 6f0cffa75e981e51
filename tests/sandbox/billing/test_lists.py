"""What all lists have in common: pages, sorting and the refusal of values that are not in the vocabulary."""

import pytest

from tests.sandbox.billing.conftest import Billing, refused

LISTS = ("/customers", "/subscriptions", "/products", "/plans", "/addons", "/coupons", "/invoices", "/payments",
         "/transactions", "/events", "/customers/903000000001000001/contactpersons")  # fmt: skip
FILTERED = ("/customers", "/subscriptions", "/plans", "/addons", "/coupons", "/invoices", "/transactions")


@pytest.mark.parametrize("path", LISTS)
async def test_the_pages_of_a_list_together_are_the_list(billing: Billing, path: str) -> None:
    whole = await billing.rows(path)
    assert len(whole) > 1
    size = len(whole) // 2 + 1
    first, second = await billing.rows(path, per_page=size), await billing.rows(path, per_page=size, page=2)
    assert [*first, *second][: len(whole)] == whole
    assert len(first) == size


async def test_a_page_holds_200_rows_unless_fewer_are_asked_for(billing: Billing) -> None:
    answer = await billing.ask("GET", "/invoices")
    count = len(billing.zoho.sandbox.company.billing_invoices)
    assert len(answer.body["invoices"]) == 200 < count
    assert answer.body["page_context"] == {
        "page": 1, "per_page": 200, "has_more_page": True, "applied_filter": "Status.All",
        "sort_column": "created_time", "sort_order": "D",
    }  # fmt: skip
    last = await billing.ask("GET", "/invoices", page=2)
    assert len(last.body["invoices"]) == count - 200
    assert (last.body["page_context"]["page"], last.body["page_context"]["has_more_page"]) == (2, False)


async def test_a_full_last_page_has_no_page_after_it(billing: Billing) -> None:
    count = len(billing.zoho.sandbox.company.billing_invoices)
    size = next(size for size in range(2, 200) if count % size == 0)
    answer = await billing.ask("GET", "/invoices", per_page=size, page=count // size)
    assert len(answer.body["invoices"]) == size
    assert answer.body["page_context"]["has_more_page"] is False


async def test_more_than_200_rows_a_page_are_200(billing: Billing) -> None:
    answer = await billing.ask("GET", "/invoices", per_page=1000)
    assert len(answer.body["invoices"]) == 200
    assert answer.body["page_context"]["per_page"] == 200


async def test_a_page_after_the_last_is_empty(billing: Billing) -> None:
    assert await billing.rows("/products", page=9) == []


@pytest.mark.parametrize("name", ["page", "per_page"])
@pytest.mark.parametrize("value", ["0", "-1", "x", "1.5", "9" * 30])
async def test_a_page_that_is_no_count_is_refused(billing: Billing, name: str, value: str) -> None:
    assert refused(await billing.ask("GET", "/products", **{name: value})) == (400, 2)


async def test_numbers_are_sorted_as_numbers(billing: Billing) -> None:
    totals = [row["total"] for row in await billing.rows("/invoices", sort_column="total", sort_order="A")]
    assert totals == sorted(totals)
    assert totals != sorted(totals, key=str)
    totals = [row["total"] for row in await billing.rows("/invoices", sort_column="total", sort_order="D")]
    assert totals == sorted(totals, reverse=True)


async def test_words_are_sorted_as_words(billing: Billing) -> None:
    names = [
        row["display_name"] for row in await billing.rows("/customers", sort_column="display_name", sort_order="A")
    ]
    assert names == sorted(names)


async def test_a_list_is_sorted_by_its_creation_the_last_first_unless_asked_otherwise(billing: Billing) -> None:
    times = [row["created_time"] for row in await billing.rows("/customers")]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize("path", LISTS)
async def test_a_column_that_is_not_in_the_row_cannot_be_sorted_by(billing: Billing, path: str) -> None:
    assert refused(await billing.ask("GET", path, sort_column="zcrm_account_id")) == (400, 2)
    assert refused(await billing.ask("GET", path, sort_order="up")) == (400, 2)


@pytest.mark.parametrize("path", FILTERED)
async def test_a_filter_outside_the_vocabulary_is_refused(billing: Billing, path: str) -> None:
    for value in ("live", "Status.Nothing", "SubscriptionStatus.dunning", "SubscriptionStatus.PAUSED"):
        assert refused(await billing.ask("GET", path, filter_by=value)) == (400, 2)


@pytest.mark.parametrize("path", LISTS)
async def test_unknown_parameters_are_ignored(billing: Billing, path: str) -> None:
    assert await billing.rows(path, organization_id="1", fields="name", plan_code="x") == await billing.rows(path)
