"""An address or a key that Zoho does not have, against what the gateway assumes, is an error and no silent null."""

from pathlib import Path

import pytest

from tests.mutating import done, new
from tests.unverified.alterations import SHAPES, at, refused
from tests.unverified.proxy import AlteredGraph
from tests.writes.kind import input_type_of, on
from tests.writes.stock import Stock

INVALID_ADDRESS = (404, {"code": 5, "message": "Invalid URL Passed"})
NOT_AUTHORIZED = (401, {"code": 57, "message": "You are not authorized to perform this operation"})
INVALID_IN_CRM = (400, {"code": "INVALID_DATA", "status": "error", "message": ""})
INVALID_VALUE = (400, {"code": 15, "message": "Invalid value"})
INVOICES = "GET /books/v3/invoices"
READS = {
    "crm.related-lists": (
        refused(r"GET /crm/v8/Accounts/\d+/Contacts", *INVALID_IN_CRM),
        "{ accounts(first: 1) { nodes { contacts(first: 1) { nodes { name } } } } }",
        ["accounts", "nodes", 0, "contacts"],
    ),
    "crm.ids-at-once": (
        refused("GET /crm/v8/Accounts", *INVALID_IN_CRM),
        "{ deals(first: 1) { nodes { account { phone } } } }",
        ["deals", "nodes", 0, "account"],
    ),
    "books.foreign-records": (
        refused(r"GET /books/v3/invoices/\d+", *NOT_AUTHORIZED),
        '{ invoice(id: "460000000008000001") { number } }',
        ["invoice"],
    ),
    "billing.error-codes": (
        refused("GET /billing/v1/plans", 400, {"code": 777_777, "message": "?"}),
        "{ plans(first: 1) { nodes { name } } }",
        ["plans"],
    ),
}
WRITES = {
    "books.estimate-rejection": (refused(r"POST /books/v3/estimates/\d+/reject", *INVALID_ADDRESS), "rejectDocument"),
    "books.sender-address": (refused(r"POST /books/v3/estimates/\d+/email", *INVALID_VALUE), "sendDocument"),
}


@pytest.mark.parametrize("assumption", READS)
async def test_a_refused_address_is_an_error_at_its_place(altered: AlteredGraph, assumption: str) -> None:
    alteration, query, path = READS[assumption]
    assert (await altered.graph.ask("admin", query)).data
    altered.alter(alteration)
    told = await altered.graph.ask("admin", query)
    assert [error["path"] for error in told.body["errors"]] == [path]
    assert told.codes[0] in {"UPSTREAM_REJECTED", "FORBIDDEN"}


@pytest.mark.parametrize("assumption", WRITES)
async def test_a_refused_write_says_so(altered: AlteredGraph, assumption: str) -> None:
    alteration, mutation = WRITES[assumption]
    id_ = await new(altered.graph)
    await done(altered.graph, "admin", "submitDocument", f'id: "{id_}"')
    altered.alter(alteration)
    mail = ', to: ["a@halvorsen.example"], subject: "s", body: "b"' if mutation == "sendDocument" else ""
    text = f'mutation {{ {mutation}(input: {{ id: "{id_}"{mail} }}) {{ userErrors {{ code }} }} }}'
    told = await altered.graph.ask("admin", text)
    assert told.codes or told.data[mutation]["userErrors"] != []


@pytest.mark.parametrize("change", ["missing", "null"])
async def test_a_field_that_books_leaves_out_or_blank_is_null(altered: AlteredGraph, change: str) -> None:
    query = "{ invoices(first: 1) { nodes { number customerName } } }"
    altered.alter(at(INVOICES, "invoices.*.customer_name", SHAPES[change]))
    [invoice] = (await altered.graph.ask("admin", query)).data["invoices"]["nodes"]
    assert invoice["number"].startswith("INV-")
    assert invoice["customerName"] is None


def test_only_the_survey_asks_coql() -> None:
    root = Path(__file__).parents[2]
    asking = [
        path for name in ("adapters", "resolvers", "schema", "gateway/http") for path in (root / name).rglob("*.py")
    ]
    assert asking != []
    # The limiter knows that such a query would be a heavy call.
    naming = {path.name for path in asking if '"coql' in path.read_text("utf-8")}
    assert naming == {"call_kinds.py"}


@pytest.mark.parametrize(("act", "status"), [("pause", "live"), ("resume", "paused")])
async def test_a_pause_without_an_address_is_an_error(altered: AlteredGraph, act: str, status: str) -> None:
    id_ = Stock(altered.graph.sandbox).subscription(status)
    altered.alter(refused(rf"POST /billing/v1/subscriptions/\d+/{act}", *INVALID_ADDRESS))
    name = f"{act}Subscription"
    query = f"mutation ($input: {input_type_of(name)}) {{ {name}(input: $input) {{ userErrors {{ code }} }} }}"
    answer = await altered.graph.ask("admin", query, {"input": on("BillingSubscription", id_)})
    assert answer.codes or answer.data[name]["userErrors"] != []
