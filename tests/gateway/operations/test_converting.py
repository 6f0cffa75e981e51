"""What a document is made of is not used up twice, and what is named is there."""

import asyncio
from base64 import b64encode
from pathlib import Path

import pytest

from tests.graphs import Graph
from tests.mutating import SOLD, codes, done, new
from tests.permissions.test_hidden_writes import FORBIDDEN, created, hiding
from tests.proofs import at_length

VENDOR = "460000000004000002"


@pytest.mark.parametrize(
    ("kind", "conversion"),
    [
        ("SalesOrder", "convertSalesOrderToInvoice"),
        ("Estimate", "convertEstimateToInvoice"),
        ("Estimate", "convertEstimateToSalesOrder"),
    ],
)
async def test_conversions_at_the_same_time_make_one_document(graph: Graph, kind: str, conversion: str) -> None:
    id_ = await new(graph, kind)
    graph.forget_calls()
    asked = [done(graph, "admin", conversion, f'id: "{id_}"') for _ in range(4)]
    came = sorted(codes(payload) for payload in await asyncio.gather(*asked))
    assert came == [[], *[[("CONFLICT", ["id"])]] * 3]
    assert sum(call["method"] == "POST" for call in graph.calls()) == 1


async def test_what_an_invoice_that_is_gone_took_can_be_invoiced_again(graph: Graph) -> None:
    order = await new(graph, "SalesOrder")
    for is_last in (False, True):
        payload = await done(graph, "admin", "convertSalesOrderToInvoice", f'id: "{order}"', "invoice { id }")
        assert codes(payload) == []
        if not is_last:
            assert codes(await done(graph, "admin", "deleteDocument", f'id: "{payload["invoice"]["id"]}"')) == []


async def test_a_deal_that_is_not_there_is_named(graph: Graph) -> None:
    nowhere = "4150868000003999999"
    payload = await done(graph, "admin", "createEstimate", f'{SOLD}, dealId: "{nowhere}"')
    assert codes(payload) == [("NOT_FOUND", ["dealId"])]
    id_ = await new(graph, "Estimate")
    payload = await done(graph, "admin", "updateEstimate", f'id: "{id_}", dealId: "{nowhere}"')
    assert codes(payload) == [("NOT_FOUND", ["dealId"])]
    gone = await done(graph, "admin", "updateEstimate", f'id: "{id_}", dealId: null', "estimate { deal { id } }")
    assert (codes(gone), gone["estimate"]) == ([], {"deal": None})


async def test_a_deal_that_is_hidden_is_not_linked(tmp_path: Path) -> None:
    deal = "4150868000003000001"
    async with hiding(tmp_path, "crm.deals view") as graph:
        id_ = await new(graph, "Estimate")
        await graph.meet("sales")
        for field, given in (("createEstimate", SOLD), ("updateEstimate", f'id: "{id_}"')):
            payload = await done(graph, "sales", field, f'{given}, dealId: "{deal}"')
            assert (codes(payload), graph.calls()) == ([("FORBIDDEN", ["dealId"])], [])


@at_length(like="test_a_deal_that_is_hidden_is_not_linked")
async def test_a_deal_whose_account_is_hidden_is_linked_to_a_named_customer(tmp_path: Path) -> None:
    async with hiding(tmp_path, "Deal.account") as graph:
        payload = await done(graph, "sales", "createEstimate", f'{SOLD}, dealId: "4150868000003000001"')
        assert codes(payload) == []


async def test_a_kept_line_does_not_lose_its_name(graph: Graph) -> None:
    payload = await done(graph, "admin", "createEstimate", SOLD, "estimate { id lineItems { lineItemId } }")
    line = payload["estimate"]["lineItems"][0]["lineItemId"]
    change = f'id: "{payload["estimate"]["id"]}", lineItems: [{{ lineItemId: "{line}", name: null }}]'
    assert codes(await done(graph, "admin", "updateEstimate", change)) == [("VALIDATION", ["lineItems", "0", "name"])]


@pytest.mark.parametrize("day", ["2026-12-01", None])
@at_length(like="tests/permissions/test_hidden_by_other_doors.py::test_a_hidden_day_is_not_set_by_its_terms")
async def test_whether_there_is_a_hidden_day_of_delivery_is_not_told(tmp_path: Path, day: str | None) -> None:
    async with hiding(tmp_path, "PurchaseOrder.deliveryOn") as graph:
        given = {"deliveryOn": day} if day else {}
        id_ = (await created(graph, "PurchaseOrder", party={"booksVendor": VENDOR}, **given))["id"]
        await graph.meet("sales")
        payload = await done(graph, "sales", "addComment", f'id: "{id_}", text: "hi"')
        assert (codes(payload), graph.calls()) == (FORBIDDEN, [])


async def test_a_customer_that_is_not_in_billing_is_named(graph: Graph) -> None:
    nobody = b64encode(b"BillingCustomer:903000000001999999").decode()
    payload = await done(
        graph, "admin", "createSubscription", f'party: {{ customer: "{nobody}" }}, plan: {{ code: "care-basic" }}'
    )
    assert codes(payload) == [("VALIDATION", ["party", "customer"])]
