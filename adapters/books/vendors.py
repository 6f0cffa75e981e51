"""Books' contacts of type vendor."""

from adapters.finance_platform.modules import FinanceModule, finance_module
from domain.modules import books

VENDORS = finance_module(
    books.VENDORS,
    FinanceModule(
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
        fixed=(("contact_type", "vendor"),),
    ),
)
