"""What the values of a document must agree on, what null means, and what a conversion carries."""

from typing import Any

import pytest

from tests.graphs import Graph

CUSTOMER = "460000000001000001"
LINE = {"name": "Calibration", "rate": "100"}
KINDS = {"Estimate": "estimate", "SalesOrder": "salesOrder", "Invoice": "invoice", "PurchaseOrder": "purchaseOrder"}


async def created(graph: Graph, kind: str, *, persona: str = "admin", **given: Any) -> dict[str, Any]:
    """The payload of a new document of that kind."""
    party = (
        {"party": {"vendor": "4150868000004000001"}} if kind == "PurchaseOrder" else {"party": {"customer": CUSTOMER}}
    )
    chosen = "id recordId discount total { amount } discountTotal { amount }"
    query = f"""mutation ($input: Create{kind}Input!) {{ create{kind}(input: $input) {{
        userErrors {{ code message field }} {KINDS[kind]} {{ {chosen} lineItems {{ lineItemId name }} }} }} }}"""
    told = await graph.ask(persona, query, {"input": {**party, "lineItems": [LINE], **given}})
    payload: dict[str, Any] = told.data[f"create{kind}"]
    return payload | {"made": payload[KINDS[kind]]}


async def changed(graph: Graph, **given: Any) -> dict[str, Any]:
    """The payload of a changed estimate."""
    query = """mutation ($input: UpdateEstimateInput!) { updateEstimate(input: $input) {
        userErrors { code message field }
        estimate { discount notes shippingCharge { amount } lineItems { quantity description } } } }"""
    payload: dict[str, Any] = (await graph.ask("admin", query, {"input": given})).data["updateEstimate"]
    return payload


def at(payload: dict[str, Any]) -> list[tuple[str, list[str] | None]]:
    """The codes of a payload's errors and where they are."""
    return [(error["code"], error["field"]) for error in payload["userErrors"]]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_discount_on_the_whole_counts(graph: Graph, kind: str) -> None:
    payload = await created(graph, kind, discount="10%")
    assert payload["userErrors"] == []
    assert (payload["made"]["discount"], payload["made"]["discountTotal"]["amount"]) == ("10.00%", "10.00")
    assert payload["made"]["total"]["amount"] == "90.00"


@pytest.mark.parametrize("kind", ["Estimate", "SalesOrder", "Invoice"])
async def test_a_discount_on_a_line_counts(graph: Graph, kind: str) -> None:
    payload = await created(graph, kind, discount="0", lineItems=[{**LINE, "discount": "25%"}])
    assert payload["made"]["discountTotal"]["amount"] == "25.00"
    assert payload["made"]["total"]["amount"] == "75.00"


@pytest.mark.parametrize("kind", ["Estimate", "SalesOrder", "Invoice"])
async def test_a_discount_is_not_on_both(graph: Graph, kind: str) -> None:
    payload = await created(graph, kind, discount="10%", lineItems=[LINE, {**LINE, "discount": "5"}])
    assert at(payload) == [("VALIDATION", ["discount"])]


async def test_lines_of_purchase_orders_take_no_discount(graph: Graph) -> None:
    payload = await created(graph, "PurchaseOrder", lineItems=[LINE, {**LINE, "discount": "5"}])
    assert at(payload) == [("VALIDATION", ["lineItems", "1", "discount"])]


@pytest.mark.parametrize("discount", ["ten", "-5", "101%", "5 %", "%", "1e3", "٣"])
async def test_what_is_no_discount_is_refused_before_any_call(graph: Graph, discount: str) -> None:
    await graph.meet("admin")
    payload = await created(graph, "Estimate", discount=discount, lineItems=[{**LINE, "discount": discount}])
    assert at(payload) == [("VALIDATION", ["discount"]), ("VALIDATION", ["lineItems", "0", "discount"])]
    assert graph.calls() == []


async def test_null_is_nothing_given_in_what_is_new(graph: Graph) -> None:
    line = {**LINE, "quantity": None, "discount": None, "taxId": None, "description": None}
    nothing = dict.fromkeys(("exchangeRateToBase", "discount", "isDiscountBeforeTax", "issuedOn", "number", "dealId"))
    payload = await created(graph, "Estimate", lineItems=[line], **nothing)
    assert (payload["userErrors"], payload["made"]["total"]["amount"]) == ([], "100.00")


async def test_null_empties_what_there_was(graph: Graph) -> None:
    made = (await created(graph, "Estimate", notes="Thanks.", shippingCharge="5", discount="10%"))["made"]
    line = {"lineItemId": made["lineItems"][0]["lineItemId"], "description": None}
    added = {**LINE, "quantity": None, "description": None}
    payload = await changed(
        graph, id=made["id"], notes=None, shippingCharge=None, discount=None, lineItems=[line, added]
    )
    assert payload["userErrors"] == []
    estimate = payload["estimate"]
    assert (estimate["notes"], estimate["shippingCharge"]["amount"], estimate["discount"]) == (None, "0.00", "0.0")
    assert [line["quantity"] for line in estimate["lineItems"]] == ["1.0", "1.0"]


@pytest.mark.parametrize("name", ["lineItems", "isDiscountBeforeTax", "customFields"])
async def test_what_cannot_be_empty_is_not_emptied(graph: Graph, name: str) -> None:
    made = (await created(graph, "Estimate"))["made"]
    assert at(await changed(graph, id=made["id"], **{name: None})) == [("VALIDATION", [name])]


