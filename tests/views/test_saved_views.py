"""Saved views: kept for their owner and the organisation, and checked with the reader's rights at each use."""

from collections.abc import AsyncGenerator

import pytest

from tests.graphs import Graph
from tests.views.asking import STRICT, changed, codes, deleted, listed, saved, seen

PAID = {"status": {"is": "PAID"}}
BIG = {"total": {"atLeast": "1000"}}
UNKNOWN = "view_000000000000000000000000"


@pytest.fixture
async def graph(graph: Graph) -> AsyncGenerator[Graph]:
    """The gateway, with nothing saved."""
    graph.begin_journal()
    yield graph
    graph.begin_journal()


async def test_a_view_lists_what_its_filter_and_order_list(graph: Graph) -> None:
    view = await saved(
        graph,
        "admin",
        of="INVOICE",
        name="Paid",
        filter=PAID,
        orderBy={"field": "ISSUED_ON"},
        columns=["number", "total"],
    )
    assert (view["kind"], view["isOwn"], view["version"], view["refusal"]) == ("PERSONAL", True, 1, None)
    plain = (
        "{ invoices(first: 5, filter: { status: { is: PAID } }, orderBy: { field: ISSUED_ON }) { nodes { recordId } } }"
    )
    expected = (await graph.ask("admin", plain)).data
    assert (await listed(graph, "admin", view["viewId"])).data == expected
    assert [each["name"] for each in await seen(graph, "admin", "INVOICE")] == ["Paid"]


async def test_a_filter_beside_a_view_narrows_it_and_an_order_takes_the_place_of_its_own(graph: Graph) -> None:
    view = await saved(graph, "admin", of="INVOICE", name="Paid", filter=PAID, orderBy={"field": "ISSUED_ON"})
    both = await listed(graph, "admin", view["viewId"], more=', filter: { total: { atLeast: "1000" } }')
    plain = """{ invoices(first: 5, filter: { status: { is: PAID }, total: { atLeast: "1000" } },
        orderBy: { field: ISSUED_ON }) { nodes { recordId } } }"""
    assert both.data == (await graph.ask("admin", plain)).data
    other = await listed(graph, "admin", view["viewId"], more=", orderBy: { field: TOTAL, direction: ASC }")
    plain = """{ invoices(first: 5, filter: { status: { is: PAID } }, orderBy: { field: TOTAL, direction: ASC })
        { nodes { recordId } } }"""
    assert other.data == (await graph.ask("admin", plain)).data
    twice = await listed(graph, "admin", view["viewId"], more=", filter: { status: { is: DRAFT } }")
    assert twice.codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    ("of", "root", "filter_"),
    [
        ("ACCOUNT", "accounts", {"name": {"startsWith": "M"}}),
        ("INVOICE", "invoices", PAID),
        ("BILLING_SUBSCRIPTION", "subscriptions", {"status": {"is": "LIVE"}}),
    ],
)
async def test_a_view_does_in_each_product(graph: Graph, of: str, root: str, filter_: dict[str, object]) -> None:
    view = await saved(graph, "admin", of=of, name="Mine", filter=filter_)
    asked = f"query ($filter: {root_input(of)}) {{ {root}(first: 5, filter: $filter) {{ nodes {{ recordId }} }} }}"
    expected = (await graph.ask("admin", asked, {"filter": filter_})).data
    assert expected[root]["nodes"]
    assert (await listed(graph, "admin", view["viewId"], root=root)).data == expected


def root_input(of: str) -> str:
    """The filter input of a type."""
    return "".join(part.capitalize() for part in of.split("_")) + "Filter"


async def test_a_related_list_takes_a_view_and_reads_it_once(graph: Graph) -> None:
    view = await saved(graph, "admin", of="CONTACT", name="A", filter={"lastName": {"startsWith": "A"}})
    query = "query ($v: ID) { accounts(first: 4) { nodes { contacts(first: 3, view: $v) { nodes { lastName } } } } }"
    nodes = (await graph.ask("admin", query, {"v": view["viewId"]})).data["accounts"]["nodes"]
    assert all(each["lastName"].startswith("A") for node in nodes for each in node["contacts"]["nodes"])
    views = (await graph.ask("admin", "{ views(of: CONTACT) { viewId kind } }")).data["views"]
    of_crm = next(each["viewId"] for each in views if each["kind"] == "CRM")
    assert (await graph.ask("admin", query, {"v": of_crm})).codes == ["BAD_USER_INPUT"] * 4


