"""Billing's subscriptions."""

from adapters.finance_platform.envelope import FinanceModule

SUBSCRIPTIONS = FinanceModule(
    "subscriptions",
    "subscriptions",
    "subscription",
    "subscription_id",
    every="SubscriptionStatus.All",
    compares=(("reference_contains", "reference_id"),),
)
