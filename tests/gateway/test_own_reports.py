"""Reports that users keep: copied, adjusted, shared, and computed for each reader from what they may see."""

from typing import Any

import pytest

from tests.graphs import Graph

CREATE = """mutation ($input: CreateReportInput!) { createReport(input: $input) {
    report { id version title folder isOwn isShared base groupBy refusal } userErrors { code message field } } }"""
UPDATE = """mutation ($input: UpdateReportInput!) { updateReport(input: $input) {
    report { id version title groupBy isShared } userErrors { code field } } }"""
DELETE = """mutation ($input: DeleteReportInput!) { deleteReport(input: $input) { deletedId userErrors { code } } }"""
RUN = """query ($report: ID!) { reportResult(report: $report, asOf: "2026-10-01") {
    title totals { cells { value } } rows { nodes { segment } } reader { email } } }"""
FOLDERS = "{ reportFolders { name isSystem reports { id } } }"
BY_PLAN: dict[str, Any] = {
    "base": "mrr",
    "title": "By plan",
    "folder": "Mine",
    "adjust": {"groupBy": ["PLAN"], "measures": ["mrr_net"], "period": "THIS_YEAR"},
}


async def created(graph: Graph, persona: str, **more: Any) -> dict[str, Any]:
    """The payload of a new report."""
    return (await graph.ask(persona, CREATE, {"input": {**BY_PLAN, **more}})).data["createReport"]


async def test_a_copy_is_kept_adjusted_and_run(graph: Graph) -> None:
    report = (await created(graph, "billing"))["report"]
    assert (report["version"], report["isOwn"], report["isShared"], report["groupBy"]) == (1, True, False, ["PLAN"])
    result = (await graph.ask("billing", RUN, {"report": report["id"]})).data["reportResult"]
    assert result["title"] == "By plan"
    assert {len(row["segment"]) for row in result["rows"]["nodes"]} == {1}
    folders = (await graph.ask("billing", FOLDERS)).data["reportFolders"]
    assert [(each["name"], each["isSystem"]) for each in folders][-1] == ("Mine", False)


async def test_what_is_not_shared_is_nobody_elses(graph: Graph) -> None:
    report = (await created(graph, "billing"))["report"]
    for persona in ("admin", "restricted"):
        assert (await graph.ask(persona, RUN, {"report": report["id"]})).codes == ["NOT_FOUND"]
        folders = (await graph.ask(persona, FOLDERS)).data["reportFolders"]
        assert all(each["isSystem"] for each in folders)


async def test_a_shared_report_shows_each_reader_their_own_truth_or_the_reason_why_not(graph: Graph) -> None:
    report = (await created(graph, "billing", isShared=True))["report"]
    seen = (await graph.ask("admin", RUN, {"report": report["id"]})).data["reportResult"]
    assert seen["reader"]["email"].startswith("ingrid")
    assert (await graph.ask("restricted", RUN, {"report": report["id"]})).codes == ["FORBIDDEN"]
    change = {"id": report["id"], "expectedVersion": 1, "title": "Theirs"}
    refused = (await graph.ask("admin", UPDATE, {"input": change})).data["updateReport"]
    assert [each["code"] for each in refused["userErrors"]] == ["FORBIDDEN"]


async def test_a_change_of_an_older_version_is_a_conflict(graph: Graph) -> None:
    report = (await created(graph, "billing"))["report"]
    change = {"id": report["id"], "expectedVersion": 1, "title": "By product", "adjust": {"groupBy": ["PRODUCT"]}}
    done = (await graph.ask("billing", UPDATE, {"input": change})).data["updateReport"]
    assert (done["report"]["version"], done["report"]["groupBy"]) == (2, ["PRODUCT"])
    again = (await graph.ask("billing", UPDATE, {"input": change})).data["updateReport"]
    assert [each["code"] for each in again["userErrors"]] == ["CONFLICT"]
    gone = (await graph.ask("billing", DELETE, {"input": {"id": report["id"], "expectedVersion": 2}})).data
    assert gone["deleteReport"] == {"deletedId": report["id"], "userErrors": []}
    assert (await graph.ask("billing", RUN, {"report": report["id"]})).codes == ["NOT_FOUND"]


@pytest.mark.parametrize(
    ("persona", "more", "code"),
    [
        ("restricted", {}, "FORBIDDEN"),
        ("billing", {"title": " "}, "VALIDATION"),
        ("billing", {"title": "x" * 121}, "VALIDATION"),
    ],
)
async def test_what_its_author_could_not_run_is_not_kept(
    graph: Graph, persona: str, more: dict[str, Any], code: str
) -> None:
    payload = await created(graph, persona, **more)
    assert payload["report"] is None
    assert [each["code"] for each in payload["userErrors"]] == [code]


async def test_a_report_of_the_system_cannot_be_changed(graph: Graph) -> None:
    told = await graph.ask("admin", UPDATE, {"input": {"id": "mrr", "expectedVersion": 1, "title": "Mine"}})
    assert told.codes == ["NOT_FOUND"]


async def test_asking_again_with_a_key_answers_the_same_report(graph: Graph) -> None:
    first, second = [(await created(graph, "billing", idempotencyKey="k"))["report"]["id"] for _ in range(2)]
    other = (await created(graph, "admin", idempotencyKey="k"))["report"]["id"]
    assert first == second != other


async def test_what_was_done_stands_in_the_audit_log(graph: Graph) -> None:
    report = (await created(graph, "admin"))["report"]
    log = (await graph.ask("admin", "{ auditLog(first: 1) { nodes { act author { email } } } }")).data["auditLog"]
    assert log["nodes"][0]["act"] == "createReport"
    assert report["refusal"] is None
