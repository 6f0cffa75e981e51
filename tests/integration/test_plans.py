"""Changes to integration users are planned, and applied while the world is as the plan saw it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from sandbox.people import BY_NAME
from tests.graphs import Graph, graph_served

SALES, LEGACY, RESTRICTED, OUTSIDER = (BY_NAME[name].email for name in ("sales", "legacy", "restricted", "outsider"))
PLAN = """
mutation ($input: IntegrationChangeInput!, $days: Int! = 30) {
  planIntegrationChange(input: $input, days: $days) {
    id state summary hash betterTemplate keptOperations notes refused { email outcome }
    groups {
      profile users emails modules { module gained lost } gainedFields lostFields losingUsers lostOperations
    }
  }
}
"""
APPLY = "mutation ($id: ID!) { applyIntegrationPlan(id: $id) { id state appliedBy summary } }"
ADD = """
mutation ($emails: [String!]!, $template: String) {
  addIntegrationUsers(emails: $emails, template: $template) { results { outcome } }
}
"""
MEMBERS = "{ integrationUsers { nodes { email template state } } }"
IMPACT = """
query ($user: String!) {
  migrationImpact(user: $user) { email becomes words modules { module gained lost } difference }
}
"""
INVOICES = "{ invoices(first: 1) { nodes { number balance { amount } } } }"
ESTIMATES = "{ estimates(first: 1) { nodes { number } } }"


@pytest_asyncio.fixture
async def organization(tmp_path: Path) -> AsyncIterator[Graph]:
    """A gateway with a store of its own, whose organisation is set up."""
    async with graph_served(database=f"sqlite:///{tmp_path / 'store.db'}") as graph:
        assert not (await graph.ask("admin", "mutation { setUpIntegration { version } }")).codes
        yield graph


def users(act: str, *emails: str, **more: Any) -> dict[str, Any]:
    """The input of a change of users."""
    return {"input": {"users": {"act": act, "emails": [*emails], **more}}}


async def planned(graph: Graph, variables: dict[str, Any]) -> dict[str, Any]:
    """The plan of a change."""
    answer = await graph.ask("admin", PLAN, variables)
    assert not answer.codes, answer.body
    return answer.data["planIntegrationChange"]


async def test_a_plan_shows_who_loses_what_and_which_template_would_keep_it(organization: Graph) -> None:
    await organization.ask("admin", ADD, {"emails": [SALES, RESTRICTED], "template": "current"})
    for _ in range(4):
        assert not (await organization.ask("sales", INVOICES)).codes
    await organization.ask("sales", ESTIMATES)
    grants = [{"module": "books.estimates", "actions": ["VIEW"]}]
    plan = await planned(organization, users("GRANT", SALES, RESTRICTED, grants=grants))
    assert plan["summary"] == (
        "1 lose nothing; 1 would have lost 4 operations in the last 30 days; the template current keeps 4 of them."
    )
    assert (plan["betterTemplate"], plan["keptOperations"], plan["refused"]) == ("current", 4, [])
    sales, support = plan["groups"]
    assert (sales["profile"], sales["losingUsers"], sales["lostOperations"]) == ("Sales", 1, 4)
    assert sales["emails"] == [SALES]
    lost = {each["module"]: each["lost"] for each in sales["modules"]}
    assert lost["books.invoices"] == ["CONVERT", "CREATE", "EDIT", "SEND", "VIEW"]
    assert lost["books.estimates"] == ["CONVERT", "CREATE", "EDIT", "SEND"]
    assert {"Invoice", "Mutation.createInvoice", "Mutation.createEstimate"} <= {*sales["lostFields"]}
    assert "Estimate.number" not in sales["lostFields"]
    # The support's profile lets its users view invoices, and no estimates: that is all that they can lose.
    assert {each["module"]: each["lost"] for each in support["modules"]} == {"books.invoices": ["VIEW"]}
    members = (await organization.ask("admin", MEMBERS)).data["integrationUsers"]["nodes"]
    assert {each["template"] for each in members} == {"current"}


async def test_a_plan_is_applied_once_and_is_in_the_log(organization: Graph) -> None:
    plan = await planned(
        organization, users("ADD", OUTSIDER, BY_NAME["accountant"].email, "x@y.example", template="legacy")
    )
    assert {each["email"]: each["outcome"] for each in plan["refused"]} == {
        BY_NAME["accountant"].email: "ALREADY_BOOKS_USER",
        "x@y.example": "UNKNOWN",
    }
    # The profile of the outsider forbids every finance module.
    [group] = plan["groups"]
    assert (group["users"], group["modules"], group["gainedFields"]) == (1, [], [])
    for _ in range(2):
        applied = (await organization.ask("admin", APPLY, {"id": plan["id"]})).data["applyIntegrationPlan"]
        assert (applied["state"], applied["appliedBy"]) == ("APPLIED", BY_NAME["admin"].email)
    members = (await organization.ask("admin", MEMBERS)).data["integrationUsers"]["nodes"]
    assert members == [{"email": OUTSIDER, "template": "legacy", "state": "ACTIVE"}]
    log = (await organization.ask("admin", "{ auditLog { nodes { act } } }")).data["auditLog"]["nodes"]
    assert [each["act"] for each in log] == ["applyIntegrationPlan", "addIntegrationUsers", "setUpIntegration"]
    plans = """query ($after: String) { integrationPlans(first: 1, after: $after) {
      nodes { id state } pageInfo { hasNextPage endCursor } } }"""
    second = await planned(organization, users("SUSPEND", OUTSIDER))
    page = (await organization.ask("admin", plans)).data["integrationPlans"]
    assert page["nodes"] == [{"id": second["id"], "state": "PLANNED"}]
    page = (await organization.ask("admin", plans, {"after": page["pageInfo"]["endCursor"]})).data["integrationPlans"]
    assert page["nodes"] == [{"id": plan["id"], "state": "APPLIED"}]
    assert not page["pageInfo"]["hasNextPage"]


@pytest.mark.parametrize(
    "meanwhile",
    [
        f'mutation {{ suspendIntegrationUsers(emails: ["{SALES}"]) {{ doneCount }} }}',
        'mutation { setIntegrationUserLimit(limit: 5, reason: "less") { limit } }',
        "mutation { changeIntegrationSettings(version: 1, input: { everyModule: true }) { version } }",
        'mutation { putGrantTemplate(input: { name: "own", title: "x", grants: '
        '[{ module: "books.invoices", actions: [VIEW] }] }) { name } }',
        None,
    ],
)
async def test_a_plan_does_not_outlive_what_it_looked_at(organization: Graph, meanwhile: str | None) -> None:
    await organization.ask("admin", ADD, {"emails": [SALES], "template": "current"})
    plan = await planned(organization, users("GRANT", SALES, template="view_only"))
    if meanwhile is None:
        # CRM's own word on the profile.
        profiles = "/crm/v8/settings/profiles/*"
        await organization.break_down({"product": "crm", "path": profiles, "kind": "status", "status": 403})
    else:
        assert not (await organization.ask("admin", meanwhile)).codes
    outdated = meanwhile is None or "everyModule" not in meanwhile
    answer = await organization.ask("admin", APPLY, {"id": plan["id"]})
    assert answer.codes == (["PLAN_OUTDATED"] if outdated else [])
    members = (await organization.ask("admin", MEMBERS)).data["integrationUsers"]["nodes"]
    assert [each["template"] for each in members] == ["current" if outdated else "view_only"]


async def test_plans_of_templates_and_settings(organization: Graph) -> None:
    await organization.ask("admin", ADD, {"emails": [SALES], "template": "legacy"})
    grants = [{"module": "books.invoices", "actions": ["VIEW", "EXPORT"]}]
    template = {"name": "own", "title": "Own", "grants": grants}
    new = await planned(organization, {"input": {"template": template}})
    assert new["summary"] == "The change reaches nobody."
    assert not (await organization.ask("admin", APPLY, {"id": new["id"]})).codes
    settings: dict[str, Any] = {
        "input": {"settings": {"modules": ["books.estimates"], "policy": [], "keepsUsage": False}}
    }
    narrowed = await planned(organization, settings)
    emails = {email for group in narrowed["groups"] for email in group["emails"]}
    # Settings hold for the users of the operator's file as well.
    assert emails == {SALES, LEGACY, RESTRICTED}
    assert not (await organization.ask("admin", APPLY, {"id": narrowed["id"]})).codes
    narrower = await planned(organization, users("GRANT", SALES, template="view_only"))
    assert "is not recorded" in narrower["summary"]
    both: dict[str, Any] = {"input": {**settings["input"], "template": template}}
    wrong_ones: list[dict[str, Any]] = [{"input": {}}, both, {**settings, "days": 0}]
    for wrong in wrong_ones:
        assert (await organization.ask("admin", PLAN, wrong)).codes == ["BAD_USER_INPUT"]


async def test_the_impact_of_the_migration_stands_in_words_and_as_a_diff(organization: Graph) -> None:
    await organization.ask("admin", ADD, {"emails": [SALES], "template": "legacy"})
    impact = (await organization.ask("admin", IMPACT, {"user": SALES.upper()})).data["migrationImpact"]
    assert impact["becomes"] == "an integration user, with the present grants"
    lost = {each["module"]: each["lost"] for each in impact["modules"]}
    # Books' administrator may do everything, within the user's own profile of CRM.
    assert lost["books.invoices"] == ["APPROVE", "CONVERT", "CREATE", "EDIT", "EXPORT", "SEND"]
    assert not any(each["gained"] for each in impact["modules"])
    assert "- Mutation.createInvoice" in impact["difference"]
    assert any("books.invoices the user loses" in sentence for sentence in impact["words"])
    accountant = (await organization.ask("admin", IMPACT, {"user": BY_NAME["accountant"].email})).data[
        "migrationImpact"
    ]
    assert "which Books decides" in accountant["becomes"]
    assert (await organization.ask("admin", IMPACT, {"user": "x@y.example"})).codes == ["NOT_FOUND"]


async def test_plans_are_for_administrators_and_ask_with_their_token_alone(organization: Graph) -> None:
    organization.forget_calls()
    plan = await planned(organization, users("ADD", OUTSIDER, template="legacy"))
    assert {call["token_owner"] for call in organization.calls()} == {"admin"}
    for document, variables in (
        (PLAN, users("ADD", OUTSIDER, template="legacy")),
        (APPLY, {"id": plan["id"]}),
        (f'{{ integrationPlan(id: "{plan["id"]}") {{ id }} }}', {}),
        ("{ integrationPlans { nodes { id } } }", {}),
        (IMPACT, {"user": OUTSIDER}),
    ):
        assert (await organization.ask("accountant", document, variables)).codes == ["FORBIDDEN"]
    assert (await organization.ask("admin", APPLY, {"id": "none"})).codes == ["NOT_FOUND"]


async def test_a_plan_of_the_policy_file_reaches_users_of_books_too_and_is_applied_by_the_operator(
    organization: Graph,
) -> None:
    await organization.ask("admin", ADD, {"emails": [SALES], "template": "current"})
    assert not (await organization.ask("sales", INVOICES)).codes
    text = """
    [[rule]]
    reason = "Balances are for accountants"
    fields = ["Invoice.balance"]
    except_profiles = ["Administrator"]
    [[rule]]
    reason = "Deals are being cleaned up"
    modules = { "crm.deals" = ["edit"] }
    profiles = ["Sales"]
    """
    plan = await planned(organization, {"input": {"policyFile": text}})
    emails = {email for group in plan["groups"] for email in group["emails"]}
    assert {SALES, BY_NAME["accountant"].email} <= emails
    assert BY_NAME["admin"].email not in emails
    [sales] = [group for group in plan["groups"] if SALES in group["emails"]]
    assert "Invoice.balance" in sales["lostFields"]
    assert {each["module"]: each["lost"] for each in sales["modules"]} == {"crm.deals": ["EDIT"]}
    assert (sales["losingUsers"], sales["lostOperations"]) == (1, 1)
    assert "1 would have lost 1 operation" in plan["summary"]
    assert plan["betterTemplate"] is None
    refused = await organization.ask("admin", APPLY, {"id": plan["id"]})
    assert (refused.codes, "SUITEGRAPH_POLICY" in refused.body["errors"][0]["message"]) == (["BAD_USER_INPUT"], True)
    # The text that is in force already changes nothing, and its plan can be applied.
    same = await planned(organization, {"input": {"policyFile": ""}})
    assert (same["summary"], same["groups"]) == ("The change reaches nobody.", [])
    applied = (await organization.ask("admin", APPLY, {"id": same["id"]})).data["applyIntegrationPlan"]
    assert applied["state"] == "APPLIED"
    for wrong in ("[[rule]]\nreason = 'x'", "no toml", "x" * 100_001, '[[rule]]\nreason="x"\nfields=["Invoice.no"]'):
        assert (await organization.ask("admin", PLAN, {"input": {"policyFile": wrong}})).codes == ["BAD_USER_INPUT"]


async def test_a_plan_warns_before_a_merge_or_another_organisation_breaks_links(organization: Graph) -> None:
    [account] = [each for each in organization.sandbox.company.accounts if each.books_id and each.billing_id][:1]
    document = """mutation ($input: IntegrationChangeInput!) { planIntegrationChange(input: $input) {
      id summary notes linksAtRisk { id linked } } }"""
    records: dict[str, Any] = {"linkedRecords": {"type": "ACCOUNT", "ids": [account.crm_id, "4150868000001999999"]}}
    organization.forget_calls()
    plan = (await organization.ask("admin", document, {"input": records})).data["planIntegrationChange"]
    assert plan["summary"].startswith("1 of 2 records of CRM is linked: merging, deleting or disconnecting would break")
    [risk] = plan["linksAtRisk"]
    nodes = (await organization.ask("admin", "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }", {
        "ids": [risk["id"], *risk["linked"]]})).data["nodes"]  # fmt: skip
    assert nodes[0] == {"__typename": "Account"}
    assert {"__typename": "Customer"} in nodes[1:]
    assert (await organization.ask("admin", APPLY, {"id": plan["id"]})).codes == ["BAD_USER_INPUT"]
    too_many = [str(4150868000001000000 + number) for number in range(26)]
    wrong_ids: list[list[str]] = [[], ["x"], too_many]
    for wrong in wrong_ids:
        answer = await organization.ask(
            "admin", document, {"input": {"linkedRecords": {"type": "ACCOUNT", "ids": wrong}}}
        )
        assert answer.codes == ["BAD_USER_INPUT"]
    settings: dict[str, Any] = {"settings": {"billingOrganization": ""}}
    disconnected = (await organization.ask("admin", document, {"input": settings})).data["planIntegrationChange"]
    connected = (await organization.ask("admin", "{ integration { settings { billingOrganization } } }")).data
    is_connected = connected["integration"]["settings"]["billingOrganization"] is not None
    assert any("is disconnected" in text for text in disconnected["notes"]) is is_connected
