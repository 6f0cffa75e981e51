"""Books' contacts of type customer."""

from adapters.finance_platform.envelope import FinanceModule

CUSTOMERS = FinanceModule(
    "contacts", "contacts", "contact", "contact_id", every="Status.All", fixed=(("contact_type", "customer"),)
)
