"""The ids of CRM that stand on customers of Books and Billing: whatever is sent there, they are texts or nothing."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from domain.errors import UpstreamUnavailable
from domain.grants import Grants
from domain.policy import Policy
from resolvers.caller.caller_cache import CallerCache
from resolvers.caller.permission_rules import PermissionRules
from resolvers.reading.billing_customers import account_of_billing_customer
from resolvers.reading.customers import account_of_customer
from resolvers.reading.loader import RecordLoader
from tests.adapters.products import success, way_to_product

Lead = Callable[[RecordLoader, str], Awaitable[str | None]]


class Nobody:
    """There are no integration users."""

    async def grants_of(self, email: str) -> Grants | None:
        """None, whoever is asked about."""
        return None

    async def all(self) -> tuple[()]:
        """Nobody."""
        return ()


@pytest.mark.parametrize("lead", [account_of_customer, account_of_billing_customer])
async def test_an_id_of_crm_is_a_text_or_nothing_and_an_error_in_any_other_form(lead: Lead) -> None:
    for sent, id_ in (("415", "415"), (415, "415"), (None, None), ("", None)):
        assert await told(lead, sent) == id_
    for sent in ([], {"id": "415"}, [5], True, 4.5, "x"):
        with pytest.raises(UpstreamUnavailable, match="malformed"):
            await told(lead, sent)


async def told(lead: Lead, sent: Any) -> str | None:
    """What a customer leads to whose id of CRM is sent so."""
    organizations = [{"organization_id": "1", "is_default_org": True}]
    contact = {"contact_id": "7", "customer_id": "7", "zcrm_account_id": sent}
    async with way_to_product() as way:
        way.product.always(success(organizations=organizations, contact=contact, customer=contact))
        loader = RecordLoader(way.upstream(), CallerCache(), {}, PermissionRules(Nobody(), Policy(), {}, {}))
        try:
            return await lead(loader, "7")
        finally:
            loader.close()
