"""Integration users are made in Books where their organisation wants it, and what drifts apart is found."""

from typing import Any

from sandbox.books.roles import ROLES
from sandbox.people import BY_NAME
from tests.graphs import Graph
from tests.integration.test_roster import ADD, actions_of, on, organization, outcomes

__all__ = ["organization"]
NEW = BY_NAME["billing"].email
ROLE = ROLES["integration"].role_id
SET = "mutation ($role: String) { setIntegrationProvisioning(role: $role) }"
PROVISION = """
mutation ($emails: [String!]!) { provisionIntegrationUsers(emails: $emails) { email outcome message } }
"""
CHECK = """
mutation ($first: Int) {
  checkRoster(first: $first) { nodes { email access drift } drifted pageInfo { hasNextPage } }
}
"""
MEMBERS = "{ integrationUsers { nodes { email access drift } } }"


async def provisioned(graph: Graph, *emails: str) -> dict[str, str]:
    """What became of each user."""
    results = (await graph.ask("admin", PROVISION, {"emails": [*emails]})).data["provisionIntegrationUsers"]
    return {each["email"]: each["outcome"] for each in results}


def invitations(graph: Graph) -> list[dict[str, Any]]:
    """The calls that made users in Books."""
    return [each for each in graph.calls() if each["method"] == "POST" and each["path"].endswith("/users")]


async def access_of(graph: Graph, email: str) -> tuple[str, str]:
    """What the roster says of a user's access."""
    nodes = (await graph.ask("admin", MEMBERS)).data["integrationUsers"]["nodes"]
    [(access, drift)] = [(each["access"], each["drift"]) for each in nodes if each["email"] == email]
    return access, drift


async def test_a_user_is_made_once_awaits_access_and_is_active_once_their_own_token_works(organization: Graph) -> None:
    await outcomes(organization, ADD, NEW, template="current")
    assert (await organization.ask("admin", PROVISION, {"emails": [NEW]})).codes == ["BAD_USER_INPUT"]
    assert (await organization.ask("accountant", SET, {"role": ROLE})).codes == ["FORBIDDEN"]
    await organization.ask("admin", SET, {"role": ROLE})
    organization.forget_calls()
    accountant = BY_NAME["accountant"].email
    assert await provisioned(organization, NEW, accountant) == {
        NEW: "INVITED",
        accountant: "NOT_IN_ROSTER",
    }
    assert await provisioned(organization, NEW) == {NEW: "UNCHANGED"}
    assert [call["token_owner"] for call in invitations(organization)] == ["admin"]
    assert await access_of(organization, NEW) == ("AWAITING_ACCESS", "NONE")
    await organization.ask("billing", "{ viewer { permissions { modules { module } } } }")
    assert await access_of(organization, NEW) == ("ACTIVE", "NONE")
    [checked] = (await organization.ask("admin", CHECK)).data["checkRoster"]["nodes"]
    assert checked == {"email": NEW, "access": "ACTIVE", "drift": "NONE"}


async def test_a_lost_answer_is_looked_up_and_never_makes_a_second_user(organization: Graph) -> None:
    await outcomes(organization, ADD, NEW, template="current")
    await organization.ask("admin", SET, {"role": ROLE})
    lost = {"product": "books", "method": "POST", "path": "/users$", "count": 1}
    await organization.break_down({**lost, "kind": "reset_after"})
    organization.forget_calls()
    assert await provisioned(organization, NEW) == {NEW: "INVITED"}
    assert len(invitations(organization)) == 1
    assert await provisioned(organization, NEW) == {NEW: "UNCHANGED"}
    assert len(invitations(organization)) == 1


async def test_an_unanswered_invitation_is_unknown_and_may_be_asked_again(organization: Graph) -> None:
    await outcomes(organization, ADD, NEW, template="current")
    await organization.ask("admin", SET, {"role": ROLE})
    dead = {"product": "books", "method": "POST", "path": "/users$", "count": 1}
    await organization.break_down({**dead, "kind": "reset"})
    assert await provisioned(organization, NEW) == {NEW: "OUTCOME_UNKNOWN"}
    assert await provisioned(organization, NEW) == {NEW: "INVITED"}


async def test_whoever_is_removed_in_books_is_found_at_their_next_request_and_by_the_check(organization: Graph) -> None:
    await outcomes(organization, ADD, NEW, template="current")
    await organization.ask("admin", SET, {"role": ROLE})
    await provisioned(organization, NEW)
    await organization.ask("billing", "{ viewer { permissions { modules { module } } } }")
    organization.sandbox.seats[NEW] = None
    organization.forget_callers()
    await organization.ask("billing", "{ viewer { permissions { modules { module } } } }")
    assert await access_of(organization, NEW) == ("LOST", "REMOVED_IN_BOOKS")
    user = f"/books/v3/users/{BY_NAME['billing'].books_id}?organization_id=460000000000100"
    await organization.prepare("DELETE", user, None)
    organization.forget_callers()
    page = (await organization.ask("admin", CHECK, {"first": 1})).data["checkRoster"]
    assert (page["nodes"], page["drifted"]) == (
        [{"email": NEW, "access": "LOST", "drift": "REMOVED_IN_BOOKS"}],
        1,
    )
    # Less than a day ago they were made: nobody is made twice by mistake.
    assert await provisioned(organization, NEW) == {NEW: "REMOVED_IN_BOOKS"}


async def test_whoever_is_removed_keeps_nothing_of_the_role_that_was_made_for_them_in_books(
    organization: Graph,
) -> None:
    await organization.ask("admin", SET, {"role": ROLE})
    await outcomes(organization, ADD, NEW, template="current")
    assert await provisioned(organization, NEW) == {NEW: "INVITED"}
    assert "CREATE" in await actions_of(organization, "billing", "books.invoices")
    await outcomes(organization, on("removeIntegrationUsers"), NEW)
    assert await actions_of(organization, "billing", "books.invoices") == []
    refused = await organization.ask("billing", "{ invoices(first: 1) { nodes { id } } }")
    assert {each["reason"] for each in refused.body["extensions"]["hiddenFields"]} == {"INTEGRATION_GRANT"}
