"""Billing's invoices, whose rows differ from Books' (`number`, `invoice_date`)."""

from adapters.finance_platform.envelope import FinanceModule

INVOICES = FinanceModule("invoices", "invoices", "invoice", "invoice_id", every="Status.All")
