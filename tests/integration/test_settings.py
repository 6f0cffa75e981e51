"""Administrators set integration users up, keep templates, and see what is missing."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from adapters.store.integration import REVISION_SECONDS, IntegrationStore
from domain.integration import IntegrationSettings
from domain.integration_checks import CheckedFacts, checks_of, is_ready
from domain.roster import RosterLimit
from sandbox.people import BY_NAME
from tests.graphs import Graph, graph_served
from tests.postgres import new_database, postgres_served
from tests.proofs import family

OUTSIDER, RESTRICTED = BY_NAME["outsider"].email, BY_NAME["restricted"].email
SET_UP = """
mutation ($input: IntegrationSettingsInput) {
  setUpIntegration(input: $input) { booksOrganization billingOrganization modules defaultTemplate keepsUsage version }
}
"""
CHANGE = """
mutation ($input: IntegrationSettingsInput!, $version: Int!) {
  changeIntegrationSettings(input: $input, version: $version) { modules policy { module actions } version }
}
"""
PUT = """
mutation ($input: GrantTemplateInput!) { putGrantTemplate(input: $input) { name members version builtIn } }
"""
ADD = """
mutation ($emails: [String!]!, $template: String) {
  addIntegrationUsers(emails: $emails, template: $template) { results { outcome } }
}
"""
ACTIONS = "{ viewer { permissions { modules { module allowedActions } } } }"
CHECKS = "{ integration { checks { name state whatToDo } settings { version } } }"
VIEW_INVOICES = {"module": "books.invoices", "actions": ["VIEW"]}
AT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest_asyncio.fixture
async def organization(tmp_path: Path) -> AsyncIterator[Graph]:
    """A gateway with a store of its own, in front of a sandbox of its own, where nothing is set up."""
    async with graph_served(database=f"sqlite:///{tmp_path / 'store.db'}") as graph:
        yield graph


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The URL of an empty database that two gateways share."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('shared') / 'store.db'}"
    else:
        with postgres_served() as url:
            yield new_database(url)


async def granted(graph: Graph, persona: str) -> dict[str, list[str]]:
    """What a caller may do now in the modules of Books that have documents."""
    modules: list[dict[str, Any]] = (await graph.ask(persona, ACTIONS)).data["viewer"]["permissions"]["modules"]
    return {each["module"]: each["allowedActions"] for each in modules if each["module"] == "books.invoices"}


async def test_nothing_works_half_set_up(organization: Graph) -> None:
    refused = await organization.ask("admin", ADD, {"emails": [OUTSIDER]})
    assert refused.codes == ["INTEGRATION_NOT_SET_UP"]
    assert "setUpIntegration" in refused.body["errors"][0]["message"]
    template = {"name": "look", "title": "Look", "grants": [VIEW_INVOICES]}
    assert (await organization.ask("admin", PUT, {"input": template})).codes == ["INTEGRATION_NOT_SET_UP"]
    before = (await organization.ask("admin", CHECKS)).data["integration"]
    states = {each["name"]: each["state"] for each in before["checks"]}
    assert before["settings"] is None
    assert {name for name, state in states.items() if state == "MISSING"} == {"SETTINGS", "BOOKS_ORGANIZATION"}
    for wrong in ({"booksOrganization": "1"}, {"defaultTemplate": "none"}, {"usageDays": 0}, {"modules": ["x"]}):
        assert (await organization.ask("admin", SET_UP, {"input": wrong})).codes == ["BAD_USER_INPUT"]
    assert (await organization.ask("admin", CHECKS)).data["integration"]["settings"] is None
    settings = (await organization.ask("admin", SET_UP)).data["setUpIntegration"]
    assert settings == {
        "booksOrganization": "460000000000100",
        "billingOrganization": None,
        "modules": None,
        "defaultTemplate": "current",
        "keepsUsage": True,
        "version": 1,
    }
    assert (await organization.ask("admin", SET_UP)).codes == ["BAD_USER_INPUT"]
    checks = (await organization.ask("admin", CHECKS)).data["integration"]["checks"]
    assert "MISSING" not in {each["state"] for each in checks}
    assert all(each["whatToDo"] for each in checks if each["state"] != "PASSED")
    added = (await organization.ask("admin", ADD, {"emails": [OUTSIDER]})).data["addIntegrationUsers"]
    assert added == {"results": [{"outcome": "ADDED"}]}


async def test_templates_are_made_changed_and_removed(organization: Graph) -> None:
    await organization.ask("admin", SET_UP)
    template: dict[str, Any] = {"name": "look", "title": "Look", "grants": [VIEW_INVOICES]}
    wrong_ones: list[dict[str, Any]] = [
        {**template, "name": "current"},
        {**template, "name": "A B"},
        {**template, "title": " "},
        {**template, "grants": []},
        {**template, "grants": [{"module": "books.invoices", "actions": ["EDIT"]}]},
        {**template, "version": 1},
    ]
    for wrong in wrong_ones:
        assert (await organization.ask("admin", PUT, {"input": wrong})).codes == ["BAD_USER_INPUT"]
    stored = (await organization.ask("admin", PUT, {"input": template})).data["putGrantTemplate"]
    assert stored == {"name": "look", "members": 0, "version": 1, "builtIn": False}
    assert (await organization.ask("admin", PUT, {"input": template})).codes == ["BAD_USER_INPUT"]
    await organization.ask("admin", ADD, {"emails": [RESTRICTED], "template": "look+view_and_record_payments"})
    assert await granted(organization, "restricted") == {"books.invoices": ["VIEW"]}
    remove = 'mutation { removeGrantTemplate(name: "look") }'
    assert (await organization.ask("admin", remove)).codes == ["TEMPLATE_IN_USE"]
    wider = {**template, "version": 1, "grants": [{"module": "books.invoices", "actions": ["VIEW", "EXPORT"]}]}
    stored = (await organization.ask("admin", PUT, {"input": wider})).data["putGrantTemplate"]
    assert stored == {"name": "look", "members": 1, "version": 2, "builtIn": False}
    # Within what the CRM profile allows: it is the support's, which only views invoices.
    assert await granted(organization, "restricted") == {"books.invoices": ["VIEW", "EXPORT"]}
    everybody = f'mutation {{ removeIntegrationUsers(emails: ["{RESTRICTED}"]) {{ doneCount }} }}'
    await organization.ask("admin", everybody)
    assert (await organization.ask("admin", remove)).data == {"removeGrantTemplate": "look"}
    assert (await organization.ask("admin", remove)).codes == ["NOT_FOUND"]
    log = (await organization.ask("admin", "{ auditLog { nodes { act } } }")).data["auditLog"]["nodes"]
    acts = [each["act"] for each in log]
    assert {"createGrantTemplate", "changeGrantTemplate", "removeGrantTemplate"} <= {*acts}


@family(short=1)
async def test_changes_reach_another_gateway_within_five_seconds(shared_url: str) -> None:
    clock = [0.0]
    async with graph_served(database=shared_url) as here, graph_served(database=shared_url) as there:
        assert there.service.database is not None
        store = IntegrationStore(there.service.database, lambda: clock[0])
        there.service.rights = replace(there.service.rights, integrations=store)
        await here.ask("admin", SET_UP)
        assert await granted(there, "restricted") == {"books.invoices": ["VIEW"]}

        async def seen(document: str, variables: Any = None) -> dict[str, list[str]]:
            """What the other gateway allows, as soon as its clock says that a change must have arrived."""
            answer = await here.ask("admin", document, variables)
            assert not answer.codes, answer.body
            clock[0] += REVISION_SECONDS
            return await granted(there, "restricted")

        wide = {"module": "books.invoices", "actions": ["VIEW", "EXPORT"]}
        template: dict[str, Any] = {"name": "look", "title": "Look", "grants": [wide]}
        await here.ask("admin", PUT, {"input": template})
        allowed = await seen(ADD, {"emails": [RESTRICTED], "template": "look"})
        assert allowed == {"books.invoices": ["VIEW", "EXPORT"]}
        narrow = {**template, "version": 1, "grants": [VIEW_INVOICES]}
        assert await seen(PUT, {"input": narrow}) == {"books.invoices": ["VIEW"]}
        off = {"version": 1, "input": {"modules": ["books.estimates"]}}
        assert (await seen(CHANGE, off)).get("books.invoices", []) == []
        on = {"version": 2, "input": {"everyModule": True}}
        assert await seen(CHANGE, on) == {"books.invoices": ["VIEW"]}
        policy = {"version": 3, "input": {"policy": [VIEW_INVOICES]}}
        assert (await seen(CHANGE, policy)).get("books.invoices", []) == []
        suspended = f'mutation {{ suspendIntegrationUsers(emails: ["{RESTRICTED}"]) {{ doneCount }} }}'
        assert (await seen(suspended)).get("books.invoices", []) == []
        assert (await here.ask("admin", CHANGE, policy)).codes == ["BAD_USER_INPUT"]
        # Nothing has changed: nobody is asked again who the caller is, once the last note was read.
        assert there.service.leavers is not None
        await there.service.leavers.heed()
        await granted(there, "restricted")
        clock[0] += REVISION_SECONDS
        there.forget_calls()
        await granted(there, "restricted")
        assert there.bill() == {}


def test_each_check_says_what_to_do() -> None:
    settings = IntegrationSettings(tenant="eu:1", books_organization="1", set_up_at=AT, changed_at=AT, changed_by="x")
    well = CheckedFacts(
        keeps=True,
        settings=settings,
        organizations={"books": ["1"], "billing": None},
        is_books_administrator=True,
        missing_mirrors=(),
        templates=frozenset({"current"}),
        members=1,
        mails=True,
    )
    assert {each.state.name for each in checks_of(well)} == {"PASSED"}
    wrong = {
        "DATABASE": (replace(well, keeps=False), "MISSING"),
        "SETTINGS": (replace(well, settings=None), "MISSING"),
        "BOOKS_ORGANIZATION": (replace(well, organizations={"books": []}), "MISSING"),
        "BILLING_ORGANIZATION": (replace(well, settings=replace(settings, billing_organization="2")), "UNKNOWN"),
        "ADMINISTRATOR_RIGHTS": (replace(well, is_books_administrator=False), "ATTENTION"),
        "CRM_MODULES": (replace(well, missing_mirrors=("CustomModule5001 (books.invoices)",)), "ATTENTION"),
        "TEMPLATES": (replace(well, uses={"gone": 3}), "MISSING"),
        "ROSTER": (replace(well, ignores_grants_file=True), "ATTENTION"),
        "LIMIT": (replace(well, limit=RosterLimit(most=1)), "ATTENTION"),
        "MAIL": (replace(well, mails=False), "ATTENTION"),
    }
    for name, (facts, state) in wrong.items():
        found = {each.name: each for each in checks_of(facts)}
        assert [*found] == [*wrong]
        assert found[name].state.name == state
        assert found[name].advice
        assert is_ready(checks_of(facts)) == (state != "MISSING")
