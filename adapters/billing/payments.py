"""Billing's payments."""

from adapters.finance import FinanceModule

PAYMENTS = FinanceModule("payments", "payments", "payment", "payment_id")
