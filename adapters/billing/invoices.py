"""Billing's invoices, whose rows differ from Books' (`number`, `invoice_date`)."""

from adapters.finance import FinanceModule

INVOICES = FinanceModule("invoices", "invoices", "invoice", "invoice_id", every="Status.All")
