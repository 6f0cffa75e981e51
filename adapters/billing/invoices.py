"""Billing's invoices, whose rows differ from Books' (`number`, `invoice_date`)."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import billing

INVOICES = finance_module(
    billing.INVOICES,
    FinanceModule(
        "invoices",
        "invoices",
        "invoice",
        "invoice_id",
        every="Status.All",
        statuses=(
            ("draft", "Status.Draft"),
            ("sent", "Status.Sent"),
            ("overdue", "Status.OverDue"),
            ("paid", "Status.Paid"),
            ("void", "Status.Void"),
        ),
    ),
)
