"""A shared view answers each reader what its filter and order answer in a document of their own."""

from collections.abc import AsyncGenerator
from itertools import combinations
from typing import Any

import pytest

from tests.graphs import Graph
from tests.proofs import family
from tests.views.asking import STRICT, changed

PERSONAS = ("admin", "sales", "billing", "restricted")
INVOICE = {"status": {"is": "PAID"}, "total": {"atLeast": "1000"}, "number": {"startsWith": "INV"}}
# Of a type: its list, its filter, the comparisons of which every combination is asked, and orders.
LISTS: dict[str, tuple[str, str, dict[str, Any], tuple[str | None, ...]]] = {
    "INVOICE": ("invoices", "InvoiceFilter", INVOICE, (None, "TOTAL")),
    "BILLING_SUBSCRIPTION": (
        *("subscriptions", "BillingSubscriptionFilter"),
        *({"status": {"is": "LIVE"}, "reference": {"contains": "41"}}, (None,)),
    ),
    "ACCOUNT": (
        *("accounts", "AccountFilter"),
        *({"name": {"startsWith": "M"}, "annualRevenue": {"atLeast": "1"}}, (None, "ANNUAL_REVENUE")),
    ),
}
CASES = [
    (of, dict(chosen), order)
    for of, (_, _, comparisons, orders) in LISTS.items()
    for order in orders
    for count in range(len(comparisons) + 1)
    for chosen in combinations(comparisons.items(), count)
    if count in {0, len(comparisons)} or (order is None and count == 1)
]


@pytest.fixture
async def graph(graph: Graph) -> AsyncGenerator[Graph]:
    """The gateway, with nothing saved."""
    graph.begin_journal()
    yield graph
    graph.begin_journal()


def outcome(body: Any) -> Any:
    """What an answer says, whichever words it was asked in."""
    hidden = {entry["coordinate"] for entry in body.get("extensions", {}).get("hiddenFields", ())}
    return body.get("data"), [error["extensions"]["code"] for error in body.get("errors", ())], hidden


@family(short=6)
@pytest.mark.parametrize(("of", "filter_", "order"), CASES, ids=str)
async def test_a_view_is_as_good_as_a_document_of_its_reader(
    of: str, filter_: dict[str, Any], order: str | None, graph: Graph
) -> None:
    root, input_name, _, _ = LISTS[of]
    ordered = {} if order is None else {"orderBy": {"field": order}}
    view = (await changed(graph, "admin", "create", of=of, name="x", filter=filter_, shared=True, **ordered))["view"]
    written = "" if order is None else f", orderBy: {{ field: {order} }}"
    inline = f"query ($f: {input_name}) {{ {root}(first: 4, filter: $f{written}) {{ nodes {{ recordId }} }} }}"
    by_view = f"query ($v: ID) {{ {root}(first: 4, view: $v) {{ nodes {{ recordId }} }} }}"
    for persona in PERSONAS:
        own = outcome((await graph.ask(persona, inline, {"f": filter_})).body)
        assert outcome((await graph.ask(persona, by_view, {"v": view["viewId"]})).body) == own, persona
        own = outcome((await graph.ask(persona, inline, {"f": filter_}, headers=STRICT)).body)
        answer = (await graph.ask(persona, by_view, {"v": view["viewId"]}, headers=STRICT)).body
        if own[1]:
            # What a document could not name is named by nothing: to this reader there is no such view.
            assert outcome(answer)[1] in (["NOT_FOUND"], ["GRAPHQL_VALIDATION_FAILED"]), persona
            assert not [name for name in (*filter_, order) if name and name in str(answer)]
        else:
            assert outcome(answer) == own, persona
