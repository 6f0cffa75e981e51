"""The sandbox's isolation mode: every free text is marked, every amount moved, and nothing else changes."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any, cast

import pytest
from graphql import (
    FieldNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    parse,
)

from sandbox.isolation import RANGE, Watermark
from sandbox.people import BY_NAME
from tests.cases.pages import CasePage, page_at
from tests.committed import committed_schema
from tests.graphs import Graph
from tests.isolation.crowd import answered
from tests.isolation.documents import Document
from tests.proofs import family

ROOT = Path(__file__).parents[2]
PAGES = [page_at(path) for path in sorted((ROOT / "tests" / "cases").glob("**/everything.md"))]
ADMIN = BY_NAME["admin"]
ADMIN_MARK = Watermark(ADMIN).mark
# Text fields of the graph without free text, by name or coordinate: ids, codes, logins, choices of a list, days.
NOT_FREE = frozenset(
    {
        "Account.number", "Comment.author", "CustomField.name", "LineItem.discount", "User.email",
        "VendorPayment.number",
        "approverId", "billedStatus", "category", "choice", "choices", "code", "contactPersonId", "currency",
        "industry", "itemType", "kind", "label", "leadSource", "lineItemId", "mode", "ownership", "paymentId",
        "productType", "rating", "receivedStatus", "recordId", "reference", "salutation", "sku", "stage", "status",
        "submitterId", "timeZone",
    }
)  # fmt: skip
GRAPH = committed_schema()


def restored(value: Any, key: str = "") -> Any:
    """The admin's answer without marks, and with the amounts where they were."""
    if isinstance(value, dict):
        return {name: restored(part, name) for name, part in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [restored(part, key) for part in cast("list[Any]", value)]
    if key == "amount" and isinstance(value, str) and Decimal(value):
        return str(Decimal(value) - RANGE)
    return value.removesuffix(ADMIN_MARK) if isinstance(value, str) else value


def texts(kind: GraphQLNamedType | None, selected: SelectionSetNode | None, answer: Any) -> Iterator[tuple[str, str]]:
    """Every text of an answer with the graph's coordinate of its field: `Account.name`."""
    rows = cast("list[dict[str, Any] | None]", answer if isinstance(answer, list) else [answer])
    for row, node in product(filter(None, rows), () if selected is None else selected.selections):
        if isinstance(node, InlineFragmentNode) and node.type_condition is not None:
            yield from texts(GRAPH.type_map[node.type_condition.name.value], node.selection_set, row)
        elif isinstance(node, FieldNode) and isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            name, value = node.name.value, row.get(node.name.value)
            inner = cast("GraphQLNamedType", get_named_type(kind.fields[name].type))
            yield from texts(inner, node.selection_set, value)
            if inner.name == "String" and value:
                yield f"{kind.name}.{name}", str(value)


@family(short=7)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path.parent.name)
async def test_an_answer_is_the_usual_one_but_that_every_free_text_and_amount_tells_its_owner(
    page: CasePage, graph: Graph
) -> None:
    part = page.parts[0]
    answer = await answered(graph, "admin", Document(part.query))
    assert (part.caller, answer.marks, answer.ranges <= {ADMIN.number}) == ("admin", {"admin"}, True)
    assert restored(answer.body["data"]) == part.answer["data"]
    (asked,) = parse(part.query).definitions
    assert isinstance(asked, OperationDefinitionNode)
    told = texts(GRAPH.query_type, asked.selection_set, answer.body["data"])
    unmarked = {coordinate for coordinate, text in told if not text.endswith(ADMIN_MARK)}
    assert {field for field in unmarked if NOT_FREE.isdisjoint({field, field.partition(".")[2]})} == set()


async def asked_of_zoho(graph: Graph, path: str, persona: str = "admin") -> tuple[int, str]:
    """The sandbox's own answer, past the gateway."""
    headers = {"Authorization": f"Zoho-oauthtoken {BY_NAME[persona].access_token}"}
    async with graph.session.get(f"http://localhost:{graph.sandbox.port}{path}", headers=headers) as response:
        return response.status, await response.text()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/crm/v8/settings/modules", 200),
        ("/crm/v8/settings/fields?module=Accounts", 200),
        ("/crm/v8/Accounts/1", 204),
        ("/crm/v8/NoSuchModule?fields=id", 400),
        ("/books/v3/invoices/1?organization_id=460000000000100", 404),
        ("/books/v3/invoices?organization_id=1", 400),
        ("/billing/v1/plans", 400),
    ],
)
async def test_settings_and_refusals_stay_as_they_are(path: str, status: int, graph: Graph) -> None:
    answered_with, text = await asked_of_zoho(graph, path)
    assert answered_with == status
    assert "~" not in text


@pytest.mark.parametrize(
    "path", ["/oauth/user/info", "/crm/v8/users?type=CurrentUser", "/books/v3/users/me?organization_id=460000000000100"]
)
async def test_a_name_is_marked_and_a_login_is_not(path: str, graph: Graph) -> None:
    _, text = await asked_of_zoho(graph, path)
    assert f"{ADMIN.full_name} ~admin~" in text
    assert f'"{ADMIN.email}"' in text


async def test_a_mark_is_taken_off_for_its_owner_alone(graph: Graph) -> None:
    path = "/books/v3/invoices?organization_id=460000000000100&invoice_number=INV-000001%20~{}~"
    assert "INV-000001 ~admin~" in (await asked_of_zoho(graph, path.format("admin")))[1]
    assert "INV-000001" not in (await asked_of_zoho(graph, path.format("sales")))[1]


@pytest.mark.parametrize(
    ("amount", "moved"),
    [
        (1848.07, 20000001848.07),
        (-0.1, -20000000000.1),
        (5, 20000000005),
        ("45.00", "20000000045.00"),
        (0.0, 0.0),
        (0, 0),
        ("10.00%", "10.00%"),
        ("", ""),
    ],
)
def test_an_amount_moves_exactly_and_away_from_zero(amount: float | str, moved: float | str) -> None:
    found = Watermark(BY_NAME["sales"]).on({"sub_total": amount})["sub_total"]
    assert (found, type(found)) == (moved, type(moved))


def test_rates_counts_and_paging_do_not_move() -> None:
    body = {"exchange_rate": 1.25, "tax_percentage": 19, "total_quantity": 3, "page_context": {"total": 9}, "code": 0}
    assert Watermark(BY_NAME["sales"]).on(body) == body
