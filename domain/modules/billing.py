"""The modules of Zoho Billing."""

from domain.modules.module import CATALOGUE, SETTINGS, VIEW, Module
from domain.modules.registry import declare
from domain.subscription_steps import SUBSCRIPTION_LIFECYCLE

# An invoice of Billing bills what was subscribed to, and is an invoice of Books where the two share an organisation.
BILLED = (("books.invoices", None), ("billing.subscriptions", "Amount"))
QUOTED = (("books.estimates", None), ("billing.subscriptions", "Amount"))
CUSTOMERS = declare(
    Module(
        "billing",
        "customers",
        actions=frozenset({"view", "create", "export"}),
        amounts_of=BILLED,
        is_grantable=True,
    )
)
SUBSCRIPTIONS = declare(
    Module(
        "billing",
        "subscriptions",
        names_mirror_in_settings=True,
        actions=frozenset({"view", "create", "edit", "export"}),
        is_grantable=True,
        has_activities=True,
        lifecycle=SUBSCRIPTION_LIFECYCLE,
    )
)
# A hosted page shows a subscription to the customer, so that what is hidden of the one is hidden of the other.
HOSTED_PAGES = declare(
    Module(
        "billing",
        "hosted_pages",
        names_mirror_in_settings=True,
        actions=frozenset({"view", "create", "export"}),
        is_grantable=True,
    )
)
PRODUCTS = declare(Module("billing", "products", is_grantable=True, ttl=CATALOGUE))
PLANS = declare(Module("billing", "plans", is_grantable=True, ttl=CATALOGUE))
ADDONS = declare(Module("billing", "addons", is_grantable=True, ttl=CATALOGUE))
COUPONS = declare(Module("billing", "coupons", is_grantable=True, ttl=CATALOGUE))
QUOTES = declare(
    Module(
        "billing",
        "quotes",
        actions=frozenset({"view", "convert", "export"}),
        amounts_of=QUOTED,
        is_grantable=True,
    )
)
INVOICES = declare(
    # An invoice is made by a charge on a subscription.
    Module(
        "billing",
        "invoices",
        actions=frozenset({"view", "create", "export"}),
        amounts_of=BILLED,
        is_grantable=True,
    )
)
PAYMENTS = declare(Module("billing", "payments", amounts_of=BILLED, is_grantable=True))
# A look-up for forms: no plan, addon or customer is written here, but subscriptions are.
TAXES = declare(Module("billing", "taxes", actions=VIEW, ttl=SETTINGS, chosen_in=(SUBSCRIPTIONS,)))
