"""Billing's subscriptions."""

from adapters.finance import FinanceModule

SUBSCRIPTIONS = FinanceModule(
    "subscriptions",
    "subscriptions",
    "subscription",
    "subscription_id",
    every="SubscriptionStatus.All",
    compares=(("reference_contains", "reference_id"),),
)
