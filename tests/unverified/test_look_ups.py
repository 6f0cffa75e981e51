"""A look-up that Books does not have, or has in another shape, is an error at its place; its rights are Books' own."""

from collections.abc import Mapping

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
async def test_a_look_up_without_its_address_is_an_error_and_hidden_afterwards(
    altered: AlteredGraph, root: str
) -> None:
    address, query = ADDRESSES[root]
    assert (await altered.graph.ask("sales", query)).data[root] not in ([], {"nodes": []})
    altered.alter(refused(address, *INVALID_ADDRESS))
    told = await altered.graph.ask("sales", query)
    assert [error["path"] for error in told.body["errors"]] == [[root]]


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
