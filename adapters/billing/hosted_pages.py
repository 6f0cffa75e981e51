"""Billing's hosted pages, whose single answer has its keys beside `code` and `message`."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import billing

HOSTED_PAGES = finance_module(
    billing.HOSTED_PAGES,
    FinanceModule("hostedpages", "hosted_pages", "hostedpage", "hostedpage_id", is_flat=True),
)
