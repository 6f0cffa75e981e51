"""Billing's payments, whose list is in no document of Zoho: one payment is, and the payments in an invoice."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import billing

PAYMENTS = finance_module(
    billing.PAYMENTS,
    FinanceModule(
        "payments",
        "payments",
        "payment",
        "payment_id",
        instead="Ask for `payments` of `billingInvoices`, and for a `billingPayment` by its id "
        "(`billing.payments-list` in docs/unverified.md).",
    ),
)
