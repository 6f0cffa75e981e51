"""Books' contacts, of which customers and vendors are two types."""

from typing import Literal

from adapters.finance_platform.modules import FinanceModule


def contacts_of_type(contact_type: Literal["customer", "vendor"]) -> FinanceModule:
    """How Books serves the contacts of one type."""
    return FinanceModule(
        "contacts",
        "contacts",
        "contact",
        "contact_id",
        every="Status.All",
        statuses=(
            ("active", "Status.Active"),
            ("inactive", "Status.Inactive"),
            ("crm", "Status.Crm"),
            ("duplicate", "Status.Duplicate"),
        ),
        fixed=(("contact_type", contact_type),),
    )