async def test_a_personal_view_is_nobody_elses_and_unknown_in_the_same_words(graph: Graph) -> None:
    mine = await saved(graph, "admin", of="INVOICE", name="Mine", filter=PAID)
    for other in ("sales", "restricted", "accountant"):
        assert await seen(graph, other, "INVOICE") == []
        answers = [await listed(graph, other, view_id) for view_id in (mine["viewId"], UNKNOWN)]
        assert answers[0].codes == ["NOT_FOUND"]
        one, two = ({**each.body["errors"][0], "extensions": {"code": each.codes}} for each in answers)
        assert one == two
        shown = [
            await graph.ask(other, "query ($id: ID!) { view(id: $id) { name } }", {"id": view_id})
            for view_id in (mine["viewId"], UNKNOWN)
        ]
        assert [each.codes for each in shown] == [["NOT_FOUND"]] * 2
        for view_id in (mine["viewId"], UNKNOWN):
            assert codes(await changed(graph, other, "update", viewId=view_id, version=1, name="x")) == ["NOT_FOUND"]
            assert codes(await changed(graph, other, "share", viewId=view_id, version=1)) == ["NOT_FOUND"]
            assert codes(await deleted(graph, other, view_id)) == ["NOT_FOUND"]
    assert [each["version"] for each in await seen(graph, "admin", "INVOICE")] == [1]


async def test_a_shared_view_is_used_with_the_readers_own_rights(graph: Graph) -> None:
    paid = await saved(graph, "admin", of="INVOICE", name="Paid", filter=PAID, columns=["number"], shared=True)
    big = await saved(graph, "admin", of="INVOICE", name="Big", filter=BIG, shared=True)
    wide = await saved(graph, "admin", of="INVOICE", name="Wide", columns=["number", "total"], shared=True)
    ordered = await saved(graph, "admin", of="INVOICE", name="Order", orderBy={"field": "TOTAL"}, shared=True)
    assert (await listed(graph, "restricted", paid["viewId"])).data["invoices"]["nodes"]
    for view in (big, wide, ordered):
        answer = await listed(graph, "restricted", view["viewId"])
        assert answer.codes == ["FORBIDDEN"]
        assert "`Invoice.total`, which is hidden from the caller (CRM_FIELD_PERMISSION)" in str(answer.body["errors"])
    views = {view["name"]: view for view in await seen(graph, "restricted", "INVOICE")}
    assert (views["Paid"]["filter"], views["Paid"]["refusal"]) == (PAID, None)
    for name in ("Big", "Wide", "Order"):
        kept = views[name]
        assert [kept[part] for part in ("filter", "columns", "orderBy")] == [None] * 3
        assert kept["refusal"]["code"] == "FORBIDDEN"
    # Whoever may not view the records at all learns nothing of their views.
    assert (await graph.ask("billing", "{ views(of: INVOICE) { name } }")).body["data"]["views"] is None
    hidden = await graph.ask("billing", "query ($id: ID!) { view(id: $id) { name } }", {"id": paid["viewId"]})
    assert hidden.codes == ["NOT_FOUND"]


async def test_a_strict_reader_is_shown_no_name_of_what_is_hidden(graph: Graph) -> None:
    big = await saved(graph, "admin", of="INVOICE", name="Big", filter=BIG, shared=True)
    answer = await listed(graph, "restricted", big["viewId"], headers=STRICT)
    unknown = await listed(graph, "restricted", UNKNOWN, headers=STRICT)
    assert answer.codes == unknown.codes == ["NOT_FOUND"]
    assert await seen(graph, "restricted", "INVOICE", STRICT) == []
    refused = [
        await changed(graph, "restricted", "create", headers=STRICT, of="INVOICE", name="x", filter=filter_)
        for filter_ in ({"total": {"atLeast": "1"}}, {"totul": {"atLeast": "1"}})
    ]
    assert [codes(each) for each in refused] == [["VALIDATION"]] * 2
    one, two = (each["userErrors"][0]["message"].partition(" Did you mean ") for each in refused)
    assert one[0].partition(",")[0].rstrip(".") == two[0].replace("totul", "total").partition(",")[0].rstrip(".")
    assert "otal" not in two[2].replace("totul", "")
    refused = [
        await changed(graph, "restricted", "create", headers=STRICT, of="INVOICE", name="x", **part)
        for part in ({"columns": ["total"]}, {"columns": ["totul"]}, {"orderBy": {"field": "TOTAL"}})
    ]
    assert [codes(each) for each in refused] == [["VALIDATION"]] * 3
    assert not [each for each in refused if "Did you mean" in str(each) and "otal" in str(each).split("Did you")[1]]


