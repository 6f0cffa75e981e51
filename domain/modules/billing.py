"""The modules of Zoho Billing."""

from domain.modules.module import CATALOGUE, SETTINGS, VIEW, Module
from domain.modules.registry import declare

CUSTOMERS = declare(Module("billing", "customers", is_grantable=True))
SUBSCRIPTIONS = declare(
    Module(
        "billing",
        "subscriptions",
        names_mirror_in_settings=True,
        actions=frozenset({"view", "create", "edit", "export"}),
        is_grantable=True,
        has_activities=True,
    )
)
PRODUCTS = declare(Module("billing", "products", is_grantable=True, ttl=CATALOGUE))
PLANS = declare(Module("billing", "plans", is_grantable=True, ttl=CATALOGUE))
ADDONS = declare(Module("billing", "addons", is_grantable=True, ttl=CATALOGUE))
COUPONS = declare(Module("billing", "coupons", is_grantable=True, ttl=CATALOGUE))
INVOICES = declare(Module("billing", "invoices", is_grantable=True))
PAYMENTS = declare(Module("billing", "payments", is_grantable=True))
# A look-up for forms: no plan, addon or customer is written here, but subscriptions are.
TAXES = declare(Module("billing", "taxes", actions=VIEW, ttl=SETTINGS, chosen_in=(SUBSCRIPTIONS,)))
