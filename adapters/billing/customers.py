"""Billing's customers."""

from adapters.finance_platform.envelope import FinanceModule

CUSTOMERS = FinanceModule("customers", "customers", "customer", "customer_id", every="Status.All")
