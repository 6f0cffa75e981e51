"""Books' bills."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import books

BILLS = finance_module(
    books.BILLS,
    FinanceModule("bills", "bills", "bill", "bill_id", number="bill_number", every="Status.All"),
)
