"""What waits for approval is shown where Books words it otherwise."""

import pytest

from sandbox.approvals import Approval, ApprovalSettings
from tests.mutating import codes, done, new
from tests.unverified.alterations import SHAPES, WORDS, at
from tests.unverified.assumed_answers import DOCUMENTS, ME
from tests.unverified.proxy import AlteredGraph, altered_graph_served

PENDING = "{ pendingApprovals { nodes { document { ... on Estimate { number status } } } } }"
STATUSES = ("estimates.*.status", "estimate.status")


@pytest.mark.parametrize("change", ["in another word", "null"])
async def test_a_status_that_is_not_known_counts_as_waiting(altered: AlteredGraph, change: str) -> None:
    true = (await altered.graph.ask("accountant", PENDING)).data["pendingApprovals"]["nodes"]
    altered.alter(
        *(
            at(DOCUMENTS, place, WORDS[change], only=lambda each: each["status"] == "pending_approval")
            for place in STATUSES
        )
    )
    told = (await altered.graph.ask("accountant", PENDING)).data["pendingApprovals"]["nodes"]
    numbers = [each["document"]["number"] for each in told]
    assert numbers != []
    assert numbers == [each["document"]["number"] for each in true]


async def test_another_word_for_waiting_is_a_setting() -> None:
    async with altered_graph_served(books_pending_status="submitted") as own:
        await own.graph.ask("accountant", PENDING)
        asked = [call["query"] for call in own.graph.calls() if "status=" in call["query"]]
        assert asked != []
        assert all("status=submitted" in query for query in asked)


async def test_documents_whose_approvers_books_names_need_the_callers_own_id(altered: AlteredGraph) -> None:
    levels = ApprovalSettings(estimates=Approval(type="multi_level", levels=[["accountant"]]))
    altered.graph.sandbox.approvals.replace(levels)
    id_ = await new(altered.graph, persona="sales")
    assert codes(await done(altered.graph, "sales", "submitDocument", f'id: "{id_}"')) == []
    altered.alter(at(ME, "user.user_id", SHAPES["missing"]))
    told = await altered.graph.ask("accountant", PENDING)
    assert told.body["data"] == {"pendingApprovals": None}
    assert told.codes == ["UNKNOWN_TO_GATEWAY"]