async def test_what_is_hidden_from_its_author_is_not_saved(graph: Graph) -> None:
    for part in ({"filter": BIG}, {"columns": ["total"]}, {"orderBy": {"field": "TOTAL"}}):
        payload = await changed(graph, "restricted", "create", of="INVOICE", name="x", **part)
        assert codes(payload) == ["FORBIDDEN"]
        assert "CRM_FIELD_PERMISSION" in payload["userErrors"][0]["message"]
    assert codes(await changed(graph, "billing", "create", of="INVOICE", name="x")) == ["FORBIDDEN"]
    assert await seen(graph, "restricted", "INVOICE") == []
    # Customers are hidden from integration users: a column that leads there is, too.
    assert codes(await changed(graph, "sales", "create", of="INVOICE", name="x", columns=["customer"])) == ["FORBIDDEN"]


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ({"filter": {"nothing": True}}, ["filter"]),
        ({"filter": {"status": {"is": "PAIDISH"}}}, ["filter"]),
        ({"filter": {"status": {}}}, ["filter"]),
        ({"filter": {"number": {"is": "a", "contains": "b"}}}, ["filter"]),
        ({"filter": {"total": {"atLeast": "much"}}}, ["filter"]),
        ({"filter": {"customerId": "no such id"}}, ["filter"]),
        ({"filter": [1]}, ["filter"]),
        ({"filter": "status"}, ["filter"]),
        ({"filter": {"number": {"is": "x" * 101}}}, ["filter"]),
        ({"orderBy": {"field": "NOTHING"}}, ["orderBy"]),
        ({"columns": ["nothing"]}, ["columns", "0"]),
        ({"columns": ["number", "number"]}, ["columns"]),
        ({"columns": [f"number{at}" for at in range(51)]}, ["columns"]),
        ({"name": " "}, ["name"]),
        ({"name": "a\nb"}, ["name"]),
        ({"name": "x" * 101}, ["name"]),
    ],
    ids=str,
)
async def test_a_view_that_does_not_fit_is_not_saved(part: dict[str, object], place: list[str], graph: Graph) -> None:
    payload = await changed(graph, "admin", "create", **{"of": "INVOICE", "name": "x", **part})
    assert [(error["code"], error["field"]) for error in payload["userErrors"]] == [("VALIDATION", place)]
    assert await seen(graph, "admin", "INVOICE") == []


async def test_a_change_names_the_version_that_it_changes(graph: Graph) -> None:
    view = await saved(graph, "admin", of="INVOICE", name="Paid", filter=PAID)
    id_ = view["viewId"]
    renamed = (await changed(graph, "admin", "update", viewId=id_, version=1, name="Settled"))["view"]
    assert (renamed["name"], renamed["version"], renamed["filter"]) == ("Settled", 2, PAID)
    for verb, values in (("update", {"name": "Late"}), ("share", {})):
        assert codes(await changed(graph, "admin", verb, viewId=id_, version=1, **values)) == ["CONFLICT"]
    assert codes(await deleted(graph, "admin", id_, 1)) == ["CONFLICT"]
    cleared = (await changed(graph, "admin", "update", viewId=id_, version=2, filter=None, columns=["number"]))["view"]
    assert (cleared["filter"], cleared["columns"], cleared["version"]) == (None, ["number"], 3)
    shared = (await changed(graph, "admin", "share", viewId=id_, version=3))["view"]
    assert (shared["kind"], shared["version"]) == ("SHARED", 4)
    assert [each["isOwn"] for each in await seen(graph, "sales", "INVOICE")] == [False]
    assert codes(await changed(graph, "sales", "update", viewId=id_, version=4, name="Ours")) == ["NOT_FOUND"]
    assert codes(await deleted(graph, "sales", id_, 4)) == ["NOT_FOUND"]
    unshared = (await changed(graph, "admin", "share", viewId=id_, version=4, shared=False))["view"]
    assert await seen(graph, "sales", "INVOICE") == []
    assert (await deleted(graph, "admin", id_, unshared["version"]))["deletedViewId"] == id_
    assert (await listed(graph, "admin", id_)).codes == ["NOT_FOUND"]


