"""Billing's customers."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import billing

CUSTOMERS = finance_module(
    billing.CUSTOMERS, FinanceModule("customers", "customers", "customer", "customer_id", every="Status.All")
)
