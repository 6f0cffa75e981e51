"""Billing's quotes, which its addresses call estimates."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import billing

QUOTES = finance_module(
    billing.QUOTES,
    FinanceModule("estimates", "estimates", "estimate", "estimate_id"),
)
