"""Books' chart of accounts. Source: Zoho Books v3, "Chart of Accounts"; a single account stands beside `code`."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import books

CHART_OF_ACCOUNTS = finance_module(
    books.CHART_OF_ACCOUNTS,
    FinanceModule(
        "chartofaccounts",
        "chartofaccounts",
        "chart_of_account",
        "account_id",
        every="AccountType.All",
        is_read_singly=False,
    ),
)
