"""Values that no product takes as they are meant: refused where they stand in the input, and nothing is written."""

from typing import Any

import pytest

from schema.books.document_inputs import AddressInput
from schema.engine.declare.ids import global_id
from schema.engine.declare.inputs import parse_input
from tests.graphs import Graph
from tests.writes.kind import input_type_of

CUSTOMER, ESTIMATE, INVOICE = "460000000001000001", "460000000007000001", "460000000008000001"
SUBSCRIPTION, ACCOUNT, CONTACT, DEAL = (
    "903000000005000002",
    "4150868000001000001",
    "4150868000002000001",
    "41508680000030",
)
LINE = {"name": "Calibration", "rate": "100"}
OFFER = {"party": {"customer": CUSTOMER}, "lineItems": [LINE]}
SUBSCRIBED = {"party": {"customer": "903000000001000001"}, "plan": {"code": "care-basic"}}
PAPER = {"id": global_id("Invoice", INVOICE)}
PERSON = {"id": global_id("Contact", CONTACT)}
LETTER = {**PERSON, "to": ["a@b.example"], "subject": "A subject", "body": "A body"}
PAID = {"invoiceId": INVOICE, "amount": "1", "paidOn": "2026-10-01"}
TWICE = [{"name": "cf_region", "value": {"text": text}} for text in "ab"]
LONG = "x" * 65_536
# A mutation, what is given, and where that is wrong: `lineItems.0.name`, or "" for the whole.
Row = tuple[str, dict[str, Any], str]
VALUES: list[Row] = [
    ("createEstimate", {**OFFER, "customFields": [TWICE[0], {"name": "", "value": None}]}, "customFields.1.name"),
    ("updateAccount", {"id": ACCOUNT, "customFields": [{"name": " ", "value": None}]}, "customFields.0.name"),
    (
        "updateSubscription",
        {"id": SUBSCRIPTION, "customFields": [{"name": "a\0", "value": None}]},
        "customFields.0.name",
    ),
    ("updateDeal", {"id": DEAL, "customFields": [{"name": "A", "value": {"text": LONG}}]}, "customFields.0.value"),
    ("updateDeal", {"id": DEAL, "customFields": [{"name": "A", "value": {"choices": ["\1"]}}]}, "customFields.0.value"),
    ("updateDeal", {"id": DEAL, "customFields": [{"name": "A", "value": {"number": "1e15"}}]}, "customFields.0.value"),
    *(("createInvoice", {**OFFER, "paymentTerms": odd}, "paymentTerms") for odd in (-1, 10_000)),
    *(("updateDeal", {"id": DEAL, "probability": odd}, "probability") for odd in (-1, 101)),
    ("updateAccount", {"id": ACCOUNT, "employees": -1}, "employees"),
    *(
        ("createSubscription", {**SUBSCRIBED, "plan": {"code": "care-basic", name: odd}}, f"plan.{name}")
        for name, odd in (("trialDays", -1), ("trialDays", 10_000), ("billingCycles", -2), ("billingCycles", 1001))
    ),
    *(
        ("createEstimate", {**OFFER, "lineItems": [{**LINE, "quantity": odd}]}, "lineItems.0.quantity")
        for odd in ("1.0000000000001", f"1.{'0' * 30}1", "123456789012345.1234567891")
    ),
]
AGREEMENT: list[Row] = [
    ("createEstimate", {**OFFER, "customFields": TWICE}, "customFields.1.name"),
    ("updateEstimate", {"id": ESTIMATE, "customFields": TWICE}, "customFields.1.name"),
    ("createAccount", {"name": "A", "customFields": TWICE}, "customFields.1.name"),
    ("updateDeal", {"id": DEAL, "customFields": TWICE}, "customFields.1.name"),
    ("createSubscription", {**SUBSCRIBED, "customFields": TWICE}, "customFields.1.name"),
    ("updateSubscription", {"id": SUBSCRIPTION, "customFields": TWICE}, "customFields.1.name"),
    *(
        (act, {"id": id_, "customFields": []}, "")
        for act, id_ in (("updateEstimate", ESTIMATE), ("updateAccount", ACCOUNT))
    ),
    ("updateSubscription", {"id": SUBSCRIPTION, "customFields": []}, ""),
    ("updateSubscription", {"id": SUBSCRIPTION, "plan": {}}, ""),
    *(
        ("createEstimate", {**OFFER, "lineItems": [LINE, odd]}, "lineItems.1.name")
        for odd in ({}, {"name": ""}, {"name": None}, {"name": " ", "rate": "1"}, {"description": "a"})
    ),
    ("updateEstimate", {"id": ESTIMATE, "lineItems": [{"lineItemId": "1"}, {}]}, "lineItems.1.name"),
    ("createEstimate", {**OFFER, "lineItems": [{"itemId": "no id"}]}, "lineItems.0.itemId"),
    ("createEstimate", {**OFFER, "lineItems": []}, "lineItems"),
    ("updateEstimate", {"id": ESTIMATE, "lineItems": []}, "lineItems"),
    ("createEstimate", {**OFFER, "lineItems": [LINE] * 201}, "lineItems"),
    *(
        ("createEstimate", {**OFFER, "lineItems": [{**LINE, "lineItemId": id_}]}, "lineItems.0.lineItemId")
        for id_ in "a1"
    ),
    ("updateEstimate", {"id": ESTIMATE, "lineItems": [{**LINE, "lineItemId": "abc"}]}, "lineItems.0.lineItemId"),
    ("createAccount", {"name": " "}, "name"),
    ("createContact", {"lastName": ""}, "lastName"),
    ("createDeal", {"name": "A", "stage": " "}, "stage"),
]
WORDS: list[Row] = [
    *(
        ("sendMail", {**LETTER, "subject": odd}, "subject")
        for odd in ("", "  ", "a\nb", "a\rb", "a\tb", "a\0b", "a\u2028b")
    ),
    *(("sendMail", {**LETTER, "body": odd}, "body") for odd in ("", " \n ", "a\0b", "a\x7fb")),
    *(("sendDocument", {**PAPER, "subject": odd}, "subject") for odd in ("", "  ", "a\nb", "a\x1bb")),
    *(("sendDocument", {**PAPER, "body": odd}, "body") for odd in ("", "  ", "a\x1bb")),
    ("addComment", {**PAPER, "text": "a\0b"}, "text"),
    ("updateComment", {**PAPER, "commentId": "1", "text": "a\0b"}, "text"),
    ("addNote", {**PERSON, "text": "a\0b"}, "text"),
    ("addNote", {**PERSON, "title": "a\0b", "text": "a"}, "title"),
    ("updateNote", {**PERSON, "noteId": "1", "text": "a\0b"}, "text"),
    ("updateNote", {**PERSON, "noteId": "1", "title": "a\0b"}, "title"),
    ("markInvoice", {**PAPER, "as": "VOID", "reason": "a\0b"}, "reason"),
    ("rejectDocument", {**PAPER, "reason": "a\0b"}, "reason"),
    ("setDocumentAddress", {**PAPER, "kind": "BILLING", "address": {"street": "a\0b"}}, "address.street"),
    ("setDocumentAddress", {**PAPER, "kind": "BILLING", "address": {}}, "address"),
    ("recordPayment", {**PAID, "mode": "   "}, "mode"),
]


