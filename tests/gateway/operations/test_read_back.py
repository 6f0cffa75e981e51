"""What is written is what is read afterwards, each value of each input: nothing is passed over on the way."""

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from graphql import GraphQLInputObjectType, build_schema

from tests.graphs import Graph

SCHEMA = build_schema((Path(__file__).parents[3] / "schema" / "schema.graphql").read_text("utf-8"))
# Of both the currency is the dollar, so that a rate can be set.
CUSTOMER, ITEM, TAX = "460000000001000009", "460000000005000001", "460000000000901"
ACCOUNTS = ("4150868000001000001", "4150868000001000002")
CONTACTS = ("4150868000002000001", "4150868000002000002")
DEALS = ("4150868000003000001", "4150868000003000002")
USERS = ("4150868000000225002", "4150868000000225004")
VENDOR = "4150868000004000004"
TEMPLATES = ("460000000000502", "460000000000501")
# Which record it is and whom it is for, told by other tests.
DOLLARS = "460000000000099"
APART = {"idempotencyKey", "id", "expectedUpdatedAt", "party"}

# Of each value: the selection that tells it, and two pairs of what is given and what is told.
Row = tuple[str, tuple[Any, Any], tuple[Any, Any]]


def same(name: str, first: object, second: object) -> Row:
    """A value that is told as it is given."""
    return name, (first, {name: first}), (second, {name: second})


def money(name: str, first: str, second: str) -> Row:
    """An amount."""
    return f"{name} {{ amount }}", (first, {name: {"amount": first}}), (second, {name: {"amount": second}})


def link(name: str, ids: tuple[str, str]) -> Row:
    """Another record."""
    first, second = ((id_, {name: {"recordId": id_}}) for id_ in ids)
    return f"{name} {{ recordId }}", first, second


def custom(*fields: tuple[str, str, Any, Any]) -> Row:
    """Custom fields: each by its name, the member of the input, and its two values."""
    names = ", ".join(f'"{name}"' for name, *_ in fields)
    inside = " ".join(f"... on {kind} {{ {selected} }}" for kind, selected in TOLD.values())

    def pair(values: list[Any]) -> tuple[Any, Any]:
        named = [(name, member, value) for (name, member, *_), value in zip(fields, values, strict=True)]
        given = [{"name": name, "value": {GIVEN.get(member, member): value}} for name, member, value in named]
        told = [{"name": name} | _told(member, value) for name, member, value in named]
        return given, {"customFields": told}

    firsts, seconds = [first for *_, first, _ in fields], [second for *_, second in fields]
    return f"customFields(names: [{names}]) {{ name {inside} }}", pair(firsts), pair(seconds)


# What a custom field is told as, and where another member of the input gives it.
TOLD = {
    "text": ("CustomText", "text"),
    "number": ("CustomNumber", "number"),
    "amount": ("CustomAmount", "amount { amount }"),
    "boolean": ("CustomBoolean", "boolean"),
    "date": ("CustomDate", "date"),
    "dateTime": ("CustomDateTime", "dateTime"),
    "choice": ("CustomChoice", "choice"),
    "choices": ("CustomChoices", "choices"),
    "link": ("CustomReference", "recordId"),
}
GIVEN = {"amount": "number", "choice": "text", "link": "text"}


def _told(member: str, value: Any) -> dict[str, Any]:
    name = TOLD[member][1].split()[0]
    return {name: {"amount": value} if member == "amount" else value}


def whole(name: str, first: Mapping[str, object], second: Mapping[str, object]) -> Row:
    """An object that is told as it is given."""
    return f"{name} {{ {' '.join(first)} }}", (first, {name: first}), (second, {name: second})


LINE: dict[str, Any] = {"name": "Calibration", "description": "On site", "quantity": "3", "unit": "h", "rate": "10.5"}
OTHER: dict[str, Any] = {"name": "Travel", "description": "There and back", "quantity": "2", "unit": "d", "rate": "90"}
READ = "name description quantity unit rate { amount } taxName discount item { recordId }"


def lines(*, discounted: bool) -> Row:
    """Lines, with an item and a tax, and discounts where lines take them."""

    def pair(line: Mapping[str, Any], discount: str) -> tuple[Any, Any]:
        given = dict(line) | {"itemId": ITEM, "taxId": TAX} | ({"discount": discount} if discounted else {})
        told = dict(line) | {"rate": {"amount": line["rate"]}, "taxName": "VAT 19%", "item": {"recordId": ITEM}}
        return [given], {"lineItems": [told | {"discount": discount if discounted else "0"}]}

    return f"lineItems {{ {READ} }}", pair(LINE, "5.00%"), pair(OTHER, "7")


