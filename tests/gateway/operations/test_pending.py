"""What waits for the caller is looked for among everything that waits, however little is asked for."""

from sandbox.approvals import Approval, ApprovalSettings
from tests.graphs import Graph
from tests.mutating import codes, done, new

PENDING = "query ($first: Int!) { pendingApprovals(first: $first) { submittedOn document { id } } }"


async def test_a_short_list_is_the_beginning_of_the_long_one(graph: Graph) -> None:
    levels = Approval(type="multi_level", levels=[["accountant"], ["admin"]])
    graph.sandbox.approvals.replace(ApprovalSettings(estimates=levels))
    for _ in range(2):
        id_ = await new(graph, persona="sales")
        assert codes(await done(graph, "sales", "submitDocument", f'id: "{id_}"')) == []
    for persona in ("admin", "accountant"):
        whole = (await graph.ask(persona, PENDING, {"first": 100})).data["pendingApprovals"]
        assert len(whole) > 3
        assert [each["submittedOn"] for each in whole] == sorted(each["submittedOn"] for each in whole)
        for first in (1, 3):
            assert (await graph.ask(persona, PENDING, {"first": first})).data["pendingApprovals"] == whole[:first]