async def test_a_name_is_used_once_so_that_a_repeated_request_saves_nothing_twice(graph: Graph) -> None:
    await saved(graph, "admin", of="INVOICE", name="Paid", filter=PAID)
    assert codes(await changed(graph, "admin", "create", of="INVOICE", name=" Paid ")) == ["CONFLICT"]
    await saved(graph, "admin", of="ESTIMATE", name="Paid")
    await saved(graph, "accountant", of="INVOICE", name="Paid")


async def test_an_administrator_deletes_what_somebody_shared_and_nothing_else(graph: Graph) -> None:
    personal = await saved(graph, "sales", of="INVOICE", name="Mine")
    shared = await saved(graph, "sales", of="INVOICE", name="Ours", shared=True)
    assert codes(await deleted(graph, "admin", personal["viewId"])) == ["NOT_FOUND"]
    assert (await deleted(graph, "admin", shared["viewId"]))["deletedViewId"] == shared["viewId"]
    assert [each["name"] for each in await seen(graph, "sales", "INVOICE")] == ["Mine"]


async def test_each_change_is_an_entry_of_the_audit_log_without_the_filter(graph: Graph) -> None:
    view = await saved(graph, "sales", of="INVOICE", name="Paid", filter=PAID)
    await changed(graph, "sales", "share", viewId=view["viewId"], version=1)
    await deleted(graph, "sales", view["viewId"], 2)
    query = '{ auditLog(filter: { module: "suitegraph.views" }) { nodes { act author { email } result after } } }'
    answer = await graph.ask("admin", query)
    entries = answer.data["auditLog"]["nodes"]
    assert [entry["act"] for entry in entries] == ["deleteView", "shareView", "createView"]
    assert {entry["author"]["email"] for entry in entries} == {"samir.okafor@halvorsen.example"}
    assert "PAID" not in str(answer.body)


async def test_a_view_is_of_the_organisation_that_it_was_saved_in(graph: Graph) -> None:
    other = {"Suitegraph-Organization": "books=460000000000200"}
    view = await saved(graph, "admin", of="INVOICE", name="Paid", filter=PAID)
    query = "query ($id: ID!) { view(id: $id) { name } }"
    assert (await graph.ask("admin", query, {"id": view["viewId"]})).data["view"] == {"name": "Paid"}
    elsewhere = await graph.ask("admin", query, {"id": view["viewId"]}, headers=other)
    assert elsewhere.codes == ["NOT_FOUND"]
    assert (await listed(graph, "admin", view["viewId"], headers=other)).codes == ["NOT_FOUND"]
    assert await seen(graph, "admin", "INVOICE", other) == []


async def test_a_view_costs_what_its_filter_costs_and_nothing_where_the_list_is_hidden(graph: Graph) -> None:
    view = await saved(graph, "admin", of="INVOICE", name="Paid", filter=PAID, shared=True)
    for persona, bill in (("admin", {"books": 1}), ("restricted", {"books": 1}), ("billing", {})):
        await graph.meet(persona)
        graph.forget_answers()
        graph.forget_calls()
        answer = await listed(graph, persona, view["viewId"])
        assert graph.bill() == bill
        assert answer.body["extensions"]["cost"]["calls"] == bill
    assert answer.body["data"]["invoices"] is None


async def test_a_cursor_of_a_view_is_refused_once_the_view_was_changed(graph: Graph) -> None:
    view = await saved(graph, "admin", of="INVOICE", name="Paid", filter=PAID)
    query = """query ($v: ID, $after: String) {
        invoices(first: 2, view: $v, after: $after) { nodes { recordId } pageInfo { endCursor } } }"""
    first = (await graph.ask("admin", query, {"v": view["viewId"]})).data["invoices"]
    after = first["pageInfo"]["endCursor"]
    second = (await graph.ask("admin", query, {"v": view["viewId"], "after": after})).data["invoices"]
    assert not {node["recordId"] for node in first["nodes"]} & {node["recordId"] for node in second["nodes"]}
    await changed(graph, "admin", "update", viewId=view["viewId"], version=1, filter={"status": {"is": "DRAFT"}})
    assert (await graph.ask("admin", query, {"v": view["viewId"], "after": after})).codes == ["BAD_USER_INPUT"]
