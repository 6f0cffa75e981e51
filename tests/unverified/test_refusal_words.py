"""Words with which Books may refuse what a form has looked up lead to its place in the input."""

from typing import Any

import pytest

from tests.gateway.operations.test_document_inputs import LINE, at, created
from tests.gateway.operations.test_refused_look_ups import NOWHERE, SALES, TAX
from tests.mutating import codes, done
from tests.unverified.alterations import refused
from tests.unverified.proxy import AlteredGraph


@pytest.mark.parametrize(
    ("words", "given", "place"),
    [
        ("Salesperson does not exist.", {"salesperson": "Nobody"}, ["salesperson"]),
        ("Invalid value passed for salesperson_name", {"salesperson": "Nobody"}, ["salesperson"]),
        ("Invalid value passed for payment_terms", {"paymentTerms": 500}, ["paymentTerms"]),
        ("Invalid value passed for Payment Terms", {"paymentTerms": 500}, ["paymentTerms"]),
        ("Invalid value passed for template_id", {"templateId": NOWHERE}, ["templateId"]),
        ("Invalid value passed for exchange_rate", {"exchangeRateToBase": "1"}, ["exchangeRateToBase"]),
        ("Invalid value passed for unit", {"lineItems": [{**LINE, "unit": "ell"}]}, ["lineItems", "0", "unit"]),
        ("Invalid value passed for tax_id", {"lineItems": [{**LINE, "taxId": TAX}]}, ["lineItems", "0", "taxId"]),
        (
            "Invalid value passed for account_id",
            {"lineItems": [{**LINE, "accountId": SALES}]},
            ["lineItems", "0", "accountId"],
        ),
    ],
)
async def test_words_of_books_about_a_look_up_lead_to_its_place(
    altered: AlteredGraph, words: str, given: dict[str, Any], place: list[str]
) -> None:
    altered.alter(refused("POST /books/v3/invoices", 400, {"code": 2, "message": words}))
    assert at(await created(altered.graph, "Invoice", **given)) == [("VALIDATION", place)]


async def test_words_about_the_mode_of_a_payment_lead_to_it(altered: AlteredGraph) -> None:
    query = "{ invoices(first: 1, filter: { status: { is: SENT } }) { nodes { id } } }"
    [invoice] = (await altered.graph.ask("admin", query)).data["invoices"]["nodes"]
    words = {"code": 2, "message": "Invalid value passed for payment_mode"}
    altered.alter(refused("POST /books/v3/customerpayments", 400, words))
    given = f'invoiceId: "{invoice["id"]}", amount: "1", paidOn: "2026-11-20", mode: "shells"'
    assert codes(await done(altered.graph, "admin", "recordPayment", given)) == [("VALIDATION", ["mode"])]
