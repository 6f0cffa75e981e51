"""What is left of an order that was invoiced in part is invoiced so that the parts come to the whole."""

from decimal import Decimal
from typing import Any

import pytest

from tests.gateway.operations.test_document_inputs import CUSTOMER, LINE, at, created
from tests.graphs import Graph

TAX = "460000000000901"
INVOICES = "/books/v3/invoices?organization_id=460000000000100"
CONVERT = """mutation ($input: ConvertInput!) { convertSalesOrderToInvoice(input: $input) {
    userErrors { code message field } invoice { discount shippingCharge { amount } adjustment { amount }
    adjustmentDescription lineItems { name quantity } total { amount } } } }"""


async def ordered(graph: Graph, lines: list[dict[str, Any]], **given: Any) -> dict[str, Any]:
    """A sales order, with its lines' ids."""
    payload = await created(graph, "SalesOrder", lineItems=lines, **given)
    assert payload["userErrors"] == []
    return payload["made"]


async def invoiced(graph: Graph, order: dict[str, Any], line: dict[str, Any], **given: Any) -> Decimal:
    """What an invoice of the first line comes to, made in Books by somebody else."""
    first = {**line, "salesorder_item_id": order["lineItems"][0]["lineItemId"]}
    body = {"customer_id": CUSTOMER, "line_items": [first], **given}
    made = await graph.prepare("POST", INVOICES, body)
    return Decimal(str(made["invoice"]["total"]))


async def rest(graph: Graph, order: dict[str, Any]) -> dict[str, Any]:
    """The payload of converting what is left."""
    payload: dict[str, Any] = (await graph.ask("admin", CONVERT, {"input": {"id": order["id"]}})).data[
        "convertSalesOrderToInvoice"
    ]
    return payload


async def test_a_discount_in_money_is_carried_by_what_is_left(graph: Graph) -> None:
    lines = [{"name": "Travel", "rate": "20.02", "taxId": TAX}, {"name": "Hours", "rate": "104.19", "taxId": TAX}]
    order = await ordered(graph, lines, discount="4.47")
    part = await invoiced(graph, order, {"name": "Travel", "rate": 20.02, "tax_id": TAX})
    await graph.meet("admin")
    payload = await rest(graph, order)
    assert payload["userErrors"] == []
    assert (payload["invoice"]["discount"], payload["invoice"]["total"]["amount"]) == ("4.47", "118.67")
    assert (
        part + Decimal(payload["invoice"]["total"]["amount"]) == Decimal(order["total"]["amount"]) == Decimal("142.49")
    )
    assert at(await rest(graph, order)) == [("CONFLICT", ["id"])]


@pytest.mark.parametrize(("discount", "carried", "total"), [("10%", "15.0", "41.00"), ("10", "10.0", "46.00")])
async def test_what_nobody_charged_or_took_off_is_carried(
    graph: Graph, discount: str, carried: str, total: str
) -> None:
    lines = [LINE, {"name": "Travel", "rate": "50"}]
    order = await ordered(graph, lines, discount=discount, shippingCharge="7", adjustment="-1")
    part = await invoiced(graph, order, {"name": "Calibration", "rate": 100})
    invoice = (await rest(graph, order))["invoice"]
    assert [line["name"] for line in invoice["lineItems"]] == ["Travel"]
    assert (invoice["shippingCharge"]["amount"], invoice["adjustment"]["amount"]) == ("7.00", "-1.00")
    assert (invoice["discount"], invoice["total"]["amount"]) == (carried, total)
    assert part + Decimal(total) == Decimal(order["total"]["amount"])


async def test_what_was_charged_already_is_not_charged_again(graph: Graph) -> None:
    lines = [LINE, {"name": "Travel", "rate": "50"}]
    order = await ordered(graph, lines, discount="10%", shippingCharge="7", adjustment="-1")
    part = await invoiced(
        graph,
        order,
        {"name": "Calibration", "rate": 100},
        shipping_charge=7,
        discount="10%",
        discount_type="entity_level",
    )
    invoice = (await rest(graph, order))["invoice"]
    assert (invoice["shippingCharge"]["amount"], invoice["adjustment"]["amount"]) == ("0.00", "-1.00")
    assert (invoice["discount"], invoice["total"]["amount"]) == ("10.00%", "44.00")
    assert part + Decimal(44) == Decimal(order["total"]["amount"])


async def test_cents_that_rounding_would_lose_are_adjusted(graph: Graph) -> None:
    lines = [{"name": name, "rate": "0.13", "taxId": TAX} for name in ("One", "Two", "Three")]
    order = await ordered(graph, lines, discount="0.10")
    part = await invoiced(graph, order, {"name": "One", "rate": 0.13, "tax_id": TAX})
    payload = await rest(graph, order)
    assert payload["userErrors"] == []
    assert part + Decimal(payload["invoice"]["total"]["amount"]) == Decimal(order["total"]["amount"])


async def test_what_was_invoiced_at_another_price_is_not_made_up_for(graph: Graph) -> None:
    order = await ordered(graph, [LINE, {"name": "Travel", "rate": "50"}])
    await invoiced(graph, order, {"name": "Calibration", "rate": 80})
    graph.forget_calls()
    payload = await rest(graph, order)
    assert at(payload) == [("CONFLICT", ["id"])]
    assert "other conditions" in payload["userErrors"][0]["message"]
    assert not [call for call in graph.calls() if call["method"] == "POST" and call["path"].endswith("/invoices")]