async def written(graph: Graph, act: str, given: dict[str, Any], selected: str = "") -> Any:
    """The payload of a mutation."""
    query = f"""mutation ($input: {input_type_of(act)}) {{
        {act}(input: $input) {{ userErrors {{ code message field }} {selected} }} }}"""
    return (await graph.ask("admin", query, {"input": given})).data[act]


@pytest.mark.parametrize(("act", "given", "path"), [*VALUES, *AGREEMENT, *WORDS])
async def test_an_odd_value_is_refused_where_it_stands(
    graph: Graph, act: str, given: dict[str, Any], path: str
) -> None:
    payload = await written(graph, act, given)
    told = [(error["code"], error["field"]) for error in payload["userErrors"]]
    assert told == [("VALIDATION", path.split(".") if path else None)]
    assert [call for call in graph.calls() if call["method"] != "GET"] == []


ADDRESSES = {
    "Account": (ACCOUNT, "billingAddress", "shippingAddress"),
    "Contact": (CONTACT, "mailingAddress", "otherAddress"),
}
PARTS = "{ street city state postalCode country }"


@pytest.mark.parametrize("kind", ADDRESSES)
async def test_null_empties_every_part_of_an_address(graph: Graph, kind: str) -> None:
    id_, *names = ADDRESSES[kind]
    selected = f"{kind.lower()} {{ {' '.join(f'{name} {PARTS}' for name in names)} }}"
    whole = dict.fromkeys(("street", "city", "state", "postalCode", "country"), "x")
    for value, told in ((whole, whole), (None, dict.fromkeys(whole))):
        payload = await written(graph, f"update{kind}", {"id": id_, **dict.fromkeys(names, value)}, selected)
        assert payload["userErrors"] == []
        for name in names:
            assert (payload[kind.lower()][name] or dict.fromkeys(whole)) == told


async def test_what_is_at_the_edge_is_taken(graph: Graph) -> None:
    line = {**LINE, "quantity": "1.1234567890000", "rate": "0.000"}
    given = {**OFFER, "lineItems": [line], "paymentTerms": 0, "customFields": []}
    assert (await written(graph, "createInvoice", given))["userErrors"] == []
    plan = {"code": "care-basic", "trialDays": 0, "billingCycles": -1}
    assert (await written(graph, "createSubscription", {**SUBSCRIBED, "plan": plan}))["userErrors"] == []
    text = {"subject": "A \N{FAMILY} – b", "body": "<p>a\tb\r\nc</p>"}
    assert (await written(graph, "sendMail", {**LETTER, **text}))["userErrors"] == []


def test_what_a_product_refuses_of_an_address_is_told_with_its_place() -> None:
    found = parse_input(AddressInput(postal_code="1010"), "Address", at=("address",))
    assert (found.values, found.key_paths) == ({"zip": "1010"}, {"zip": ("address", "postalCode")})
