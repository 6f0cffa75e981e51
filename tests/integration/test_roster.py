"""Administrators look after integration users through the graph, for their own organisation alone."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio

from domain.roster import RosterAct, RosterChange
from resolvers.integration.people import BooksPerson, CrmPerson, People
from resolvers.integration.roster import refusal_to_add
from sandbox.people import BY_NAME, Persona
from tests.graphs import Graph, graph_served
from tests.proofs import family

SALES, OUTSIDER = BY_NAME["sales"].email, BY_NAME["outsider"].email
ADD = """
mutation ($emails: [String!]!, $template: String, $grants: [ModuleGrantInput!], $rehearsal: Boolean! = false) {
  addIntegrationUsers(emails: $emails, template: $template, grants: $grants, rehearsal: $rehearsal) {
    results { email outcome done message } doneCount refusedCount rehearsal
  }
}
"""
MEMBERS = """
query ($first: Int, $after: String, $search: String, $state: IntegrationUserState) {
  integrationUsers(first: $first, after: $after, search: $search, state: $state) {
    nodes { email name state template version changedBy grants { module actions } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
CANDIDATES = """
query ($first: Int, $after: String, $search: String, $profile: String) {
  integrationCandidates(first: $first, after: $after, search: $search, profile: $profile) {
    nodes { email name profile grantedByOperator doubtfulMatch } totalCount pageInfo { hasNextPage endCursor }
  }
}
"""
ACTIONS = "{ viewer { permissions { modules { module allowedActions } } } }"


def is_outside_books(persona: Persona) -> bool:
    """Whether a user of CRM has no licence of Books."""
    return persona.books is None or persona.books.startswith("integration")


def on(field: str) -> str:
    """The mutation that changes users and says what became of each."""
    return f"""mutation ($emails: [String!]!) {{ {field}(emails: $emails) {{ results {{ email outcome }} }} }}"""


@pytest_asyncio.fixture
async def organization(tmp_path: Any) -> AsyncIterator[Graph]:
    """A gateway with a store of its own, in front of a sandbox of its own."""
    async with graph_served(database=f"sqlite:///{tmp_path / 'store.db'}") as graph:
        assert not (await graph.ask("admin", "mutation { setUpIntegration { version } }")).codes
        yield graph


async def outcomes(graph: Graph, document: str, *emails: str, **variables: Any) -> dict[str, str]:
    """What became of each user, as the administrator is told."""
    data = (await graph.ask("admin", document, {"emails": [*emails], **variables})).data
    [payload] = data.values()
    return {each["email"]: each["outcome"] for each in payload["results"]}


async def actions_of(graph: Graph, persona: str, module: str) -> list[str]:
    """What a caller may do in a module now."""
    modules: list[dict[str, Any]] = (await graph.ask(persona, ACTIONS)).data["viewer"]["permissions"]["modules"]
    allowed: list[list[str]] = [each["allowedActions"] for each in modules if each["module"] == module]
    return allowed[0] if allowed else []


@family(short=4)
@pytest.mark.parametrize("persona", ["sales", "accountant", "billing", "restricted", "outsider"])
@pytest.mark.parametrize(
    "document",
    [
        "{ integration { members } }",
        "{ integrationUsers { nodes { email } } }",
        "{ integrationCandidates { nodes { email } } }",
        f'mutation {{ addIntegrationUsers(emails: ["{SALES}"], template: "legacy") {{ doneCount }} }}',
        f'mutation {{ changeIntegrationGrants(emails: ["{SALES}"], template: "legacy") {{ doneCount }} }}',
        f'mutation {{ suspendIntegrationUsers(emails: ["{SALES}"]) {{ doneCount }} }}',
        f'mutation {{ resumeIntegrationUsers(emails: ["{SALES}"]) {{ doneCount }} }}',
        f'mutation {{ removeIntegrationUsers(emails: ["{SALES}"]) {{ doneCount }} }}',
        'mutation { setIntegrationUserLimit(limit: 2000, reason: "more") { limit } }',
        "mutation { setUpIntegration { version } }",
        "mutation { changeIntegrationSettings(version: 1, input: { usageDays: 2 }) { version } }",
        'mutation { removeGrantTemplate(name: "own") }',
        'mutation { putGrantTemplate(input: { name: "own", title: "x", grants: '
        '[{ module: "books.invoices", actions: [VIEW] }] }) { name } }',
    ],
)
async def test_only_administrators_look_after_integration_users(graph: Graph, persona: str, document: str) -> None:
    answer = await graph.ask(persona, document)
    assert answer.codes == ["FORBIDDEN"]
    assert set(answer.body["data"].values()) == {None}


async def test_candidates_are_active_users_of_crm_who_are_not_in_books(organization: Graph) -> None:
    first = (await organization.ask("admin", CANDIDATES, {"first": 2})).data["integrationCandidates"]
    rest = (await organization.ask("admin", CANDIDATES, {"first": 200, "after": first["pageInfo"]["endCursor"]})).data[
        "integrationCandidates"
    ]
    shown = [*first["nodes"], *rest["nodes"]]
    outside = {persona.email for persona in BY_NAME.values() if is_outside_books(persona)}
    assert {each["email"] for each in shown} == outside
    assert [each["email"] for each in shown] == sorted(each["email"] for each in shown)
    assert first["totalCount"] == rest["totalCount"] == len(outside)
    assert first["pageInfo"]["hasNextPage"]
    assert not rest["pageInfo"]["hasNextPage"]
    by_operator = {each["email"] for each in shown if each["grantedByOperator"]}
    assert by_operator == {BY_NAME[name].email for name in ("sales", "legacy", "restricted")}
    named = (await organization.ask("admin", CANDIDATES, {"search": OUTSIDER[:6].upper()})).data
    assert [each["email"] for each in named["integrationCandidates"]["nodes"]] == [OUTSIDER]


async def test_users_are_added_each_as_far_as_possible(organization: Graph) -> None:
    accountant = BY_NAME["accountant"].email
    answers = await outcomes(
        organization, ADD, OUTSIDER.upper(), accountant, "nobody@halvorsen.example", OUTSIDER, template="view_only"
    )
    assert answers == {
        OUTSIDER.upper(): "ADDED",
        accountant: "ALREADY_BOOKS_USER",
        "nobody@halvorsen.example": "UNKNOWN",
        OUTSIDER: "DUPLICATE",
    }
    [member] = (await organization.ask("admin", MEMBERS)).data["integrationUsers"]["nodes"]
    grants = member.pop("grants")
    assert member == {
        "email": OUTSIDER,
        "name": BY_NAME["outsider"].full_name,
        "state": "ACTIVE",
        "template": "view_only",
        "version": 1,
        "changedBy": BY_NAME["admin"].email,
    }
    assert {action for each in grants for action in each["actions"]} == {"VIEW"}
    assert (await organization.ask("admin", "{ integration { members limit } }")).data["integration"]["members"] == 1
    emails = [
        each["email"] for each in (await organization.ask("admin", CANDIDATES)).data["integrationCandidates"]["nodes"]
    ]
    assert OUTSIDER not in emails


async def test_a_rehearsal_says_what_would_happen_and_changes_nothing(organization: Graph) -> None:
    assert await outcomes(organization, ADD, OUTSIDER, template="current", rehearsal=True) == {OUTSIDER: "ADDED"}
    assert (await organization.ask("admin", MEMBERS)).data["integrationUsers"]["nodes"] == []
    log = (await organization.ask("admin", "{ auditLog { nodes { act } } }")).data["auditLog"]["nodes"]
    assert [each["act"] for each in log] == ["setUpIntegration"]


async def test_a_change_is_in_force_at_once(organization: Graph) -> None:
    email = BY_NAME["restricted"].email
    assert await actions_of(organization, "restricted", "books.invoices") == ["VIEW"]
    grants = [{"module": "books.estimates", "actions": ["VIEW"]}]
    before = organization.sandbox.calls.since(0)[-1]["sequence"]
    assert await outcomes(organization, ADD, email, grants=grants) == {email: "ADDED"}
    assert await actions_of(organization, "restricted", "books.invoices") == []
    lists = [call for call in organization.sandbox.calls.since(before) if "AllUsers" in call["query"]]
    assert {call["token_owner"] for call in lists} == {"admin"}


async def test_suspended_resumed_and_removed(organization: Graph) -> None:
    email = BY_NAME["restricted"].email
    grants = [{"module": "books.invoices", "actions": ["VIEW"]}]
    await outcomes(organization, ADD, email, grants=grants)
    assert await actions_of(organization, "restricted", "books.invoices") == ["VIEW"]
    for field, wanted, allowed in (
        ("suspendIntegrationUsers", "CHANGED", []),
        ("suspendIntegrationUsers", "UNCHANGED", []),
        ("resumeIntegrationUsers", "CHANGED", ["VIEW"]),
        # Who is no integration user any more has what the role in Books allows.
        ("removeIntegrationUsers", "CHANGED", ["VIEW", "EXPORT"]),
        ("removeIntegrationUsers", "NOT_IN_ROSTER", ["VIEW", "EXPORT"]),
    ):
        assert await outcomes(organization, on(field), email) == {email: wanted}
        assert await actions_of(organization, "restricted", "books.invoices") == allowed
    log = (await organization.ask("admin", "{ auditLog { nodes { act author { email } after } } }")).data["auditLog"]
    acts = [each["act"] for each in log["nodes"]]
    assert acts == [
        "removeIntegrationUsers",
        "resumeIntegrationUsers",
        "suspendIntegrationUsers",
        "addIntegrationUsers",
        "setUpIntegration",
    ]
    assert log["nodes"][-2]["after"] == {"users": [email], "template": "", "grants": {"books.invoices": ["view"]}}
    assert {each["author"]["email"] for each in log["nodes"]} == {BY_NAME["admin"].email}


async def test_the_roster_of_another_organisation_changes_nothing(organization: Graph) -> None:
    allowed = await actions_of(organization, "sales", "books.estimates")
    at = datetime(2026, 1, 1, tzinfo=UTC)
    change = RosterChange(act=RosterAct.ADD, tenant="local:999", names={SALES: "x"}, author="x", at=at, modules={})
    await organization.service.rights.rosters.change(change)
    organization.forget_callers()
    assert allowed
    assert await actions_of(organization, "sales", "books.estimates") == allowed
    assert (await organization.ask("admin", MEMBERS)).data["integrationUsers"]["nodes"] == []


async def test_the_limit_is_kept_and_raised_with_a_reason(organization: Graph) -> None:
    limit = """
    mutation ($most: Int!, $reason: String!) {
      setIntegrationUserLimit(limit: $most, reason: $reason) { limit limitReason }
    }
    """
    named = sorted(persona.email for persona in BY_NAME.values() if is_outside_books(persona))[:2]
    assert len(named) == 2
    await organization.ask("admin", limit, {"most": 1, "reason": "a small one"})
    assert await outcomes(organization, ADD, *named, template="current") == {named[0]: "ADDED", named[1]: "ABOVE_LIMIT"}
    raised = await organization.ask("admin", limit, {"most": 2, "reason": "Zoho raised it"})
    assert raised.data["setIntegrationUserLimit"] == {"limit": 2, "limitReason": "Zoho raised it"}
    assert (await organization.ask("admin", limit, {"most": 3, "reason": " "})).codes == ["BAD_USER_INPUT"]
    assert await outcomes(organization, ADD, *named, template="current") == {named[0]: "UNCHANGED", named[1]: "ADDED"}
    acts = [
        each["act"]
        for each in (await organization.ask("admin", "{ auditLog { nodes { act } } }")).data["auditLog"]["nodes"]
    ]
    assert acts.count("setIntegrationUserLimit") == 2


@pytest.mark.parametrize(
    "variables",
    [
        {"emails": []},
        {"emails": [SALES] * 1001, "template": "current"},
        {"emails": [SALES], "template": "none"},
        {"emails": [SALES], "template": "current", "grants": [{"module": "books.invoices", "actions": ["VIEW"]}]},
        {"emails": [SALES], "grants": [{"module": "books.nothing", "actions": ["VIEW"]}]},
        {"emails": [SALES], "grants": [{"module": "books.invoices", "actions": ["EDIT"]}]},
        {"emails": [SALES], "grants": [{"module": "books.items", "actions": ["VIEW", "DELETE"]}]},
        {"emails": [SALES], "grants": [{"module": "books.items", "actions": ["VIEW"]}] * 2},
    ],
)
async def test_wrong_input_is_named_before_anything_changes(organization: Graph, variables: dict[str, Any]) -> None:
    assert (await organization.ask("admin", ADD, variables)).codes == ["BAD_USER_INPUT"]
    assert (await organization.ask("admin", MEMBERS)).data["integrationUsers"]["nodes"] == []


async def test_a_gateway_without_a_database_says_so() -> None:
    async with graph_served(grants=None) as graph:
        answer = await graph.ask("admin", ADD, {"emails": [OUTSIDER], "template": "current"})
        assert answer.codes == ["FORBIDDEN"]
        assert "SUITEGRAPH_DATABASE" in answer.body["errors"][0]["message"]
        assert (await graph.ask("admin", "{ integration { members } }")).data == {"integration": {"members": 0}}


def test_likeness_and_inactivity_keep_a_user_out() -> None:
    lena = CrmPerson("1", "Lena  Brandt", "lena@a.example", "Standard", "", is_active=True)
    ada, una = (
        CrmPerson(str(i), name, f"{name}@a.example", "", "", is_active=active)
        for i, name, active in ((2, "ada", False), (3, "una", None))
    )
    twin = BooksPerson("9", "lena brandt", "l.brandt@a.example", "Staff", "active")
    people = People({each.email: each for each in (lena, ada, una)}, {twin.email: twin})
    reasons = {email: refusal[0].name if (refusal := refusal_to_add(people, email)) else None for email in people.crm}
    assert reasons == {"lena@a.example": "DOUBTFUL", "ada@a.example": "INACTIVE", "una@a.example": None}