CONVERT = """mutation ($input: ConvertInput!) { convertSalesOrderToInvoice(input: $input) {
    userErrors { code message field }
    invoice { discount shippingCharge { amount } adjustment { amount } lineItems { name } total { amount } } } }"""


REFUSED = "{ auditLog(first: 1) { nodes { act result codes author { name } } } }"


async def test_whoever_may_not_convert_stands_in_the_audit_log(graph: Graph) -> None:
    made = (await created(graph, "SalesOrder"))["made"]
    await graph.meet("legacy")
    payload = (await graph.ask("legacy", CONVERT, {"input": {"id": made["id"]}})).data["convertSalesOrderToInvoice"]
    assert at(payload) == [("FORBIDDEN", None)]
    assert graph.calls() == []
    entry = (await graph.ask("admin", REFUSED)).data["auditLog"]["nodes"][0]
    assert (entry["act"], entry["result"]) == ("convertSalesOrderToInvoice", "REFUSED")
    assert entry["codes"] == ["FORBIDDEN"]


@pytest.mark.parametrize(("name", "value"), [("number", None), ("number", "  "), ("issuedOn", None)])
async def test_what_a_document_needs_is_not_emptied(graph: Graph, name: str, value: str | None) -> None:
    made = (await created(graph, "Estimate"))["made"]
    assert at(await changed(graph, id=made["id"], **{name: value})) == [("VALIDATION", [name])]


async def test_names_of_crm_are_not_blank(graph: Graph) -> None:
    query = 'mutation { updateAccount(input: { id: "4150868000001000001", name: " " }) { userErrors { code field } } }'
    assert at((await graph.ask("admin", query)).data["updateAccount"]) == [("VALIDATION", ["name"])]


@pytest.mark.parametrize("number", ["1e15", "-1e40", "1e-10"])
async def test_numbers_are_of_a_size_that_the_products_know(graph: Graph, number: str) -> None:
    await graph.meet("admin")
    payload = await created(graph, "Estimate", exchangeRateToBase=number, lineItems=[{**LINE, "quantity": number}])
    assert at(payload) == [("VALIDATION", ["lineItems", "0", "quantity"]), ("VALIDATION", ["exchangeRateToBase"])]
    assert graph.calls() == []


@pytest.mark.parametrize("text", ["x" * 65_536, "a\0b"])
async def test_texts_of_custom_fields_are_texts(graph: Graph, text: str) -> None:
    given = [{"name": "cf_project_code", "value": {"text": text}}]
    assert at(await created(graph, "Estimate", customFields=given)) == [("VALIDATION", ["customFields", "0", "value"])]


async def test_a_line_stands_once(graph: Graph) -> None:
    made = (await created(graph, "Estimate"))["made"]
    line = {"lineItemId": made["lineItems"][0]["lineItemId"], "quantity": "2"}
    payload = await changed(graph, id=made["id"], lineItems=[line, LINE, line])
    assert at(payload) == [("VALIDATION", ["lineItems", "2", "lineItemId"])]


async def test_a_discount_is_not_on_both_by_two_changes(graph: Graph) -> None:
    on_lines = (await created(graph, "Estimate", lineItems=[{**LINE, "discount": "20%"}]))["made"]
    line = {"lineItemId": on_lines["lineItems"][0]["lineItemId"]}
    assert at(await changed(graph, id=on_lines["id"], discount="5%")) == [("CONFLICT", ["discount"])]
    assert at(await changed(graph, id=on_lines["id"], discount="5%", lineItems=[line])) == [("CONFLICT", ["discount"])]
    payload = await changed(graph, id=on_lines["id"], discount="5%", lineItems=[{**line, "discount": None}])
    assert (payload["userErrors"], payload["estimate"]["discount"]) == ([], "5.00%")
    given = [{**line, "discount": "10%"}]
    assert at(await changed(graph, id=on_lines["id"], lineItems=given)) == [("CONFLICT", ["lineItems"])]
    assert (await changed(graph, id=on_lines["id"], discount=None, lineItems=given))["userErrors"] == []


async def test_a_draft_that_cannot_be_approved_needs_no_approval(graph: Graph) -> None:
    await graph.prepare("POST", "/_sandbox/approvals", {"invoices": {"type": "simple"}})
    made = (await created(graph, "Invoice"))["made"]
    query = 'mutation { approveDocument(input: { id: "%s" }) { userErrors { code message field } } }'
    payload = (await graph.ask("admin", query % made["id"])).data["approveDocument"]
    assert [code for code, _ in at(payload)] == ["CONFLICT"]


async def test_the_same_key_is_the_same_whichever_way_the_organisation_is_named(graph: Graph) -> None:
    query = """mutation { createEstimate(input: { party: { customer: "460000000001000001" }, idempotencyKey: "one",
        lineItems: [{ name: "Calibration", rate: "5" }] }) { userErrors { code } estimate { number } } }"""
    headers: tuple[dict[str, str], ...] = (
        {},
        {"Suitegraph-Organization": "books=460000000000100"},
        {"Suitegraph-Organization": "460000000000100"},
    )
    told = [(await graph.ask("admin", query, headers=each)).data["createEstimate"] for each in headers]
    assert told[0]["estimate"]["number"]
    assert told[1:] == [told[0], told[0]]
