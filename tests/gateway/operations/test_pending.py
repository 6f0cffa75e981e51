"""What waits for the caller is looked for among everything that waits, however little is asked for."""

from sandbox.approvals import Approval, ApprovalSettings
from tests.graphs import Graph
from tests.mutating import codes, done, new

PENDING = """query ($first: Int!, $after: String) { pendingApprovals(first: $first, after: $after) {
  nodes { submittedAt document { id } } pageInfo { hasNextPage endCursor } } }"""


async def test_a_short_list_is_the_beginning_of_the_long_one(graph: Graph) -> None:
    levels = Approval(type="multi_level", levels=[["accountant"], ["admin"]])
    graph.sandbox.approvals.replace(ApprovalSettings(estimates=levels))
    for _ in range(2):
        id_ = await new(graph, persona="sales")
        assert codes(await done(graph, "sales", "submitDocument", f'id: "{id_}"')) == []
    for persona in ("admin", "accountant"):
        whole = (await graph.ask(persona, PENDING, {"first": 100})).data["pendingApprovals"]["nodes"]
        assert len(whole) > 3
        assert [each["submittedAt"] for each in whole] == sorted(each["submittedAt"] for each in whole)
        for first in (1, 3):
            short = (await graph.ask(persona, PENDING, {"first": first})).data["pendingApprovals"]
            assert short["nodes"] == whole[:first]


async def test_what_is_decided_between_two_pages_moves_nothing(graph: Graph) -> None:
    whole = (await graph.ask("admin", PENDING, {"first": 100})).data["pendingApprovals"]["nodes"]
    page = (await graph.ask("admin", PENDING, {"first": 2})).data["pendingApprovals"]
    assert (page["nodes"], page["pageInfo"]["hasNextPage"]) == (whole[:2], True)
    for each in page["nodes"]:
        assert codes(await done(graph, "admin", "approveDocument", f'id: "{each["document"]["id"]}"')) == []
    more = {"first": 100, "after": page["pageInfo"]["endCursor"]}
    rest = (await graph.ask("admin", PENDING, more)).data["pendingApprovals"]
    assert rest["nodes"] == whole[2:] != []
    assert rest["pageInfo"]["hasNextPage"] is False
