"""Books' credit notes."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import books

CREDIT_NOTES = finance_module(
    books.CREDIT_NOTES,
    FinanceModule(
        "creditnotes", "creditnotes", "creditnote", "creditnote_id", number="creditnote_number", every="Status.All"
    ),
)