STREET = {"street": "Linsenweg 1", "city": "Jena", "state": "TH", "postalCode": "07745", "country": "Germany"}
SQUARE = {"street": "Place 2", "city": "Lyon", "state": "ARA", "postalCode": "69001", "country": "France"}
DOCUMENT: dict[str, Row] = {
    "reference": same("reference", "REF-7", "REF-8"),
    # The other currency of the organisation is its own, which has no rate.
    "currencyId": ("currency", (DOLLARS, {"currency": "USD"}), (DOLLARS, {"currency": "USD"})),
    "exchangeRateToBase": same("exchangeRateToBase", "1.5", "1.75"),
    "adjustment": money("adjustment", "-0.5", "0.75"),
    "adjustmentDescription": same("adjustmentDescription", "Rounding", "Rounding up"),
    "notes": same("notes", "Thank you.", "Thanks."),
    "terms": same("terms", "Net 30", "Net 14"),
    "isDiscountBeforeTax": same("isDiscountBeforeTax", first=False, second=True),
    "isInclusiveTax": same("isInclusiveTax", first=True, second=False),
    "templateId": link("template", TEMPLATES),
}
SALE = DOCUMENT | {
    "lineItems": lines(discounted=True),
    "customFields": custom(("cf_project_code", "text", "P-1", "P-2")),
    "shippingCharge": money("shippingCharge", "12.5", "0"),
    "salesperson": same("salesperson", "Samir Okafor", "Greta Lind"),
    "dealId": link("deal", DEALS),
}
WRITTEN: dict[str, dict[str, Row]] = {
    "Estimate": SALE
    | {
        "number": same("number", "QT-900001", "QT-900002"),
        "issuedOn": same("issuedOn", "2026-09-01", "2026-09-02"),
        "expiresOn": same("expiresOn", "2026-12-01", "2026-12-02"),
    },
    "SalesOrder": SALE
    | {
        "number": same("number", "SO-900001", "SO-900002"),
        "orderedOn": same("orderedOn", "2026-09-01", "2026-09-02"),
        "shipmentOn": same("shipmentOn", "2026-12-01", "2026-12-02"),
    },
    "Invoice": SALE
    | {
        "customFields": custom(
            ("cf_project_code", "text", "P-1", "P-2"),
            ("cf_priority", "choice", "Low", "High"),
            ("cf_margin", "number", "1.5", "2"),
        )
    }
    | {
        "number": same("number", "INV-900001", "INV-900002"),
        "issuedOn": same("issuedOn", "2026-09-01", "2026-09-02"),
        "dueOn": same("dueOn", "2026-12-01", "2026-12-02"),
        "paymentTerms": ("paymentTerms", (30, {"paymentTerms": "Net 30"}), (0, {"paymentTerms": "Due on Receipt"})),
    },
    "PurchaseOrder": DOCUMENT
    | {
        "lineItems": lines(discounted=False),
        "customFields": custom(("cf_incoterm", "choice", "EXW", "DAP")),
        "number": same("number", "PO-900001", "PO-900002"),
        "orderedOn": same("orderedOn", "2026-09-01", "2026-09-02"),
        "deliveryOn": same("deliveryOn", "2026-12-01", "2026-12-02"),
    },
    "Account": {
        "name": same("name", "Perigee Labs", "Perigee Laboratories"),
        "number": same("number", "17", "18"),
        "kind": same("kind", "Customer", "Prospect"),
        "industry": same("industry", "Retail", "Energy"),
        "phone": same("phone", "+49 30 1", "+49 30 2"),
        "website": same("website", "https://perigee.example", "https://labs.perigee.example"),
        "employees": same("employees", 12, 13),
        "annualRevenue": money("annualRevenue", "120000.5", "130000"),
        "rating": same("rating", "Acquired", "Active"),
        "ownership": same("ownership", "Private", "Public"),
        "billingAddress": whole("billingAddress", STREET, SQUARE),
        "shippingAddress": whole("shippingAddress", SQUARE, STREET),
        "description": same("description", "New.", "Known."),
        "ownerId": link("owner", USERS),
        "parentId": link("parent", ACCOUNTS),
        "customFields": custom(
            ("Region", "choice", "North", "South"),
            ("Renewal_Date", "date", "2027-01-01", "2027-02-01"),
            ("Sustainability_Score", "number", "5", "7"),
            ("Key_Account", "boolean", True, False),
        ),
    },
    "Contact": {
        "salutation": same("salutation", "Ms.", "Dr."),
        "firstName": same("firstName", "Ines", "Inés"),
        "lastName": same("lastName", "Falk", "Falk-Adler"),
        "title": same("title", "Engineer", "Head of Engineering"),
        "department": same("department", "Optics", "Energy"),
        "email": same("email", "ines@perigee.example", "ines.falk@perigee.example"),
        "secondaryEmail": same("secondaryEmail", "i@perigee.example", "if@perigee.example"),
        "phone": same("phone", "+49 30 1", "+49 30 2"),
        "mobile": same("mobile", "+49 170 1", "+49 170 2"),
        "bornOn": same("bornOn", "1980-02-29", "1981-01-01"),
        "leadSource": same("leadSource", "Trade Show", "Partner"),
        "hasOptedOut": same("hasOptedOut", first=True, second=False),
        "mailingAddress": whole("mailingAddress", STREET, SQUARE),
        "otherAddress": whole("otherAddress", SQUARE, STREET),
        "description": same("description", "New.", "Known."),
        "ownerId": link("owner", USERS),
        "accountId": link("account", ACCOUNTS),
        "customFields": custom(
            ("Preferred_Language", "choice", "German", "French"),
            ("Newsletter_Topics", "choices", ["Events", "Service tips"], ["Product news"]),
            ("Primary_Contact", "boolean", True, False),
        ),
    },
    "Deal": {
        "name": same("name", "Perigee: Sensors", "Perigee: Lenses"),
        "stage": same("stage", "Qualification", "Needs Analysis"),
        "pipeline": same("pipeline", "Standard", "Standard"),
        "amount": money("amount", "1200.5", "1300"),
        "probability": same("probability", 20, 35),
        "closingOn": same("closingOn", "2026-12-01", "2027-01-31"),
        "kind": same("kind", "New Business", "Existing Business"),
        "leadSource": same("leadSource", "Trade Show", "Partner"),
        "nextStep": same("nextStep", "Call", "Visit"),
        "description": same("description", "New.", "Known."),
        "ownerId": link("owner", USERS),
        "accountId": link("account", ACCOUNTS),
        "contactId": link("contact", CONTACTS),
        "customFields": custom(
            ("Margin_Percent", "number", "12", "13.5"),
            ("Competitors", "choices", ["Cutwater Labs"], ["Anvil Metrics", "Borealis Sensors"]),
            ("Budget_Confirmed_At", "dateTime", "2026-09-01T08:00:00Z", "2026-09-02T09:30:00Z"),
            ("List_Value", "amount", "1500.5", "1600"),
            ("Partner_Account", "link", *ACCOUNTS),
        ),
    },
}
PARTY: dict[str, dict[str, dict[str, str]]] = {
    "Estimate": {"party": {"customer": CUSTOMER}},
    "SalesOrder": {"party": {"customer": CUSTOMER}},
    "Invoice": {"party": {"customer": CUSTOMER}},
    "PurchaseOrder": {"party": {"vendor": VENDOR}},
}


