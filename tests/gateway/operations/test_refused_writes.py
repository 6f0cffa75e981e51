"""What a write is refused for has the code and the place that a client can act on, and nothing else is done."""

from base64 import b64encode

import pytest

from tests.graphs import Graph
from tests.mutating import LINES, SOLD, codes, done, new

VENDOR = "460000000004000002"
ACCOUNT, NOWHERE = (b64encode(f"Account:41508680000010{id_}".encode()).decode() for id_ in ("00040", "99999"))


def written(graph: Graph) -> list[str]:
    """The paths of the writes since the mark."""
    return [call["path"] for call in graph.calls() if call["method"] != "GET"]


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("addNote", 'text: "x"'),
        ("sendMail", 'to: ["a@b.example"], subject: "s", body: "b"'),
        ("updateAccount", 'phone: "2"'),
        ("importToBooks", ""),
    ],
)
async def test_a_record_that_is_not_there_is_named(graph: Graph, field: str, given: str) -> None:
    assert codes(await done(graph, "admin", field, f'id: "{NOWHERE}", {given}')) == [("NOT_FOUND", ["id"])]


async def test_an_account_that_is_not_there_is_named(graph: Graph) -> None:
    given = f'party: {{ account: "{NOWHERE}" }}, {LINES}'
    assert codes(await done(graph, "admin", "createEstimate", given)) == [("NOT_FOUND", ["party", "account"])]


async def test_what_others_wrote_is_theirs(graph: Graph) -> None:
    await done(graph, "admin", "addNote", f'id: "{ACCOUNT}", text: "mine"')
    node = f'node(id: "{ACCOUNT}")'
    notes = (
        await graph.ask("admin", f"{{ {node} {{ ... on Account {{ notes(first: 1) {{ nodes {{ noteId }} }} }} }} }}")
    ).data
    note = notes["node"]["notes"]["nodes"][0]["noteId"]
    change = f'id: "{ACCOUNT}", noteId: "{note}"'
    assert codes(await done(graph, "sales", "updateNote", f'{change}, text: "theirs"')) == [("FORBIDDEN", None)]
    assert codes(await done(graph, "sales", "deleteNote", change)) == [("FORBIDDEN", None)]


async def test_comments_of_others_are_theirs(graph: Graph) -> None:
    id_ = await new(graph, "Invoice")
    await done(graph, "admin", "addComment", f'id: "{id_}", text: "mine"')
    read = f'{{ node(id: "{id_}") {{ ... on Invoice {{ comments(first: 9) {{ nodes {{ commentId text }} }} }} }} }}'
    told = (await graph.ask("admin", read)).data["node"]["comments"]["nodes"]
    comment = next(each["commentId"] for each in told if each["text"] == "mine")
    given = f'id: "{id_}", commentId: "{comment}", text: "theirs"'
    assert codes(await done(graph, "accountant", "updateComment", given)) == [("FORBIDDEN", None)]


async def test_an_order_without_a_day_of_delivery_takes_no_comment(graph: Graph) -> None:
    given = f'party: {{ booksVendor: "{VENDOR}" }}, {LINES}'
    id_ = (await done(graph, "admin", "createPurchaseOrder", given, "purchaseOrder { id }"))["purchaseOrder"]["id"]
    graph.forget_calls()
    assert codes(await done(graph, "admin", "addComment", f'id: "{id_}", text: "hi"')) == [("VALIDATION", ["id"])]
    assert written(graph) == []
    assert codes(await done(graph, "admin", "updatePurchaseOrder", f'id: "{id_}", deliveryOn: "2026-12-01"')) == []
    assert codes(await done(graph, "admin", "addComment", f'id: "{id_}", text: "hi"')) == []


async def test_a_line_of_another_document_replaces_none(graph: Graph) -> None:
    ids: list[str] = []
    for _ in range(2):
        made = await done(graph, "admin", "createEstimate", SOLD, "estimate { id lineItems { lineItemId } }")
        ids += [made["estimate"]["id"], made["estimate"]["lineItems"][0]["lineItemId"]]
    graph.forget_calls()
    lines = f'lineItems: [{{ lineItemId: "{ids[3]}", rate: "10" }}, {{ lineItemId: "{ids[1]}", rate: "5" }}]'
    payload = await done(graph, "admin", "updateEstimate", f'id: "{ids[2]}", {lines}')
    assert codes(payload) == [("VALIDATION", ["lineItems", "1", "lineItemId"])]
    assert written(graph) == []


