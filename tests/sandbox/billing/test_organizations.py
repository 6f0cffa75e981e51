"""GET /organizations, the one call without an organisation's header."""

import pytest

from tests.sandbox.conftest import Zoho

ORGANIZATIONS = "/billing/v1/organizations"


@pytest.mark.parametrize("persona", ["admin", "billing", "restricted"])
async def test_members_see_the_company(zoho: Zoho, persona: str) -> None:
    answer = await zoho.ask(persona, "GET", ORGANIZATIONS)
    [organization] = answer.body["organizations"]
    assert organization["organization_id"] == "903000000000100"
    assert organization["name"] == zoho.sandbox.company.name
    assert (organization["currency_code"], organization["is_default_org"]) == ("EUR", True)


@pytest.mark.parametrize("persona", ["sales", "legacy", "accountant", "assigned", "outsider"])
async def test_everybody_else_sees_none(zoho: Zoho, persona: str) -> None:
    answer = await zoho.ask(persona, "GET", ORGANIZATIONS)
    assert (answer.status, answer.body) == (200, {"code": 0, "message": "success", "organizations": []})
