"""A scope allows what it names, and what lies below it."""

import pytest

from sandbox.people import BY_NAME
from sandbox.tokens import EVERYTHING, Grant


@pytest.mark.parametrize(
    ("held", "wanted", "allowed"),
    [
        ("ZohoCRM.users.READ", "ZohoCRM.users.READ", True),
        ("ZohoCRM.users.READ", "zohocrm.USERS.read", True),
        ("ZohoCRM.users.READ", "ZohoCRM.users.UPDATE", False),
        ("ZohoCRM.users.READ", "ZohoCRM.org.READ", False),
        ("ZohoCRM.users.ALL", "ZohoCRM.users.READ", True),
        ("ZohoCRM.modules.ALL", "ZohoCRM.modules.Accounts.READ", True),
        ("ZohoCRM.modules.READ", "ZohoCRM.modules.Accounts.READ", True),
        ("ZohoCRM.modules.READ", "ZohoCRM.modules.Accounts.CREATE", False),
        ("ZohoCRM.modules.Accounts.ALL", "ZohoCRM.modules.Accounts.CREATE", True),
        ("ZohoCRM.modules.Accounts.ALL", "ZohoCRM.modules.Deals.CREATE", False),
        ("ZohoCRM.settings.ALL", "ZohoCRM.settings.fields.READ", True),
        ("ZohoBooks.invoices.READ", "ZohoBooks.invoices.READ", True),
        ("ZohoBooks.invoices.READ", "ZohoBooks.estimates.READ", False),
        ("ZohoBooks.fullaccess.all", "ZohoBooks.estimates.CREATE", True),
        ("ZohoBooks.fullaccess.all", "ZohoSubscriptions.invoices.READ", False),
        ("AaaServer.profile.Read", "AaaServer.profile.READ", True),
    ],
)
def test_a_scope_covers(held: str, wanted: str, *, allowed: bool) -> None:
    assert Grant(BY_NAME["sales"], frozenset({held}), None).allows(wanted) is allowed


@pytest.mark.parametrize(
    "wanted",
    [
        "AaaServer.profile.READ",
        "ZohoBooks.settings.READ",
        "ZohoCRM.modules.Deals.UPDATE",
        "ZohoCRM.settings.profiles.READ",
        "ZohoCRM.coql.READ",
        "ZohoSearch.securesearch.READ",
        "ZohoSubscriptions.subscriptions.CREATE",
    ],
)
def test_a_persona_s_token_has_every_scope_that_the_products_ask_for(wanted: str) -> None:
    assert Grant(BY_NAME["admin"], EVERYTHING, None).allows(wanted)
