"""Several records of a catalogue are read as one page of it, and are what each of them is when it is read alone."""

from tests.graphs import Graph

PLANS = "{ subscriptions(first: 10) { nodes { plan { plan { recordId name interval product { name } } } } } }"
ONE = "query ($id: ID!) { plan(id: $id) { recordId name interval product { name } } }"
CODES = "{ plans { nodes { recordId } } }"


async def test_the_plans_of_a_list_are_one_page(graph: Graph) -> None:
    await graph.ask("admin", PLANS)
    graph.forget_answers()
    graph.forget_calls()
    answer = await graph.ask("admin", PLANS)
    plans = {node["plan"]["plan"]["recordId"]: node["plan"]["plan"] for node in answer.data["subscriptions"]["nodes"]}
    assert len(plans) > 1
    # The list, ten subscriptions, the plans, and the one product.
    assert graph.bill() == {"billing": 13}
    for code, plan in plans.items():
        graph.forget_answers()
        assert (await graph.ask("admin", ONE, {"id": code})).data["plan"] == plan


async def test_what_is_not_in_the_page_is_read_alone(graph: Graph) -> None:
    code = (await graph.ask("admin", CODES)).data["plans"]["nodes"][0]["recordId"]
    graph.forget_answers()
    graph.forget_calls()
    query = f'{{ a: plan(id: "{code}") {{ recordId }} b: plan(id: "not-there") {{ recordId }} }}'
    body = (await graph.ask("admin", query)).body
    assert body["data"] == {"a": {"recordId": code}, "b": None}
    assert [error["path"] for error in body["errors"]] == [["b"]]
    assert graph.bill() == {"billing": 2}
