"""What each role of Billing may do."""

from dataclasses import replace

import pytest

from tests.sandbox.billing.conftest import Billing, refused
from tests.sandbox.billing.test_access import READ_ONLY, WRITES

FOR_VIEWERS = ("/customers", "/subscriptions", "/products", "/plans", "/addons", "/coupons")
DELETIONS = [("DELETE", "/customers/903000000001000001")]


async def test_staff_may_read_everything(billing: Billing) -> None:
    for path in READ_ONLY:
        answer = await billing.ask("GET", path, persona="billing")
        assert answer.status == (404 if "scheduledchanges" in path else 400 if "reference" in path else 200), path


async def test_an_integration_viewer_reads_subscriptions_customers_and_the_catalogue_alone(billing: Billing) -> None:
    for path in READ_ONLY:
        answer = await billing.ask("GET", path, persona="restricted")
        if path.startswith((*FOR_VIEWERS, "/organizations")):
            assert answer.status != 401, path
        else:
            assert refused(answer) == (401, 57), path


async def test_an_integration_viewer_writes_nothing(billing: Billing) -> None:
    for method, path in WRITES:
        assert refused(await billing.ask(method, path, persona="restricted")) == (401, 57), path


async def test_staff_may_create_and_edit(billing: Billing) -> None:
    for method, path in WRITES:
        if (method, path) not in DELETIONS:
            assert (await billing.ask(method, path, persona="billing")).status != 401, path


@pytest.mark.parametrize(("method", "path"), DELETIONS)
async def test_staff_may_not_delete_and_an_administrator_may(billing: Billing, method: str, path: str) -> None:
    assert refused(await billing.ask(method, path, persona="billing")) == (401, 57)
    assert refused(await billing.ask(method, path)) == (400, 1004)


async def test_how_a_role_is_denied_is_an_option(billing: Billing) -> None:
    sandbox = billing.zoho.sandbox
    before = sandbox.options
    sandbox.options = replace(before, role_denial=(403, 3))
    try:
        assert refused(await billing.ask("GET", "/invoices", persona="restricted")) == (403, 3)
    finally:
        sandbox.options = before
