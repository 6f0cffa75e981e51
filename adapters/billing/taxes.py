"""Billing's taxes. Source: Zoho Billing v1, "Settings": a list without pages, and no answer for a single one."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import billing

TAXES = finance_module(
    billing.TAXES, FinanceModule("settings/taxes", "taxes", "tax", "tax_id", is_paged=False, is_read_singly=False)
)
