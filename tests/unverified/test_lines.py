"""A document that does not show its lines is neither converted nor changed as if it had none."""

from typing import Any

import pytest

from tests.mutating import new
from tests.unverified.alterations import SHAPES, at
from tests.unverified.proxy import AlteredGraph

CONVERT = """mutation ($id: ID!) { convertSalesOrderToInvoice(input: { id: $id }) {
    invoice { id } userErrors { code } } }"""
UPDATE = """mutation ($id: ID!) {
    updateSalesOrder(input: { id: $id, lineItems: [{ lineItemId: "1", quantity: "2" }] }) {
    salesOrder { id } userErrors { code } } }"""


def _without_ids(holder: dict[str, Any], key: str) -> None:
    holder[key] = [{"name": "A line", "quantity": 1}]


CHANGES = {**SHAPES, "of lines without ids": _without_ids}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("mutation", [CONVERT, UPDATE])
async def test_an_order_that_does_not_show_its_lines_is_left_alone(
    altered: AlteredGraph, mutation: str, change: str
) -> None:
    graph = altered.graph
    order = await new(graph, "SalesOrder")
    altered.alter(at(r"GET /books/v3/salesorders/\d+", "salesorder.line_items", CHANGES[change]))
    told = await graph.ask("admin", mutation, {"id": order})
    assert told.codes == ["UPSTREAM_UNAVAILABLE"]
    assert [call["path"] for call in graph.calls() if call["method"] != "GET"] == []
