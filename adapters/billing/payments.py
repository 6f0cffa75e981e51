"""Billing's payments."""

from adapters.finance_platform.envelope import FinanceModule

PAYMENTS = FinanceModule("payments", "payments", "payment", "payment_id")
