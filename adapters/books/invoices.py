"""Books' invoices."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import books

INVOICES = finance_module(
    books.INVOICES,
    FinanceModule("invoices", "invoices", "invoice", "invoice_id", number="invoice_number", every="Status.All"),
)
