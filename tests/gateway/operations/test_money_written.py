"""Amounts and rates that are written: in the currency of the document, as exact as that is."""

from typing import Any

import pytest

from tests.graphs import Graph

EURO, DOLLAR = "460000000001000001", "460000000001000009"
LINE = {"name": "Calibration", "rate": "100", "quantity": "1"}
KINDS = {"Estimate": "estimate", "SalesOrder": "salesOrder", "Invoice": "invoice", "PurchaseOrder": "purchaseOrder"}
AMOUNT = "{ amount currency }"
READ = f"""id exchangeRateToBase total {AMOUNT} totalInBase {AMOUNT} subTotal {AMOUNT} subTotalInBase {AMOUNT}
    taxTotalInBase {AMOUNT} discountTotalInBase {AMOUNT} adjustmentInBase {AMOUNT}"""


async def created(graph: Graph, customer: str, kind: str = "Estimate", **given: Any) -> dict[str, Any]:
    """The payload of a new document for one line at 100."""
    query = f"""mutation ($input: Create{kind}Input!) {{ create{kind}(input: $input) {{
        userErrors {{ code message field }} {KINDS[kind]} {{ {READ} }} }} }}"""
    party = {"booksVendor": customer} if kind == "PurchaseOrder" else {"customer": customer}
    told = await graph.ask("admin", query, {"input": {"party": party, "lineItems": [LINE], **given}})
    payload: dict[str, Any] = told.data[f"create{kind}"]
    return payload | {"made": payload[KINDS[kind]]}


async def changed(graph: Graph, id_: str, **given: Any) -> dict[str, Any]:
    """The payload of a changed estimate."""
    query = f"""mutation ($input: UpdateEstimateInput!) {{ updateEstimate(input: $input) {{
        userErrors {{ code message field }} estimate {{ {READ} }} }} }}"""
    payload: dict[str, Any] = (await graph.ask("admin", query, {"input": {"id": id_, **given}})).data["updateEstimate"]
    return payload


def at(payload: dict[str, Any]) -> list[tuple[str, list[str] | None]]:
    """The codes of a payload's errors and where they are."""
    return [(error["code"], error["field"]) for error in payload["userErrors"]]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_rate_says_what_one_unit_is_worth_at_home(graph: Graph, kind: str) -> None:
    party = "460000000004000004" if kind == "PurchaseOrder" else DOLLAR
    payload = await created(graph, party, kind, exchangeRateToBase="0.92", adjustment="-1", discount="10")
    assert payload["userErrors"] == []
    made = payload["made"]
    assert made["exchangeRateToBase"] == "0.92"
    assert (made["total"], made["totalInBase"]) == (
        {"amount": "89.00", "currency": "USD"},
        {"amount": "81.88", "currency": "EUR"},
    )
    assert made["subTotalInBase"] == {"amount": "92.00", "currency": "EUR"}
    assert made["taxTotalInBase"] == {"amount": "0.00", "currency": "EUR"}
    assert made["discountTotalInBase"] == {"amount": "9.20", "currency": "EUR"}
    assert made["adjustmentInBase"] == {"amount": "-0.92", "currency": "EUR"}


async def test_in_the_organisation_s_own_currency_both_amounts_are_the_same(graph: Graph) -> None:
    made = (await created(graph, EURO, exchangeRateToBase="1.0"))["made"]
    assert made["totalInBase"] == made["total"] == {"amount": "100.00", "currency": "EUR"}


async def test_a_list_of_invoices_shows_what_they_are_worth_at_home_in_one_call(graph: Graph) -> None:
    await graph.meet("admin")
    query = f"{{ invoices(first: 50) {{ nodes {{ exchangeRateToBase total {AMOUNT} totalInBase {AMOUNT} }} }} }}"
    rows = (await graph.ask("admin", query)).data["invoices"]["nodes"]
    assert graph.bill() == {"books": 1}
    foreign = [row for row in rows if row["total"]["currency"] == "USD"]
    assert foreign
    assert {row["totalInBase"]["currency"] for row in rows} == {"EUR"}
    assert all(row["exchangeRateToBase"] == "0.92" for row in foreign)
    for row in foreign:
        worth = float(row["total"]["amount"]) * 0.92
        assert float(row["totalInBase"]["amount"]) == pytest.approx(worth, abs=0.0051)


@pytest.mark.parametrize("kind", KINDS)
async def test_the_organisation_s_own_currency_has_no_other_rate_than_one(graph: Graph, kind: str) -> None:
    party = "460000000004000001" if kind == "PurchaseOrder" else EURO
    payload = await created(graph, party, kind, exchangeRateToBase="1.087")
    assert at(payload) == [("VALIDATION", ["exchangeRateToBase"])]
    assert "1" in payload["userErrors"][0]["message"]


async def test_nor_is_it_changed_to_one(graph: Graph) -> None:
    made = (await created(graph, EURO))["made"]
    assert at(await changed(graph, made["id"], exchangeRateToBase="0.92")) == [("VALIDATION", ["exchangeRateToBase"])]
    made = (await created(graph, DOLLAR))["made"]
    payload = await changed(graph, made["id"], exchangeRateToBase="0.5")
    assert payload["estimate"]["totalInBase"] == {"amount": "50.00", "currency": "EUR"}


IN_EURO, IN_DOLLAR, IN_NOTHING = "460000000000097", "460000000000099", "460000000000999"


