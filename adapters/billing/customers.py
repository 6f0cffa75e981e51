"""Billing's customers."""

from adapters.finance import FinanceModule

CUSTOMERS = FinanceModule("customers", "customers", "customer", "customer_id", every="Status.All")