async def test_a_template_that_is_not_there_is_named(graph: Graph) -> None:
    id_ = await new(graph)
    graph.forget_calls()
    given = f'id: "{id_}", to: ["a@b.example"], templateId: "999"'
    assert codes(await done(graph, "admin", "sendDocument", given)) == [("VALIDATION", ["templateId"])]
    assert written(graph) == []


async def test_what_a_status_does_not_allow_is_a_conflict(graph: Graph) -> None:
    id_ = await new(graph)
    assert codes(await done(graph, "admin", "convertEstimateToInvoice", f'id: "{id_}"')) == []
    assert codes(await done(graph, "admin", "markEstimate", f'id: "{id_}", as: SENT')) == [("CONFLICT", None)]


async def test_an_order_that_is_void_is_not_converted(graph: Graph) -> None:
    id_ = await new(graph, "SalesOrder")
    assert codes(await done(graph, "admin", "markSalesOrder", f'id: "{id_}", as: VOID')) == []
    assert codes(await done(graph, "admin", "convertSalesOrderToInvoice", f'id: "{id_}"')) == [("CONFLICT", ["id"])]


async def test_what_something_rests_on_is_not_deleted(graph: Graph) -> None:
    id_ = await new(graph, "Invoice")
    assert codes(await done(graph, "admin", "markInvoice", f'id: "{id_}", as: SENT')) == []
    paid = f'invoiceId: "{id_}", amount: "1", paidOn: "2026-10-01", mode: "cash"'
    assert codes(await done(graph, "admin", "recordPayment", paid)) == []
    assert codes(await done(graph, "admin", "deleteDocument", f'id: "{id_}"')) == [("CONFLICT", None)]


@pytest.mark.parametrize("kind", ["Estimate", "Invoice", "SalesOrder"])
async def test_no_hidden_copy_is_promised_that_books_does_not_send(graph: Graph, kind: str) -> None:
    id_ = await new(graph, kind, "sales")
    graph.forget_calls()
    payload = await done(graph, "sales", "sendDocument", f'id: "{id_}", to: ["a@b.example"], bcc: ["c@d.example"]')
    if kind == "SalesOrder":
        assert codes(payload) == []
        assert graph.sandbox.outbox.all()[-1]["bcc"] == ["c@d.example"]
    else:
        assert (codes(payload), graph.calls()) == ([("VALIDATION", ["bcc"])], [])


async def test_a_refused_custom_field_is_named(graph: Graph) -> None:
    fields = '[{ name: "cf_project_code", value: { text: "1" } }, { name: "cf_priority", value: { text: "Nope" } }]'
    given = f"{SOLD}, customFields: {fields}"
    assert codes(await done(graph, "admin", "createInvoice", given)) == [("VALIDATION", ["customFields", "1"])]


async def test_what_is_not_given_of_an_address_stays(graph: Graph) -> None:
    shown = "billingAddress { street city postalCode country }"
    made = (await done(graph, "admin", "createEstimate", SOLD, f"estimate {{ id {shown} }}"))["estimate"]
    change = f'id: "{made["id"]}", kind: BILLING, address: {{ street: "New 1" }}'
    payload = await done(graph, "admin", "setDocumentAddress", change, f"document {{ ... on Estimate {{ {shown} }} }}")
    assert payload["document"]["billingAddress"] == {**made["billingAddress"], "street": "New 1"}
    assert made["billingAddress"]["city"]


async def test_what_was_done_is_named_where_it_cannot_be_read(graph: Graph) -> None:
    await graph.meet("admin")
    await graph.break_down({"product": "crm", "kind": "malformed_json", "method": "GET", "count": 9})
    query = """mutation { createDeal(input: { name: "New", stage: "Qualification", closingOn: "2026-12-01" }) {
        userErrors { code } deal { id name } } }"""
    told = await graph.ask("admin", query)
    assert told.body["data"] == {"createDeal": {"userErrors": [], "deal": None}}
    error = told.body["errors"][0]
    assert (error["path"], error["extensions"]["code"]) == (["createDeal", "deal"], "UPSTREAM_UNAVAILABLE")
    assert error["message"].startswith("The change was made, but the record cannot be read now: ")
    await graph.break_down()
    read = f'{{ node(id: "{error["extensions"]["doneId"]}") {{ ... on Deal {{ name }} }} }}'
    assert (await graph.ask("admin", read)).data["node"] == {"name": "New"}
