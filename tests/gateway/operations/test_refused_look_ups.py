"""A refusal that concerns what a form has looked up has its place in `field`."""

import pytest

from tests.gateway.operations.test_document_inputs import LINE, at, created
from tests.graphs import Graph
from tests.mutating import codes, done

NOWHERE = "460000000000999"
TAX, SALES = "460000000000901", "460000000000388"
KINDS = ("Estimate", "SalesOrder", "Invoice", "PurchaseOrder")


@pytest.mark.parametrize("kind", KINDS)
async def test_a_tax_that_is_not_there_is_named_in_its_line(graph: Graph, kind: str) -> None:
    payload = await created(graph, kind, lineItems=[LINE, {**LINE, "taxId": NOWHERE}])
    assert at(payload) == [("VALIDATION", ["lineItems", "1", "taxId"])]
    assert "Tax does not exist." in payload["userErrors"][0]["message"]


async def test_of_different_taxes_it_is_not_said_which_one_is_meant(graph: Graph) -> None:
    lines = [{**LINE, "taxId": TAX}, {**LINE, "taxId": NOWHERE}]
    assert at(await created(graph, "Estimate", lineItems=lines)) == [("VALIDATION", ["lineItems"])]


async def test_a_tax_of_all_lines_is_named_in_the_first_one(graph: Graph) -> None:
    lines = [{**LINE, "taxId": NOWHERE}, {**LINE, "taxId": NOWHERE}]
    assert at(await created(graph, "Estimate", lineItems=lines)) == [("VALIDATION", ["lineItems", "0", "taxId"])]


async def test_an_account_that_is_not_there_is_named_in_its_line(graph: Graph) -> None:
    lines = [{**LINE, "accountId": NOWHERE}]
    assert at(await created(graph, "Invoice", lineItems=lines)) == [("VALIDATION", ["lineItems", "0", "accountId"])]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_template_that_is_not_there_is_named(graph: Graph, kind: str) -> None:
    assert at(await created(graph, kind, templateId=NOWHERE)) == [("VALIDATION", ["templateId"])]


async def test_a_chosen_template_is_shown_by_the_document(graph: Graph) -> None:
    made = (await created(graph, "Estimate", templateId="460000000000502"))["made"]
    query = f'{{ estimate(id: "{made["id"]}") {{ template {{ recordId name kind }} }} }}'
    template = (await graph.ask("admin", query)).data["estimate"]["template"]
    assert template == {"recordId": "460000000000502", "name": "Elegant", "kind": "elegant"}


async def test_a_custom_field_that_is_not_there_is_named(graph: Graph) -> None:
    fields = [{"name": "cf_nothing", "value": {"text": "x"}}]
    [(code, place)] = at(await created(graph, "Estimate", customFields=fields))
    assert (code, (place or [""])[0]) == ("VALIDATION", "customFields")


async def test_a_choice_that_a_custom_field_does_not_have_is_named(graph: Graph) -> None:
    fields = [{"name": "cf_priority", "value": {"text": "Whenever"}}]
    assert at(await created(graph, "Invoice", customFields=fields)) == [("VALIDATION", ["customFields", "0"])]


@pytest.mark.parametrize(("given", "field"), [("stage", "stage"), ("kind", "kind"), ("leadSource", "leadSource")])
async def test_a_choice_that_a_pick_list_does_not_have_is_named(graph: Graph, given: str, field: str) -> None:
    stage = "" if given == "stage" else 'stage: "Qualification", '
    text = f'name: "New", {stage}{given}: "Nowhere"'
    assert codes(await done(graph, "admin", "createDeal", text)) == [("VALIDATION", [field])]


async def test_terms_of_more_days_than_books_takes_are_named(graph: Graph) -> None:
    assert at(await created(graph, "Invoice", paymentTerms=101)) == [("VALIDATION", ["paymentTerms"])]


async def test_a_mode_that_books_does_not_take_is_named(graph: Graph) -> None:
    paid = 'invoiceId: "460000000008000001", amount: "1", paidOn: "2026-10-01"'
    assert codes(await done(graph, "admin", "recordPayment", f'{paid}, mode: "Barter"')) == [("VALIDATION", ["mode"])]
