"""Billing's plans, keyed by their code."""

from adapters.finance_platform.envelope import FinanceModule

PLANS = FinanceModule("plans", "plans", "plan", "plan_code", every="PlanStatus.All")
