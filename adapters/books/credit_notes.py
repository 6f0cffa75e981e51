"""Books' credit notes."""

from adapters.finance_platform.envelope import FinanceModule

CREDIT_NOTES = FinanceModule(
    "creditnotes", "creditnotes", "creditnote", "creditnote_id", number="creditnote_number", every="Status.All"
)
