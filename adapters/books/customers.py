"""Books' contacts of type customer."""

from adapters.finance import FinanceModule

CUSTOMERS = FinanceModule(
    "contacts", "contacts", "contact", "contact_id", every="Status.All", fixed=(("contact_type", "customer"),)
)
