"""People and groups as Okta and Entra report them, each within the directory's own organisation."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from gateway.scim.door import MOST_REFUSED, RequestWindows, TooFast
from sandbox.people import BY_NAME
from tests.graphs import Graph, graph_served
from tests.scim.directory import PATCH, USER, ReportingDirectory, directory_of

OUTSIDER, RESTRICTED = BY_NAME["outsider"].email, BY_NAME["restricted"].email
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
# As Okta's profile mapping sends a new person.
OKTA_PERSON = {
    "schemas": [USER],
    "userName": OUTSIDER,
    "name": {"givenName": "Olga", "familyName": "Person"},
    "emails": [{"primary": True, "value": OUTSIDER, "type": "work"}],
    "displayName": "Olga Person",
    "locale": "en-US",
    "externalId": "00u1a2b3c4",
    "groups": [],
    "password": "a password that nobody wants",
    "active": True,
}
# As Entra does, its own extension included.
ENTRA_PERSON = {
    "schemas": [USER, ENTERPRISE],
    "externalId": "7b3f",
    "userName": "lena.brandt@halvorsen.example",
    "active": True,
    "displayName": "Lena Brandt",
    "emails": [{"type": "work", "value": "lena.brandt@halvorsen.example", "primary": True}],
    "meta": {"resourceType": "User"},
    "name": {"formatted": "Lena Brandt", "familyName": "Brandt", "givenName": "Lena"},
    "phoneNumbers": [{"type": "work", "value": "+49 30 1"}],
    "title": "Controller",
    ENTERPRISE: {"department": "Finance", "employeeNumber": "7"},
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def organization() -> AsyncIterator[Graph]:
    """A gateway whose database lies in memory."""
    async with graph_served() as graph:
        yield graph


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def directory(organization: Graph) -> ReportingDirectory:
    """A directory of the organisation."""
    return await directory_of(organization, "Okta")


async def report(graph: Graph, email: str) -> dict[str, Any]:
    """What has ended of a user."""
    text = """query ($user: String!) { leaverReport(user: $user) {
        hasLeft leftAt directory returnedAt returnedBy grantsRestored ended { what count process at } } }"""
    shown: dict[str, Any] = (await graph.ask("admin", text, {"user": email})).data["leaverReport"]
    return shown


@pytest.mark.parametrize(
    "content",
    [
        {"schemas": [PATCH], "Operations": [{"op": "replace", "value": {"active": False}}]},
        {"schemas": [PATCH], "Operations": [{"op": "Replace", "path": "active", "value": "False"}]},
        {"schemas": [PATCH], "Operations": [{"op": "Replace", "path": "active", "value": False}]},
        {**OKTA_PERSON, "active": False},
        None,
    ],
    ids=["Okta, pathless", "Entra, a text", "Entra, a value", "Okta, PUT", "DELETE"],
)
async def test_whoever_is_deactivated_is_refused_at_once_and_let_in_when_they_are_back(
    organization: Graph, directory: ReportingDirectory, content: dict[str, Any] | None
) -> None:
    id_ = (await directory.ask("POST", "/Users", OKTA_PERSON)).body["id"]
    assert (await organization.ask("outsider", "{ viewer { user { name } } }")).codes == []
    method = "DELETE" if content is None else "PATCH" if "Operations" in content else "PUT"
    answer = await directory.ask(method, f"/Users/{id_}", content)
    assert answer.status in {200, 204}, answer.body
    assert content is None or answer.body["active"] is False
    refused = await organization.ask("outsider", "{ viewer { user { name } } }")
    assert (refused.status, refused.codes) == (403, ["DEACTIVATED"])
    shown = await report(organization, OUTSIDER)
    assert (shown["hasLeft"], shown["directory"]) == (True, "Okta")
    assert {each["what"] for each in shown["ended"]} == {"RIGHTS", "SESSIONS", "OPERATIONS", "JOBS", "MEMORY"}
    assert all(each["at"] for each in shown["ended"])
    if content is None:
        id_ = (await directory.ask("POST", "/Users", OKTA_PERSON)).body["id"]
    else:
        await directory.patch(f"/Users/{id_}", {"op": "replace", "value": {"active": True}})
    assert (await organization.ask("outsider", "{ viewer { user { name } } }")).codes == []
    shown = await report(organization, OUTSIDER)
    assert (shown["hasLeft"], shown["returnedBy"], shown["grantsRestored"]) == (False, "directory Okta", None)
    await directory.ask("DELETE", f"/Users/{id_}")
    await organization.ask("admin", f'mutation {{ readmitLeaver(user: "{OUTSIDER}") {{ hasLeft }} }}')


async def test_entra_s_person_is_kept_without_what_nobody_needs(directory: ReportingDirectory) -> None:
    answer = await directory.ask("POST", "/Users", ENTRA_PERSON)
    assert answer.status == 201, answer.body
    assert answer.headers["Location"].endswith(answer.body["id"])
    assert {*answer.body} == {
        *("schemas", "id", "externalId", "meta", "userName", "active", "displayName", "emails", "name")
    }
    again = await directory.ask("POST", "/Users", ENTRA_PERSON)
    assert (again.status, again.body["scimType"]) == (409, "uniqueness")
    for asked in ('userName eq "LENA.BRANDT@halvorsen.example"', 'externalId eq "7b3f"', 'displayName co "brandt"'):
        listed = (await directory.ask("GET", f"/Users?filter={asked}&startIndex=1&count=1")).body
        assert (listed["totalResults"], [each["id"] for each in listed["Resources"]]) == (1, [answer.body["id"]])
    nobody = (await directory.ask("GET", '/Users?filter=userName eq "nobody@halvorsen.example"')).body
    assert nobody["totalResults"] == 0
    wrong = await directory.ask("GET", "/Users?filter=userName eq")
    assert (wrong.status, wrong.body["scimType"]) == (400, "invalidFilter")
    changed = await directory.patch(
        f"/Users/{answer.body['id']}",
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "l.brandt@halvorsen.example"},
        {"op": "Add", "path": "name.givenName", "value": "Helena"},
        {"op": "Replace", "path": f"{ENTERPRISE}:department", "value": "Sales"},
    )
    assert changed.status == 200, changed.body
    assert changed.body["emails"][0]["value"] == "l.brandt@halvorsen.example"
    assert changed.body["name"]["givenName"] == "Helena"


async def test_a_group_grants_its_template_and_reactivation_restores_no_grant(organization: Graph) -> None:
    directory = await directory_of(organization, "Entra")
    member = await directory.person(RESTRICTED)
    made = await directory.ask(
        "POST", "/Groups", {"schemas": [USER.replace("User", "Group")], "displayName": "Finance readers"}
    )
    group = made.body["id"]
    setting = """mutation ($group: ID!) {
        setDirectoryGroupTemplate(group: $group, template: "view_only") { name template members } }"""
    assert (await organization.ask("admin", setting, {"group": group})).data["setDirectoryGroupTemplate"] == {
        "name": "Finance readers",
        "template": "view_only",
        "members": 0,
    }
    added = await directory.patch(f"/Groups/{group}", {"op": "Add", "path": "members", "value": [{"value": member}]})
    assert added.status == 200, added.body
    assert await state_of(organization, RESTRICTED) == ("ACTIVE", "view_only", "directory Entra")
    await directory.patch(f"/Users/{member}", {"op": "replace", "value": {"active": False}})
    assert await state_of(organization, RESTRICTED) == ("SUSPENDED", "view_only", "directory Entra")
    await directory.patch(f"/Users/{member}", {"op": "replace", "value": {"active": True}})
    assert await state_of(organization, RESTRICTED) == ("SUSPENDED", "view_only", "directory Entra")
    assert (await report(organization, RESTRICTED))["grantsRestored"] is False
    log = (await organization.ask("admin", "{ auditLog(first: 1) { nodes { act after author { name } } } }")).data
    assert log["auditLog"]["nodes"] == [
        {
            "act": "directoryReadmission",
            "after": {"users": [RESTRICTED], "grantsRestored": False, "stillSuspended": [RESTRICTED]},
            "author": {"name": "directory Entra"},
        }
    ]
    await organization.ask("admin", f'mutation {{ resumeIntegrationUsers(emails: ["{RESTRICTED}"]) {{ doneCount }} }}')
    removed = await directory.patch(
        f"/Groups/{group}", {"op": "Remove", "path": "members", "value": [{"value": member}]}
    )
    assert "members" not in removed.body
    # An administrator has changed the member since: the directory takes nothing away from them.
    assert (await state_of(organization, RESTRICTED))[0] == "ACTIVE"
    refused = await directory.patch(f"/Groups/{group}", {"op": "add", "path": "members", "value": [{"value": "x"}]})
    assert (refused.status, refused.body["scimType"]) == (400, "invalidValue")


async def state_of(graph: Graph, email: str) -> tuple[str, str, str]:
    """What the roster says of a user."""
    text = "query ($search: String) { integrationUsers(search: $search) { nodes { state template changedBy } } }"
    [member] = (await graph.ask("admin", text, {"search": email})).data["integrationUsers"]["nodes"]
    return member["state"], member["template"], member["changedBy"]


async def test_no_directory_reaches_what_another_one_or_another_organisation_has(
    organization: Graph, directory: ReportingDirectory
) -> None:
    person = await directory.person("of.okta@halvorsen.example")
    other = await directory_of(organization, "Another")
    for method, content in (("GET", None), ("PUT", OKTA_PERSON), ("DELETE", None)):
        assert (await other.ask(method, f"/Users/{person}", content)).status == 404
    assert (await other.patch(f"/Users/{person}", {"op": "replace", "value": {"active": False}})).status == 404
    assert (await other.ask("GET", "/Users")).body["totalResults"] == 0
    # A directory of another organisation reports that people of this one have left.
    sync = organization.service.directories
    assert sync is not None
    await sync.leavers.leave("local:999", [BY_NAME["sales"].email], "Foreign", organization.service.now())
    await sync.heed()
    assert (await organization.ask("sales", "{ viewer { user { name } } }")).codes == []


async def test_tokens_are_kept_as_hashes_rotated_and_revoked(organization: Graph) -> None:
    directory = await directory_of(organization, "Short")
    for wrong in ("", "x", f"{directory.id}.wrong", f"{directory.id}.", directory.token + "x"):
        answer = await directory.ask("GET", "/Users", token=wrong or "-")
        assert (answer.status, answer.body["status"]) == (401, "401")
    rotate = "mutation ($id: ID!) { rotateDirectoryToken(id: $id) { token } }"
    token = (await organization.ask("admin", rotate, {"id": directory.id})).data["rotateDirectoryToken"]["token"]
    assert (await directory.ask("GET", "/Users")).status == 401
    assert (await directory.ask("GET", "/Users", token=token)).status == 200
    listed = (await organization.ask("admin", "{ directories { name usedAt revokedAt } }")).data["directories"]
    assert [each["name"] for each in listed if each["usedAt"]].count("Short") == 1
    await organization.ask("admin", "mutation ($id: ID!) { revokeDirectory(id: $id) { name } }", {"id": directory.id})
    assert (await directory.ask("GET", "/Users", token=token)).status == 401
    assert (await organization.ask("admin", rotate, {"id": directory.id})).codes == ["NOT_FOUND"]
    database = organization.service.database
    assert database is not None
    with database.engine.connect() as connection:
        rows = str(connection.exec_driver_sql("SELECT * FROM scim_directory").all())
    assert token.partition(".")[2] not in rows
    for document in ("{ directories { id } }", 'mutation { createDirectory(name: "x") { token } }'):
        assert (await organization.ask("accountant", document)).codes == ["FORBIDDEN"]


def test_a_directory_that_asks_too_often_waits_for_the_next_minute() -> None:
    at = [0.0]
    windows = RequestWindows(MOST_REFUSED, lambda: at[0])
    for _ in range(MOST_REFUSED):
        windows.check("a")
        windows.add("a")
    with pytest.raises(TooFast):
        windows.check("a")
    windows.check("b")
    at[0] = 60.0
    windows.check("a")
    assert windows.seconds_left() == 60
