"""Books' contacts of type vendor."""

from adapters.finance_platform.envelope import FinanceModule

VENDORS = FinanceModule(
    "contacts", "contacts", "contact", "contact_id", every="Status.All", fixed=(("contact_type", "vendor"),)
)
