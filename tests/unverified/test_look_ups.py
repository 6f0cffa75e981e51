"""A look-up that Books does not have, or has in another shape, is an error at its place; its rights are Books' own."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.mutating import CUSTOMER, LINES, codes, done
from tests.unverified.alterations import SHAPES, WORDS, at, refused
from tests.unverified.proxy import AlteredGraph

INVALID_ADDRESS = (404, {"code": 5, "message": "Invalid URL Passed"})
ADDRESSES: Mapping[str, tuple[str, str]] = {
    "salespersons": ("GET /books/v3/salespersons", "{ salespersons { nodes { name } } }"),
    "fieldDefinitions": (
        "GET /books/v3/settings/preferences/customfields",
        "{ fieldDefinitions(of: INVOICE) { name label } }",
    ),
    "paymentTerms": ("GET /books/v3/settings/paymentterms", "{ paymentTerms { nodes { days } } }"),
}
ME = "GET /books/v3/users/me"
TAXES = "{ taxes { nodes { name kind isDefault } } }"


@pytest.mark.parametrize("root", ADDRESSES)
async def test_a_look_up_without_its_address_is_an_error_at_its_place(altered: AlteredGraph, root: str) -> None:
    address, query = ADDRESSES[root]
    assert (await altered.graph.ask("sales", query)).data[root] not in ([], {"nodes": []})
    altered.alter(refused(address, *INVALID_ADDRESS))
    for _ in range(2):
        told = await altered.graph.ask("sales", query)
        assert [error["path"] for error in told.body["errors"]] == [[root]]


OTHERS = {
    "documentTemplates": ("GET /books/v3/invoices/templates", "{ documentTemplates(of: INVOICE) { name } }"),
    "dealStages": ("GET /crm/v8/settings/fields", "{ dealStages { name } }"),
    "fieldDefinitions": ("GET /crm/v8/settings/fields", "{ fieldDefinitions(of: DEAL) { name } }"),
    "fromAddresses": ("GET /crm/v8/settings/emails/actions/from_addresses", "{ fromAddresses { email } }"),
}
RATES = """{ currencies(first: 2) { nodes { code exchangeRates(first: 1) { nodes { rateToBase } } } } }"""
REFUSED_BY_CRM: tuple[int, Any] = (
    403,
    {"code": "NO_PERMISSION", "details": {}, "message": "permission denied", "status": "error"},
)


@pytest.mark.parametrize("root", OTHERS)
async def test_what_a_product_refuses_of_a_look_up_is_learnt(altered: AlteredGraph, root: str) -> None:
    address, query = OTHERS[root]
    # What CRM says of fields is a source of permissions too, which is known by now.
    await altered.graph.meet("sales")
    answer = REFUSED_BY_CRM if "crm" in address else (401, {"code": 57, "message": "You are not authorized."})
    altered.graph.forget_answers()
    altered.proxy.alterations = (refused(address, *answer),)
    told = await altered.graph.ask("sales", query)
    assert [error["path"] for error in told.body["errors"]] == [[root]]
    # From now on the product would answer.
    altered.proxy.alterations = ()
    again = await altered.graph.ask("sales", query)
    assert (again.codes, again.data) == ([], {root: None})
    assert "UPSTREAM_REFUSAL" in {each["reason"] for each in again.body["extensions"]["hiddenFields"]}
    await altered.graph.ask("sales", "mutation { refreshPermissions { asOf } }")
    assert (await altered.graph.ask("sales", query)).data[root]


async def test_refused_exchange_rates_are_learnt_and_the_currencies_stay(altered: AlteredGraph) -> None:
    answer = (401, {"code": 57, "message": "You are not authorized."})
    shown = (await altered.graph.ask("accountant", RATES)).data["currencies"]["nodes"]
    altered.alter(refused("GET /books/v3/settings/currencies/[0-9]+/exchangerates", *answer))
    told = await altered.graph.ask("accountant", RATES)
    assert {tuple(error["path"][-1:]) for error in told.body["errors"]} == {("exchangeRates",)}
    altered.graph.forget_calls()
    again = await altered.graph.ask("accountant", RATES)
    assert again.codes == []
    assert [each["code"] for each in again.data["currencies"]["nodes"]] == [each["code"] for each in shown]
    assert {each["exchangeRates"] is None for each in again.data["currencies"]["nodes"]} == {True}
    assert again.body["extensions"]["hiddenFields"] == [
        {"coordinate": "Currency.exchangeRates", "reason": "UPSTREAM_REFUSAL", "product": "BOOKS"}
    ]
    assert [call for call in altered.graph.calls() if "exchangerates" in str(call)] == []
    altered.proxy.alterations = ()
    await altered.graph.ask("accountant", "mutation { refreshPermissions { asOf } }")
    assert (await altered.graph.ask("accountant", RATES)).data["currencies"]["nodes"] == shown


@pytest.mark.parametrize("change", ["missing", "null"])
async def test_terms_that_are_not_where_they_are_expected_are_an_error(altered: AlteredGraph, change: str) -> None:
    altered.alter(at(ADDRESSES["paymentTerms"][0], "data.payment_terms", SHAPES[change]))
    told = await altered.graph.ask("sales", ADDRESSES["paymentTerms"][1])
    assert told.codes == ["UPSTREAM_UNAVAILABLE"]


@pytest.mark.parametrize("change", ["missing", "null"])
async def test_a_tax_that_does_not_say_whether_it_is_the_default_is_no_default(
    altered: AlteredGraph, change: str
) -> None:
    altered.alter(at("GET /books/v3/settings/taxes", "taxes.*.is_default_tax", SHAPES[change]))
    [tax] = (await altered.graph.ask("accountant", TAXES)).data["taxes"]["nodes"]
    assert tax == {"name": "VAT 19%", "kind": "TAX", "isDefault": None}


async def test_a_role_that_names_no_right_to_taxes_leaves_it_to_books(altered: AlteredGraph) -> None:
    taxes = at(
        ME, "user.role.role.permissions.*.entity", WORDS["in another word"], only=lambda row: row["entity"] == "tax"
    )
    altered.alter(taxes)
    told = await altered.graph.ask("accountant", TAXES)
    assert told.data["taxes"]["nodes"] != []


@pytest.mark.parametrize(
    ("words", "given", "place"),
    [
        (
            "Invalid value for unit",
            'lineItems: [{ name: "x", rate: "1", unit: "?" }]',
            ["lineItems", "0", "unit"],
        ),
        ("Salesperson does not exist.", f'{LINES}, salesperson: "Nobody"', ["salesperson"]),
        ("Invalid value passed for payment_terms", f"{LINES}, paymentTerms: 31", ["paymentTerms"]),
        ("Invalid value passed for currency_id", f'{LINES}, currencyId: "460000000000099"', ["currencyId"]),
    ],
)
async def test_a_refused_choice_is_named_where_it_stands(
    altered: AlteredGraph, words: str, given: str, place: list[str]
) -> None:
    """`books.units` and its like: Books does not take what was chosen."""
    altered.alter(refused("POST /books/v3/invoices", 400, {"code": 2, "message": words}))
    text = f'party: {{ customer: "{CUSTOMER}" }}, {given}'
    assert codes(await done(altered.graph, "admin", "createInvoice", text)) == [("VALIDATION", place)]