def plain(value: object) -> object:
    """Numbers in texts as numbers, so that 5 and 5.00 are the same."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [plain(inner) for inner in cast("list[object]", value)]
    with suppress(ArithmeticError):
        return Decimal(value.removesuffix("%")) if isinstance(value, str) else value
    return value


async def written(graph: Graph, act: str, kind: str, given: dict[str, Any]) -> dict[str, Any]:
    """The record after a mutation."""
    field = kind[0].lower() + kind[1:]
    rows = " ".join(row[0] for row in WRITTEN[kind].values())
    query = f"""mutation ($input: {act}{kind}Input!) {{ {act.lower()}{kind}(input: $input) {{
        userErrors {{ code message field }} {field} {{ id {rows} }} }} }}"""
    payload = (await graph.ask("admin", query, {"input": given})).data[f"{act.lower()}{kind}"]
    assert payload["userErrors"] == []
    made: dict[str, Any] = payload[field]
    return made


@pytest.mark.parametrize("kind", WRITTEN)
async def test_what_is_written_is_read(graph: Graph, kind: str) -> None:
    rows = WRITTEN[kind]
    first = {name: row[1][0] for name, row in rows.items()}
    made = await written(graph, "Create", kind, PARTY.get(kind, {}) | first)
    changed = await written(
        graph, "Update", kind, {"id": made["id"], **{name: row[2][0] for name, row in rows.items()}}
    )
    for record, pairs in ((made, [row[1] for row in rows.values()]), (changed, [row[2] for row in rows.values()])):
        told: dict[str, Any] = {key: value for _, each in pairs for key, value in each.items()}
        assert plain({key: record[key] for key in told}) == plain(told)


@pytest.mark.parametrize("act", ["Create", "Update"])
@pytest.mark.parametrize("kind", WRITTEN)
def test_no_value_of_an_input_is_left_out_above(kind: str, act: str) -> None:
    fields = cast("GraphQLInputObjectType", SCHEMA.type_map[f"{act}{kind}Input"]).fields
    # A discount on the whole excludes those on lines: test_document_inputs.py.
    assert set(fields) - APART - {"discount"} == set(WRITTEN[kind])
