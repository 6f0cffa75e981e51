"""Books' expenses."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import books

EXPENSES = finance_module(
    books.EXPENSES,
    FinanceModule(
        "expenses",
        "expenses",
        "expense",
        "expense_id",
        every="Status.All",
        compares=(("amount", "total"),),
        statuses=(
            ("unbilled", "Status.Unbilled"),
            ("invoiced", "Status.Invoiced"),
            ("reimbursed", "Status.Reimbursed"),
        ),
    ),
)
