"""Many users are added at once, each as far as possible."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from resolvers.integration.bulk import LONGEST_FILE, MOST_ROWS
from sandbox.people import BY_NAME
from tests.graphs import Graph, graph_served

CSV = """
mutation ($csv: String!, $template: String, $rehearsal: Boolean! = false) {
  addIntegrationUsersFromCsv(csv: $csv, template: $template, rehearsal: $rehearsal) {
    results { email outcome message } doneCount refusedCount
  }
}
"""
FILTER = """
mutation ($search: String, $profile: String, $rehearsal: Boolean! = false) {
  addIntegrationUsersByFilter(search: $search, profile: $profile, template: "view_only", rehearsal: $rehearsal) {
    results { email outcome } doneCount
  }
}
"""
MEMBERS = "{ integrationUsers { nodes { email template } } }"
COMMON = "{ integrationCommonUsers { nodes { email booksEmail booksRole match } totalCount } }"
SALES, LEGACY, OUTSIDER, ADMIN = (BY_NAME[name].email for name in ("sales", "legacy", "outsider", "admin"))


@pytest_asyncio.fixture
async def organization(tmp_path: Path) -> AsyncIterator[Graph]:
    """A gateway with a store of its own, whose organisation is set up."""
    async with graph_served(database=f"sqlite:///{tmp_path / 'store.db'}") as graph:
        assert not (await graph.ask("admin", "mutation { setUpIntegration { version } }")).codes
        yield graph


async def members(graph: Graph) -> dict[str, str]:
    """The templates of the members, by address."""
    nodes = (await graph.ask("admin", MEMBERS)).data["integrationUsers"]["nodes"]
    return {each["email"]: each["template"] for each in nodes}


async def test_each_row_of_a_file_has_an_outcome(organization: Graph) -> None:
    lines = [
        "\ufeffTemplate,E-Mail,email",
        f"legacy,x,{SALES.upper()}",
        f",x,{LEGACY}",
        f"current+view_only,x,{OUTSIDER}",
        f",x,{SALES}",
        f",x,{ADMIN}",
        ",x,",
        f"nothing,x,{LEGACY}",
        ",x,nobody@halvorsen.example",
    ]
    variables: dict[str, Any] = {"csv": "\r\n".join(lines), "template": "view_only"}
    expected = [
        "ADDED",
        "ADDED",
        "ADDED",
        "DUPLICATE",
        "ALREADY_BOOKS_USER",
        "INVALID",
        "INVALID",
        "UNKNOWN",
    ]
    for rehearsal in (True, False):
        payload = (await organization.ask("admin", CSV, {**variables, "rehearsal": rehearsal})).data
        results = payload["addIntegrationUsersFromCsv"]["results"]
        assert [each["outcome"] for each in results] == expected
        assert await members(organization) == (
            {} if rehearsal else {SALES: "legacy", LEGACY: "view_only", OUTSIDER: "current+view_only"}
        )
    assert payload["addIntegrationUsersFromCsv"]["doneCount"] == 3
    assert [each["message"] for each in results][5:7] == [
        "The row has no address under `email`.",
        "There is no template nothing.",
    ]


@pytest.mark.parametrize(
    "text", ["", "name\nx", 'email\n"a"b', "email\n" + "x" * LONGEST_FILE, "email\n" + "a@b\n" * (MOST_ROWS + 1)]
)
async def test_what_is_no_such_file_changes_nothing(organization: Graph, text: str) -> None:
    assert (await organization.ask("admin", CSV, {"csv": text})).codes == ["BAD_USER_INPUT"]
    assert await members(organization) == {}


async def test_a_filter_adds_everybody_whom_it_finds(organization: Graph) -> None:
    assert (await organization.ask("admin", FILTER)).codes == ["BAD_USER_INPUT"]
    rehearsed = (await organization.ask("admin", FILTER, {"profile": "sales", "rehearsal": True})).data
    added = (await organization.ask("admin", FILTER, {"profile": "sales"})).data
    assert added == rehearsed
    assert added["addIntegrationUsersByFilter"]["doneCount"] == 2
    assert await members(organization) == {SALES: "view_only", LEGACY: "view_only"}
    for document in (COMMON, 'mutation { addIntegrationUsersFromCsv(csv: "email") { doneCount } }'):
        assert (await organization.ask("sales", document)).codes == ["FORBIDDEN"]


async def test_common_users_match_by_address(organization: Graph) -> None:
    shown = (await organization.ask("admin", COMMON)).data["integrationCommonUsers"]
    staff = sorted(each.email for each in BY_NAME.values() if each.books and not each.books.startswith("integration"))
    assert [each["email"] for each in shown["nodes"]] == staff
    assert {each["match"] for each in shown["nodes"]} == {"EMAIL"}
    assert shown["totalCount"] == len(staff)
