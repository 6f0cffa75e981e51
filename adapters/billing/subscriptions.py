"""Billing's subscriptions."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import billing

SUBSCRIPTIONS = finance_module(
    billing.SUBSCRIPTIONS,
    FinanceModule(
        "subscriptions",
        "subscriptions",
        "subscription",
        "subscription_id",
        every="SubscriptionStatus.All",
        compares=(("reference_contains", "reference_id"),),
    ),
)
