"""A page that does not say whether another follows, and a saved view that does not say what it compares."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import pytest

from tests.unverified.alterations import SHAPES, Change, at
from tests.unverified.proxy import Alteration, AlteredGraph, Answer

# The address of a list, the keys of its rows and of their ids, and what says whether it goes on.
LISTS: Mapping[str, tuple[str, str, str, str, str]] = {
    "invoices": ("GET /books/v3/invoices", "invoices", "invoice_id", "page_context", "has_more_page"),
    "billingInvoices": ("GET /billing/v1/invoices", "invoices", "invoice_id", "page_context", "has_more_page"),
    "contacts": ("GET /crm/v8/Contacts", "data", "id", "info", "more_records"),
}
WALK = """query ($after: String) {{ page: {0}(first: 200, after: $after) {{ nodes {{ id }}
    pageInfo {{ hasNextPage endCursor }} }} }}"""


def _full_page(root: str, change: Change) -> Alteration:
    """A full page instead of the first one, which does not say whether another follows."""
    endpoint, rows, id_key, context, _ = LISTS[root]
    pages: list[int] = []

    def alter(answer: Answer) -> Answer:
        body = deepcopy(answer.body)
        if not pages:
            body[rows] = [{**body[rows][0], id_key: str(10**18 + number)} for number in range(200)]
        pages.append(len(body[rows]))
        change(body, context)
        return Answer(answer.status, body)

    return Alteration(f"pages of {root}", endpoint, alter)


@pytest.mark.parametrize("root", LISTS)
@pytest.mark.parametrize("change", ["missing", "renamed", "null"])
async def test_a_list_goes_on_after_a_full_page_that_does_not_say_so(
    altered: AlteredGraph, root: str, change: str
) -> None:
    await altered.graph.meet("admin")
    altered.alter(_full_page(root, SHAPES[change]))
    ids: list[str] = []
    page: dict[str, Any] = {"pageInfo": {"hasNextPage": True, "endCursor": None}}
    while page["pageInfo"]["hasNextPage"]:
        after = {"after": page["pageInfo"]["endCursor"]}
        page = (await altered.graph.ask("admin", WALK.format(root), after)).data["page"]
        ids += [node["id"] for node in page["nodes"]]
    assert len(set(ids)) == len(ids) >= 200
    assert sum(call["path"].endswith(LISTS[root][0].rpartition("/")[2]) for call in altered.graph.calls()) > 1


@pytest.mark.parametrize("root", LISTS)
async def test_a_word_that_is_no_truth_does_not_say_that_a_list_goes_on(altered: AlteredGraph, root: str) -> None:
    endpoint, _, _, context, more = LISTS[root]
    altered.alter(at(endpoint, f"{context}.{more}", lambda holder, key: holder.update({key: "false"})))
    told = await altered.graph.ask("admin", WALK.format(root), {"after": None})
    assert told.codes == ["UPSTREAM_UNAVAILABLE"]


SAVED = "query ($view: ID!) { accounts(first: 2, view: $view) { nodes { name } } }"
BY_REVENUE = {"field": {"api_name": "Annual_Revenue"}, "comparator": "greater_than", "value": "1"}
# The revenue of accounts is hidden from `restricted`. Each of these compares it, or may.
COMPARING: Mapping[str, Any] = {
    "as it is": BY_REVENUE,
    "the field by its name": {**BY_REVENUE, "field": "Annual_Revenue"},
    "the field in other words": {**BY_REVENUE, "field": {"name": "Annual_Revenue"}},
    "another key": {"column": "Annual_Revenue", "comparator": "greater_than", "value": "1"},
    "a group of another type": {"group": "Annual_Revenue > 1"},
    "a text": "(Annual_Revenue:greater_than:1)",
    "one of several": [{**BY_REVENUE, "field": {"api_name": "Phone"}}, {"column": "Annual_Revenue"}],
    "a field beside a group": {**BY_REVENUE, "group": [{**BY_REVENUE, "field": {"api_name": "Phone"}}]},
    "a field of another module": {**BY_REVENUE, "field": {"api_name": "Parent_Account.Annual_Revenue"}},
}


async def _revenue_view(altered: AlteredGraph) -> dict[str, str]:
    views = (await altered.graph.ask("admin", "{ views(of: ACCOUNT) { viewId name } }")).data["views"]
    return {"view": next(view["viewId"] for view in views if view["name"] == "Accounts by revenue")}


def _with(**values: Any) -> Alteration:
    """The view compares and orders by nothing but these."""

    def alter(answer: Answer) -> Answer:
        body = deepcopy(answer.body)
        for view in body["custom_views"]:
            view.update({"criteria": None, "sort_by": None, **values})
        return Answer(answer.status, body)

    return Alteration("a saved view", r"GET /crm/v8/settings/custom_views/\d+", alter)


@pytest.mark.parametrize("criteria", COMPARING.values(), ids=COMPARING)
async def test_a_view_of_which_it_is_not_known_what_it_compares_is_refused_where_something_is_hidden(
    altered: AlteredGraph, criteria: object
) -> None:
    view = await _revenue_view(altered)
    altered.alter(_with(criteria=criteria))
    assert (await altered.graph.ask("restricted", SAVED, view)).codes == ["FORBIDDEN"]
    assert (await altered.graph.ask("admin", SAVED, view)).codes == []
    altered.alter(_with())
    assert (await altered.graph.ask("restricted", SAVED, view)).codes == []


@pytest.mark.parametrize("order", [{"name": "Annual_Revenue"}, 17, "Annual_Revenue", {"api_name": "Annual_Revenue"}])
async def test_a_view_of_which_it_is_not_known_how_it_orders_is_refused_where_something_is_hidden(
    altered: AlteredGraph, order: object
) -> None:
    view = await _revenue_view(altered)
    altered.alter(_with(sort_by=order))
    assert (await altered.graph.ask("restricted", SAVED, view)).codes == ["FORBIDDEN"]
    assert (await altered.graph.ask("admin", SAVED, view)).codes == []


@pytest.mark.parametrize("key", ["criteria", "sort_by"])
@pytest.mark.parametrize("change", ["missing", "renamed"])
async def test_a_view_without_its_keys_is_refused_where_something_is_hidden(
    altered: AlteredGraph, key: str, change: str
) -> None:
    view = await _revenue_view(altered)
    without = at(r"GET /crm/v8/settings/custom_views/\d+", f"custom_views.*.{key}", SHAPES[change])
    altered.alter(_with(), without)
    assert (await altered.graph.ask("restricted", SAVED, view)).codes == ["FORBIDDEN"]
    assert (await altered.graph.ask("admin", SAVED, view)).codes == []
