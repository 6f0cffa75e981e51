"""What a policy hides from an author is neither written, nor carried, nor mailed, nor told by what they write."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sandbox.crm.profiles import BY_NAME
from tests.graphs import Graph, graph_served
from tests.mutating import CUSTOMER, codes, done
from tests.proofs import at_length

ACCOUNT, DEAL = "4150868000001000001", "4150868000003000001"
LINES = [{"name": "Calibration", "rate": "100"}]
FORBIDDEN = [("FORBIDDEN", None)]


@asynccontextmanager
async def hiding(folder: Path, *fields: str, profile: str = "Sales") -> AsyncGenerator[Graph]:
    """A gateway whose policy hides these fields, or takes away an action written as `books.invoices view`."""
    rules = [f'[[rule]]\nreason = "A rule."\nprofiles = ["{profile}"]']
    actions = dict(each.split() for each in fields if " " in each)
    coordinates = ", ".join(f'"{each}"' for each in fields if " " not in each)
    rules += [f"fields = [{coordinates}]"] if coordinates else []
    rules += [f'modules = {{ "{module}" = ["{action}"] }}' for module, action in actions.items()]
    file = folder / "policy.toml"
    file.write_text("\n".join(rules), "utf-8")
    async with graph_served(policy=file) as graph:
        yield graph


async def created(graph: Graph, kind: str = "Invoice", persona: str = "admin", **given: Any) -> dict[str, Any]:
    """The payload of a new document."""
    field = kind[0].lower() + kind[1:]
    query = f"""mutation ($input: Create{kind}Input!) {{ create{kind}(input: $input) {{
        userErrors {{ code message field }} {field} {{ id recordId }} }} }}"""
    told = await graph.ask(persona, query, {"input": {"lineItems": LINES, **given}})
    payload: dict[str, Any] = told.data[f"create{kind}"]
    return payload | (payload[field] or {})


PREVIEW = "query ($id: ID!) { mailPreview(documentId: $id) { body } }"


async def test_a_preview_does_not_tell_hidden_amounts(graph: Graph) -> None:
    id_ = (await created(graph, party={"customer": CUSTOMER}))["id"]
    await graph.meet("restricted")
    told = await graph.ask("restricted", PREVIEW, {"id": id_})
    assert told.data == {"mailPreview": None}
    assert "Query.mailPreview" in {each["coordinate"] for each in told.body["extensions"]["hiddenFields"]}
    assert graph.calls() == []
    assert "100.00" in (await graph.ask("admin", PREVIEW, {"id": id_})).data["mailPreview"]["body"]


@at_length(like="test_a_preview_does_not_tell_hidden_amounts")
async def test_a_document_with_hidden_fields_is_not_mailed(tmp_path: Path) -> None:
    async with hiding(tmp_path, "Invoice.balance") as graph:
        id_ = (await created(graph, persona="sales", party={"customer": CUSTOMER}))["id"]
        await graph.meet("sales")
        payload = await done(graph, "sales", "sendDocument", f'id: "{id_}", to: ["a@b.example"]')
        assert (codes(payload), graph.calls(), graph.sandbox.outbox.all()) == (FORBIDDEN, [], [])


async def test_whoever_sees_no_invoice_records_no_payment(tmp_path: Path) -> None:
    async with hiding(tmp_path, "books.invoices view", profile="Accounting") as graph:
        id_ = (await created(graph, party={"customer": CUSTOMER}))["id"]
        await graph.meet("accountant")
        given = f'invoiceId: "{id_}", amount: "1", paidOn: "2026-10-01", mode: "cash"'
        assert codes(await done(graph, "accountant", "recordPayment", given)) == [("FORBIDDEN", ["invoiceId"])]
        assert graph.calls() == []


@pytest.mark.parametrize("field", ["Estimate.total", "Estimate.salesperson", "SalesOrder.salesperson"])
async def test_what_is_hidden_is_not_carried_into_another_document(tmp_path: Path, field: str) -> None:
    async with hiding(tmp_path, field) as graph:
        id_ = (await created(graph, "Estimate", party={"customer": CUSTOMER}))["id"]
        await graph.meet("sales")
        payload = await done(graph, "sales", "convertEstimateToSalesOrder", f'id: "{id_}"')
        assert (codes(payload), graph.calls()) == (FORBIDDEN, [])


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"party": {"customer": CUSTOMER}}, ["party", "customer"]),
        ({"party": {"account": ACCOUNT}}, ["party", "account"]),
        ({"party": {"contact": "4150868000002000001"}}, ["party", "contact"]),
        ({"party": {"deal": DEAL}}, ["party", "deal"]),
    ],
)
async def test_a_hidden_customer_is_not_set_by_any_name(tmp_path: Path, given: dict[str, Any], path: list[str]) -> None:
    async with hiding(tmp_path, "Estimate.customer") as graph:
        await graph.meet("sales")
        payload = await created(graph, "Estimate", "sales", **given)
        assert (codes(payload), graph.calls()) == ([("FIELD_NOT_EDITABLE", path)], [])


SAID = """{ node(id: "%s") { ... on SalesOrder { history(first: 9) { nodes { act changes { field after } } } }
    ... on Deal { history(first: 9) { nodes { act changes { field after } } } } } }"""


@pytest.mark.parametrize("kind", ["comment", "note"])
@at_length(like="tests/permissions/test_merged_histories.py::test_hidden_comments_are_hidden_in_the_history_too")
async def test_history_does_not_tell_what_was_said_where_that_is_hidden(tmp_path: Path, kind: str) -> None:
    async with hiding(tmp_path, "SalesOrder.comments", "Deal.notes") as graph:
        if kind == "comment":
            id_ = (await created(graph, "SalesOrder", party={"customer": CUSTOMER}))["id"]
            read = "... on SalesOrder { comments(first: 1) { nodes { commentId } } }"
            first, change = "addComment", "updateComment"
        else:
            id_ = (await graph.ask("admin", f'{{ deal(id: "{DEAL}") {{ id }} }}')).data["deal"]["id"]
            read = "... on Deal { notes(first: 1) { nodes { noteId } } }"
            first, change = "addNote", "updateNote"
        await done(graph, "admin", first, f'id: "{id_}", text: "a first secret"')
        said = (await graph.ask("admin", f'{{ node(id: "{id_}") {{ {read} }} }}')).data["node"]
        said = said[f"{kind}s"]["nodes"][0][f"{kind}Id"]
        await done(graph, "admin", change, f'id: "{id_}", {kind}Id: "{said}", text: "a second secret"')
        for persona, is_told in (("admin", True), ("sales", False)):
            told = (await graph.ask(persona, SAID % id_)).data["node"]["history"]["nodes"]
            assert ("secret" in str(told)) is is_told
        await graph.meet("sales")
        for act, given in (
            (first, 'text: "more"'),
            (change, f'{kind}Id: "{said}", text: "more"'),
            (change.replace("update", "delete"), f'{kind}Id: "{said}"'),
        ):
            payload = await done(graph, "sales", act, f'id: "{id_}", {given}')
            assert [code for code, _ in codes(payload)] == ["FIELD_NOT_EDITABLE"]
        assert graph.calls() == []


@at_length(like="test_whoever_sees_no_invoice_records_no_payment")
async def test_files_that_are_hidden_are_neither_taken_off_nor_mailed(tmp_path: Path) -> None:
    async with hiding(tmp_path, "Invoice.attachments") as graph:
        id_ = (await created(graph, persona="sales", party={"customer": CUSTOMER}))["id"]
        await graph.meet("sales")
        payload = await done(graph, "sales", "removeAttachment", f'recordId: "{id_}", attachmentId: "1"')
        assert codes(payload) == [("FIELD_NOT_EDITABLE", ["attachmentId"])]
        assert graph.calls() == []


async def test_who_submitted_is_not_told_where_the_approval_is_hidden(tmp_path: Path) -> None:
    query = "{ pendingApprovals(first: 5) { nodes { submittedBy document { ... on Estimate { number } } } } }"
    async with hiding(tmp_path, "Estimate.approval", profile="Accounting") as graph:
        rows = (await graph.ask("accountant", query)).data["pendingApprovals"]["nodes"]
        estimates = [row for row in rows if row["document"].get("number")]
        assert estimates
        assert {row["submittedBy"] for row in estimates} == {None}


@pytest.mark.parametrize(
    ("hidden", "given", "path"),
    [
        ("BillingSubscription.customer", {"party": {"customer": "903000000001000001"}}, ["party", "customer"]),
        ("BillingSubscription.customer", {"party": {"account": ACCOUNT}}, ["party", "account"]),
        ("BillingSubscription.customer", {"party": {"deal": DEAL}}, ["party", "deal"]),
        ("BillingSubscription.reference", {"party": {"customer": "903000000001000001"}, "dealId": DEAL}, ["dealId"]),
        ("BillingSubscription.deal", {"party": {"customer": "903000000001000001"}, "dealId": DEAL}, ["dealId"]),
        ("BillingSubscription.deal", {"party": {"customer": "903000000001000001"}, "reference": DEAL}, ["reference"]),
        ("BillingSubscription.plan", {"party": {"customer": "903000000001000001"}}, ["plan"]),
        ("BillingSubscriptionPlan.price", {"party": {"customer": "903000000001000001"}}, ["plan", "price"]),
    ],
)
async def test_what_is_hidden_of_a_subscription_is_set_by_no_name(
    tmp_path: Path, hidden: str, given: dict[str, Any], path: list[str]
) -> None:
    query = """mutation ($input: CreateBillingSubscriptionInput!) {
        createSubscription(input: $input) { userErrors { code field } } }"""
    async with hiding(tmp_path, hidden, profile="Accounting") as graph:
        await graph.meet("billing")
        given = {"plan": {"code": "care-basic", "price": "2"}, **given}
        told = await graph.ask("billing", query, {"input": given})
        assert ("FIELD_NOT_EDITABLE", path) in codes(told.data["createSubscription"])
        assert graph.calls() == []


@pytest.mark.parametrize("value", [{"street": "A street"}, None])
@at_length(like="test_a_hidden_customer_is_not_set_by_any_name")
async def test_a_hidden_part_of_an_address_is_neither_given_nor_emptied(
    monkeypatch: pytest.MonkeyPatch, value: dict[str, str] | None
) -> None:
    sales = replace(BY_NAME["Sales"], hidden=frozenset({"Accounts.Billing_Street"}))
    monkeypatch.setitem(BY_NAME, "Sales", sales)
    query = "mutation ($input: UpdateAccountInput!) { updateAccount(input: $input) { userErrors { code field } } }"
    async with graph_served() as graph:
        await graph.meet("sales")
        told = await graph.ask("sales", query, {"input": {"id": ACCOUNT, "billingAddress": value}})
        assert codes(told.data["updateAccount"]) == [("FIELD_NOT_EDITABLE", ["billingAddress"])]
        assert graph.calls() == []
