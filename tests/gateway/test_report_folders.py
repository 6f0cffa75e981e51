"""Folders of reports: kept by their owner, named by their reports, and fixed where they are the system's."""

from typing import Any

from domain.kpis.reports import BOOKS_FOLDER, FOLDER
from tests.graphs import Graph

FOLDERS = "{ reportFolders { name isSystem isOwn reports { id } } }"
CREATE = """mutation ($input: CreateReportInput!) { createReport(input: $input) {
    report { id version folder } userErrors { code field } } }"""
PAGE = """query ($folder: String, $after: String) { reports(folder: $folder, first: 20, after: $after) {
    nodes { id folder } pageInfo { hasNextPage endCursor } } }"""


async def acted(graph: Graph, persona: str, field: str, selected: str = "folder { name }", **given: Any) -> Any:
    """The payload of a mutation of a folder."""
    kind = f"{field[0].upper()}{field[1:]}Input"
    query = f"mutation ($input: {kind}!) {{ {field}(input: $input) {{ {selected} userErrors {{ code field }} }} }}"
    return (await graph.ask(persona, query, {"input": given})).data[field]


async def refusal(graph: Graph, persona: str, field: str, **given: Any) -> tuple[str, list[str] | None]:
    """The code and the place of its only problem."""
    [problem] = (await acted(graph, persona, field, **given))["userErrors"]
    return problem["code"], problem["field"]


async def own_folders(graph: Graph, persona: str) -> dict[str, list[str]]:
    """The reports in each folder of a persona's own."""
    folders = (await graph.ask(persona, FOLDERS)).data["reportFolders"]
    return {each["name"]: [report["id"] for report in each["reports"]] for each in folders if each["isOwn"]}


async def test_a_folder_is_created_renamed_and_deleted_and_a_report_moves_between_two(graph: Graph) -> None:
    assert (await acted(graph, "billing", "createReportFolder", name=" Board "))["folder"] == {"name": "Board"}
    assert await own_folders(graph, "billing") == {"Board": []}
    report = (await graph.ask("billing", CREATE, {"input": {"base": "mrr", "title": "Ours"}})).data["createReport"]
    id_, folder = report["report"]["id"], report["report"]["folder"]
    moved = await acted(
        graph, "billing", "moveReport", "report { folder version }", id=id_, expectedVersion=1, folder="Board"
    )
    assert moved["report"] == {"folder": "Board", "version": 2}
    assert await own_folders(graph, "billing") == {"Board": [id_]}
    assert await refusal(graph, "billing", "deleteReportFolder", name="Board") == ("CONFLICT", ["name"])
    await acted(graph, "billing", "renameReportFolder", name="Board", newName="The board")
    assert await own_folders(graph, "billing") == {"The board": [id_]}
    stale = await acted(graph, "billing", "moveReport", "report { id }", id=id_, expectedVersion=2, folder=folder)
    assert stale["userErrors"] == [{"code": "CONFLICT", "field": ["expectedVersion"]}]
    await acted(graph, "billing", "moveReport", "report { id }", id=id_, expectedVersion=3, folder=folder)
    gone = await acted(graph, "billing", "deleteReportFolder", "deletedName", name="The board")
    assert gone == {"deletedName": "The board", "userErrors": []}
    assert await own_folders(graph, "billing") == {folder: [id_]}


async def test_folders_of_the_system_and_of_others_stay_as_they_are(graph: Graph) -> None:
    await acted(graph, "billing", "createReportFolder", name="Mine")
    for name in (FOLDER, BOOKS_FOLDER.upper()):
        assert await refusal(graph, "billing", "createReportFolder", name=name) == ("VALIDATION", ["name"])
        assert await refusal(graph, "billing", "deleteReportFolder", name=name) == ("FORBIDDEN", ["name"])
        change = {"name": "Mine", "newName": name}
        assert await refusal(graph, "billing", "renameReportFolder", **change) == ("VALIDATION", ["newName"])
        new = {"base": "mrr", "title": "Ours", "folder": name}
        [problem] = (await graph.ask("billing", CREATE, {"input": new})).data["createReport"]["userErrors"]
        assert (problem["code"], problem["field"]) == ("VALIDATION", ["folder"])
    assert await refusal(graph, "billing", "createReportFolder", name="mine") == ("CONFLICT", ["name"])
    assert await refusal(graph, "billing", "createReportFolder", name="a\nb") == ("VALIDATION", ["name"])
    assert await own_folders(graph, "admin") == {}
    for field, more in (("renameReportFolder", {"newName": "Ours"}), ("deleteReportFolder", {})):
        assert await refusal(graph, "admin", field, name="Mine", **more) == ("NOT_FOUND", ["name"])


async def test_a_folder_of_a_shared_report_is_shown_to_its_readers_and_is_not_theirs(graph: Graph) -> None:
    new = {"base": "mrr", "title": "Ours", "folder": "For all", "isShared": True}
    id_ = (await graph.ask("billing", CREATE, {"input": new})).data["createReport"]["report"]["id"]
    folders = (await graph.ask("admin", FOLDERS)).data["reportFolders"]
    assert folders[-1] == {"name": "For all", "isSystem": False, "isOwn": False, "reports": [{"id": id_}]}
    assert await refusal(graph, "admin", "renameReportFolder", name="For all", newName="Mine") == (
        "NOT_FOUND",
        ["name"],
    )


async def test_the_reports_of_a_folder_are_a_connection(graph: Graph) -> None:
    seen, after = list[str](), None
    while True:
        page = (await graph.ask("admin", PAGE, {"folder": FOLDER, "after": after})).data["reports"]
        assert {node["folder"] for node in page["nodes"]} == {FOLDER}
        seen += [node["id"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    folders = (await graph.ask("admin", FOLDERS)).data["reportFolders"]
    assert seen == [report["id"] for report in folders[0]["reports"]]
    assert len(seen) > 20
    every = (await graph.ask("admin", PAGE)).data["reports"]
    assert len(every["nodes"]) == 20
    foreign = await graph.ask("admin", PAGE, {"folder": BOOKS_FOLDER, "after": after})
    assert foreign.codes == ["BAD_USER_INPUT"]
