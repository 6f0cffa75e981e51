"""Books' currencies. Source: Zoho Books v3, "Currency": the list has the exchange rate, the single answer has not."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import books

CURRENCIES = finance_module(
    books.CURRENCIES,
    FinanceModule("settings/currencies", "currencies", "currency", "currency_id", is_read_singly=False),
)
