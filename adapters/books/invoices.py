"""Books' invoices."""

from adapters.finance_platform.envelope import FinanceModule

INVOICES = FinanceModule("invoices", "invoices", "invoice", "invoice_id", number="invoice_number", every="Status.All")
