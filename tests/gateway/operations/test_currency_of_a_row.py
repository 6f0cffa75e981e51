"""A payment has one currency, whichever of its fields are asked for and however it is read."""

from typing import Any

import pytest

from tests.graphs import Graph

AMOUNT = "{ amount currency }"
LISTS = {
    "customerPayments": ("customerPayment", f"amount {AMOUNT} unused {AMOUNT}"),
    "vendorPayments": ("vendorPayment", f"amount {AMOUNT} unused {AMOUNT}"),
}


async def rows(graph: Graph, name: str, fields: str) -> list[dict[str, Any]]:
    """The rows of a list."""
    found: list[dict[str, Any]] = (
        await graph.ask("admin", f"{{ {name}(first: 200) {{ nodes {{ {fields} }} }} }}")
    ).data[name]["nodes"]
    return found


@pytest.mark.parametrize("name", LISTS)
async def test_a_list_says_what_the_single_record_says(graph: Graph, name: str) -> None:
    single, fields = LISTS[name]
    for row in (found := await rows(graph, name, f"id currency {fields}")):
        assert {row["amount"]["currency"], row["unused"]["currency"]} == {row["currency"]}
    by_currency = {row["currency"]: row["id"] for row in found}
    assert by_currency.keys() == {"EUR", "USD"}
    for currency, id_ in by_currency.items():
        asked = f'{{ {single}(id: "{id_}") {{ currency {fields} }} }}'
        record = (await graph.ask("admin", asked)).data[single]
        assert {record["currency"], record["amount"]["currency"], record["unused"]["currency"]} == {currency}


@pytest.mark.parametrize("name", LISTS)
async def test_unused_money_alone_is_in_the_currency_of_its_payment(graph: Graph, name: str) -> None:
    currencies = [row["currency"] for row in await rows(graph, name, "currency")]
    assert [row["unused"]["currency"] for row in await rows(graph, name, f"unused {AMOUNT}")] == currencies
    assert [row["amount"]["currency"] for row in await rows(graph, name, f"amount {AMOUNT}")] == currencies


@pytest.mark.parametrize("name", LISTS)
async def test_what_it_is_worth_at_home_is_at_home(graph: Graph, name: str) -> None:
    found = await rows(graph, name, f"currency amount {AMOUNT} amountInBase {AMOUNT} unusedInBase {AMOUNT}")
    assert {row[field]["currency"] for row in found for field in ("amountInBase", "unusedInBase")} == {"EUR"}
    assert all((row["amount"] == row["amountInBase"]) == (row["currency"] == "EUR") for row in found)


async def test_the_currency_of_a_customer_is_asked_once(graph: Graph) -> None:
    await graph.meet("admin")
    found = await rows(graph, "customerPayments", f"unused {AMOUNT} customer {{ recordId }}")
    graph.forget_calls()
    customers = {row["customer"]["recordId"] for row in found if row["unused"]["currency"] == "USD"}
    assert customers
    await rows(graph, "customerPayments", f"unused {AMOUNT} amount {AMOUNT} number")
    assert not [call for call in graph.calls() if "/contacts/" in call["path"]]


async def test_a_payment_that_the_list_leaves_open_has_no_currency_where_its_customer_cannot_be_read(
    graph: Graph,
) -> None:
    await graph.meet("admin")
    await graph.break_down({"product": "books", "kind": "status", "path": "/contacts/*", "status": 403})
    found = await rows(graph, "customerPayments", f"unused {AMOUNT}")
    assert {row["unused"]["currency"] for row in found} == {"EUR", "XXX"}
