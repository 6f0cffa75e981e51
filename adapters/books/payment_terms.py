"""Books' payment terms, as public client code lists them: no document of Zoho has the address."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import books

PAYMENT_TERMS = finance_module(
    books.PAYMENT_TERMS,
    FinanceModule(
        "settings/paymentterms",
        "payment_terms",
        "payment_term",
        "payment_terms_id",
        inside="data",
        is_paged=False,
        is_read_singly=False,
    ),
)
