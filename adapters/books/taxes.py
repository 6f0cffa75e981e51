"""Books' taxes. Source: Zoho Books v3, "Taxes": the list says which one is the default, the single answer does not."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import books

TAXES = finance_module(books.TAXES, FinanceModule("settings/taxes", "taxes", "tax", "tax_id", is_read_singly=False))
