"""Billing's plans, keyed by their code."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import billing

PLANS = finance_module(
    billing.PLANS,
    FinanceModule(
        "plans",
        "plans",
        "plan",
        "plan_code",
        every="PlanStatus.All",
        statuses=(
            ("active", "PlanStatus.ACTIVE"),
            ("inactive", "PlanStatus.INACTIVE"),
        ),
        is_catalogue=True,
    ),
)
