"""Billing's payments."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import billing

PAYMENTS = finance_module(billing.PAYMENTS, FinanceModule("payments", "payments", "payment", "payment_id"))