@pytest.mark.parametrize("kind", KINDS)
async def test_a_document_has_the_currency_that_it_is_written_in(graph: Graph, kind: str) -> None:
    party = "460000000004000001" if kind == "PurchaseOrder" else EURO
    made = (await created(graph, party, kind, currencyId=IN_DOLLAR, exchangeRateToBase="0.8"))["made"]
    assert (made["total"], made["totalInBase"]) == (
        {"amount": "100.00", "currency": "USD"},
        {"amount": "80.00", "currency": "EUR"},
    )
    # Books fills in its own rate.
    assert (await created(graph, party, kind, currencyId=IN_DOLLAR))["made"]["exchangeRateToBase"] == "0.92"


@pytest.mark.parametrize("kind", KINDS)
async def test_the_currency_decides_what_rate_and_amounts_it_may_have(graph: Graph, kind: str) -> None:
    party = "460000000004000004" if kind == "PurchaseOrder" else DOLLAR
    at_home = await created(graph, party, kind, currencyId=IN_EURO, exchangeRateToBase="0.92")
    assert at(at_home) == [("VALIDATION", ["exchangeRateToBase"])]
    too_exact = await created(graph, party, kind, currencyId=IN_EURO, adjustment="0.001")
    assert at(too_exact) == [("VALIDATION", ["adjustment"])]
    assert at(await created(graph, party, kind, currencyId=IN_NOTHING)) == [("VALIDATION", ["currencyId"])]


async def test_a_document_changes_its_currency_and_keeps_its_numbers(graph: Graph) -> None:
    made = (await created(graph, EURO))["made"]
    payload = await changed(graph, made["id"], currencyId=IN_DOLLAR, exchangeRateToBase="0.5")
    assert payload["estimate"]["total"] == {"amount": "100.00", "currency": "USD"}
    assert payload["estimate"]["totalInBase"] == {"amount": "50.00", "currency": "EUR"}
    assert at(await changed(graph, made["id"], currencyId=None)) == [("VALIDATION", ["currencyId"])]
    assert at(await changed(graph, made["id"], currencyId=IN_EURO, exchangeRateToBase="0.5")) == [
        ("VALIDATION", ["exchangeRateToBase"])
    ]


async def test_an_order_that_is_converted_keeps_its_own_currency(graph: Graph) -> None:
    made = (await created(graph, EURO, "SalesOrder", currencyId=IN_DOLLAR, exchangeRateToBase="0.8"))["made"]
    text = f'''mutation {{ convertSalesOrderToInvoice(input: {{ id: "{made["id"]}" }}) {{
        userErrors {{ message }} invoice {{ {READ} }} }} }}'''
    payload = (await graph.ask("admin", text)).data["convertSalesOrderToInvoice"]
    assert payload["userErrors"] == []
    assert (payload["invoice"]["total"], payload["invoice"]["exchangeRateToBase"]) == (made["total"], "0.8")


@pytest.mark.parametrize("name", ["adjustment", "shippingCharge", "discount"])
@pytest.mark.parametrize("customer", [EURO, DOLLAR])
async def test_an_amount_has_no_more_decimals_than_its_currency(graph: Graph, name: str, customer: str) -> None:
    assert at(await created(graph, customer, **{name: "33.333"})) == [("VALIDATION", [name])]
    made = (await created(graph, customer, **{name: "33.330"}))["made"]
    assert at(await changed(graph, made["id"], **{name: "0.001"})) == [("VALIDATION", [name])]


async def test_nor_has_the_discount_on_a_line(graph: Graph) -> None:
    lines = [LINE, {**LINE, "discount": "0.005"}]
    payload = await created(graph, EURO, lineItems=lines)
    assert at(payload) == [("VALIDATION", ["lineItems", "1", "discount"])]
    assert (await created(graph, EURO, lineItems=[{**LINE, "discount": "0.005%"}]))["userErrors"] == []


@pytest.mark.parametrize("quantity", ["0", "-1"])
@pytest.mark.parametrize("kind", KINDS)
async def test_nothing_is_sold_less_than_nothing_times(graph: Graph, kind: str, quantity: str) -> None:
    lines = [LINE, {**LINE, "quantity": quantity}]
    payload = await created(graph, "460000000004000001" if kind == "PurchaseOrder" else EURO, kind, lineItems=lines)
    assert at(payload) == [("VALIDATION", ["lineItems", "1", "quantity"])]


async def test_what_would_come_to_less_than_nothing_is_refused_with_the_reason(graph: Graph) -> None:
    payload = await created(graph, EURO, "Invoice", adjustment="-100.01")
    assert at(payload) == [("VALIDATION", None)]
    assert "cannot be negative" in payload["userErrors"][0]["message"]
    assert (await created(graph, EURO, "Invoice", adjustment="-100"))["userErrors"] == []


async def test_an_item_costs_a_foreign_customer_what_it_is_worth(graph: Graph) -> None:
    item = "460000000005000001"
    price = (await graph.ask("admin", f'{{ item(id: "{item}") {{ rate {AMOUNT} }} }}')).data["item"]["rate"]
    line = {"itemId": item, "quantity": "1"}
    made = (await created(graph, DOLLAR, exchangeRateToBase="0.8", lineItems=[line]))["made"]
    assert made["subTotalInBase"] == price
    assert float(made["subTotal"]["amount"]) == pytest.approx(float(price["amount"]) / 0.8, abs=0.005)


PAY = """mutation ($input: RecordPaymentInput!) { recordPayment(input: $input) {
    userErrors { code message field } payment { amount { amount } } } }"""


async def test_a_payment_of_a_third_of_a_cent_is_refused(graph: Graph) -> None:
    payment = {"invoiceId": "460000000008000001", "amount": "33.333", "paidOn": "2026-10-01", "mode": "cash"}
    payload = (await graph.ask("admin", PAY, {"input": payment})).data["recordPayment"]
    assert at(payload) == [("VALIDATION", ["amount"])]
    assert payload["userErrors"][0]["message"] == "An amount in EUR has at most 2 decimals."
